package dev.faultpath.design.walk;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/** The generic page walk, the kernel's {@code walk_page_range()}: down the levels, a callback at each. */
final class PageWalk {
    private PageWalk() {
    }

    /** Walks {@code [start, end)}; the caller holds the mmap lock. */
    static int range(HmmWalk walk, long start, long end, MmWalkOps ops) {
        AddressSpace mm = walk.mm();
        if (start >= end) {
            return Errno.EINVAL;
        }
        if (!mm.mmapLock().held()) {
            throw new IllegalStateException("a page walk needs the mmap lock");
        }
        Vma vma = mm.findVma(start);
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            if (vma == null || addr < vma.start()) {
                next = vma == null ? end : Math.min(end, vma.start());
                rc = ops.pteHole(walk, null, addr, next);
                continue;
            }
            Vma current = vma;
            next = Math.min(end, current.end());
            vma = mm.findVma(current.end());
            rc = ops.testWalk(walk, current, addr, next);
            if (rc > 0) {
                rc = 0;
            } else if (rc == 0) {
                rc = current.has(Vma.HUGETLB) ? hugetlb(walk, current, addr, next, ops) : pgd(walk, current, addr, next, ops);
            }
        }
        return rc;
    }

    private static int pgd(HmmWalk walk, Vma vma, long start, long end, MmWalkOps ops) {
        PageTable table = walk.mm().pageTable();
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            next = Paging.segmentEnd(addr, Paging.PGDIR_SIZE, end);
            long entry = table.read(PageTable.pgdIndex(addr));
            rc = Pte.isTable(entry) ? pud(walk, vma, addr, next, entry, ops) : ops.pteHole(walk, vma, addr, next);
        }
        return rc;
    }

    private static int pud(HmmWalk walk, Vma vma, long start, long end, long upper, MmWalkOps ops) {
        PageTable table = walk.mm().pageTable();
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            next = Paging.segmentEnd(addr, Paging.PUD_SIZE, end);
            int index = PageTable.indexIn(upper, addr, Paging.PUD_SHIFT);
            do {
                if (table.read(index) == Pte.NONE) {
                    rc = ops.pteHole(walk, vma, addr, next);
                } else {
                    rc = ops.pudEntry(walk, vma, addr, next, index);
                    long entry = table.read(index);
                    // An entry that changed after the callback saw a table is looked at anew.
                    if (rc == MmWalkOps.SUBTREE && Pte.isTable(entry)) {
                        rc = pmd(walk, vma, addr, next, entry, ops);
                    }
                }
            } while (rc == MmWalkOps.SUBTREE);
        }
        return rc;
    }

    private static int pmd(HmmWalk walk, Vma vma, long start, long end, long upper, MmWalkOps ops) {
        PageTable table = walk.mm().pageTable();
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            next = Paging.segmentEnd(addr, Paging.PMD_SIZE, end);
            int index = PageTable.indexIn(upper, addr, Paging.PMD_SHIFT);
            rc = table.read(index) == Pte.NONE ? ops.pteHole(walk, vma, addr, next) : ops.pmdEntry(walk, vma, addr, next, index);
        }
        return rc;
    }

    private static int hugetlb(HmmWalk walk, Vma vma, long start, long end, MmWalkOps ops) {
        PageTable table = walk.mm().pageTable();
        boolean pud = vma.hugetlbOrder() == Paging.PUD_ORDER;
        long size = Paging.PAGE_SIZE << vma.hugetlbOrder();
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            next = Paging.segmentEnd(addr, size, end);
            int index = pud ? table.pudIndex(addr) : table.pmdIndex(addr);
            boolean hole = index < 0 || table.read(index) == Pte.NONE;
            rc = hole ? ops.pteHole(walk, vma, addr, next) : ops.hugetlbEntry(walk, vma, addr, next, index);
        }
        return rc;
    }
}
