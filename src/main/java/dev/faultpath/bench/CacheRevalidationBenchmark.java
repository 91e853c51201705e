package dev.faultpath.bench;

import dev.faultpath.bench.state.RevalidationCounters;
import dev.faultpath.bench.state.RevalidationDesign;
import dev.faultpath.bench.state.RevalidationState;
import dev.faultpath.model.DevicePageTable;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * <b>Question</b> (Q5): what does it cost a request to be sure that a remembered answer still holds, when nothing ever changes?
 *
 * <p><b>Kernel counterpart</b>: what would stand between {@code hmm_range_fault()} and {@code mmu_interval_read_retry()} of a
 * driver that remembers the answers of a pagemap callback, with the walk before it and the update of the device's table after
 * it. Left out: the callback's own cost, which Q4 has as an axis.
 *
 * <p><b>Designs</b>: those of {@link RevalidationDesign}; broken-cache is wrong, and what it leaves out is the price of being
 * right; broken-request-cache is what was proposed.
 *
 * <p><b>Prediction</b>: all designs do their work once per request or per distinct pagemap, so {@link #request} is decided by
 * walk and commit, and from 512 pages on no design can be told from broken-cache but optimistic-rollback, which writes the entries
 * and goes over them again. What a design does on its own is in {@link RevalidationProtocolBenchmark}. Refuted if a
 * design other than optimistic-rollback costs more than the reference on long requests.
 *
 * <p><b>Controls</b>: {@link #baselineCommit} writes the device table under the driver's lock with no question and no check; no
 * design's request may be faster.
 *
 * <p><b>Not measured</b>: the first question of each pagemap; several walkers, whose striped counters and shared lines would
 * differ; the kernel's text patching, which has no counterpart in how the JVM compiles a switch.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class CacheRevalidationBenchmark extends SuiteBenchmark {
    /** A whole request, answered from memory. */
    @Benchmark
    public DevicePageTable request(RevalidationDesign design, RevalidationCounters counters) {
        return design.request();
    }

    @Benchmark
    public DevicePageTable baselineCommit(RevalidationState state) {
        return state.commitAlone();
    }
}
