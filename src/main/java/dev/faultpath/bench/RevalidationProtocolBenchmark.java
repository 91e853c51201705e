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
 * pages of one pagemap, and the check under the driver's lock beside {@code mmu_interval_read_retry()}. Left out: walk and entries.
 *
 * <p><b>Designs</b>: those of {@link RevalidationDesign}.
 *
 * <p><b>Prediction</b>: notifier-sequence, generation and switch-point equal broken-cache within the harness floor; epoch and
 * tryget-live pay two atomic updates, tryget-live for each distinct pagemap; recheck-under-lock and optimistic-rollback ask again
 * for each distinct pagemap. Refuted if tryget-live or recheck-under-lock do not grow with {@code devices}, or if generation does.
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
