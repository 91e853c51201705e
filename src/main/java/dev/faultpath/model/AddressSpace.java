package dev.faultpath.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * One process's address space, the kernel's {@code mm_struct}: sorted VMAs, a page table, the mmap lock and the notifier
 * subscriptions. What is not mapped costs nothing.
 */
public final class AddressSpace {
    private final PhysicalMemory memory;
    private final PageTable pageTable;
    private final NotifierSubscriptions notifiers = new NotifierSubscriptions();
    private final MmapLock mmapLock = notifiers.mmapLock();
    private final List<AddressSpace> relatives;
    private volatile Vma[] vmas = new Vma[0];
    private volatile PageFaultHandler faultHandler = new CpuFaultHandler();
    private volatile boolean exiting;

    public AddressSpace(PhysicalMemory memory) {
        this(memory, new PageTable());
    }

    public AddressSpace(PhysicalMemory memory, PageTable pageTable) {
        this(memory, pageTable, new CopyOnWriteArrayList<>());
    }

    private AddressSpace(PhysicalMemory memory, PageTable pageTable, List<AddressSpace> relatives) {
        this.memory = memory;
        this.pageTable = pageTable;
        this.relatives = relatives;
        relatives.add(this);
    }

    /** An empty address space whose pages may be this one's too: what {@code fork()} begins with. */
    public AddressSpace newRelative() {
        return new AddressSpace(memory, new PageTable(), relatives);
    }

    /** Whether others may map this one's pages. */
    public boolean shared() {
        return relatives.size() > 1;
    }

    /** Those that may map this one's pages, itself included: where a reverse-map walk looks. */
    List<AddressSpace> relatives() {
        return relatives;
    }

    public PhysicalMemory memory() {
        return memory;
    }

    public PageTable pageTable() {
        return pageTable;
    }

    public MmapLock mmapLock() {
        return mmapLock;
    }

    public NotifierSubscriptions notifiers() {
        return notifiers;
    }

    public void faultHandler(PageFaultHandler handler) {
        faultHandler = handler;
    }

    public PageFaultHandler faultHandler() {
        return faultHandler;
    }

    public boolean exiting() {
        return exiting;
    }

    /** Marks the address space as being torn down: every later request fails. */
    public void exit() {
        exiting = true;
    }

    /** Nothing is mapped any more, and no reverse-map walk looks here from now on. */
    public void forgetRelatives() {
        relatives.remove(this);
    }

    /** The VMAs in address order; never written through. */
    public Vma[] vmas() {
        return vmas;
    }

    /**
     * Adds an area.
     *
     * @throws IllegalArgumentException if it overlaps another
     */
    public void map(Vma vma) {
        Vma[] old = vmas;
        int at = firstEndingAfter(old, vma.start());
        if (at < old.length && old[at].start() < vma.end()) {
            throw new IllegalArgumentException("VMA " + vma + " overlaps " + old[at]);
        }
        Vma[] grown = new Vma[old.length + 1];
        System.arraycopy(old, 0, grown, 0, at);
        grown[at] = vma;
        System.arraycopy(old, at, grown, at + 1, old.length - at);
        vmas = grown;
    }

    /**
     * Adds many areas at once, in any order.
     *
     * @throws IllegalArgumentException if one overlaps another
     */
    public void map(List<Vma> more) {
        Vma[] all = Stream.concat(Arrays.stream(vmas), more.stream()).sorted(Comparator.comparingLong(Vma::start)).toArray(Vma[]::new);
        for (int i = 1; i < all.length; i++) {
            if (all[i].start() < all[i - 1].end()) {
                throw new IllegalArgumentException("VMA " + all[i] + " overlaps " + all[i - 1]);
            }
        }
        vmas = all;
    }

    /** Takes an area out of the list; its entries stay for the caller to clear. False if it is not there. */
    public boolean unmap(Vma vma) {
        Vma[] old = vmas;
        int at = Arrays.asList(old).indexOf(vma);
        if (at < 0) {
            return false;
        }
        Vma[] shrunk = Arrays.copyOf(old, old.length - 1);
        System.arraycopy(old, at + 1, shrunk, at, old.length - at - 1);
        vmas = shrunk;
        return true;
    }

    /** The first area that ends above {@code addr}, or null: the kernel's {@code find_vma}. */
    public Vma findVma(long addr) {
        Vma[] sorted = vmas;
        int at = firstEndingAfter(sorted, addr);
        return at < sorted.length ? sorted[at] : null;
    }

    /** The area that contains {@code addr}, or null: the kernel's {@code vma_lookup}. */
    public Vma vmaLookup(long addr) {
        Vma vma = findVma(addr);
        return vma != null && vma.start() <= addr ? vma : null;
    }

    private static int firstEndingAfter(Vma[] sorted, long addr) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle].end() > addr) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Takes one CPU fault; the caller holds the mmap lock. See {@link PageFaultHandler#handle}. */
    public int handleMmFault(Vma vma, long addr, int flags) {
        return faultHandler.handle(this, vma, addr, flags);
    }
}
