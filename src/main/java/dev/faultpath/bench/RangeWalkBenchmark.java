package dev.faultpath.bench;

import dev.faultpath.bench.state.WalkState;
import dev.faultpath.design.Designs;
import dev.faultpath.design.populate.LeafStream;
import dev.faultpath.design.walk.RangeWalk;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q1): how does the fault path get from a virtual range to its leaf entries, and what does that cost a page?
 *
 * <p><b>Kernel counterpart</b>: {@code walk_page_range()} with HMM's callbacks, as {@code hmm_range_fault()} calls it, over a
 * range that needs no fault. Left out: the notifier check before the walk, page-table locks of huge entries, and the restart
 * after a fault, which {@link WalkRestartBenchmark} measures.
 *
 * <p><b>Designs</b>: callback-radix (reference), inlined-radix, root-per-page, leaf-cursor, iterator, leaf-batch, hashed, extents; and,
 * for what they cost where no fault is needed, asked-pages-only and two-phase.
 *
 * <p><b>Prediction</b>: with 4 KiB entries the loop over one table decides, and all radix designs with such a loop
 * (callback-radix, inlined-radix, iterator, asked-pages-only) are within a few per cent of one another from one table on: a
 * descent is shared by 512 pages. root-per-page pays a level's load for each level and page and is slowest; leaf-cursor pays a
 * compare. leaf-batch wins where no line has an exception and loses where every line has one. extents is fastest where pages
 * are contiguous, as it reads no entry, and worst with every second page missing. hashed lies between leaf-cursor and
 * callback-radix. two-phase costs a copy of the words on top. With huge entries all are bound by writing the words, and
 * hashed pays a probe more a mapping. With an area every 16 pages the search for the area and the descent dominate; iterator
 * saves the latter. Refuted if callback-radix loses more than a tenth to inlined-radix at 512 pages, or if root-per-page is not
 * slower than every radix design with a loop over a table.
 *
 * <p><b>Controls</b>: {@link #baselineWordFill} writes the words and reads no entry; {@link #baselineTableRead} reads each
 * entry at a place known beforehand and decides nothing. A design that reads entries may not be faster than the second.
 *
 * <p><b>Not measured</b>: TLB misses of a page-table page, retpolines, cache misses of page tables that a fault has just
 * pulled in, keeping a hashed table or extents up to date, locks. The JVM inlines the callbacks of a walker that has one user.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class RangeWalkBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"callback-radix", "inlined-radix", "root-per-page", "leaf-cursor", "iterator", "leaf-batch", "hashed", "extents",
                "asked-pages-only", "two-phase"})
        public String design;

        public RangeWalk walk;

        @Setup
        public void make(WalkState state) {
            walk = Designs.create(RangeWalk.class, design);
            state.prepare(walk);
        }
    }

    /** Answers every page of the range. */
    @Benchmark
    public long[] walk(WalkState state, Design design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The entries of the range, found beforehand. */
    @State(Scope.Thread)
    public static class Found {
        LeafStream leaves;

        @Setup
        public void find(WalkState state) {
            leaves = LeafStream.entries(state.model().mm(), state.range.start, state.range.end);
        }
    }

    @Benchmark
    public long[] baselineWordFill(WalkState state) {
        return Baselines.fillWords(state.pfns);
    }

    @Benchmark
    public long[] baselineTableRead(WalkState state, Found found) {
        LeafStream leaves = found.leaves;
        int at = 0;
        for (int i = 0; i < leaves.size(); i++) {
            int pages = leaves.pages(i);
            at = leaves.isTable(i) ? Baselines.copyPfns(leaves.entries(), leaves.first(i), pages, state.pfns, at)
                    : Baselines.spreadPfn(leaves.entries(), leaves.first(i), pages, state.pfns, at);
        }
        return state.pfns;
    }
}
