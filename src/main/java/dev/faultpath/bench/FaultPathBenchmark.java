package dev.faultpath.bench;

import dev.faultpath.bench.state.FaultState;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q6): what share of a whole device fault does each stage have, above all the access check, where the answer is yes,
 * where it is no, and between?
 *
 * <p><b>Kernel counterpart</b>: the fault handler of xe over {@code drm_gpusvm_range_find_or_insert()},
 * {@code drm_gpusvm_range_get_pages()} and {@code drm_pagemap_populate_mm()}, with the invalidation that comes before the next fault
 * of the same range. Left out: the device's fault queue, mapping for DMA, the job that writes the device's entries, its fence.
 *
 * <p><b>Designs</b>: full (reference), and the loop without one stage each: without-find-range, without-read-sequence, without-walk,
 * without-decide, without-migrate, without-lock, without-check, without-commit; and without-copy, whose migrations leave the bytes
 * behind. What a stage costs is full minus the loop without it; the shares need not add up to one, as stages overlap in the processor.
 *
 * <p><b>Prediction</b>: where the answer is no, the migration is nearly all of a fault and no other stage shows. Where it is yes,
 * walk and commit share the fault, the commit the less the larger a device entry is, and the decision is a visible part: it
 * passes over the words once more. Where the range is mapped already, nothing but finding it is left. Of a migration the copy is the
 * larger part with 2 MiB mappings and the smaller one with 4 KiB ones, which are taken out and put in one by one. Refuted if the
 * decision shows beside a migration, if it does not show where every answer is yes and an entry maps 2 MiB, or if the copy's part does
 * not grow with the mapping.
 *
 * <p><b>Controls</b>: {@link #baselineInvalidation} makes the invalidations of an operation and no fault. No loop may be faster, except
 * where nothing is invalidated.
 *
 * <p><b>Not measured</b>: contention for the driver's lock; several faults in one batch; what a device waits for.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class FaultPathBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"full", "without-find-range", "without-read-sequence", "without-walk", "without-decide", "without-migrate",
                "without-copy", "without-lock", "without-check", "without-commit"})
        public String design;

        @Setup
        public void choose(FaultState state) {
            state.loop(design);
        }
    }

    /** Every range is invalidated and faulted, one after the other. */
    @Benchmark
    public long[] fault(FaultState state, Design design) {
        return state.run();
    }

    @Benchmark
    public long[] baselineInvalidation(FaultState state) {
        return state.invalidateAll();
    }
}
