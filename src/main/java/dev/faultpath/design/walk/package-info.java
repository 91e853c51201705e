/**
 * Q1, the range walk: how to get from a virtual range to its leaf entries. Stands for {@code walk_page_range()} with HMM's
 * callbacks. Every design hands each entry to the same {@link dev.faultpath.design.walk.DecisionTable}; they differ in how
 * they reach it.
 */
package dev.faultpath.design.walk;
