package dev.faultpath.bench;

import dev.faultpath.bench.state.FaultCounters;
import dev.faultpath.bench.state.FaultState;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q6): what share of a whole device fault has the check whether pages of another owner may be used, where they may,
 * where they may not, and where all are the device's own; and what have the other stages?
 *
 * <p><b>Kernel counterpart</b>: the fault handler of xe over {@code drm_gpusvm_range_find_or_insert()},
 * {@code drm_gpusvm_range_get_pages()} and {@code drm_pagemap_populate_mm()}, with the invalidation that comes before the next fault
 * of the same range. Left out: the device's fault queue, mapping for DMA, the job that writes the device's entries, its fence.
 *
 * <p><b>Designs</b>: who decides in the walk, or after it: owner-only (reference), callback-per-page, last-pagemap, after-walk,
 * request-flag. The check of each alone, on the same pages: check-of-callback-per-page and so on; it begins behind the compare of the
 * owner, which is there without a callback, and has one load a page of its own for what the walk has in a register. Where memory is
 * refused, after-walk walks to the end and request-flag walks twice, which is in their faults and their counted operations only.
 * The stages alone: stage-walk, stage-migrate, stage-copy, stage-commit. All are designs of one method, as only these take turns.
 *
 * <p><b>Prediction</b>: where pages are granted and an entry maps them all, the check is more than a hundredth of the fault with a call
 * or a compare for each of 512 pages, as the walk itself does little more; with one 2 MiB mapping it is one question and less than that.
 * Behind 512 entries of 4 KiB it is less of it, and still seen. Where pages are refused and move, the check is below a hundredth whoever
 * decides, as bytes are copied. Of a migration the copy is the larger part with 2 MiB mappings and the smaller one with 4 KiB ones. Refuted
 * if the check is below a hundredth where 512 granted pages become one entry, if it is above it beside a migration of 4 KiB pages, or
 * if the copy's part does not grow with the mapping.
 *
 * <p><b>Controls</b>: {@link #baselineInvalidation} makes the invalidations of an operation and no fault. No whole fault may be faster.
 *
 * <p><b>Not measured</b>: an indirect call, as the compiler knows the one driver behind the callback (Q4 has several); contention for the
 * driver's lock; several faults in one batch; what a device waits for.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
@Fork(jvmArgsAppend = {SuiteBenchmark.COMPILE_SOON, SuiteBenchmark.LOOP_LATE})
public class FaultPathBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"owner-only", "callback-per-page", "last-pagemap", "after-walk", "request-flag",
                "check-of-callback-per-page", "check-of-last-pagemap", "check-of-after-walk", "check-of-request-flag",
                "stage-walk", "stage-migrate", "stage-copy", "stage-commit"})
        public String design;

        /** How often the operation is made before: more than the compiler waits for, which by time alone some forks would not come to. */
        private static final int SHOWN = 150;

        @Setup
        public void choose(FaultState state) {
            state.loop(design);
            FaultPathBenchmark operation = new FaultPathBenchmark();
            for (int i = 0; i < SHOWN; i++) {
                operation.fault(state, null, this);
            }
        }
    }

    /** Every range is invalidated and faulted, or what was chosen of that is done, one after the other. */
    @Benchmark
    public long[] fault(FaultState state, FaultCounters counters, Design design) {
        return state.run();
    }

    @Benchmark
    public long[] baselineInvalidation(FaultState state) {
        return state.invalidateAll();
    }
}
