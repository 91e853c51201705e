package dev.faultpath.design.migrate;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;

/**
 * A driver's memory behind one pagemap: blocks, the list by last use, and the migrations to and from it. Stands for the helpers of
 * {@code drm_pagemap.c} with the operations that xe gives them. Return codes are negated error numbers. Pages of a coherent pagemap
 * stay within the CPU's reach, so that no CPU fault brings them back: only an eviction, or a pin that is to last
 * ({@link DevicePagemaps#pin}).
 *
 * <p>Safe for several threads, as far as the model's page table is: each migration owns the entries that it replaced.
 */
public final class DeviceMemory {
    /** How often an eviction, and an allocation that evicts, is tried. */
    private static final int TRIES = 3;
    private static final int HUGE = 1 << Paging.PMD_ORDER;

    private final DevicePagemaps pagemaps;
    private final PhysicalMemory memory;
    private final Pagemap pagemap;
    private final CopyEngine engine;
    private final LongSupplier clock;
    /** Which block a page of the pagemap is part of, and as which of its pages: the page's {@code zone_device_data}. */
    private final DevmemBlock[] blockOf;
    private final int[] placeOf;
    /**
     * Those with pages that may be evicted, the least recently used first. No collection: one that hashes has other collisions in each
     * JVM, and so the same code in other compiled forms.
     */
    private final DevmemBlock byLastUse = DevmemBlock.list();
    private int blocks;
    private long pagesToDevice;
    private long pagesToSystem;
    private long evictedBlocks;

    /**
     * Puts a driver behind a pagemap.
     *
     * @param pagemap has no driver yet
     * @param engine copies between system and device memory
     * @param clock ns, any origin; for the minimum residency
     */
    public DeviceMemory(DevicePagemaps pagemaps, Pagemap pagemap, CopyEngine engine, LongSupplier clock) {
        this.pagemaps = pagemaps;
        this.memory = pagemaps.memory();
        this.pagemap = pagemap;
        this.engine = engine;
        this.clock = clock;
        blockOf = new DevmemBlock[pagemap.pages()];
        placeOf = new int[pagemap.pages()];
        pagemaps.add(this);
    }

    public Pagemap pagemap() {
        return pagemap;
    }

    public synchronized int blocks() {
        return blocks;
    }

    /** Pages that moved into this pagemap since it was made. */
    public synchronized long pagesToDevice() {
        return pagesToDevice;
    }

    /** Pages that moved from this pagemap to system memory since it was made. */
    public synchronized long pagesToSystem() {
        return pagesToSystem;
    }

    /** Blocks that were evicted for want of memory since it was made. */
    public synchronized long evictedBlocks() {
        return evictedBlocks;
    }

    // Blocks.

    /**
     * Allocates a block; when memory is short, evicts the least recently used ones first.
     *
     * @param start first byte of the range that it is for
     * @param pages at least 1
     * @return null if there is no room even so, or the pagemap was killed
     */
    public DevmemBlock allocate(AddressSpace mm, long start, int pages) {
        DevmemBlock block = tryAllocate(mm, start, pages);
        for (int attempt = 0; block == null && attempt < TRIES && !pagemap.dying(); attempt++) {
            if (!makeRoom(pages)) {
                return null;
            }
            block = tryAllocate(mm, start, pages);
        }
        return block;
    }

    /** Largest pieces first, as the kernel's buddy gives them to a buffer object that need not be in one piece. */
    private synchronized DevmemBlock tryAllocate(AddressSpace mm, long start, int pages) {
        long[] pfns = new long[pages];
        long[] pieces = new long[4];
        int count = 0;
        int order = Paging.PMD_ORDER;
        for (int have = 0; have < pages; ) {
            order = Math.min(order, 31 - Integer.numberOfLeadingZeros(pages - have));
            long first = memory.allocateDevicePages(pagemap, order);
            if (first < 0 && order-- == 0) {
                give(pieces, count);
                return null;
            }
            if (first >= 0) {
                if (count == pieces.length) {
                    pieces = Arrays.copyOf(pieces, 2 * count);
                }
                pieces[count++] = first << DevmemBlock.ORDER_BITS | order;
                for (int i = 0; i < 1 << order; i++) {
                    pfns[have++] = first + i;
                }
            }
        }
        DevmemBlock block = new DevmemBlock(mm, start, pfns, Arrays.copyOf(pieces, count));
        for (int i = 0; i < pages; i++) {
            int page = (int) (pfns[i] - pagemap.firstPfn());
            blockOf[page] = block;
            placeOf[page] = i;
        }
        blocks++;
        return block;
    }

    private void give(long[] pieces, int count) {
        for (int i = 0; i < count; i++) {
            memory.freeDevice(pagemap, pieces[i] >>> DevmemBlock.ORDER_BITS, (int) pieces[i] & (1 << DevmemBlock.ORDER_BITS) - 1);
        }
    }

    /**
     * Gives back a block that never held anything.
     *
     * @throws IllegalStateException if something is attached to it
     */
    public void drop(DevmemBlock block) {
        if (inUse(block)) {
            throw new IllegalStateException("the block holds pages, or is gone");
        }
        release(block);
    }

    /** Gives a block's memory back; nothing is attached to it. */
    private synchronized void release(DevmemBlock block) {
        block.leave();
        for (int i = 0; i < block.pages(); i++) {
            blockOf[(int) (block.pfn(i) - pagemap.firstPfn())] = null;
        }
        give(block.pieces, block.pieces.length);
        blocks--;
    }

    /** The block that a page of this pagemap is part of; null if it is part of none. */
    public synchronized DevmemBlock blockOf(long pfn) {
        return blockOf[(int) (pfn - pagemap.firstPfn())];
    }

    /** As which page of its block a page of this pagemap is part of it. */
    synchronized int placeOf(long pfn) {
        return placeOf[(int) (pfn - pagemap.firstPfn())];
    }

    /** Pages of this pagemap are free again; false if they are part of no block. */
    boolean freed(long pfn, int order) {
        DevmemBlock block;
        int place;
        synchronized (this) {
            block = blockOf(pfn);
            place = placeOf(pfn);
        }
        if (block == null) {
            return false;
        }
        if (block.detach(place, 1 << order)) {
            release(block);
        }
        return true;
    }

    // The list by last use.

    /** Makes a block the last to be evicted; does nothing to one that is gone. */
    private synchronized void touch(DevmemBlock block) {
        if (blockOf(block.pfn(0)) == block) {
            block.addTo(byLastUse);
        }
    }

    /** Takes the block out of the list that was used longest ago; null if there is none. */
    private synchronized DevmemBlock takeOldest() {
        DevmemBlock oldest = byLastUse.oldest();
        if (oldest != null) {
            oldest.leave();
        }
        return oldest;
    }

    /** Evicts blocks until this many pages are free; false if no block could be evicted. */
    private boolean makeRoom(int pages) {
        boolean any = false;
        int left;
        synchronized (this) {
            left = blocks;
        }
        while (pagemap.freePages() < pages && left-- > 0) {
            DevmemBlock block = takeOldest();
            if (block == null) {
                break;
            }
            if (evictToRam(block) == 0) {
                any = true;
                synchronized (this) {
                    evictedBlocks++;
                }
            } else {
                // It could not go now; it is as new as any, so that the next search begins elsewhere.
                touch(block);
            }
        }
        return any || pagemap.freePages() >= pages;
    }

    // To the device.

    /**
     * Moves a range into a block: the kernel's {@code drm_pagemap_migrate_to_devmem()}. All or nothing: unless it returns 0, every page
     * is where its contents can be read, and the block holds none of them, except where an eviction for roll-back failed.
     *
     * <p>The caller holds the mmap lock, and keeps a block that nothing is attached to.
     *
     * @param block of this memory, for exactly this range
     * @param timesliceNanos how long a CPU fault may not take it back
     * @return 0 when all pages moved, or all were in this pagemap already; {@link Errno#ENOENT} without an area at the start;
     *     {@link Errno#EINVAL} if the range passes its end; {@link Errno#EBUSY} for an area that is not anonymous, when not all
     *     pages can move, when some but not all are in this pagemap, or when a hole was filled meanwhile; else the copy's error
     */
    public int migrateToDevmem(AddressSpace mm, DevmemBlock block, long timesliceNanos) {
        Vma vma = mm.vmaLookup(block.start());
        if (vma == null) {
            return Errno.ENOENT;
        }
        if (block.end() > vma.end()) {
            return Errno.EINVAL;
        }
        if (!vma.has(Vma.ANONYMOUS)) {
            return Errno.EBUSY;
        }
        MigrateVma migrate = new MigrateVma(pagemaps, mm, vma, block.start(), block.end(),
                MigrateVma.SELECT_SYSTEM | MigrateVma.SELECT_DEVICE_PRIVATE | MigrateVma.SELECT_DEVICE_COHERENT
                        | MigrateVma.SELECT_COMPOUND, pagemap.owner());
        int rc = migrate.setup();
        if (rc != 0) {
            return rc;
        }
        int own = ownPages(migrate);
        if (own == migrate.npages()) {
            return finish(migrate, 0);
        }
        if (own > 0 || migrate.movablePages() != migrate.npages()) {
            return finish(migrate, Errno.EBUSY);
        }
        assign(migrate, block);
        rc = copyAll(migrate);
        if (rc != 0) {
            return finish(migrate, rc);
        }
        // Holes are filled by pages(): from then on a CPU fault may take them back, so block and time slice come first.
        block.timesliceExpiration(clock.getAsLong() + timesliceNanos);
        block.attach(0, migrate.npages());
        migrate.pages();
        int moved = migrate.npages() - detachLeftBehind(migrate, block);
        migrate.finish();
        if (moved != migrate.npages()) {
            evictToRam(block);
            return Errno.EBUSY;
        }
        synchronized (this) {
            pagesToDevice += moved;
        }
        touch(block);
        return 0;
    }

    private static int finish(MigrateVma migrate, int rc) {
        migrate.cancel();
        migrate.finish();
        return rc;
    }

    private int ownPages(MigrateVma migrate) {
        int own = 0;
        for (long word : migrate.src) {
            if (MigratePfn.has(word, MigratePfn.VALID) && pagemap.contains(MigratePfn.pfn(word))) {
                own += pagesOf(word);
            }
        }
        return own;
    }

    /** Pages that a word stands for. */
    private static int pagesOf(long word) {
        return MigratePfn.has(word, MigratePfn.COMPOUND) ? HUGE : 1;
    }

    private void assign(MigrateVma migrate, DevmemBlock block) {
        for (int i = 0; i < migrate.npages(); i++) {
            if (MigratePfn.has(migrate.src[i], MigratePfn.COMPOUND)) {
                if (block.hugeAt(i)) {
                    memory.joinPages(block.pfn(i), Paging.PMD_ORDER);
                    migrate.dst[i] = MigratePfn.of(block.pfn(i)) | MigratePfn.COMPOUND;
                    i += HUGE - 1;
                    continue;
                }
                migrate.split(i);
            }
            migrate.dst[i] = MigratePfn.of(block.pfn(i));
        }
    }

    /** Copies what has a page and clears what has none, in runs of consecutive pages on both sides. */
    private int copyAll(MigrateVma migrate) {
        long[] src = migrate.src;
        long[] dst = migrate.dst;
        for (int i = 0; i < src.length; ) {
            if (!MigratePfn.has(src[i], MigratePfn.MIGRATE) || !MigratePfn.has(dst[i], MigratePfn.VALID)) {
                i += pagesOf(src[i]);
                continue;
            }
            boolean hole = !MigratePfn.has(src[i], MigratePfn.VALID);
            long from = MigratePfn.pfn(src[i]);
            long to = MigratePfn.pfn(dst[i]);
            int run = pagesOf(src[i]);
            while (i + run < src.length && follows(src[i + run], dst[i + run], hole, from + run, to + run)) {
                run += pagesOf(src[i + run]);
            }
            int rc = hole ? engine.clear(to, run) : engine.copy(from, to, run);
            if (rc != 0) {
                return rc;
            }
            i += run;
        }
        return 0;
    }

    private static boolean follows(long src, long dst, boolean hole, long from, long to) {
        return MigratePfn.has(src, MigratePfn.MIGRATE) && MigratePfn.has(dst, MigratePfn.VALID) && MigratePfn.pfn(dst) == to
                && hole == !MigratePfn.has(src, MigratePfn.VALID) && (hole || MigratePfn.pfn(src) == from);
    }

    /** Takes back what {@link MigrateVma#pages} did not move; returns how many pages. */
    private static int detachLeftBehind(MigrateVma migrate, DevmemBlock block) {
        int left = 0;
        for (int i = 0; i < migrate.npages(); i += pagesOf(migrate.src[i])) {
            if (!MigratePfn.has(migrate.src[i], MigratePfn.MIGRATE)) {
                block.detach(i, pagesOf(migrate.src[i]));
                left += pagesOf(migrate.src[i]);
            }
        }
        return left;
    }

    // Back to system memory.

    /**
     * A CPU fault on a page of this memory: the pagemap's {@code migrate_to_ram} operation. Before the block's time slice ends it does
     * nothing, so that the CPU faults again; then it brings back the block's pages in this area, around the page, since the mapping may
     * have been moved since. The caller holds the mmap lock.
     *
     * @param addr where the mapping begins that has the page
     * @param pfn its first page, one of the block's
     * @return 0, or {@link VmFault#SIGBUS} if the pages could not be brought back; they are where they were then
     */
    public int migrateToRam(AddressSpace mm, Vma vma, long addr, long pfn, DevmemBlock block) {
        if (clock.getAsLong() - block.timesliceExpiration() < 0) {
            return 0;
        }
        long first = addr - ((long) placeOf(pfn) << Paging.PAGE_SHIFT);
        long start = Math.max(first, vma.start());
        long end = Math.min(first + (block.end() - block.start()), vma.end());
        MigrateVma migrate = new MigrateVma(pagemaps, mm, vma, start, end,
                MigrateVma.SELECT_DEVICE_PRIVATE | MigrateVma.SELECT_COMPOUND, pagemap.owner());
        int rc = migrate.setup();
        return rc == 0 && bringBack(migrate) == 0 ? 0 : VmFault.SIGBUS;
    }

    /**
     * Brings a block back to system memory wherever its address space has it, for want of device memory or because the device goes:
     * the kernel's {@code drm_pagemap_evict_to_ram()}. Needs no mmap lock; the time slice does not count.
     *
     * @return 0 when nothing is attached any more; {@link Errno#EBUSY} if a page still is after three tries
     */
    public int evictToRam(DevmemBlock block) {
        for (int attempt = 0; attempt < TRIES && block.attachedPages() > 0; attempt++) {
            MigrateVma migrate = new MigrateVma(pagemaps, block.mm, null, block.start(), block.end(),
                    MigrateVma.SELECT_DEVICE_PRIVATE, pagemap.owner());
            // Only what is not found where it came from is searched for.
            migrate.setupDevice(block, attempt > 0);
            bringBack(migrate);
        }
        return block.attachedPages() == 0 ? 0 : Errno.EBUSY;
    }

    /** Allocates, copies and finishes: all that was collected, or nothing. */
    private int bringBack(MigrateVma migrate) {
        int rc = allocateRam(migrate);
        if (rc == 0) {
            rc = copyAll(migrate);
        }
        if (rc != 0) {
            giveRam(migrate);
            return finish(migrate, rc);
        }
        migrate.pages();
        int moved = 0;
        for (long word : migrate.src) {
            moved += MigratePfn.has(word, MigratePfn.MIGRATE) ? pagesOf(word) : 0;
        }
        migrate.finish();
        synchronized (this) {
            pagesToSystem += moved;
        }
        return 0;
    }

    private int allocateRam(MigrateVma migrate) {
        for (int i = 0; i < migrate.npages(); i++) {
            // A hole stays a hole, and so does a page of another pagemap: it is not this memory that it must leave.
            if (!MigratePfn.has(migrate.src[i], MigratePfn.MIGRATE | MigratePfn.VALID)
                    || !pagemap.contains(MigratePfn.pfn(migrate.src[i]))) {
                continue;
            }
            if (MigratePfn.has(migrate.src[i], MigratePfn.COMPOUND)) {
                long huge = memory.allocateSystem(Paging.PMD_ORDER);
                if (huge >= 0) {
                    migrate.dst[i] = MigratePfn.of(huge) | MigratePfn.COMPOUND;
                    i += HUGE - 1;
                    continue;
                }
                migrate.split(i);
            }
            long pfn = memory.allocateSystem(0);
            if (pfn < 0) {
                return Errno.ENOMEM;
            }
            migrate.dst[i] = MigratePfn.of(pfn);
        }
        return 0;
    }

    private void giveRam(MigrateVma migrate) {
        for (long word : migrate.dst) {
            if (MigratePfn.has(word, MigratePfn.VALID)) {
                memory.freeSystem(MigratePfn.pfn(word), MigratePfn.has(word, MigratePfn.COMPOUND) ? Paging.PMD_ORDER : 0);
            }
        }
    }

    // Populate.

    /**
     * Brings a range into this memory: the {@code populate_mm} operation of a {@code drm_pagemap}, as xe has it. Scans first; when two
     * devices pull the same pages, the one that lost tries once more with the others shut out.
     *
     * @param start first byte, page aligned
     * @param end first byte past it
     * @param timesliceNanos minimum residency
     * @return 0; {@link Errno#ENODEV} when the device is going; {@link Errno#EFAULT} when the address space is; {@link Errno#ENOMEM}
     *     without room; else as {@link #migrateToDevmem}
     */
    public int populateMm(AddressSpace mm, long start, long end, long timesliceNanos) {
        if (mm.exiting()) {
            return Errno.EFAULT;
        }
        // No page is moved to a device that is going; an unplug waits for those that began before.
        int section = pagemap.device().enter();
        if (section < 0) {
            return Errno.ENODEV;
        }
        mm.mmapLock().readLock();
        try {
            return populateLocked(mm, start, end, timesliceNanos);
        } finally {
            mm.mmapLock().readUnlock();
            pagemap.device().exit(section);
        }
    }

    private int populateLocked(AddressSpace mm, long start, long end, long timesliceNanos) {
        if (pagemap.dying()) {
            return Errno.ENODEV;
        }
        if (Residency.scan(mm, start, end, pagemap) == Residency.EQUAL) {
            touchRange(mm, start);
            return 0;
        }
        int rc = attempt(pagemaps.migration().readLock(), mm, start, end, timesliceNanos, false);
        return rc == Errno.EBUSY ? attempt(pagemaps.migration().writeLock(), mm, start, end, timesliceNanos, true) : rc;
    }

    private int attempt(Lock lock, AddressSpace mm, long start, long end, long timesliceNanos, boolean evictFirst) {
        lock.lock();
        try {
            if (evictFirst) {
                evictRange(mm, start, end);
            }
            DevmemBlock block = allocate(mm, start, Paging.pages(start, end));
            if (block == null) {
                return pagemap.dying() ? Errno.ENODEV : Errno.ENOMEM;
            }
            int rc = migrateToDevmem(mm, block, timesliceNanos);
            // Also after a success without a move: then the pages were here, in other blocks.
            if (!inUse(block)) {
                release(block);
            }
            return rc;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a block that was allocated holds pages; one that held some and lost them all is gone already. */
    private synchronized boolean inUse(DevmemBlock block) {
        return block.attachedPages() > 0 || blockOf(block.pfn(0)) != block;
    }

    private void touchRange(AddressSpace mm, long start) {
        long entry = mm.pageTable().lookup(start);
        DevmemBlock block = memory.devicePagemap(entry) == pagemap ? blockOf(Pte.pfn(entry)) : null;
        if (block != null) {
            touch(block);
        }
    }

    /** Brings every device page of the range to system memory, whoever owns it. */
    private void evictRange(AddressSpace mm, long start, long end) {
        for (long addr = start; addr < end; addr += Paging.PAGE_SIZE) {
            long entry = mm.pageTable().read(PageTable.locatedIndex(mm.pageTable().locate(addr)));
            if (memory.devicePagemap(entry) == null) {
                continue;
            }
            DeviceMemory driver = pagemaps.behind(Pte.pfn(entry));
            DevmemBlock block = driver == null ? null : driver.blockOf(Pte.pfn(entry));
            if (block != null) {
                driver.evictToRam(block);
            } else {
                mm.handleMmFault(mm.vmaLookup(addr), addr, VmFault.FLAG_REMOTE);
            }
        }
    }
}
