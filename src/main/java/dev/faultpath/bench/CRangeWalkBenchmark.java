package dev.faultpath.bench;

import dev.faultpath.bench.state.CCode;
import dev.faultpath.bench.state.WalkState;
import dev.faultpath.c.CWorld;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q1, in C): does the way from a range to its leaf entries cost in C what it costs in Java?
 *
 * <p><b>Kernel counterpart</b>: that of {@link RangeWalkBenchmark}, whose layouts and words these are. The generic walker calls its
 * ops through pointers that its compiler does not know.
 *
 * <p><b>Designs</b>: callback-radix (reference), inlined-radix, leaf-cursor, root-per-page.
 *
 * <p><b>Prediction</b>: inlined-radix is within a twentieth of callback-radix at a table and more, as one call serves the pages of a
 * table, with retpoline too; leaf-cursor pays a compare and an index a page, root-per-page a load a level and page and is slowest.
 * Refuted if root-per-page is not slower than leaf-cursor, or if retpoline moves callback-radix by more than a tenth where entries
 * are pages.
 *
 * <p><b>Controls</b>: {@link #baselineEmptyWalk} makes the call from Java and walks nothing: what a cell of the C pair costs before
 * its first page. Each iteration runs the code at another place in the cache lines.
 *
 * <p><b>Not measured</b>: CPU faults, which the contract test takes in Java between two walks. The compiler does not see what is
 * measured, and no other design is left out of its file, unlike in a fork of HotSpot.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class CRangeWalkBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"callback-radix", "inlined-radix", "leaf-cursor", "root-per-page"})
        public String design;

        CWorld world;

        /** Hands the machine over and makes the design. */
        @Setup
        public void make(WalkState state, CCode code) {
            world = code.world(new CWorld.Parts(state.model().mm(), state.model().asker()).range(state.range))
                    .make("Q1", design);
        }
    }

    /** What the control calls. */
    @State(Scope.Thread)
    public static class Nothing {
        CWorld world;

        @Setup
        public void make(WalkState state, CCode code) {
            world = code.world(new CWorld.Parts(state.model().mm(), state.model().asker())).makeEmpty();
        }
    }

    /** Answers every page of the request. */
    @Benchmark
    public CWorld walk(Design design) {
        return design.world.walk();
    }

    @Benchmark
    public CWorld baselineEmptyWalk(Nothing nothing) {
        return nothing.world.walk();
    }
}
