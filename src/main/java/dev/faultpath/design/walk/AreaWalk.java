package dev.faultpath.design.walk;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/**
 * The part that all walks without callbacks share: area by area through the range. The generic walker does this once for all
 * its users; a specialised walk has to do it again.
 */
abstract class AreaWalk implements RangeWalk {
    @Override
    public final int walk(HmmWalk walk) {
        AddressSpace mm = walk.mm();
        long addr = walk.last();
        long end = walk.range().end;
        if (addr >= end) {
            return Errno.EINVAL;
        }
        if (!mm.mmapLock().held()) {
            throw new IllegalStateException("a page walk needs the mmap lock");
        }
        begin(mm);
        Vma vma = mm.findVma(addr);
        int rc = 0;
        for (long next; rc == 0 && addr < end; addr = next) {
            if (vma == null || addr < vma.start()) {
                next = vma == null ? end : Math.min(end, vma.start());
                rc = DecisionTable.hole(walk, null, addr, next);
            } else {
                next = Math.min(end, vma.end());
                rc = area(walk, vma, addr, next);
                vma = mm.findVma(vma.end());
            }
        }
        return rc;
    }

    private int area(HmmWalk walk, Vma vma, long start, long end) {
        if (!vma.walkable()) {
            int rc = DecisionTable.unwalkable(walk, start, end);
            return rc > 0 ? 0 : rc;
        }
        if (!vma.has(Vma.HUGETLB)) {
            return pages(walk, vma, start, end);
        }
        int shift = Paging.PAGE_SHIFT + vma.hugetlbOrder();
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            next = Paging.segmentEnd(addr, 1L << shift, end);
            long entry = hugetlbEntry(walk.mm().pageTable(), addr, shift);
            rc = entry == Pte.NONE ? DecisionTable.hole(walk, vma, addr, next) : DecisionTable.hugetlb(walk, vma, addr, next, entry);
        }
        return rc;
    }

    /** A walk begins: what was kept from the one before is checked or forgotten. */
    void begin(AddressSpace mm) {
    }

    /** Answers {@code [start, end)} of an area of ordinary pages; returns as {@link RangeWalk#walk} does. */
    abstract int pages(HmmWalk walk, Vma vma, long start, long end);

    /** The entry of a hugetlb page whose size is {@code 1 << shift} bytes; none where its table is missing, too. */
    long hugetlbEntry(PageTable table, long addr, int shift) {
        int index = shift == Paging.PUD_SHIFT ? table.pudIndex(addr) : table.pmdIndex(addr);
        return index < 0 ? Pte.NONE : table.read(index);
    }

    /**
     * Answers an entry above the last level that points to no table.
     *
     * @param end the end of the range within what the entry spans
     * @param shift log2 of the bytes that the entry spans
     */
    static int upper(HmmWalk walk, Vma vma, long addr, long end, long entry, int index, int shift) {
        if (shift == Paging.PMD_SHIFT) {
            return DecisionTable.pmd(walk, vma, addr, end, entry, index);
        }
        // Above the PUD a table can only be missing.
        return shift == Paging.PUD_SHIFT ? DecisionTable.pud(walk, vma, addr, end, entry) : DecisionTable.hole(walk, vma, addr, end);
    }
}
