package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.walk.RangeWalk;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.fault.RangeFault;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.PageFaultHandler;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Arrays;
import java.util.Locale;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * An address space with holes that a request wants faulted in. A CPU fault puts the page in that always comes there, so that
 * the holes can be made again and every repetition is like the first.
 */
@State(Scope.Benchmark)
public class RestartState {
    /** Which pages are missing: {@code all}, or a rule of the synthetic layouts behind {@code holes-}. */
    @Param({"every-512th", "random-10", "every-2nd", "all"})
    public String holes;

    @Param({"512", "8192"})
    public int pages;

    public long[] pfns;
    private HmmRange range;
    private AddressSpace mm;
    private PageTable table;
    private int[] holeIndexes;
    /** What comes into the page table by a fault, for each page of the range. */
    private long[] filled;
    private long start;
    RangeFault measured;

    /** Builds the address space and the request, and takes the mmap lock for good. */
    @Setup
    public void build() {
        boolean all = holes.equals("all");
        LayoutModel model = ModelBuilder.build(Layouts.named((all ? "system-present:" : "holes-" + holes + ":") + pages));
        mm = model.mm();
        table = mm.pageTable();
        start = model.start();
        filled = new long[pages];
        int[] found = new int[pages];
        int count = 0;
        for (int i = 0; i < pages; i++) {
            int index = table.pteIndex(start + i * Paging.PAGE_SIZE);
            long entry = table.read(index);
            if (all || entry == Pte.NONE) {
                found[count++] = index;
            }
            filled[i] = entry == Pte.NONE ? Pte.page(model.memory().allocateSystem(0), true) : entry;
        }
        holeIndexes = Arrays.copyOf(found, count);
        mm.faultHandler(new Filler());
        range = new HmmRange();
        range.start = start;
        range.end = start + pages * Paging.PAGE_SIZE;
        pfns = new long[pages];
        range.pfns = pfns;
        range.defaultFlags = HmmPfn.REQ_FAULT;
        range.notifier = mm.notifiers().insert(range.start, range.end, (subscription, event, seq) -> true);
        range.notifierSeq = range.notifier.seq();
        mm.mmapLock().readLock();
    }

    /**
     * Makes the engine of a name; it is the one that is measured.
     *
     * @param name a {@link FaultShape} in lower case and with hyphens, for the reference walk in it; else a {@link RangeWalk}, whose
     *     faults are recorded
     */
    public RangeFault engine(String name) {
        for (FaultShape shape : FaultShape.values()) {
            if (name.equals(shape.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return engine(Designs.create(RangeWalk.class, "callback-radix"), shape);
            }
        }
        return engine(Designs.create(RangeWalk.class, name), FaultShape.RECORD_REWALK);
    }

    /** Makes the engine around a design; it is the one that is measured. */
    public RangeFault engine(RangeWalk design, FaultShape shape) {
        measured = new RangeFault(mm, shape, design);
        return measured;
    }

    /** Makes the holes, and has the request answered. */
    public long[] answer(RangeFault engine) {
        punch();
        engine.fault(range);
        return pfns;
    }

    public void punch() {
        for (int index : holeIndexes) {
            table.write(index, Pte.NONE);
        }
    }

    /** Takes a CPU fault at every page, as a span over the whole range would, and answers from what it leaves. */
    public long[] faultAll() {
        Vma vma = mm.vmaLookup(start);
        for (int i = 0; i < pages; i++) {
            mm.handleMmFault(vma, start + i * Paging.PAGE_SIZE, 0);
            pfns[i] = pfns[i] & HmmPfn.STICKY | Pte.pfn(filled[i]) | HmmPfn.VALID;
        }
        return pfns;
    }

    /** A stand-in for the CPU fault: finds the entry from the root, and fills it if it is none. */
    private final class Filler implements PageFaultHandler {
        @Override
        public int handle(AddressSpace faulting, Vma vma, long addr, int flags) {
            int index = table.pteIndex(addr);
            if (table.read(index) == Pte.NONE) {
                table.replace(index, Pte.NONE, filled[(int) (addr - start >>> Paging.PAGE_SHIFT)]);
            }
            return 0;
        }
    }
}
