package dev.faultpath.bench;

import dev.faultpath.bench.state.RequestScanState;
import dev.faultpath.design.Designs;
import dev.faultpath.design.populate.RequestScan;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q2): what does it cost to look at the request words of a mapping before its answers are written, and what is
 * saved by looking once where no word counts?
 *
 * <p><b>Kernel counterpart</b>: {@code hmm_range_need_fault()} as {@code hmm_vma_handle_pmd()} and the PUD and hole callbacks
 * call it, followed by the loop that writes the mapping's words. Left out: the entry itself and the way to it.
 *
 * <p><b>Designs</b>: per-word (reference), hoisted, or-reduction.
 *
 * <p><b>Prediction</b>: a read or write request with a mask of 0 costs per-word a test for each page, about what writing the
 * words costs or more, so that hoisted halves the time of a 2 MiB mapping; hoisted is then level with
 * {@link #baselineWordFill}. A snapshot is level for per-word and hoisted, as the kernel has that shortcut. With per-page requests
 * hoisted is level with per-word, and or-reduction ahead of both if the compiler vectorises it. or-reduction has no shortcut
 * for a snapshot and loses there. Refuted if hoisted with a mask of 0 differs from the control by more than the harness floor
 * at 512 pages, which would mean that the compiler hoists the reference's test by itself, or not even ours.
 *
 * <p><b>Controls</b>: {@link #baselineWordFill} writes the words without a look at the request. No design may be faster.
 *
 * <p><b>Not measured</b>: requests that are not satisfied, as they end in CPU faults; the scan of a hole under a read request
 * is the same loop. A write request that is not satisfied ends at its first word in every design.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class RequestScanBenchmark extends SuiteBenchmark {
    @State(Scope.Benchmark)
    public static class Design {
        @Param({"per-word", "hoisted", "or-reduction"})
        public String design;

        public RequestScan scan;

        @Setup
        public void make() {
            scan = Designs.create(RequestScan.class, design);
        }
    }

    /** Looks at the request and, as it is satisfied, writes the answers. */
    @Benchmark
    public long[] answer(RequestScanState state, Design design) {
        return state.satisfied(design.scan) ? fill(state) : null;
    }

    @Benchmark
    public long[] baselineWordFill(RequestScanState state) {
        return fill(state);
    }

    private static long[] fill(RequestScanState state) {
        long[] pfns = state.range.pfns;
        Baselines.fillPfns(state.cpuFlags | state.pfn, pfns.length, pfns, 0);
        return pfns;
    }
}
