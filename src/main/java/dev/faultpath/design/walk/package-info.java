/**
 * Q1, the range walk: how to get from a virtual range to its leaf entries. Stands for {@code walk_page_range()} with HMM's
 * callbacks. Every design hands each entry to the same {@link dev.faultpath.design.walk.DecisionTable}; they differ in how
 * they reach it.
 *
 * <p>By the catalogue: W1 and W4 {@link dev.faultpath.design.walk.CallbackRadixWalk}, W2
 * {@link dev.faultpath.design.walk.InlinedRadixWalk}, W3 {@link dev.faultpath.design.walk.IteratorWalk}, W5
 * {@link dev.faultpath.design.walk.LeafCursorWalk}, W8 {@link dev.faultpath.design.walk.TwoPhaseWalk}, W10
 * {@link dev.faultpath.design.walk.AskedPagesOnlyWalk}, W12 {@link dev.faultpath.design.walk.LeafBatchWalk}. W6 and W7, the CPU
 * fault inside the walk or after it, hold for each of them: the caller's fault shape. Left out: W9, fault and migration
 * collected in one walk, which needs the migration of another question; W11, a walk under another lock than the address
 * space's, since who excludes whom does not show in one thread's walk and freeing tables behind a grace period is a
 * question of revalidation.
 *
 * <p>The sub-question of how the area for an address is found is {@link dev.faultpath.design.walk.VmaLookup}.
 */
package dev.faultpath.design.walk;
