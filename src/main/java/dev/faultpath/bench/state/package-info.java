/** States that benchmarks share: a model built from a layout, and what of it a benchmark needs at hand. */
package dev.faultpath.bench.state;
