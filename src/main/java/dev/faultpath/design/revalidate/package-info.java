/**
 * Q5, the revalidation of cached answers: what makes an answer of the pagemap callback, given in the walk or in an earlier
 * request, safe to use at the commit. Stands for what the proposal of a pagemap callback with a cached verdict leaves between
 * {@code hmm_range_fault()} and the driver's {@code mmu_interval_read_retry()}.
 *
 * <p>Every design keeps the check of the notifier sequence under the driver's lock (R1) and the engine's check without a lock before each
 * walk (R2); they differ in what else they check, and in what a revocation has to do.
 *
 * <p>Of the catalogue, this package leaves out:
 * <ul>
 * <li>R3, the sequence check every so many entries within the walk: it saves wasted work and covers no event; it belongs to the walk.
 * <li>R4, sequences of address stripes: the size of a subscription is an axis of the contended benchmark, which shows the same.
 * <li>R5, validity flags per range under the driver's lock: they spare other ranges a redo after an invalidation, and say nothing about rights.
 * <li>R8, revocation by eviction: it is what {@code dev.faultpath.fault.PeerRevocation} does for an unplug, with any of the designs.
 * </ul>
 */
package dev.faultpath.design.revalidate;
