/**
 * Q5, the revalidation of cached answers: what makes an answer of the pagemap callback, given in the walk or in an earlier
 * request, safe to use at the commit. Stands for what the proposal of a pagemap callback with a cached verdict leaves between
 * {@code hmm_range_fault()} and the driver's {@code mmu_interval_read_retry()}.
 *
 * <p>Every design keeps the check of the notifier sequence under the driver's lock and the engine's check without a lock before each
 * walk; they differ in what else they check, and in what a revocation has to do. The designs, and those that are left out, are in
 * {@code src/main/docs/designs.md}, section Q5.
 */
package dev.faultpath.design.revalidate;
