/** Intervals and tests on plain arrays. Knows nothing of benchmarks, files or printing. */
package dev.faultpath.stats;
