/**
 * Runs forks of cells: starts the JVMs, gives them turns, and brings back what they measured. Which cells run, and when, is decided
 * elsewhere. JMH is behind {@link dev.faultpath.forks.ForkRunner}; benchmarks are known by name only.
 */
package dev.faultpath.forks;
