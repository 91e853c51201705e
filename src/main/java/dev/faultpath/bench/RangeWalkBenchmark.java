package dev.faultpath.bench;

import dev.faultpath.bench.state.RangeSpans;
import dev.faultpath.bench.state.WalkCounters;
import dev.faultpath.bench.state.WalkState;
import dev.faultpath.design.walk.AskedPagesOnlyWalk;
import dev.faultpath.design.walk.CallbackRadixWalk;
import dev.faultpath.design.walk.ExtentsWalk;
import dev.faultpath.design.walk.HashedWalk;
import dev.faultpath.design.walk.InlinedRadixWalk;
import dev.faultpath.design.walk.IteratorWalk;
import dev.faultpath.design.walk.LeafBatchWalk;
import dev.faultpath.design.walk.LeafCursorWalk;
import dev.faultpath.design.walk.RangeWalk;
import dev.faultpath.design.walk.RootPerPageWalk;
import dev.faultpath.design.walk.TwoPhaseWalk;
import dev.faultpath.model.HmmPfn;
import org.openjdk.jmh.annotations.Benchmark;
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
 * <p><b>Designs</b>: {@link CallbackRadixWalk callback-radix} (reference), {@link InlinedRadixWalk inlined-radix},
 * {@link RootPerPageWalk root-per-page}, {@link LeafCursorWalk leaf-cursor}, {@link IteratorWalk iterator},
 * {@link LeafBatchWalk leaf-batch}, {@link HashedWalk hashed}, {@link ExtentsWalk extents}; and, for what they cost where no
 * fault is needed, {@link AskedPagesOnlyWalk asked-pages-only} and {@link TwoPhaseWalk two-phase}.
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
 * <p><b>Controls</b>: {@link #baselineTableFill} writes the words and reads no entry; {@link #baselineTableRead} reads each
 * entry at a place known beforehand and decides nothing. A design that reads entries may not be faster than the second.
 *
 * <p><b>Not measured</b>: TLB misses of a page-table page, retpolines, cache misses of page tables that a fault has just
 * pulled in, keeping a hashed table or extents up to date, locks. The JVM inlines the callbacks of a walker that has one user.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class RangeWalkBenchmark extends SuiteBenchmark {
    /**
     * A design, ready to walk. A state each, so that a fork loads the class of the one it measures and no other.
     *
     * @param <W> the design's class
     */
    public abstract static class Prepared<W extends RangeWalk> {
        final W walk;

        Prepared(W walk) {
            this.walk = walk;
        }

        /** Makes what the design keeps beside the page table. */
        @Setup
        public void prepare(WalkState state) {
            state.prepare(walk);
        }
    }

    /** The design {@code callback-radix}. */
    @State(Scope.Thread)
    public static class CallbackRadix extends Prepared<CallbackRadixWalk> {
        /** Makes it. */
        public CallbackRadix() {
            super(new CallbackRadixWalk());
        }
    }

    /** The reference. */
    @Benchmark
    public long[] callbackRadix(WalkState state, WalkCounters counters, CallbackRadix design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The design {@code inlined-radix}. */
    @State(Scope.Thread)
    public static class InlinedRadix extends Prepared<InlinedRadixWalk> {
        /** Makes it. */
        public InlinedRadix() {
            super(new InlinedRadixWalk());
        }
    }

    /** See {@link InlinedRadixWalk}. */
    @Benchmark
    public long[] inlinedRadix(WalkState state, WalkCounters counters, InlinedRadix design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The design {@code root-per-page}. */
    @State(Scope.Thread)
    public static class RootPerPage extends Prepared<RootPerPageWalk> {
        /** Makes it. */
        public RootPerPage() {
            super(new RootPerPageWalk());
        }
    }

    /** See {@link RootPerPageWalk}. */
    @Benchmark
    public long[] rootPerPage(WalkState state, WalkCounters counters, RootPerPage design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The design {@code leaf-cursor}. */
    @State(Scope.Thread)
    public static class LeafCursor extends Prepared<LeafCursorWalk> {
        /** Makes it. */
        public LeafCursor() {
            super(new LeafCursorWalk());
        }
    }

    /** See {@link LeafCursorWalk}. */
    @Benchmark
    public long[] leafCursor(WalkState state, WalkCounters counters, LeafCursor design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The design {@code iterator}. */
    @State(Scope.Thread)
    public static class Iterator extends Prepared<IteratorWalk> {
        /** Makes it. */
        public Iterator() {
            super(new IteratorWalk());
        }
    }

    /** See {@link IteratorWalk}. */
    @Benchmark
    public long[] iterator(WalkState state, WalkCounters counters, Iterator design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The design {@code leaf-batch}. */
    @State(Scope.Thread)
    public static class LeafBatch extends Prepared<LeafBatchWalk> {
        /** Makes it. */
        public LeafBatch() {
            super(new LeafBatchWalk());
        }
    }

    /** See {@link LeafBatchWalk}. */
    @Benchmark
    public long[] leafBatch(WalkState state, WalkCounters counters, LeafBatch design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The design {@code hashed}. */
    @State(Scope.Thread)
    public static class Hashed extends Prepared<HashedWalk> {
        /** Makes it. */
        public Hashed() {
            super(new HashedWalk());
        }
    }

    /** See {@link HashedWalk}. */
    @Benchmark
    public long[] hashed(WalkState state, WalkCounters counters, Hashed design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The design {@code extents}. */
    @State(Scope.Thread)
    public static class Extents extends Prepared<ExtentsWalk> {
        /** Makes it. */
        public Extents() {
            super(new ExtentsWalk());
        }
    }

    /** See {@link ExtentsWalk}. */
    @Benchmark
    public long[] extents(WalkState state, WalkCounters counters, Extents design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The design {@code asked-pages-only}. */
    @State(Scope.Thread)
    public static class AskedPagesOnly extends Prepared<AskedPagesOnlyWalk> {
        /** Makes it. */
        public AskedPagesOnly() {
            super(new AskedPagesOnlyWalk());
        }
    }

    /** See {@link AskedPagesOnlyWalk}. */
    @Benchmark
    public long[] askedPagesOnly(WalkState state, WalkCounters counters, AskedPagesOnly design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The design {@code two-phase}. */
    @State(Scope.Thread)
    public static class TwoPhase extends Prepared<TwoPhaseWalk> {
        /** Makes it. */
        public TwoPhase() {
            super(new TwoPhaseWalk());
        }
    }

    /** See {@link TwoPhaseWalk}. */
    @Benchmark
    public long[] twoPhase(WalkState state, WalkCounters counters, TwoPhase design) {
        design.walk.walk(state.restarted());
        return state.pfns;
    }

    /** The entries of the range, found beforehand. */
    @State(Scope.Thread)
    public static class Found {
        RangeSpans spans;
        long[] entries;

        /** Finds them. */
        @Setup
        public void find(WalkState state) {
            spans = RangeSpans.of(state.model().mm(), state.range.start, state.range.end);
            entries = state.model().mm().pageTable().entries();
        }
    }

    /** Control: the words are written, nothing is read but they themselves. */
    @Benchmark
    public long[] baselineTableFill(WalkState state) {
        long[] pfns = state.pfns;
        for (int i = 0; i < pfns.length; i++) {
            pfns[i] = pfns[i] & HmmPfn.STICKY | HmmPfn.VALID;
        }
        return pfns;
    }

    /** Control: each entry is read and its pfn written, without a look at what it is. */
    @Benchmark
    public long[] baselineTableRead(WalkState state, Found found) {
        RangeSpans spans = found.spans;
        int at = 0;
        for (int span = 0; span < spans.size(); span++) {
            int pages = spans.pages(span);
            at = spans.onePerPage(span) ? Baselines.copyPfns(found.entries, spans.first(span), pages, state.pfns, at)
                    : Baselines.spreadPfn(found.entries, spans.first(span), pages, state.pfns, at);
        }
        return state.pfns;
    }
}
