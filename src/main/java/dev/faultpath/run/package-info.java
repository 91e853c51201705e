/**
 * Runs benchmarks: which cells, in which order, on which JDK, until when; and keeps what came back. Knows benchmarks only by
 * name. JMH itself is behind {@link dev.faultpath.run.ForkRunner}.
 */
package dev.faultpath.run;
