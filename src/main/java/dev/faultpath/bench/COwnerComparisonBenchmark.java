package dev.faultpath.bench;

import dev.faultpath.bench.state.CCode;
import dev.faultpath.bench.state.OwnerState;
import dev.faultpath.c.CWorld;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q3, in C): does what is compared for a device-private page cost in C what it costs in Java?
 *
 * <p><b>Kernel counterpart</b>: that of {@link OwnerComparisonBenchmark}, whose layouts, words and designs these are; a struct page
 * holds a pointer to its pagemap, as the kernel's does.
 *
 * <p><b>Designs</b>: owner-pointer (reference), last-pagemap, pagemap-owner-id, device-bitmask, reachability-matrix, entry-owner,
 * per-range-set, per-folio, per-run; and, with an offset in the entry, range-tree, range-tree-page, range-tree-last-range.
 *
 * <p><b>Prediction</b>: the order is that of Java, as the loads decide it: designs that read no struct page (entry-owner, per-run)
 * come first. last-pagemap, pagemap-owner-id and per-folio stay within a twentieth of owner-pointer, as they save or add one cached
 * load; per-run shows one speed in all forks, as its two in Java are two forms of HotSpot's. plain and retpoline do not differ:
 * nothing is called through a pointer in the loop. range-tree-page is the dearest, as the tree comes before all that owner-pointer
 * does; range-tree-last-range is level with per-run where runs are long. Refuted if per-run is not faster than owner-pointer, if
 * range-tree-page is not slower, or if a build changes any design by more than the placement of code does.
 *
 * <p><b>Controls</b>: {@link #baselineEmptyWalk} makes the call from Java and walks nothing: what a cell of the C pair costs before
 * its first page. Each iteration runs the code at another place in the cache lines.
 *
 * <p><b>Not measured</b>: The compiler does not see what is measured, and no other design is left out of its file, unlike in a fork
 * of HotSpot.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class COwnerComparisonBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"owner-pointer", "last-pagemap", "pagemap-owner-id", "device-bitmask", "reachability-matrix",
                "entry-owner", "per-range-set", "per-folio", "per-run",
                "range-tree", "range-tree-page", "range-tree-last-range"})
        public String design;

        CWorld world;

        /** Hands the machine over and makes the design. */
        @Setup
        public void make(OwnerState state, CCode code) {
            world = code.world(new CWorld.Parts(state.model().mm(), state.model().asker()).leaves(state.tables))
                    .make("Q3", design);
        }
    }

    /** What the control calls. */
    @State(Scope.Thread)
    public static class Nothing {
        CWorld world;

        @Setup
        public void make(OwnerState state, CCode code) {
            world = code.world(new CWorld.Parts(state.model().mm(), state.model().asker())).makeEmpty();
        }
    }

    /** Answers every page of the request. */
    @Benchmark
    public CWorld compare(Design design) {
        return design.world.walk();
    }

    @Benchmark
    public CWorld baselineEmptyWalk(Nothing nothing) {
        return nothing.world.walk();
    }
}
