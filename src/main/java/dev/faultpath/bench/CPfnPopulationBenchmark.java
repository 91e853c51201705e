package dev.faultpath.bench;

import dev.faultpath.bench.state.CCode;
import dev.faultpath.bench.state.PopulationState;
import dev.faultpath.c.CWorld;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q2, in C): does the form in which answers reach the caller cost in C what it costs in Java?
 *
 * <p><b>Kernel counterpart</b>: that of {@link PfnPopulationBenchmark}, whose layouts and words these are.
 *
 * <p><b>Designs</b>: word-per-page (reference), blind-store, order-first, extents.
 *
 * <p><b>Prediction</b>: with large mappings order-first and extents leave the others behind by two orders of magnitude, as in Java;
 * with pages of 4 KiB all lie within a factor of two, blind-store a little before word-per-page by the load that it saves, and
 * extents before both where memory is contiguous. plain and retpoline do not differ. Refuted if extents is not ahead on contiguous
 * pages, or if order-first is not level with word-per-page there.
 *
 * <p><b>Controls</b>: {@link #baselineEmptyWalk} makes the call from Java and walks nothing: what a cell of the C pair costs before
 * its first page. Each iteration runs the code at another place in the cache lines.
 *
 * <p><b>Not measured</b>: what the form costs whoever reads it. The compiler does not see what is measured, and no other design is
 * left out of its file, unlike in a fork of HotSpot.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class CPfnPopulationBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"word-per-page", "blind-store", "order-first", "extents"})
        public String design;

        CWorld world;

        /** Hands the machine over and makes the design. */
        @Setup
        public void make(PopulationState state, CCode code) {
            world = code.world(new CWorld.Parts(state.model().mm(), state.model().asker()).leaves(state.leaves))
                    .make("Q2", design);
        }
    }

    /** What the control calls. */
    @State(Scope.Thread)
    public static class Nothing {
        CWorld world;

        @Setup
        public void make(PopulationState state, CCode code) {
            world = code.world(new CWorld.Parts(state.model().mm(), state.model().asker())).makeEmpty();
        }
    }

    /** Answers every page of the request. */
    @Benchmark
    public CWorld populate(Design design) {
        return design.world.walk();
    }

    @Benchmark
    public CWorld baselineEmptyWalk(Nothing nothing) {
        return nothing.world.walk();
    }
}
