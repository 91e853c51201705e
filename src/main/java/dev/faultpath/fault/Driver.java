package dev.faultpath.fault;

import dev.faultpath.design.migrate.MigratePfn;
import dev.faultpath.design.migrate.MigrateVma;
import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.DevicePageTable;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.IntervalNotifier;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.ReverseMap;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One device's driver for one process, in the shape of {@code lib/test_hmm.c}: a device page table that mirrors the process, one
 * subscription to all of it, reads and writes of the device, migrations page by page, loans for atomic access. Methods that may be
 * overridden are places at which a test, or another model, can step in; see {@code src/main/docs/library.md}.
 *
 * <p>Unlike that module it lets go of its mappings for its own migrations too, which nothing else keeps apart from a fault in flight.
 * Return codes are those of {@link Errno}. For one thread of the device; the CPU may have others.
 */
public class Driver implements IntervalNotifier.Ops, AutoCloseable {
    /** Tag of a device entry through which the device has the page for itself. */
    public static final int ATOMIC = 1;
    private static final int HUGE = 1 << Paging.PMD_ORDER;

    private final Process process;
    private final AddressSpace mm;
    private final Pagemap pagemap;
    private final PageContents contents;
    private final ReentrantLock lock = new ReentrantLock();
    private final DevicePageTable mirror = new DevicePageTable();
    private final IntervalNotifier notifier;
    private final RangeFault engine;

    /**
     * Opens the device for a process.
     *
     * @param pagemap the device's memory, private or coherent; its owner is the driver's
     */
    public Driver(Process process, Pagemap pagemap) {
        this(process, pagemap, FaultShape.RECORD_REWALK);
    }

    /** The same with an engine of another shape. */
    @SuppressWarnings("this-escape") // what is overridden is called by faults and invalidations, once the device is open
    public Driver(Process process, Pagemap pagemap, FaultShape shape) {
        this.process = process;
        this.pagemap = pagemap;
        mm = process.mm();
        contents = process.machine().contents();
        engine = new RangeFault(mm, shape);
        process.machine().onCpuFault(pagemap, mm, this::migrateToRam);
        notifier = mm.notifiers().insert(0, Paging.TASK_SIZE, this);
    }

    // Where others step in.

    /** Between a walk and the check of the sequence; no lock is held. */
    protected void walked() {
    }

    /** Between the check and the commit; the driver's lock is held. */
    protected void checked() {
    }

    /** An invalidation has reached the driver; its lock is held, and the mirror has been zapped. */
    protected void invalidated(InvalidationEvent event) {
    }

    /**
     * Before a page is allocated for a migration.
     *
     * @param order log2 of its pages
     * @param device whether it is device memory
     * @return false to have the allocation fail
     */
    protected boolean mayAllocate(int order, boolean device) {
        return true;
    }

    /**
     * A CPU fault has met a page of this device, before anything is done about it.
     *
     * @return bits of {@link VmFault} to fail with, or 0
     */
    protected int cpuFault(long addr) {
        return 0;
    }

    // The mirror.

    /** The device page table; only under {@link #lock}. */
    public DevicePageTable mirror() {
        return mirror;
    }

    /** The driver's lock, around commits and in the callback. */
    public ReentrantLock lock() {
        return lock;
    }

    public IntervalNotifier notifier() {
        return notifier;
    }

    @Override
    public final boolean invalidate(IntervalNotifier subscription, InvalidationEvent event, long seq) {
        if (event.blockable()) {
            lock.lock();
        } else if (!lock.tryLock()) {
            return false;
        }
        try {
            subscription.setSeq(seq);
            mirror.zapExactly(event.start(), event.end());
            invalidated(event);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has the device map a range.
     *
     * @param flags {@link HmmPfn#REQ_FAULT}, with {@link HmmPfn#REQ_WRITE} to write
     * @return 0; {@link Errno#EFAULT} also for a page that stays read-only where writing was asked (row 12 of decision-table.md);
     *     {@link Errno#EBUSY} after a second without success; else the engine's error
     */
    public int fault(long addr, long length, long flags) {
        return answer(request(addr, length, flags), true);
    }

    /**
     * What the CPU has in a range, faulting nothing: the words of {@link HmmPfn}, which held when it returned.
     *
     * @throws IllegalStateException if there is no answer within a second
     */
    public long[] snapshot(long addr, long length) {
        HmmRange range = request(addr, length, 0);
        int rc = answer(range, false);
        if (rc != 0) {
            throw new IllegalStateException("a snapshot returned " + Errno.name(rc));
        }
        return range.pfns;
    }

    private HmmRange request(long addr, long length, long flags) {
        HmmRange range = new HmmRange();
        range.notifier = notifier;
        range.start = addr;
        range.end = addr + length;
        range.pfns = new long[range.pages()];
        range.defaultFlags = flags;
        range.devPrivateOwner = pagemap.owner();
        return range;
    }

    private int answer(HmmRange range, boolean commit) {
        while (true) {
            int rc = engine.faultUnlocked(range, SvmFault.DEFAULT_TIMEOUT_NANOS);
            if (rc != 0) {
                return rc;
            }
            walked();
            lock.lock();
            try {
                if (notifier.readRetry(range.notifierSeq)) {
                    continue;
                }
                checked();
                return commit ? commit(range) : 0;
            } finally {
                lock.unlock();
            }
        }
    }

    private int commit(HmmRange range) {
        long wanted = HmmPfn.VALID | range.defaultFlags & HmmPfn.REQ_WRITE;
        for (long word : range.pfns) {
            if ((word & wanted) != wanted) {
                return Errno.EFAULT;
            }
        }
        mirror.commit(range);
        return 0;
    }

    // The device.

    /** The device reads, faulting what it has not mapped; as {@link #fault}. */
    public int read(long addr, byte[] to) {
        return access(addr, to, false);
    }

    /** The device writes; as {@link #fault}, with what comes before an error written. A page that it had for itself it has no longer. */
    public int write(long addr, byte[] from) {
        return access(addr, from, true);
    }

    private int access(long addr, byte[] bytes, boolean write) {
        for (int done = 0; done < bytes.length; ) {
            done = accessMapped(addr, bytes, done, write);
            if (done < bytes.length) {
                long from = addr + done & -Paging.PAGE_SIZE;
                long end = addr + bytes.length + Paging.PAGE_SIZE - 1 & -Paging.PAGE_SIZE;
                int rc = fault(from, end - from, write ? HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE : HmmPfn.REQ_FAULT);
                if (rc != 0) {
                    return rc;
                }
            }
        }
        return 0;
    }

    private int accessMapped(long addr, byte[] bytes, int from, boolean write) {
        lock.lock();
        try {
            int done = from;
            while (done < bytes.length) {
                long entry = mirror.lookup(addr + done);
                // As in test_hmm, what is mapped for atomic access is not mapped for writing: the write faults, which ends the loan.
                if (entry == Pte.NONE || write && (!Pte.writable(entry) || mirror.tag(addr + done) == ATOMIC)) {
                    break;
                }
                int inPage = (int) ((addr + done) & Paging.PAGE_SIZE - 1);
                int count = Math.min((int) Paging.PAGE_SIZE - inPage, bytes.length - done);
                if (write) {
                    contents.write(mirror.pfnAt(addr + done), inPage, bytes, done, count);
                } else {
                    contents.read(mirror.pfnAt(addr + done), inPage, bytes, done, count);
                }
                done += count;
            }
            return done;
        } finally {
            lock.unlock();
        }
    }

    // Migration.

    /**
     * Moves what can move of a range to the device's memory, page by page; a part that cannot is left where it is.
     *
     * @return pages that moved; {@link Errno#EINVAL} where no readable area is, after what comes before it moved
     */
    public int migrateToDevice(long addr, long length) {
        return migrate(addr, length, MigrateVma.SELECT_SYSTEM, true);
    }

    /** Moves what is in the device's memory of a range to system memory; as {@link #migrateToDevice}. */
    public int migrateToSystem(long addr, long length) {
        return migrate(addr, length, MigrateVma.SELECT_DEVICE_PRIVATE | MigrateVma.SELECT_DEVICE_COHERENT, false);
    }

    private int migrate(long addr, long length, int select, boolean toDevice) {
        int moved = 0;
        mm.mmapLock().readLock();
        try {
            for (long at = addr, end = addr + length; at < end; ) {
                Vma vma = mm.vmaLookup(at);
                if (vma == null || !vma.has(Vma.READ)) {
                    return Errno.EINVAL;
                }
                long next = Math.min(end, vma.end());
                MigrateVma migrate = new MigrateVma(process.machine(), mm, vma, at, next, select | MigrateVma.SELECT_COMPOUND,
                        pagemap.owner());
                int rc = migrate.setup();
                if (rc != 0) {
                    return rc;
                }
                moved += move(migrate, toDevice);
                at = next;
            }
            return moved;
        } finally {
            mm.mmapLock().readUnlock();
        }
    }

    /** A CPU fault on a page of this device: its {@code migrate_to_ram}. */
    private int migrateToRam(AddressSpace faulting, Vma vma, long addr, long pfn) {
        int rc = cpuFault(addr);
        if (rc != 0) {
            return rc;
        }
        long size = 1L << PageTable.locatedShift(faulting.pageTable().locate(addr));
        MigrateVma migrate = new MigrateVma(process.machine(), faulting, vma, addr, addr + size,
                MigrateVma.SELECT_DEVICE_PRIVATE | MigrateVma.SELECT_COMPOUND, pagemap.owner());
        if (migrate.setup() != 0) {
            return VmFault.SIGBUS;
        }
        boolean busy = migrate.cpages() == 0;
        // A busy page is not an error: the CPU comes again.
        return move(migrate, false) > 0 || busy ? 0 : VmFault.SIGBUS;
    }

    /** Allocates, copies and ends a migration that was collected; pages that moved. */
    private int move(MigrateVma migrate, boolean toDevice) {
        for (int i = 0; i < migrate.npages(); i++) {
            boolean hole = !MigratePfn.has(migrate.src[i], MigratePfn.VALID);
            if (!MigratePfn.has(migrate.src[i], MigratePfn.MIGRATE) || hole && !toDevice) {
                continue;
            }
            if (MigratePfn.has(migrate.src[i], MigratePfn.COMPOUND)) {
                long huge = allocate(Paging.PMD_ORDER, toDevice);
                if (huge >= 0) {
                    copy(migrate.src[i], huge, HUGE);
                    migrate.dst[i] = MigratePfn.of(huge) | MigratePfn.COMPOUND;
                    continue;
                }
                migrate.split(i);
                hole = !MigratePfn.has(migrate.src[i], MigratePfn.VALID);
                if (!MigratePfn.has(migrate.src[i], MigratePfn.MIGRATE)) {
                    continue;
                }
            }
            long pfn = allocate(0, toDevice);
            if (pfn >= 0) {
                copy(migrate.src[i], pfn, 1);
                migrate.dst[i] = MigratePfn.of(pfn);
            }
        }
        migrate.pages();
        int moved = 0;
        for (int i = 0; i < migrate.npages(); i++) {
            int order = MigratePfn.has(migrate.dst[i], MigratePfn.COMPOUND) ? Paging.PMD_ORDER : 0;
            if (MigratePfn.has(migrate.src[i], MigratePfn.MIGRATE)) {
                moved += 1 << order;
            } else if (MigratePfn.has(migrate.dst[i], MigratePfn.VALID)) {
                free(MigratePfn.pfn(migrate.dst[i]), order);
            }
        }
        migrate.finish();
        return moved;
    }

    private long allocate(int order, boolean device) {
        if (!mayAllocate(order, device)) {
            return -1;
        }
        return device ? mm.memory().allocateDevice(pagemap, order) : mm.memory().allocateSystem(order);
    }

    private void free(long pfn, int order) {
        if (pagemap.contains(pfn)) {
            mm.memory().freeDevice(pagemap, pfn, order);
        } else {
            mm.memory().freeSystem(pfn, order);
        }
    }

    private void copy(long src, long to, int pages) {
        if (MigratePfn.has(src, MigratePfn.VALID)) {
            contents.copy(MigratePfn.pfn(src), to, pages);
        } else {
            contents.zero(to, pages);
        }
    }

    // Loans.

    /**
     * Takes pages for the device alone, until the CPU next uses them, and maps them with {@link #ATOMIC}: {@code make_device_exclusive()}.
     *
     * @return pages that were taken, up to the first that cannot be; if that is the first, {@link Errno#EFAULT} where it may not be
     *     written, {@link Errno#EOPNOTSUPP} if it is shared memory or part of a hugetlb page, {@link Errno#EBUSY} if it is in use
     */
    public int makeExclusive(long addr, long length) {
        int taken = 0;
        for (long at = addr; at < addr + length; at += Paging.PAGE_SIZE) {
            int rc = takePage(at);
            if (rc != 0) {
                return taken > 0 ? taken : rc;
            }
            taken++;
        }
        return taken;
    }

    /** Whether the device still has a page for itself. */
    public boolean exclusive(long addr) {
        lock.lock();
        try {
            return mirror.tag(addr) == ATOMIC;
        } finally {
            lock.unlock();
        }
    }

    private int takePage(long addr) {
        while (true) {
            mm.mmapLock().readLock();
            try {
                Vma vma = mm.vmaLookup(addr);
                long pfn = process.machine().pin(mm, addr, true, false);
                if (pfn < 0) {
                    return (int) pfn;
                }
                mm.memory().memmap().unpin(pfn);
                // What may be written in a private area is an anonymous page, also where the area has a file.
                if (vma.has(Vma.HUGETLB) || vma.has(Vma.SHARED)) {
                    return Errno.EOPNOTSUPP;
                }
                if (lend(addr, pfn) && map(addr, pfn)) {
                    return 0;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Errno.EINTR;
            } finally {
                mm.mmapLock().readUnlock();
            }
        }
    }

    /** Replaces the entry of a page; false if it is another by now, or was a large one, which is small now. */
    private boolean lend(long addr, long pfn) {
        PageTable table = mm.pageTable();
        long located = table.locate(addr);
        int index = PageTable.locatedIndex(located);
        long entry = table.read(index);
        if (PageTable.locatedShift(located) != Paging.PAGE_SHIFT) {
            ReverseMap.split(mm, addr & -Paging.PMD_SIZE, entry);
            return false;
        }
        mm.notifiers().start(new InvalidationEvent(addr, addr + Paging.PAGE_SIZE, InvalidationEvent.Kind.EXCLUSIVE, pagemap.owner(), true));
        try {
            return entry == Pte.page(pfn, true) && table.replace(index, entry, Pte.deviceExclusive(pfn, true));
        } finally {
            mm.notifiers().end();
        }
    }

    /** Maps a page that was lent, unless it was taken back meanwhile. */
    private boolean map(long addr, long pfn) throws InterruptedException {
        HmmRange range = request(addr, Paging.PAGE_SIZE, 0);
        range.notifierSeq = notifier.readBegin();
        range.pfns[0] = pfn | HmmPfn.VALID | HmmPfn.WRITE;
        boolean lent = mm.pageTable().lookup(addr) == Pte.deviceExclusive(pfn, true);
        lock.lock();
        try {
            if (!lent || notifier.readRetry(range.notifierSeq)) {
                return false;
            }
            mirror.commit(range, ATOMIC);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the device: it lets go of the process, and what its memory has of the process comes to system memory, whoever else maps it
     * too. What is pinned or in use elsewhere, or finds no memory, stays where it is.
     */
    @Override
    public void close() throws InterruptedException {
        mm.notifiers().remove(notifier);
        mm.mmapLock().readLock();
        try {
            for (Vma vma : mm.vmas()) {
                MigrateVma migrate = new MigrateVma(process.machine(), mm, vma, vma.start(), vma.end(), MigrateVma.SELECT_DEVICE_PRIVATE
                        | MigrateVma.SELECT_DEVICE_COHERENT | MigrateVma.SELECT_COMPOUND, pagemap.owner());
                // Refused are areas that have no device pages: hugetlb and special ones.
                if (migrate.setup() == 0) {
                    move(migrate, false);
                }
            }
        } finally {
            mm.mmapLock().readUnlock();
        }
    }
}
