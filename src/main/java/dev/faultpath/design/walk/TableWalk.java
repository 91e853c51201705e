package dev.faultpath.design.walk;

import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/** A specialised descent of the radix tree, a loop a level, which hands on one table of the last level after another. */
abstract class TableWalk extends AreaWalk {
    @Override
    final int pages(HmmWalk walk, Vma vma, long start, long end) {
        PageTable table = walk.mm().pageTable();
        long[] entries = table.entries();
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            next = Paging.segmentEnd(addr, Paging.PGDIR_SIZE, end);
            int index = PageTable.pgdIndex(addr);
            long pgd = table.read(entries, index);
            rc = Pte.isTable(pgd) ? puds(walk, vma, addr, next, entries, pgd)
                    : terminal(walk, vma, addr, next, pgd, index, Paging.PGDIR_SHIFT);
        }
        return rc;
    }

    private int puds(HmmWalk walk, Vma vma, long start, long end, long[] entries, long pgd) {
        PageTable table = walk.mm().pageTable();
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            next = Paging.segmentEnd(addr, Paging.PUD_SIZE, end);
            int index = PageTable.indexIn(pgd, addr, Paging.PUD_SHIFT);
            long pud = table.read(entries, index);
            rc = Pte.isTable(pud) ? pmds(walk, vma, addr, next, entries, pud)
                    : terminal(walk, vma, addr, next, pud, index, Paging.PUD_SHIFT);
        }
        return rc;
    }

    private int pmds(HmmWalk walk, Vma vma, long start, long end, long[] entries, long pud) {
        PageTable table = walk.mm().pageTable();
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            next = Paging.segmentEnd(addr, Paging.PMD_SIZE, end);
            int index = PageTable.indexIn(pud, addr, Paging.PMD_SHIFT);
            long pmd = table.read(entries, index);
            rc = Pte.isTable(pmd) ? leafTable(walk, vma, addr, next, entries, PageTable.indexIn(pmd, addr, Paging.PAGE_SHIFT))
                    : terminal(walk, vma, addr, next, pmd, index, Paging.PMD_SHIFT);
        }
        return rc;
    }

    /**
     * Answers {@code [start, end)}, which one table of the last level covers.
     *
     * @param first index of the entry for {@code start}
     */
    abstract int leafTable(HmmWalk walk, Vma vma, long start, long end, long[] entries, int first);

    /** Answers an entry above the last level that points to no table; as {@link #upper}. */
    int terminal(HmmWalk walk, Vma vma, long addr, long end, long entry, int index, int shift) {
        return upper(walk, vma, addr, end, entry, index, shift);
    }
}
