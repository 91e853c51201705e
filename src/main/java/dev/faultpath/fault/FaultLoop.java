package dev.faultpath.fault;

import dev.faultpath.design.migrate.DeviceMemory;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.EnumSet;
import java.util.Set;

/**
 * A whole device fault, in the order of the xe driver's handler: find the range, read the sequence, walk, decide, migrate where the
 * answer is no, take the driver's lock, check the sequence, write the device's entries, unlock. Any stage can be replaced by a
 * stand-in (designs.md F2 to F10) that costs nothing and gives the others what they need, so a stage costs what its absence saves.
 *
 * <p>A fault with a migration walks twice, before and after; the kernel scans first and walks once. Left out: the device's fault queue,
 * mapping for DMA, the job that writes entries, and its fence. For one thread; the client may have others.
 */
public final class FaultLoop {
    /** What a fault consists of, in order. */
    public enum Stage {
        /** Look the address's range up, or make it. Its stand-in takes the range that the caller has. */
        FIND_RANGE,
        /** Read the notifier sequence, waiting for a running invalidation. Its stand-in loads the sequence and does not wait. */
        READ_SEQUENCE,
        /** Walk the page table. Its stand-in leaves the words of the last answer. */
        WALK,
        /** Ask about pages of other owners and count what is missing. Its stand-in believes what the caller expects. */
        DECIDE,
        /** Bring missing pages to the device, and walk again. Its stand-in leaves them where they are and maps the last answer. */
        MIGRATE,
        LOCK,
        CHECK,
        COMMIT
    }

    private final AddressSpace mm;
    private final GpuSvm client;
    private final DeviceMemory memory;
    private final RangeFault engine;
    private final SvmRanges ranges;
    private final PeerAnswers peers;
    private final boolean findRange;
    private final boolean readSequence;
    private final boolean walk;
    private final boolean decide;
    private final boolean migrate;
    private final boolean lock;
    private final boolean check;
    private final boolean commit;
    private Runnable beforeLock;
    private long walks;
    private long migrations;
    private long retries;
    private long commits;
    private long alreadyMapped;

    /**
     * The loop with every stage in place.
     *
     * @param memory where pages go when the answer is no; null to bring them to system memory
     */
    public FaultLoop(AddressSpace mm, GpuSvm client, DeviceMemory memory) {
        this(mm, client, memory, new SvmRanges(mm, client), EnumSet.noneOf(Stage.class));
    }

    private FaultLoop(AddressSpace mm, GpuSvm client, DeviceMemory memory, SvmRanges ranges, Set<Stage> standIns) {
        this.mm = mm;
        this.client = client;
        this.memory = memory;
        this.ranges = ranges;
        engine = new RangeFault(mm, FaultShape.RECORD_REWALK);
        peers = new PeerAnswers(mm, client.owner(), client.access());
        findRange = !standIns.contains(Stage.FIND_RANGE);
        readSequence = !standIns.contains(Stage.READ_SEQUENCE);
        walk = !standIns.contains(Stage.WALK);
        decide = !standIns.contains(Stage.DECIDE);
        migrate = !standIns.contains(Stage.MIGRATE);
        lock = !standIns.contains(Stage.LOCK);
        check = !standIns.contains(Stage.CHECK);
        commit = !standIns.contains(Stage.COMMIT);
    }

    /** A loop over the same ranges in which some stages cost nothing. */
    public FaultLoop withStandIns(Set<Stage> standIns) {
        return new FaultLoop(mm, client, memory, ranges, standIns);
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
     * @param known the range at the address, for when finding it has a stand-in; else it is not looked at
     * @param expectMissing whether pages are missing, for when deciding has a stand-in; else it is not looked at
     * @return 0 when the page is mapped; {@link Errno#EFAULT} without an area or a subscription, and for I/O memory;
     *     {@link Errno#EPERM} for a write to a read-only area; else the engine's error
     */
    public int fault(long addr, boolean write, SvmRange known, boolean expectMissing) {
        SvmRange range = known;
        if (findRange) {
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
        }
        return answer(range, write, expectMissing);
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

    private int answer(SvmRange range, boolean write, boolean expectMissing) {
        HmmRange request = range.request();
        boolean expected = expectMissing;
        boolean mayMigrate = memory != null;
        Runnable event = beforeLock;
        request.devPrivateOwner = client.owner();
        request.defaultFlags = 0;
        while (true) {
            if (!begin(request)) {
                return Errno.EINTR;
            }
            int rc = walk(request);
            if (rc == Errno.EBUSY) {
                retries++;
                continue;
            }
            if (rc != 0) {
                return rc;
            }
            if (missing(range, write, expected)) {
                if (mayMigrate && migrate) {
                    migrations++;
                    // The next walk finds out whether it could be moved; what is missing then goes to system memory.
                    memory.populateMm(mm, range.start(), range.end(), 0);
                    mayMigrate = false;
                    expected = false;
                    continue;
                }
                if (mayMigrate) {
                    range.recall();
                } else if (request.defaultFlags == 0) {
                    request.defaultFlags = write ? HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE : HmmPfn.REQ_FAULT;
                    continue;
                } else if (request.devPrivateOwner != null) {
                    // A read-only page of the own memory is not faulted for a write (row 12 of decision-table.md) unless it has to leave.
                    request.devPrivateOwner = null;
                    continue;
                } else {
                    return Errno.EFAULT;
                }
            }
            if (event != null) {
                event.run();
                event = null;
            }
            if (commit(request)) {
                commits++;
                return 0;
            }
            retries++;
        }
    }

    /** Where the walk or the decision has a stand-in, the words say nothing, and what the caller expects holds. */
    private boolean missing(SvmRange range, boolean write, boolean expected) {
        if (!decide) {
            return expected;
        }
        int missing = range.missing(write);
        return walk ? missing > 0 : missing >= 0 && expected;
    }

    private boolean begin(HmmRange request) {
        if (!readSequence) {
            request.notifierSeq = request.notifier.seq();
            return true;
        }
        try {
            request.notifierSeq = request.notifier.readBegin();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private int walk(HmmRange request) {
        if (!walk) {
            return 0;
        }
        walks++;
        mm.mmapLock().readLock();
        try {
            int rc = engine.fault(request);
            if (rc == 0 && decide && request.devPrivateOwner != null) {
                peers.answer(request);
            }
            return rc;
        } finally {
            mm.mmapLock().readUnlock();
        }
    }

    private boolean commit(HmmRange request) {
        if (lock) {
            client.driverLock().lock();
        }
        try {
            if (check && request.notifier.readRetry(request.notifierSeq)) {
                return false;
            }
            if (commit) {
                client.table().commit(request);
            }
            return true;
        } finally {
            if (lock) {
                client.driverLock().unlock();
            }
        }
    }

    public long walks() {
        return walks;
    }

    public long migrations() {
        return migrations;
    }

    /** Attempts that began again because the sequence moved. */
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
