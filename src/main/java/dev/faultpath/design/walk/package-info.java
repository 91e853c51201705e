/**
 * Q1, the range walk: how to get from a virtual range to its leaf entries. Stands for {@code walk_page_range()} with HMM's
 * callbacks. Every design hands each entry to the same {@link dev.faultpath.design.walk.DecisionTable}; they differ in how
 * they reach it.
 *
 * <p>Whether a CPU fault is taken inside the walk or after it is the caller's fault shape, which each design serves. The designs,
 * and those that are left out, are in {@code src/main/docs/designs.md}, section Q1.
 *
 * <p>The sub-question of how the area for an address is found is {@link dev.faultpath.design.walk.VmaLookup}.
 */
package dev.faultpath.design.walk;
