package dev.faultpath.bench;

import dev.faultpath.bench.state.OwnerState;
import dev.faultpath.design.owner.OwnerComparison;
import dev.faultpath.model.HmmPfn;
import org.openjdk.jmh.annotations.Benchmark;
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
 * per-range-set, per-folio, per-run.
 *
 * <p><b>Prediction</b>: the load of the struct page decides, one 64-byte line for each page. Designs that read no struct page
 * (entry-owner, per-range-set, per-run) win, and by more as the struct pages leave the caches; among those that do, what is
 * compared hardly matters, as pagemaps and owners are few and cached. last-pagemap gains little on the reference. per-range-set
 * loses its gain with many devices. Refuted if pagemap-owner-id or device-bitmask differ from the reference by more than the harness
 * floor, or if a design without struct pages is not faster at a size past the caches.
 *
 * <p><b>What is compared</b>: pagemap-owner-id, device-bitmask and reachability-matrix make the loads of the reference up to the pagemap,
 * which each reads once: for a number in the owner's place, or for an index. The first then compares, the other two load once more, from
 * an array of their own, and test.
 *
 * <p><b>Controls</b>: {@link #baselineTableFill} writes the words and reads nothing; {@link #baselineTableRead} reads each
 * entry and writes its pfn, and knows of no owner. No design may be faster than the second.
 *
 * <p><b>Not measured</b>: contention for the struct page's line with its users, TLB misses of a memmap as large as a GPU's
 * memory, retpolines. Java reaches the pagemap through an array where the kernel has a pointer: one load more, cached.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class OwnerComparisonBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"owner-pointer", "last-pagemap", "pagemap-owner-id", "device-bitmask", "reachability-matrix", "entry-owner",
                "per-range-set", "per-folio", "per-run"})
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
    public long[] baselineTableFill(OwnerState state) {
        long[] pfns = state.pfns;
        for (int i = 0; i < pfns.length; i++) {
            pfns[i] = pfns[i] & HmmPfn.STICKY | i | HmmPfn.VALID;
        }
        return pfns;
    }

    @Benchmark
    public long[] baselineTableRead(OwnerState state) {
        return Baselines.copyTables(state.tables, state.pfns);
    }
}
