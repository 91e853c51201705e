package dev.faultpath.bench;

import dev.faultpath.bench.state.OwnerState;
import dev.faultpath.design.owner.OwnerComparison;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q3): what is compared for each device-private page to decide whether the asker takes it as it is, and what
 * does that cost a page?
 *
 * <p><b>Kernel counterpart</b>: the test of {@code page_pgmap(page)->owner} against {@code range->dev_private_owner} in
 * {@code hmm_vma_handle_pte()}, with the loop over one page-table page around it. Left out: the descent to the table, which
 * Q1 measures, and the request check, as the walk is a snapshot.
 *
 * <p><b>Designs</b>: owner-pointer (reference), last-pagemap, pagemap-owner-id, device-bitmask, reachability-matrix, entry-owner,
 * per-range-set, per-folio, per-run, range-tree, range-tree-page, range-tree-last-range.
 *
 * <p><b>Prediction</b>: the load of the struct page decides, one 64-byte line for each page. Designs that read no struct page
 * (entry-owner, per-range-set, per-run) win, and by more as the struct pages leave the caches; among those that do, what is
 * compared hardly matters, as pagemaps and owners are few and cached. last-pagemap gains little on the reference. per-range-set
 * loses its gain with many devices. Refuted if pagemap-owner-id or device-bitmask differ from the reference by more than the harness
 * floor, or if a design without struct pages is not faster at a size past the caches.
 *
 * <p>Of device pages without a physical address (claim C9): range-tree-page, as posted, does all that the reference does and walks the tree
 * besides, so it costs more at every placement, and most with 72 pagemaps, where the tree has a level more. range-tree touches a line less
 * for each page and makes more loads, of nodes that stay cached: more instructions than the reference, and with 72 pagemaps the slowest
 * that reads no struct page, as the scan of pivots branches on the offset. range-tree-last-range costs what per-run does while runs are
 * long, and with runs of one page what range-tree does and two compares. Refuted if range-tree-page is not dearer than the reference with
 * 72 pagemaps, if range-tree makes no more loads than the reference with 8, or if range-tree-last-range makes more loads than the
 * reference in runs of 16 pages.
 *
 * <p><b>What is compared</b>: pagemap-owner-id, device-bitmask and reachability-matrix make the loads of the reference up to the pagemap,
 * which each reads once: for a number in the owner's place, or for an index. The first then compares, the other two load once more, from
 * an array of their own, and test.
 *
 * <p><b>Controls</b>: {@link #baselineWordFill} writes the words and reads nothing; {@link #baselineTableRead} reads each
 * entry and writes its pfn, and knows of no owner. No design may be faster than the second.
 *
 * <p><b>Not measured</b>: contention for the struct page's line with its users, TLB misses of a memmap as large as a GPU's
 * memory, retpolines; a range tree that grew by insertion, whose nodes are not full, and the RCU section around a look-up. Java
 * reaches the pagemap through an array where the kernel has a pointer: one load more, cached.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
@Fork(jvmArgsAppend = SuiteBenchmark.LOOP_LATE)
public class OwnerComparisonBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"owner-pointer", "last-pagemap", "pagemap-owner-id", "device-bitmask", "reachability-matrix", "entry-owner",
                "per-range-set", "per-folio", "per-run", "range-tree", "range-tree-page", "range-tree-last-range"})
        public String design;

        public OwnerComparison comparison;

        @Setup
        public void make(OwnerState state) {
            comparison = state.design(design);
        }
    }

    /** Answers every entry of the walk. */
    @Benchmark
    public long[] compare(OwnerState state, Design design) {
        return state.answer(design.comparison);
    }

    @Benchmark
    public long[] baselineWordFill(OwnerState state) {
        return Baselines.fillWords(state.pfns);
    }

    @Benchmark
    public long[] baselineTableRead(OwnerState state) {
        return Baselines.copyTables(state.tables, state.pfns);
    }
}
