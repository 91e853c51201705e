package dev.faultpath.fault;

import dev.faultpath.design.migrate.DeviceMemory;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.design.walk.HmmWalk;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A whole device fault, in the order of the xe driver's handler: find the range, read the sequence, walk, migrate where a page is missing
 * and begin again, take the driver's lock, check the sequence, write the device's entries, unlock. Pages of other owners are decided
 * within the walk, by the design under test (designs.md F1 to F5); whether what it decided still holds when the entries are written is
 * for a design of {@link AccessRevalidation}.
 *
 * <p>The walk asks for faults and stops at the first that would be taken: no pass over the words looks for what is missing. A fault with
 * a migration so walks twice, before and after; the kernel scans first and walks once. Left out: the device's fault queue, mapping for
 * DMA, the job that writes entries, and its fence. For one thread; the client may have others.
 */
public final class FaultLoop {
    /** Pages are missing that may be brought to the device. */
    private static final int MIGRATE = 1;
    /** The own memory cannot serve the fault: it is read-only, or goes away. */
    private static final int LEAVE = 2;
    /** Walk again: the request itself has changed. */
    private static final int AGAIN = 3;

    private final AddressSpace mm;
    private final GpuSvm client;
    private final DeviceMemory memory;
    private final AccessRevalidation design;
    private final AccessRevalidation.Reader reader;
    private final SvmRanges ranges;
    private final LongSupplier clock;
    private final PeerDecider decider;
    private final RangeFault engine;
    private long timeoutNanos = SvmFault.DEFAULT_TIMEOUT_NANOS;
    private Runnable beforeLock;
    private Runnable pending;
    private long stageSeq;
    private long walks;
    private long migrations;
    private long retries;
    private long commits;
    private long alreadyMapped;

    /**
     * A loop with ranges of its own, in which the owner alone decides.
     *
     * @param memory where missing pages go; null to bring them to system memory
     * @param design what the client's revocations go through
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public FaultLoop(AddressSpace mm, GpuSvm client, DeviceMemory memory, AccessRevalidation design, LongSupplier clock) {
        this(mm, client, memory, design, clock, new SvmRanges(mm, client), PeerDecider.Kind.OWNER_ONLY);
    }

    private FaultLoop(AddressSpace mm, GpuSvm client, DeviceMemory memory, AccessRevalidation design, LongSupplier clock, SvmRanges ranges,
            PeerDecider.Kind kind) {
        this.mm = mm;
        this.client = client;
        this.memory = memory;
        this.design = design;
        this.clock = clock;
        this.ranges = ranges;
        reader = design.reader();
        decider = PeerDecider.of(kind, mm.memory(), reader::mayUse);
        engine = new RangeFault(mm, FaultShape.RECORD_REWALK);
    }

    /**
     * A loop over the same ranges in which another design decides about other owners' pages.
     *
     * @param who {@code owner-only}, {@code callback-per-page}, {@code last-pagemap}, {@code after-walk} or {@code request-flag}
     * @throws IllegalArgumentException if it is none of them
     */
    public FaultLoop decidedBy(String who) {
        PeerDecider.Kind kind = PeerDecider.Kind.valueOf(who.toUpperCase(Locale.ROOT).replace('-', '_'));
        return new FaultLoop(mm, client, memory, design, clock, ranges, kind);
    }

    /** How long a fault begins again before it gives up; a migration is progress, from which it counts anew. */
    public void timeout(long nanos) {
        timeoutNanos = nanos;
    }

    /** What happens once in each fault between the walk and the driver's lock: for a race at a known place. Null for nothing. */
    public void beforeLock(Runnable event) {
        beforeLock = event;
    }

    /**
     * The range at an address, made if there is none.
     *
     * @return null if there is no area, or no subscription contains the address
     */
    public SvmRange range(long addr) {
        mm.mmapLock().readLock();
        try {
            Vma vma = mm.vmaLookup(addr);
            return vma == null ? null : ranges.findOrInsert(vma, addr);
        } finally {
            mm.mmapLock().readUnlock();
        }
    }

    /**
     * Takes a fault of the device.
     *
     * @param write whether it wants to write
     * @return 0 when the page is mapped; {@link Errno#EFAULT} without an area or a subscription, and for I/O memory;
     *     {@link Errno#EPERM} for a write to a read-only area; {@link Errno#EBUSY} when it had to begin again until the timeout, as
     *     gpusvm has it; {@link Errno#EINTR} if interrupted while waiting; else the engine's error
     */
    public int fault(long addr, boolean write) {
        SvmRange range;
        mm.mmapLock().readLock();
        try {
            Vma vma = mm.vmaLookup(addr);
            if (vma == null || vma.has(Vma.IO) || vma.has(Vma.PFNMAP)) {
                return Errno.EFAULT;
            }
            if (write && !vma.has(Vma.WRITE)) {
                return Errno.EPERM;
            }
            range = ranges.findOrInsert(vma, addr);
        } finally {
            mm.mmapLock().readUnlock();
        }
        if (range == null) {
            return Errno.EFAULT;
        }
        if (mapped(addr, write)) {
            alreadyMapped++;
            return 0;
        }
        return answer(range, addr, write);
    }

    /** Whether an earlier fault mapped the page already, as when many threads of a device miss at once. */
    private boolean mapped(long addr, boolean write) {
        client.driverLock().lock();
        try {
            long entry = client.table().lookup(addr);
            return entry != Pte.NONE && (!write || Pte.writable(entry));
        } finally {
            client.driverLock().unlock();
        }
    }

    private int answer(SvmRange range, long addr, boolean write) {
        HmmRange request = range.request();
        request.devPrivateOwner = client.owner();
        request.defaultFlags = write ? HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE : HmmPfn.REQ_FAULT;
        decider.beginFault(request);
        pending = beforeLock;
        boolean mayMigrate = memory != null;
        long deadline = clock.getAsLong() + timeoutNanos;
        try {
            while (true) {
                int rc = attempt(range, addr, mayMigrate);
                switch (rc) {
                    case 0 -> {
                        commits++;
                        return 0;
                    }
                    case Errno.EBUSY -> {
                        retries++;
                        if (clock.getAsLong() - deadline >= 0) {
                            return Errno.EBUSY;
                        }
                    }
                    case MIGRATE -> {
                        migrations++;
                        // The next walk finds out whether it could be moved; what is missing then goes to system memory.
                        memory.populateMm(mm, range.start(), range.end(), 0);
                        mayMigrate = false;
                        deadline = clock.getAsLong() + timeoutNanos;
                    }
                    case LEAVE -> {
                        if (request.devPrivateOwner == null) {
                            return Errno.EFAULT;
                        }
                        request.devPrivateOwner = null;
                        mayMigrate = false;
                    }
                    case AGAIN -> { }
                    default -> {
                        return rc;
                    }
                }
            }
        } finally {
            decider.endFault(request);
        }
    }

    private int attempt(SvmRange range, long addr, boolean mayMigrate) {
        HmmRange request = range.request();
        if (!readSequence(request)) {
            return Errno.EINTR;
        }
        reader.begin(request);
        try {
            int rc = walk(request, mayMigrate);
            if (rc != 0) {
                return rc;
            }
            // Row 12 of decision-table.md: a device page may be answered with less than was asked. The others fault on their own.
            if (lacks(request, addr)) {
                return LEAVE;
            }
            Runnable event = pending;
            if (event != null) {
                pending = null;
                event.run();
            }
            if (!reader.prepare(request)) {
                return Errno.EBUSY;
            }
            rc = reader.commit(request);
            return rc < 0 ? rc : client.bars(HmmPfn.pfn(request.pfns[request.index(addr)])) ? LEAVE : 0;
        } finally {
            // A revocation may wait for this, so it comes before a migration and before any wait of the next attempt.
            reader.end();
        }
    }

    /** False if interrupted while it waits for a running invalidation. */
    private static boolean readSequence(HmmRange request) {
        try {
            request.notifierSeq = request.notifier.readBegin();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean lacks(HmmRange request, long addr) {
        long wanted = request.defaultFlags;
        return (request.pfns[request.index(addr)] & wanted) != wanted;
    }

    private int walk(HmmRange request, boolean mayMigrate) {
        walks++;
        decider.beginWalk();
        mm.mmapLock().readLock();
        try {
            int rc = mayMigrate ? engine.faultUntilNeeded(request) : engine.fault(request);
            if (rc != 0) {
                return rc == HmmWalk.NEED_FAULT ? MIGRATE : rc;
            }
            // Under the lock too: it may ask, and what a design does about an answer may rest on the lock.
            return switch (decider.endWalk(request)) {
                case STANDS -> 0;
                case MISSING -> mayMigrate ? MIGRATE : AGAIN;
                case AGAIN -> AGAIN;
            };
        } finally {
            mm.mmapLock().readUnlock();
        }
    }

    // Stages, each alone on the words and pages of a range as a fault left them.

    /** Notes what is behind each entry of another owner in a range, as a walk knows it when it asks: for the check alone. */
    public void notePagemaps(SvmRange range) {
        HmmRange request = range.request();
        PageTable table = mm.pageTable();
        range.forgetForeign();
        for (long addr = request.start, next; addr < request.end; addr = next) {
            long located = table.locate(addr);
            next = Paging.segmentEnd(addr, 1L << PageTable.locatedShift(located), request.end);
            long entry = table.read(PageTable.locatedIndex(located));
            Pagemap pagemap = Pte.isDevicePrivate(entry) ? mm.memory().pagemapOf(Pte.pfn(entry)) : null;
            if (pagemap != null && pagemap.owner() != client.owner()) {
                range.noteForeign(pagemap);
            }
        }
    }

    /**
     * The check alone: what a walk asks about each entry of another owner, up to the first that is refused, and what comes after the walk;
     * not the walks that an answer may cause. What leads from an entry to its owner is there without a check: here it is one load an entry,
     * of the list of {@link #notePagemaps}. So is the walk's lock, which nobody takes: for one thread.
     *
     * @return entries that may be used as they are
     */
    public int checkAlone(SvmRange range) {
        HmmRange request = range.request();
        // As after an invalidation: nothing that was answered under an earlier sequence counts.
        request.notifierSeq = --stageSeq;
        request.devPrivateOwner = client.owner();
        decider.beginFault(request);
        reader.begin(request);
        decider.beginWalk();
        int taken = 0;
        int entries = range.foreignEntries();
        Pagemap[] pagemaps = range.foreignPagemaps();
        // What a word asks for is the same in all.
        long word = request.pfns[0];
        while (taken < entries && decider.take(word, pagemaps[taken])) {
            taken++;
        }
        boolean stands = taken == entries && decider.endWalk(request) == PeerDecider.Ruling.STANDS;
        reader.end();
        decider.endFault(request);
        return stands ? taken : 0;
    }

    /**
     * The walk alone, with the sequence that comes before it and what decides within it.
     *
     * @return 0, or what the walk returns
     */
    public int walkAlone(SvmRange range) {
        HmmRange request = range.request();
        request.devPrivateOwner = client.owner();
        request.defaultFlags = HmmPfn.REQ_FAULT;
        decider.beginFault(request);
        if (!readSequence(request)) {
            return Errno.EINTR;
        }
        reader.begin(request);
        decider.beginWalk();
        mm.mmapLock().readLock();
        try {
            return engine.faultUntilNeeded(request);
        } finally {
            mm.mmapLock().readUnlock();
            reader.end();
        }
    }

    /**
     * The commit alone: driver's lock, check, the entries of the words in place of those that are there.
     *
     * @return entries written, or {@link Errno#EBUSY}
     */
    public int commitAlone(SvmRange range) {
        HmmRange request = range.request();
        request.notifierSeq = request.notifier.seq();
        reader.begin(request);
        int rc = reader.prepare(request) ? reader.commit(request) : Errno.EBUSY;
        reader.end();
        return rc;
    }

    public long walks() {
        return walks;
    }

    public long migrations() {
        return migrations;
    }

    /** Attempts that began again because the sequence moved, or an answer did not hold. */
    public long retries() {
        return retries;
    }

    public long commits() {
        return commits;
    }

    /** Faults that found their page mapped. */
    public long alreadyMapped() {
        return alreadyMapped;
    }
}
