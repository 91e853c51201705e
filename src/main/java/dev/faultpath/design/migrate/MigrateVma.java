package dev.faultpath.design.migrate;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.ReverseMap;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.List;

/**
 * One migration of a range of pages, the kernel's {@code migrate_vma}: {@link #setup} collects what can move and puts migration
 * entries in its place, the caller allocates destinations into {@link #dst} and copies, {@link #pages} decides what moves, and
 * {@link #finish} turns the migration entries into final ones. Between setup and finish a CPU fault on such a page waits.
 *
 * <p>Partial success is normal: a caller that wants all or nothing looks at the words. Until {@link #finish} nothing is lost: a page
 * that has no destination, or whose MIGRATE bit is cleared, stays where it was.
 *
 * <p>A page that other address spaces map too, after {@code fork()}, moves for all of them; one that is pinned or whose lock is held does
 * not, nor does one with a mapping that the reverse map does not find. Not for several threads; each migration is an object of its own.
 */
public final class MigrateVma {
    /** Takes system pages. */
    public static final int SELECT_SYSTEM = 1;
    /** Takes device-private pages whose pagemap has the stated owner. */
    public static final int SELECT_DEVICE_PRIVATE = 1 << 1;
    /**
     * Takes 2 MiB mappings as one where the range covers them, and so holes and zero pages of that size in an anonymous area; without it,
     * and where it does not, they are split.
     */
    public static final int SELECT_COMPOUND = 1 << 2;
    /** Takes pages of coherent device memory whose pagemap has the stated owner. */
    public static final int SELECT_DEVICE_COHERENT = 1 << 3;

    private static final int HUGE = 1 << Paging.PMD_ORDER;

    /** What moves, one word for each page; see {@link MigratePfn}. */
    public final long[] src;
    /** Where to, by the caller; 0 for what is to stay. */
    public final long[] dst;

    private final DevicePagemaps pagemaps;
    private final AddressSpace mm;
    private final PageTable table;
    private final Memmap memmap;
    private final Vma vma;
    private final long start;
    private final int npages;
    private final int select;
    private final Owner owner;
    /** Position in the table of the entry, and the entry that stood there. */
    private final int[] index;
    private final long[] found;
    private final List<Elsewhere> elsewhere = new ArrayList<>();
    /** Whether the area has a file, so that pages of the page cache, which do not move to device memory, may be among the pages. */
    private boolean file;
    private int cpages;
    /** Those of {@link #cpages} that stand for 512 pages. */
    private int hugeWords;

    /** A migration entry that stands for word {@code i} in another place, and what stood there. */
    private record Elsewhere(int i, PageTable table, int index, long found) {
    }

    /**
     * A migration of {@code [start, end)}, nothing done yet. The caller holds the mmap lock until it is finished.
     *
     * @param vma the area that has the range
     * @param start first byte, page aligned
     * @param end first byte past it, page aligned
     * @param select {@code SELECT_} bits
     * @param owner whose device pages are taken; also told to the notifier, so that the owner's driver knows its own migrations
     */
    public MigrateVma(DevicePagemaps pagemaps, AddressSpace mm, Vma vma, long start, long end, int select, Owner owner) {
        this.pagemaps = pagemaps;
        this.mm = mm;
        this.table = mm.pageTable();
        this.memmap = mm.memory().memmap();
        this.vma = vma;
        this.start = start;
        this.npages = Math.max(0, Paging.pages(start, end));
        this.select = select;
        this.owner = owner;
        src = new long[npages];
        dst = new long[npages];
        index = new int[npages];
        found = new long[npages];
    }

    public int npages() {
        return npages;
    }

    /** Words, holes included, that {@link #setup} found movable; one with {@link MigratePfn#COMPOUND} counts once. */
    public int cpages() {
        return cpages;
    }

    /** Pages that the words of {@link #cpages} stand for. */
    int movablePages() {
        return cpages + hugeWords * (HUGE - 1);
    }

    private long addr(int i) {
        return start + ((long) i << Paging.PAGE_SHIFT);
    }

    // Collect.

    /**
     * Collects and unmaps: the kernel's {@code migrate_vma_setup()}.
     *
     * @return 0, also if nothing can move; {@link Errno#EINVAL} for no area, a hugetlb or special one, an empty range, or one that
     *     leaves the area
     */
    public int setup() {
        long end = addr(npages);
        if (vma == null || (vma.flags() & (Vma.HUGETLB | Vma.IO | Vma.PFNMAP | Vma.MIXEDMAP)) != 0 || npages == 0
                || start < vma.start() || end > vma.end()) {
            return Errno.EINVAL;
        }
        file = (vma.flags() & Vma.ANONYMOUS) == 0;
        mm.notifiers().start(new InvalidationEvent(start, end, InvalidationEvent.Kind.MIGRATE, owner, true));
        try {
            for (long at = start, next; at < end; at = next) {
                next = Paging.segmentEnd(at, Paging.PMD_SIZE, end);
                collectSegment(at, next);
            }
        } finally {
            mm.notifiers().end();
        }
        unmap();
        return 0;
    }

    /**
     * The same for the pages of a block of device memory, wherever its address space has them now: the kernel's
     * {@code migrate_device_pfns()}. Needs no mmap lock, as the pages lead to their mappings.
     *
     * @param block its range is the migration's
     * @param moved whether to look through the whole address space for pages that are not where they came from, as after mremap()
     */
    void setupDevice(DevmemBlock block, boolean moved) {
        long end = addr(npages);
        // What reverse-map walks announce: whoever maps the pages must let go of them, their owner too.
        mm.notifiers().start(new InvalidationEvent(start, end, InvalidationEvent.Kind.CLEAR, null, true));
        try {
            for (int i = 0; i < npages; i++) {
                collectAttached(block, i);
            }
        } finally {
            mm.notifiers().end();
        }
        if (moved) {
            for (Vma area : mm.vmas()) {
                collectMoved(block, area);
            }
        }
        unmap();
    }

    private void collectAttached(DevmemBlock block, int i) {
        long pfn = block.pfn(i);
        long located = table.locate(addr(i));
        int at = PageTable.locatedIndex(located);
        long entry = table.read(at);
        if (!block.attached(i) || !Pte.isDevicePrivate(entry) && mm.memory().devicePagemap(entry) == null) {
            return;
        }
        boolean huge = PageTable.locatedShift(located) == Paging.PMD_SHIFT;
        // Only the first page of a 2 MiB mapping carries its entry's pfn, and the others move along with it.
        if (Pte.pfn(entry) == pfn) {
            take(i, at, entry, pfn, huge);
        }
    }

    private void collectMoved(DevmemBlock block, Vma area) {
        for (long at = area.start(), next; at < area.end(); at = next) {
            long located = table.locate(at);
            next = Paging.segmentEnd(at, 1L << PageTable.locatedShift(located), area.end());
            long entry = table.read(PageTable.locatedIndex(located));
            DeviceMemory driver = mm.memory().devicePagemap(entry) == null ? null : pagemaps.behind(Pte.pfn(entry));
            if (driver != null && driver.blockOf(Pte.pfn(entry)) == block) {
                mm.notifiers().start(new InvalidationEvent(at, next, InvalidationEvent.Kind.CLEAR, null, true));
                try {
                    take(driver.placeOf(Pte.pfn(entry)), PageTable.locatedIndex(located), entry, Pte.pfn(entry),
                            PageTable.locatedShift(located) == Paging.PMD_SHIFT);
                } finally {
                    mm.notifiers().end();
                }
            }
        }
    }

    private void collectSegment(long from, long to) {
        int pmd = pmdIndex(from);
        while (pmd >= 0) {
            long entry = table.read(pmd);
            if (Pte.isTable(entry)) {
                collectTable(entry, from, to);
                return;
            }
            if (entry == Pte.NONE || Pte.isZero(entry)) {
                if (entry == Pte.NONE && !vma.has(Vma.ANONYMOUS)) {
                    return;
                }
                if (asOne(from, to)) {
                    hole(Paging.pages(start, from), pmd, entry, MigratePfn.COMPOUND);
                    hugeWords++;
                    return;
                }
                table.split(pmd, entry, slot -> emptyPage(entry));
            } else if (collectHuge(pmd, entry, from, to)) {
                return;
            }
        }
    }

    /** Position of the PMD entry, made if there is none; -1 under a 1 GiB mapping, which does not migrate. */
    private int pmdIndex(long addr) {
        int pud = table.pudIndex(addr);
        if (pud >= 0 && table.read(pud) != Pte.NONE && !Pte.isTable(table.read(pud))) {
            return -1;
        }
        return table.ensure(addr, Paging.PMD_SHIFT);
    }

    /** Whether a 2 MiB mapping or hole of which the range has {@code [from, to)} is taken as one. */
    private boolean asOne(long from, long to) {
        return Paging.aligned(from, Paging.PMD_SIZE) && to - from == Paging.PMD_SIZE && (select & SELECT_COMPOUND) != 0;
    }

    /** What each page has where a 2 MiB entry, none or the zero page, becomes a table. */
    private static long emptyPage(long entry) {
        return entry == Pte.NONE ? Pte.NONE : Pte.zeroPage();
    }

    /** Takes a page, or 512, without contents: none there, or the zero page. */
    private void hole(int i, int at, long entry, long flags) {
        src[i] = MigratePfn.MIGRATE | flags;
        index[i] = at;
        found[i] = entry;
        cpages++;
    }

    /** True when the segment is settled, false when it was split and is to be looked at again. */
    private boolean collectHuge(int pmd, long entry, long from, long to) {
        long pfn = Pte.pfn(entry);
        if (!selected(entry)) {
            return true;
        }
        if (memmap.held(pfn)) {
            if (!memmap.whole(pfn, Paging.PMD_ORDER)) {
                // Another process has split its mapping of it, so that the pages move one by one.
                return !ReverseMap.split(mm, from, entry) && table.read(pmd) == entry;
            }
            if (memmap.pinned(pfn)) {
                return true;
            }
        }
        if (asOne(from, to)) {
            take(Paging.pages(start, from), pmd, entry, pfn, true);
            return true;
        }
        // Where a mapping of it is not found the page stays; where the entry has changed it is looked at again.
        return !ReverseMap.split(mm, from, entry) && table.read(pmd) == entry;
    }

    /** Whether an entry, present with a struct page or device-private, is of a kind that was asked for. */
    private boolean selected(long entry) {
        if (Pte.present(entry)) {
            boolean page = (entry & Pte.SPECIAL) == 0 && !Pte.isTable(entry) && entry != Pte.bad();
            if (!page || (select & (SELECT_SYSTEM | SELECT_DEVICE_COHERENT)) == 0) {
                return false;
            }
            if (memmap.pagemapId(Pte.pfn(entry)) < 0) {
                return (select & SELECT_SYSTEM) != 0;
            }
            return (select & SELECT_DEVICE_COHERENT) != 0 && mm.memory().ownerOf(Pte.pfn(entry)) == owner;
        }
        return Pte.isDevicePrivate(entry) && (select & SELECT_DEVICE_PRIVATE) != 0
                && mm.memory().ownerOf(Pte.pfn(entry)) == owner;
    }

    private void collectTable(long pmdEntry, long from, long to) {
        int at = PageTable.indexIn(pmdEntry, from, Paging.PAGE_SHIFT);
        int end = Paging.pages(start, to);
        for (int i = Paging.pages(start, from); i < end; i++, at++) {
            long entry = table.read(at);
            if (entry == Pte.NONE && vma.has(Vma.ANONYMOUS) || Pte.isZero(entry)) {
                hole(i, at, entry, 0);
            } else if (selected(entry)) {
                take(i, at, entry, Pte.pfn(entry), false);
            }
        }
    }

    /** Puts a migration entry in the place of a page, unless its lock is held or the entry changes first: best effort. */
    private void take(int i, int at, long entry, long pfn, boolean huge) {
        if (!memmap.trylock(pfn)) {
            return;
        }
        long migration = Pte.migration(pfn, Pte.writable(entry));
        if (!table.replace(at, entry, huge ? Pte.huge(migration) : migration)) {
            memmap.unlock(pfn);
            return;
        }
        index[i] = at;
        found[i] = entry;
        src[i] = MigratePfn.of(pfn) | MigratePfn.MIGRATE | (Pte.writable(entry) ? MigratePfn.WRITE : 0)
                | (huge ? MigratePfn.COMPOUND : 0);
        cpages++;
        if (huge) {
            hugeWords++;
        }
    }

    // Unmap.

    /** Gives back what turns out to be in use elsewhere: the kernel's {@code migrate_device_unmap()}. */
    private void unmap() {
        for (int i = 0; i < npages; i++) {
            if (MigratePfn.has(src[i], MigratePfn.VALID) && !memmap.movable(MigratePfn.pfn(src[i])) && !takeElsewhere(i)) {
                restore(i);
                cpages--;
                hugeWords -= MigratePfn.has(src[i], MigratePfn.COMPOUND) ? 1 : 0;
                src[i] = 0;
            }
        }
    }

    /** Puts migration entries where else a page is mapped; false if it is pinned or a mapping cannot be taken. */
    private boolean takeElsewhere(int i) {
        long pfn = MigratePfn.pfn(src[i]);
        int others = mm.shared() ? memmap.mapCount(pfn) - 1 : 0;
        if (others < 1) {
            return false;
        }
        for (ReverseMap at : ReverseMap.of(mm, addr(i), pfn, others)) {
            boolean huge = MigratePfn.has(src[i], MigratePfn.COMPOUND);
            long migration = Pte.migration(pfn, Pte.writable(at.entry()));
            at.mm().notifiers().start(InvalidationEvent.of(at.addr(), at.addr() + (1L << at.shift()), InvalidationEvent.Kind.CLEAR));
            if (huge == at.shift() > Paging.PAGE_SHIFT
                    && at.mm().pageTable().replace(at.index(), at.entry(), huge ? Pte.huge(migration) : migration)) {
                elsewhere.add(new Elsewhere(i, at.mm().pageTable(), at.index(), at.entry()));
                others--;
            }
            at.mm().notifiers().end();
        }
        return others == 0 && !memmap.pinned(pfn);
    }

    private void restore(int i) {
        table.write(index[i], found[i]);
        for (Elsewhere at : elsewhere) {
            if (at.i == i) {
                at.table.write(at.index, at.found);
            }
        }
        elsewhere.removeIf(at -> at.i == i);
        memmap.unlock(MigratePfn.pfn(src[i]));
    }

    // Between.

    /** Calls the whole migration off: afterwards {@link #finish} leaves everything where it was. Destinations are the caller's. */
    public void cancel() {
        for (int i = 0; i < npages; i++) {
            src[i] &= ~MigratePfn.MIGRATE;
            dst[i] = 0;
        }
    }

    /**
     * Makes 512 single pages of a COMPOUND word, because its destination has no 2 MiB in one piece: the kernel's split in
     * {@code __migrate_device_pages()}. Of a hole what was filled meanwhile loses its MIGRATE bit.
     */
    public void split(int i) {
        if (!MigratePfn.has(src[i], MigratePfn.VALID)) {
            splitHole(i);
            return;
        }
        long head = MigratePfn.pfn(src[i]);
        long flags = src[i] & (MigratePfn.MIGRATE | MigratePfn.WRITE);
        boolean writable = MigratePfn.has(src[i], MigratePfn.WRITE);
        long entry = found[i];
        int pmd = index[i];
        for (int k = 1; k < HUGE; k++) {
            // Nobody can hold it: the page was part of one that we have locked.
            memmap.trylock(head + k);
        }
        table.split(pmd, table.read(pmd), slot -> Pte.migration(head + slot, writable));
        splitElsewhere(i, head);
        mm.memory().splitPage(head, Paging.PMD_ORDER);
        // A 2 MiB mapping begins at the first entry of its table, wherever it is.
        int first = PageTable.indexIn(table.read(pmd), 0, Paging.PAGE_SHIFT);
        for (int k = 0; k < HUGE; k++) {
            src[i + k] = MigratePfn.of(head + k) | flags;
            found[i + k] = Pte.withPfn(entry, head + k) & ~Pte.LEAF;
            index[i + k] = first + k;
        }
    }

    private void splitElsewhere(int i, long head) {
        for (Elsewhere at : elsewhere.stream().filter(e -> e.i == i).toList()) {
            at.table.split(at.index, at.table.read(at.index), slot -> Pte.migration(head + slot, Pte.writable(at.found)));
            int first = PageTable.indexIn(at.table.read(at.index), 0, Paging.PAGE_SHIFT);
            elsewhere.remove(at);
            for (int k = 0; k < HUGE; k++) {
                elsewhere.add(new Elsewhere(i + k, at.table, first + k, Pte.withPfn(at.found, head + k) & ~Pte.LEAF));
            }
        }
    }

    private void splitHole(int i) {
        int pmd = index[i];
        long empty = emptyPage(found[i]);
        table.split(pmd, found[i], slot -> empty);
        long now = table.read(pmd);
        for (int k = 0; k < HUGE; k++) {
            src[i + k] = 0;
            if (Pte.isTable(now)) {
                index[i + k] = PageTable.indexIn(now, addr(i + k), Paging.PAGE_SHIFT);
                found[i + k] = table.read(index[i + k]);
                src[i + k] = found[i + k] == Pte.NONE || Pte.isZero(found[i + k]) ? MigratePfn.MIGRATE : 0;
            }
        }
    }

    // Pages.

    /**
     * Decides what moves: the kernel's {@code migrate_vma_pages()}. What has no destination loses its MIGRATE bit, and so does a hole
     * that was filled meanwhile; the other holes are filled now, a huge one page by page if its destination is small.
     */
    public void pages() {
        boolean announced = false;
        if (file) {
            keepFilePages();
        }
        for (int i = 0; i < npages; i++) {
            if (!MigratePfn.has(src[i], MigratePfn.MIGRATE)) {
                continue;
            }
            if (!MigratePfn.has(dst[i], MigratePfn.VALID)) {
                src[i] &= ~MigratePfn.MIGRATE;
            } else if (!MigratePfn.has(src[i], MigratePfn.VALID)) {
                if (MigratePfn.has(src[i], MigratePfn.COMPOUND) && !MigratePfn.has(dst[i], MigratePfn.COMPOUND)) {
                    split(i);
                    // The first of the small pages may have been filled meanwhile.
                    i--;
                    continue;
                }
                if (!announced) {
                    mm.notifiers().start(new InvalidationEvent(addr(i), addr(npages), InvalidationEvent.Kind.MIGRATE, owner, true));
                    announced = true;
                }
                fillHole(i);
            }
        }
        if (announced) {
            mm.notifiers().end();
        }
    }

    private void keepFilePages() {
        for (int i = 0; i < npages; i++) {
            if (!MigratePfn.has(dst[i], MigratePfn.VALID)) {
                continue;
            }
            boolean anonymous = MigratePfn.has(src[i], MigratePfn.VALID) && mm.memory().anonymous(vma, found[i]);
            boolean toDevice = memmap.pagemapId(MigratePfn.pfn(dst[i])) >= 0;
            if (anonymous && !toDevice) {
                memmap.markAnonymous(MigratePfn.pfn(dst[i]));
            } else if (!anonymous && toDevice) {
                src[i] &= ~MigratePfn.MIGRATE;
            }
        }
    }

    private void fillHole(int i) {
        boolean huge = MigratePfn.has(src[i], MigratePfn.COMPOUND);
        if (MigratePfn.has(dst[i], MigratePfn.COMPOUND) != huge) {
            src[i] &= ~MigratePfn.MIGRATE;
            return;
        }
        long pfn = MigratePfn.pfn(dst[i]);
        // Counted first: once the entry can be seen, another thread may take it away again.
        memmap.addMapCount(pfn, 1);
        if (!table.replace(index[i], found[i], entry(pfn, vma.has(Vma.WRITE), huge))) {
            memmap.addMapCount(pfn, -1);
            src[i] &= ~MigratePfn.MIGRATE;
        }
    }

    private long entry(long pfn, boolean writable, boolean huge) {
        Pagemap pagemap = mm.memory().pagemapOf(pfn);
        if (pagemap == null) {
            return huge ? Pte.leaf(pfn, writable) : Pte.page(pfn, writable);
        }
        long entry = pagemap.entry(pfn, writable);
        return huge ? Pte.huge(entry) : entry;
    }

    // Finish.

    /**
     * Ends the migration: the kernel's {@code migrate_vma_finalize()}. What moves is mapped at its destination and its old page is
     * given back; what stays is mapped where it was. Destinations that are not used remain the caller's.
     */
    public void finish() {
        PhysicalMemory memory = mm.memory();
        for (int i = 0; i < npages; i++) {
            if (!MigratePfn.has(src[i], MigratePfn.VALID)) {
                continue;
            }
            if (!MigratePfn.has(src[i], MigratePfn.MIGRATE)) {
                restore(i);
                continue;
            }
            boolean huge = MigratePfn.has(src[i], MigratePfn.COMPOUND);
            long from = MigratePfn.pfn(src[i]);
            long to = MigratePfn.pfn(dst[i]);
            memmap.addMapCount(to, 1);
            memmap.addMapCount(from, -1);
            table.write(index[i], entry(to, MigratePfn.has(src[i], MigratePfn.WRITE), huge));
            memmap.unlock(from);
            int order = huge ? Paging.PMD_ORDER : 0;
            if (memory.memmap().pagemapId(from) < 0) {
                memory.freeSystem(from, order);
            } else {
                pagemaps.freePages(from, order);
            }
        }
        // What stays has taken its own along.
        for (Elsewhere at : elsewhere) {
            long to = MigratePfn.pfn(dst[at.i]);
            memmap.addMapCount(to, 1);
            at.table.write(at.index, entry(to, Pte.writable(at.found), MigratePfn.has(dst[at.i], MigratePfn.COMPOUND)));
        }
    }
}
