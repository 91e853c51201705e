/** Each cell over the published results, and where it changed for good. */
package dev.faultpath.history;
