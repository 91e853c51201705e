/** A run: which cells, in which order, until when; and what is kept of it. Knows benchmarks only by name. */
package dev.faultpath.run;
