/** The competing designs, a package a question. */
package dev.faultpath.design;
