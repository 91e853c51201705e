package dev.faultpath.model;

import java.util.Arrays;

/**
 * The page table through which one device sees one address space: entries of 4 KiB, 64 KiB and 2 MiB. Not safe for several
 * threads: whoever reads or writes it holds the driver's lock.
 *
 * <p>A granule is used where address and pfn are aligned to it, the pfns are consecutive and the permission is the same; a
 * 64 KiB granule is one entry in the first of its sixteen slots.
 */
public final class DevicePageTable {
    /** log2 of the 4 KiB pages of a 64 KiB granule. */
    public static final int GRANULE_64K_ORDER = 4;
    private static final long GRANULE_64K = 1 << 6;
    private static final int PAGES_64K = 1 << GRANULE_64K_ORDER;
    /** Written, but the device does not see it yet. */
    private static final long TENTATIVE = 1 << 7;
    private static final int TAG_SHIFT = 8;
    /** Largest tag of an entry. */
    public static final int MAX_TAG = 15;

    private final PageTable table = new PageTable();
    private Pagemap[] barred = {};
    private long entriesWritten;
    private long entriesZapped;

    /**
     * Writes the valid words of an answered request; words without VALID leave their page unmapped. What was mapped in the
     * range is replaced.
     *
     * @return entries written
     */
    public int commit(HmmRange range) {
        return write(range, 0);
    }

    /**
     * The same with a mark of the driver's in each entry, as {@code lib/test_hmm.c} marks those for atomic access.
     *
     * @param tag 1 to {@link #MAX_TAG}, 0 for none
     * @return entries written
     */
    public int commit(HmmRange range, int tag) {
        return write(range, (long) (tag & MAX_TAG) << TAG_SHIFT);
    }

    /** The tag of the entry that maps {@code addr}; 0 if it has none or there is no entry. */
    public int tag(long addr) {
        return (int) (lookup(addr) >>> TAG_SHIFT) & MAX_TAG;
    }

    /**
     * The same, but the device sees none of the entries until {@link #confirm}.
     *
     * @return entries written
     */
    public int commitTentatively(HmmRange range) {
        return write(range, TENTATIVE);
    }

    /**
     * Shows the device the entries of {@code [start, end)} that {@link #commitTentatively} wrote and that were not zapped since.
     *
     * @return how many there were
     */
    public int confirm(long start, long end) {
        int shown = 0;
        for (long addr = start; addr < end;) {
            long located = table.locate(addr);
            int index = PageTable.locatedIndex(located);
            long entry = table.read(index);
            if ((entry & TENTATIVE) != 0) {
                table.put(index, entry & ~TENTATIVE);
                shown++;
            }
            addr = Paging.segmentEnd(addr, 1L << PageTable.locatedShift(located), end);
        }
        return shown;
    }

    /** From now on no entry is written for a pagemap's memory: {@link #commit} leaves such pages unmapped, like words without VALID. */
    void bar(Pagemap pagemap) {
        if (!Arrays.asList(barred).contains(pagemap)) {
            barred = Arrays.copyOf(barred, barred.length + 1);
            barred[barred.length - 1] = pagemap;
        }
    }

    void unbar(Pagemap pagemap) {
        barred = Arrays.stream(barred).filter(p -> p != pagemap).toArray(Pagemap[]::new);
    }

    boolean barred(long pfn) {
        for (Pagemap pagemap : barred) {
            if (pagemap.contains(pfn)) {
                return true;
            }
        }
        return false;
    }

    private int write(HmmRange range, long state) {
        long before = entriesWritten;
        zap(range.start, range.end);
        for (long addr = range.start, next; addr < range.end; addr = next) {
            next = Paging.segmentEnd(addr, Paging.PMD_SIZE, range.end);
            writeSegment(range, addr, Paging.pages(range.start, addr), Paging.pages(range.start, next), state);
        }
        return (int) (entriesWritten - before);
    }

    /** Writes the words {@code [from, end)}, which lie under one PMD entry; the first is that of {@code start}. */
    private void writeSegment(HmmRange range, long start, int from, int end, long state) {
        int first = -1;
        for (int i = from, pages; i < end; i += pages) {
            pages = 1;
            long word = range.pfns[i];
            long pfn = HmmPfn.pfn(word);
            if ((word & HmmPfn.VALID) == 0 || barred(pfn)) {
                continue;
            }
            entriesWritten++;
            boolean writable = (word & HmmPfn.WRITE) != 0;
            if (i == from && fits(range, i, end, start, Paging.PMD_ORDER)) {
                table.put(table.ensure(start, Paging.PMD_SHIFT), Pte.leaf(pfn, writable) | state);
                return;
            }
            if (first < 0) {
                first = table.ensure(start, Paging.PAGE_SHIFT); // once: the entries of a segment follow one another
            }
            long entry = Pte.page(pfn, writable) | state;
            if (fits(range, i, end, start + ((long) (i - from) << Paging.PAGE_SHIFT), GRANULE_64K_ORDER)) {
                entry |= GRANULE_64K;
                pages = PAGES_64K;
            }
            table.put(first + i - from, entry);
        }
    }

    private boolean fits(HmmRange range, int i, int pages, long addr, int order) {
        int count = 1 << order;
        long word = range.pfns[i];
        if (count > pages - i || !Paging.aligned(addr, Paging.PAGE_SIZE << order) || (HmmPfn.pfn(word) & count - 1) != 0
                || barred(HmmPfn.pfn(word) + count - 1)) {
            return false;
        }
        if (HmmPfn.order(word) >= order) {
            return true;
        }
        long wanted = HmmPfn.pfn(word) | word & (HmmPfn.VALID | HmmPfn.WRITE);
        for (int k = 1; k < count; k++) {
            if ((range.pfns[i + k] & (HmmPfn.PFN_MASK | HmmPfn.VALID | HmmPfn.WRITE)) != wanted + k) {
                return false;
            }
        }
        return true;
    }

    /**
     * Clears every entry that maps any byte of {@code [start, end)}; a granule that sticks out goes as a whole.
     *
     * @return entries cleared
     */
    public int zap(long start, long end) {
        int cleared = 0;
        for (long addr = start, next; addr < end; addr = next) {
            next = Paging.segmentEnd(addr, Paging.PMD_SIZE, end);
            int pmd = table.pmdIndex(addr);
            if (pmd < 0) {
                next = Paging.segmentEnd(addr, 1L << PageTable.locatedShift(table.locate(addr)), end);
                continue;
            }
            long entry = table.read(pmd);
            if (Pte.isLeaf(entry)) {
                table.put(pmd, Pte.NONE);
                cleared++;
            } else if (Pte.isTable(entry)) {
                cleared += zapTable(entry, pmd, addr, next);
            }
        }
        entriesZapped += cleared;
        return cleared;
    }

    /**
     * The same, but a granule that sticks out is split first, and what lies outside stays mapped.
     *
     * @return entries cleared
     */
    public int zapExactly(long start, long end) {
        splitAt(start);
        splitAt(end);
        return zap(start, end);
    }

    /** Makes 4 KiB entries of the granule that {@code addr} lies inside of. */
    private void splitAt(long addr) {
        long entry = lookup(addr);
        int order = orderOf(entry);
        if (entry == Pte.NONE || Paging.aligned(addr, Paging.PAGE_SIZE << order)) {
            return;
        }
        long small = entry & ~(Pte.LEAF | GRANULE_64K);
        if (order == Paging.PMD_ORDER) {
            table.split(table.pmdIndex(addr), entry, slot -> Pte.withPfn(small, Pte.pfn(entry) + slot));
        } else {
            int first = table.pteIndex(addr) & -PAGES_64K;
            for (int i = 0; i < PAGES_64K; i++) {
                table.put(first + i, Pte.withPfn(small, Pte.pfn(entry) + i));
            }
        }
        entriesWritten += 1L << order;
    }

    private int zapTable(long upper, int pmd, long start, long end) {
        if (Paging.aligned(start, Paging.PMD_SIZE) && end - start == Paging.PMD_SIZE) {
            int cleared = clearSlots(PageTable.indexIn(upper, start, Paging.PAGE_SHIFT), Paging.PTRS_PER_TABLE);
            table.dropTable(pmd);
            return cleared;
        }
        long from = start & -(Paging.PAGE_SIZE << GRANULE_64K_ORDER);
        int first = PageTable.indexIn(upper, from, Paging.PAGE_SHIFT);
        int cleared = (table.read(first) & GRANULE_64K) != 0 ? clearSlots(first, 1) : 0;
        return cleared + clearSlots(PageTable.indexIn(upper, start, Paging.PAGE_SHIFT), Paging.pages(start, end));
    }

    private int clearSlots(int first, int count) {
        int cleared = 0;
        for (int slot = first; slot < first + count; slot++) {
            if (table.read(slot) != Pte.NONE) {
                table.put(slot, Pte.NONE);
                cleared++;
            }
        }
        return cleared;
    }

    /**
     * Clears every entry that maps a page of {@code [firstPfn, lastPfn]}, at whatever address: how a driver takes back memory
     * of which it keeps no reverse mapping.
     *
     * @return entries cleared
     */
    public int zapPfns(long firstPfn, long lastPfn) {
        int cleared = eachOfPfns(0, firstPfn, lastPfn, true);
        entriesZapped += cleared;
        return cleared;
    }

    /** Entries that the device sees and that map a page of {@code [firstPfn, lastPfn]}. */
    public int countPfns(long firstPfn, long lastPfn) {
        return eachOfPfns(0, firstPfn, lastPfn, false);
    }

    private int eachOfPfns(int first, long firstPfn, long lastPfn, boolean clear) {
        int found = 0;
        for (int slot = first; slot < first + Paging.PTRS_PER_TABLE; slot++) {
            long entry = table.read(slot);
            if (Pte.isTable(entry)) {
                found += eachOfPfns((int) Pte.pfn(entry) * Paging.PTRS_PER_TABLE, firstPfn, lastPfn, clear);
            } else if (entry != Pte.NONE && Pte.pfn(entry) <= lastPfn && Pte.pfn(entry) + (1L << orderOf(entry)) > firstPfn) {
                if (clear) {
                    table.put(slot, Pte.NONE);
                    found++;
                } else if ((entry & TENTATIVE) == 0) {
                    found++;
                }
            }
        }
        return found;
    }

    /** The entry that maps {@code addr} for the device, a 4 KiB page, or a larger granule; {@link Pte#NONE} if there is none. */
    public long lookup(long addr) {
        long located = table.locate(addr);
        int index = PageTable.locatedIndex(located);
        long entry = table.read(index);
        if (PageTable.locatedShift(located) == Paging.PAGE_SHIFT && entry == Pte.NONE) {
            entry = table.read(index & -PAGES_64K);
            if ((entry & GRANULE_64K) == 0) {
                return Pte.NONE;
            }
        }
        return Pte.isTable(entry) || (entry & TENTATIVE) != 0 ? Pte.NONE : entry;
    }

    /** The pfn that {@code addr} is mapped to, or -1 if it is not mapped. */
    public long pfnAt(long addr) {
        long entry = lookup(addr);
        if (entry == Pte.NONE) {
            return -1;
        }
        long size = Paging.PAGE_SIZE << orderOf(entry);
        return Pte.pfn(entry) + ((addr & size - 1) >>> Paging.PAGE_SHIFT);
    }

    /** log2 of the 4 KiB pages that an entry of this table maps: 0, 4 or 9. */
    public static int orderOf(long entry) {
        if (Pte.isLeaf(entry)) {
            return Paging.PMD_ORDER;
        }
        return (entry & GRANULE_64K) != 0 ? GRANULE_64K_ORDER : 0;
    }

    public long entriesWritten() {
        return entriesWritten;
    }

    public long entriesZapped() {
        return entriesZapped;
    }
}
