package dev.faultpath.bench;

import dev.faultpath.bench.state.BatchState;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * <b>Question</b> (Q2): what does a call of the range fault cost before its first page, so how many pages should one call
 * answer (designs.md P9)?
 *
 * <p><b>Kernel counterpart</b>: {@code hmm_range_fault_unlocked_timeout()} called once for each batch, as nouveau does for one
 * page, the test driver for 32 and 256, gpusvm for 512 and amdgpu for far more: sequence, mmap lock, descent from the root, sequence
 * check, unlock. Left out: what the driver does between two calls.
 *
 * <p><b>Designs</b>: word-per-page, as the reference engine writes it; the batch is the parameter {@code pagesPerCall}.
 *
 * <p><b>Prediction</b>: time is linear in calls and in pages, and one call costs as much as some tens of pages of 4 KiB; so a
 * batch of one page is slower by an order of magnitude, one of 32 by less than a factor of three, and from 512 on nothing is
 * left to gain. With 2 MiB mappings the words cost less and the call weighs more, as each call decides the mapping anew.
 * Refuted if 512 and 8192 pages a call differ by more than a tenth.
 *
 * <p><b>Controls</b>: the counted calls, which a test compares with pages over batch; {@link PfnPopulationBenchmark} for the
 * same pages without any call.
 *
 * <p><b>Not measured</b>: the other side of the choice, the work that a moved sequence throws away, which grows with the
 * batch; contention for the lock. Each call reads the clock once for its deadline, also without one.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class BatchSizeBenchmark extends SuiteBenchmark {
    /** Answers the range, batch by batch. */
    @Benchmark
    public long[] wordPerPage(BatchState state) {
        state.answer();
        return state.range.pfns;
    }
}
