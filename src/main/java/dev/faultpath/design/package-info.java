/** The competing designs, a package a question; {@code src/main/docs/designs.md} has a row for each. */
package dev.faultpath.design;
