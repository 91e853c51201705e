package dev.faultpath.design.walk;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Paging;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;

/**
 * The state of one request while it is walked, the kernel's {@code hmm_vma_walk}: where to go on, which CPU faults are
 * wanted, and exact counters. One object serves many requests, so that a request allocates nothing. Not for several threads.
 */
public final class HmmWalk {
    /** What a walk returns after it recorded CPU faults for its caller to take. Our own; never leaves the engine. */
    public static final int NEED_FAULT = 1;
    /** Bit of a need: a CPU fault. */
    public static final int FAULT = 1;
    /** Bit of a need: it must be a write fault; only together with {@link #FAULT}. */
    public static final int FAULT_WRITE = 1 << 1;

    private final AddressSpace mm;
    private final boolean faultInside;
    private HmmRange range;
    private long last;
    private long spanLimit = Long.MAX_VALUE;
    private boolean collecting;
    private final FaultSpans recorded = new FaultSpans();

    private long walks;
    private long cpuFaults;
    private long migrationWaits;

    /**
     * @param faultInside true to take CPU faults within the walk, as the kernel did up to 7.0; false to record them for the
     *     caller, as it does since
     */
    public HmmWalk(AddressSpace mm, boolean faultInside) {
        this.mm = mm;
        this.faultInside = faultInside;
    }

    /** Turns to a request, from its start. */
    public void begin(HmmRange range) {
        this.range = range;
        last = range.start;
        collecting = false;
        spanLimit = Long.MAX_VALUE;
        recorded.clear();
    }

    public void resetCounters() {
        walks = 0;
        cpuFaults = 0;
        migrationWaits = 0;
    }

    public AddressSpace mm() {
        return mm;
    }

    public HmmRange range() {
        return range;
    }

    /** Where the next walk begins: all words before it are output, all from it on are input. */
    public long last() {
        return last;
    }

    public void countWalk() {
        walks++;
    }

    /** Walks since {@link #resetCounters}. */
    public long walks() {
        return walks;
    }

    /** CPU faults taken since {@link #resetCounters}, one for each 4 KiB page of each recorded span. */
    public long cpuFaults() {
        return cpuFaults;
    }

    /** Waits for migration entries since {@link #resetCounters}. */
    public long migrationWaits() {
        return migrationWaits;
    }

    /** For a walk that answers into words of its own: from now on the table reads and writes {@code other}'s. */
    void answerInto(HmmRange other) {
        range = other;
    }

    /** From now on a need is met by faults for no more than the first {@code bytes} of its span. */
    void limitSpans(long bytes) {
        spanLimit = bytes;
    }

    /** From now on a need is only noted and the walk goes on behind it; {@link #stopCollecting} ends that. */
    void collectNeeds() {
        recorded.clear();
        collecting = true;
    }

    /**
     * Ends what {@link #collectNeeds} began.
     *
     * @param from where the next walk begins, as nothing has been answered for good
     * @return whether no need was noted
     */
    boolean stopCollecting(long from) {
        collecting = false;
        last = from;
        return recorded.isEmpty();
    }

    /** Stops the walk because the noted needs want CPU faults; the value is what the walk returns. */
    int faultsWanted() {
        return faultInside ? takeRecorded(false) : NEED_FAULT;
    }

    /** Stops the walk at {@code addr} because {@code [addr, end)} needs CPU faults; the value is what the walk returns. */
    int needFault(Vma vma, long addr, long end, int need) {
        long spanEnd = addr + Math.min(end - addr, spanLimit);
        if (collecting) {
            recorded.add(addr, spanEnd, need);
            return 0;
        }
        last = addr;
        recorded.clear();
        recorded.add(addr, spanEnd, need);
        return faultInside ? takeFaults(vma, 0, false) : NEED_FAULT;
    }

    /** Stops the walk at {@code addr} because the table that it is in was taken out of the tree: it begins again there. */
    int startOver(long addr) {
        last = addr;
        return Errno.EBUSY;
    }

    /** Stops the walk at {@code addr} because the migration entry at {@code index} must go first. */
    int waitForMigration(long addr, int index, long entry) {
        last = addr;
        migrationWaits++;
        mm.faultHandler().awaitMigration(mm, index, entry);
        return Errno.EBUSY;
    }

    /**
     * Takes the CPU faults that the last walk recorded, one for each page of each span. Nothing holds the areas that the walk
     * saw, so they are looked up again.
     *
     * @param mayDropLock whether a fault may drop the mmap lock
     * @return {@link Errno#EBUSY} when all were handled and the walk is to go on; {@link Errno#EAGAIN} when the mmap lock was
     *     dropped; else the error
     */
    public int takeRecorded(boolean mayDropLock) {
        int rc = Errno.EBUSY;
        for (int i = 0; rc == Errno.EBUSY && i < recorded.size(); i++) {
            Vma vma = mm.vmaLookup(recorded.start(i));
            rc = vma == null ? Errno.EFAULT : takeFaults(vma, i, mayDropLock);
        }
        return rc;
    }

    private int takeFaults(Vma vma, int span, boolean mayDropLock) {
        int flags = VmFault.FLAG_REMOTE;
        if ((recorded.need(span) & FAULT_WRITE) != 0) {
            if (!vma.has(Vma.WRITE)) {
                return Errno.EPERM;
            }
            flags |= VmFault.FLAG_WRITE;
        }
        if (mayDropLock) {
            flags |= VmFault.FLAG_ALLOW_RETRY | VmFault.FLAG_KILLABLE;
        }
        long end = recorded.end(span);
        for (long addr = recorded.start(span); addr < end; addr += Paging.PAGE_SIZE) {
            cpuFaults++;
            int result = mm.handleMmFault(vma, addr, flags);
            if ((result & VmFault.RETRY) != 0) {
                return Errno.EAGAIN;
            }
            if ((result & VmFault.ERROR) != 0) {
                return faultInside ? Errno.EFAULT : VmFault.toErrno(result);
            }
        }
        return Errno.EBUSY;
    }
}
