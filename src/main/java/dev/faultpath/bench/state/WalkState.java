package dev.faultpath.bench.state;

import dev.faultpath.design.walk.HmmWalk;
import dev.faultpath.design.walk.RangeWalk;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * An address space built from a layout and a snapshot request over it. A snapshot changes nothing but its words, and writes
 * all of them, so a walk may be repeated without putting anything back.
 */
@State(Scope.Benchmark)
public class WalkState {
    /** A layout's name, as {@link Layouts#named(String, int)} takes it. */
    @Param({"system-present", "holes-every-512th", "holes-every-2nd", "holes-random-10", "all-huge", "order-mix-50", "all-own",
            "vma-borders-16"})
    public String layout;

    /** Pages of one walk, from the layout's first address on. */
    @Param({"16", "512", "513", "8192", "131072"})
    public int pages;

    public long[] pfns;
    /** The request, ready to be walked again and again. */
    public HmmRange range;
    private LayoutModel model;
    private HmmWalk walk;

    /** Builds the address space and the request, and takes the mmap lock for good. */
    @Setup
    public void build() {
        model = model(new PageTable());
        range = request(model);
        pfns = range.pfns;
        walk = new HmmWalk(model.mm(), false);
        model.mm().mmapLock().readLock();
    }

    /** The layout's model in a page table of the caller's. */
    LayoutModel model(PageTable table) {
        return ModelBuilder.build(Layouts.named(layout, pages), table);
    }

    /** A snapshot of {@link #pages} pages of the model, for its asker. */
    HmmRange request(LayoutModel of) {
        HmmRange request = new HmmRange();
        request.start = of.start();
        request.end = of.start() + pages * Paging.PAGE_SIZE;
        request.pfns = new long[pages];
        request.devPrivateOwner = of.asker();
        return request;
    }

    public LayoutModel model() {
        return model;
    }

    /** The walk at the start of the request. */
    public HmmWalk restarted() {
        walk.begin(range);
        return walk;
    }

    /** Makes what the design keeps beside the page table. */
    public void prepare(RangeWalk design) {
        design.prepare(model.mm());
    }
}
