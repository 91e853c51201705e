package dev.faultpath.bench;

import dev.faultpath.bench.state.RevalidationDesign;
import dev.faultpath.bench.state.RevalidationState;
import dev.faultpath.model.DevicePageTable;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * <b>Question</b> (Q5): what does a design of revalidation cost on its own, apart from the walk and the device entries that
 * {@link CacheRevalidationBenchmark} has around it?
 *
 * <p><b>Kernel counterpart</b>: what a driver would add: taking the read side, one look at the remembered answer for each run of
 * pages of one pagemap, and the check under the driver's lock beside {@code mmu_interval_read_retry()}. Left out: walk and entries,
 * and the mmap lock that a walk holds.
 *
 * <p><b>Designs</b>: those of {@link RevalidationDesign}.
 *
 * <p><b>Prediction</b>: notifier-sequence, generation and switch-point equal broken-cache within the harness floor; epoch
 * pays two atomic updates a request. tryget-live pays none: two stores for each distinct pagemap, to a count that is its walker's own,
 * so it grows with {@code devices} and stays below epoch with one. recheck-under-lock, optimistic-rollback and broken-request-cache
 * ask for each distinct pagemap, which is a few loads. provider-table updates nothing and compares nothing at the commit, but each look-up
 * behind the first of a run of one provider goes to that provider's table: with one device it equals broken-cache, with several it does
 * more loads than generation. Refuted if tryget-live or recheck-under-lock do not grow with {@code devices}, if generation does, if
 * provider-table costs more than generation with one device, or no more with eight.
 *
 * <p><b>Controls</b>: {@link #baselineLock} takes and gives back the driver's lock and nothing else; no design may be faster.
 *
 * <p><b>Not measured</b>: the first question of each pagemap; several walkers.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class RevalidationProtocolBenchmark extends SuiteBenchmark {
    /** What the design does for a request for all pages, with nothing to write. */
    @Benchmark
    public DevicePageTable protocol(RevalidationDesign design) throws InterruptedException {
        return design.protocol();
    }

    @Benchmark
    public DevicePageTable baselineLock(RevalidationState state) {
        return state.lockAlone();
    }
}
