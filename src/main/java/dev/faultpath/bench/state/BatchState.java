package dev.faultpath.bench.state;

import dev.faultpath.fault.FaultShape;
import dev.faultpath.fault.RangeFault;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Paging;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A range that is answered in calls of n pages each. */
@State(Scope.Benchmark)
public class BatchState {
    /** A synthetic layout in which all pages are present and writable, made {@link #pages} long. */
    @Param({"system-present", "all-huge"})
    public String layout;

    @Param({"8192"})
    public int pages;

    /** Pages of one call; the last one may be shorter. */
    @Param({"1", "32", "512", "8192"})
    public int pagesPerCall;

    /** The request, whose array has room for one call. */
    public HmmRange range;
    private RangeFault engine;
    private long start;
    private long end;

    @Setup
    public void build() {
        LayoutModel model = ModelBuilder.build(Layouts.named(layout + ":" + pages));
        start = model.start();
        end = model.end();
        engine = new RangeFault(model.mm(), FaultShape.RECORD_REWALK);
        range = new HmmRange();
        range.notifier = model.mm().notifiers().insert(start, end, (subscription, event, seq) -> true);
        range.pfns = new long[Math.min(pages, pagesPerCall)];
        range.defaultFlags = HmmPfn.REQ_FAULT;
    }

    /**
     * Answers the range, call by call; each overwrites the words of the one before.
     *
     * @return how many calls it took
     * @throws IllegalStateException if a call fails
     */
    public int answer() {
        int calls = 0;
        long step = (long) pagesPerCall * Paging.PAGE_SIZE;
        for (long addr = start; addr < end; addr += step) {
            range.start = addr;
            range.end = Math.min(addr + step, end);
            int rc = engine.faultUnlocked(range, 0);
            if (rc != 0) {
                throw new IllegalStateException("the engine failed: error " + rc);
            }
            calls++;
        }
        return calls;
    }
}
