package dev.faultpath.bench;

import dev.faultpath.bench.state.RestartCounters;
import dev.faultpath.bench.state.RestartState;
import dev.faultpath.design.walk.CallbackRadixWalk;
import dev.faultpath.fault.RangeFault;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q1, the restart): where is a CPU fault taken that the walk finds to be needed, for which pages, and where does the
 * walk go on?
 *
 * <p><b>Kernel counterpart</b>: {@code hmm_range_fault()} over missing pages: {@code hmm_vma_fault()} inside the callback up to
 * 7.0, recorded and taken by the caller since. Left out: the CPU fault itself, for which a stand-in finds the entry and fills it.
 *
 * <p><b>Designs</b>: {@code record-rewalk} (reference) and {@code inside-walk}, both with {@link CallbackRadixWalk}; and, recorded,
 * inlined-radix, which starts from the root as well, leaf-cursor, which goes on in the table where it stopped, asked-pages-only,
 * two-phase. Designs with a structure beside the page table are absent: they would build it anew at every restart.
 *
 * <p><b>Prediction</b>: with a span fault there is one restart a table however many holes it has, so inside-walk, record-rewalk and
 * leaf-cursor cannot be told apart by the descent they save; the faults for pages that are present cost more than all walks
 * where holes are few and late in their table, and nothing where all pages are missing. asked-pages-only takes the fewest faults
 * and as many walks as holes; as each goes on where the last stopped, a walk costs a descent, less than the faults it saves
 * unless every page is missing. two-phase takes as few faults in two walks and wins wherever there is more than one hole a
 * table. Refuted if leaf-cursor is faster than inlined-radix beyond the harness floor, or if two-phase is not the fastest with
 * a tenth of the pages missing.
 *
 * <p><b>Controls</b>: {@link #baselineFaults} makes the holes and takes a fault at every page, and walks nothing;
 * {@link #baselineFaultsTwice} takes a second fault at each, which shows what a fault costs that finds nothing to do.
 *
 * <p><b>Not measured</b>: what a CPU fault costs, which would drown the walk; the mmap lock dropped and taken again; a notifier
 * that moves.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class WalkRestartBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        /** The design's name, as {@link RestartState#engine(String)} takes it. */
        @Param({"record-rewalk", "inside-walk", "inlined-radix", "leaf-cursor", "asked-pages-only", "two-phase"})
        public String design;

        public RangeFault engine;

        @Setup
        public void make(RestartState state) {
            engine = state.engine(design);
        }
    }

    /** Makes the holes and answers the request, with every fault that takes. */
    @Benchmark
    public long[] restart(RestartState state, RestartCounters counters, Design design) {
        return state.answer(design.engine);
    }

    @Benchmark
    public long[] baselineFaults(RestartState state) {
        state.punch();
        return state.faultAll();
    }

    @Benchmark
    public long[] baselineFaultsTwice(RestartState state) {
        state.punch();
        state.faultAll();
        return state.faultAll();
    }
}
