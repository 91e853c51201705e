package dev.faultpath.fault;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.HeldMigrations;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.IntervalNotifier;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageFaultHandler;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.TestDriver;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.List;

/**
 * An address space to fault in: two devices, a driver of the first that subscribes to all addresses, and a CPU fault handler
 * that writes down what it is asked.
 */
final class FaultWorld {
    /** A 1 GiB boundary with room on both sides. */
    static final long BASE = 4 * Paging.PUD_SIZE;
    static final long PAGE = Paging.PAGE_SIZE;
    /** An ordinary private anonymous area. */
    static final int ANON_RW = Vma.READ | Vma.WRITE | Vma.ANONYMOUS;

    final PhysicalMemory memory;
    final Owner own;
    final Owner other;
    final Pagemap ownPagemap;
    final Pagemap otherPagemap;
    final AddressSpace mm;
    final PageTable table;
    final TestDriver driver;
    final IntervalNotifier notifier;
    final Handler handler = new Handler();

    FaultWorld() {
        this(new PhysicalMemory(), new PageTable());
    }

    FaultWorld(PhysicalMemory memory, PageTable table) {
        this.memory = memory;
        this.table = table;
        own = memory.newOwner("own");
        other = memory.newOwner("other");
        ownPagemap = memory.newPagemap(memory.newDevice("gpu0", 0x100), Pagemap.Type.PRIVATE, own, 2048);
        otherPagemap = memory.newPagemap(memory.newDevice("gpu1", 0x200), Pagemap.Type.PRIVATE, other, 2048);
        mm = new AddressSpace(memory, table);
        mm.faultHandler(handler);
        driver = new TestDriver(own);
        notifier = mm.notifiers().insert(0, Paging.TASK_SIZE, driver);
    }

    /** One CPU fault as it was asked for. */
    record CpuFault(long addr, boolean write) {
    }

    /** Takes faults as the model does, finishes migrations that are waited for, and remembers both. */
    static final class Handler implements PageFaultHandler {
        /** More than any test asks for; an engine that asks for so many never ends. */
        private static final int BOUND = 1 << 20;
        private final PageFaultHandler model = new HeldMigrations();
        final List<CpuFault> faults = new ArrayList<>();
        final List<Integer> flags = new ArrayList<>();

        @Override
        public int handle(AddressSpace mm, Vma vma, long addr, int faultFlags) {
            if (faults.size() == BOUND) {
                throw new AssertionError("the request does not end");
            }
            faults.add(new CpuFault(addr, (faultFlags & VmFault.FLAG_WRITE) != 0));
            flags.add(faultFlags);
            return model.handle(mm, vma, addr, faultFlags);
        }

        @Override
        public void awaitMigration(AddressSpace mm, int index, long entry) {
            model.awaitMigration(mm, index, entry);
        }
    }

    /** Adds an area. */
    Vma map(long start, long end, int flags) {
        Vma vma = new Vma(start, end, flags);
        mm.map(vma);
        return vma;
    }

    /** Puts present writable pages, each mapped once, at {@code [start, end)}. */
    void pages(long start, long end) {
        for (long addr = start; addr < end; addr += PAGE) {
            table.setPte(addr, page(true));
        }
    }

    /** An entry for a fresh system page, mapped once. */
    long page(boolean writable) {
        return Pte.page(systemPage(0), writable);
    }

    /** A fresh system page of an order, mapped once. */
    long systemPage(int order) {
        long pfn = memory.allocateSystem(order);
        memory.memmap().addMapCount(pfn, 1);
        return pfn;
    }

    /** An entry for a fresh device page. */
    long devicePage(Pagemap pagemap, boolean writable) {
        return Pte.devicePrivate(memory.allocateDevice(pagemap, 0), writable, pagemap.owner().id());
    }

    /** An entry for a fresh 2 MiB of device memory. */
    long deviceHuge(Pagemap pagemap, boolean writable) {
        return Pte.huge(Pte.devicePrivate(memory.allocateDevice(pagemap, Paging.PMD_ORDER), writable, pagemap.owner().id()));
    }

    /** A request for {@code [start, end)} with the default flags given, mask 0 and words of 0. */
    HmmRange range(long start, long end, long defaultFlags) {
        HmmRange range = new HmmRange();
        range.notifier = notifier;
        range.start = start;
        range.end = end;
        range.pfns = new long[Math.max(0, Paging.pages(start, end))];
        range.defaultFlags = defaultFlags;
        range.devPrivateOwner = own;
        return range;
    }

    /** Answers a request as a caller that holds the mmap lock. */
    int fault(RangeFault engine, HmmRange range) {
        range.notifierSeq = readBegin();
        mm.mmapLock().readLock();
        try {
            return engine.fault(range);
        } finally {
            mm.mmapLock().readUnlock();
        }
    }

    /** Begins a read side; a test in one thread never has to wait. */
    long readBegin() {
        try {
            return notifier.readBegin();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Announces a change of {@code [start, end)} that is nobody's own, and makes it between start and end. */
    void announce(long start, long end, InvalidationEvent.Kind kind, Runnable change) {
        mm.notifiers().start(InvalidationEvent.of(start, end, kind));
        change.run();
        mm.notifiers().end();
    }

    /** The words of a word array, spelled out for a failure message. */
    static String spell(long word) {
        StringBuilder s = new StringBuilder();
        s.append((word & HmmPfn.VALID) != 0 ? 'V' : '-').append((word & HmmPfn.WRITE) != 0 ? 'W' : '-')
                .append((word & HmmPfn.ERROR) != 0 ? 'E' : '-').append((word & HmmPfn.DMA_MAPPED) != 0 ? 'D' : '-')
                .append((word & HmmPfn.P2PDMA) != 0 ? 'P' : '-').append((word & HmmPfn.P2PDMA_BUS) != 0 ? 'B' : '-');
        return s + " o=" + HmmPfn.order(word) + " pfn=" + HmmPfn.pfn(word);
    }
}
