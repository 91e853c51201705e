package dev.faultpath.design.walk;

import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/**
 * {@code leaf-cursor} (designs.md W5): looks up page by page, but keeps the last table of the last level; a page in the same
 * 2 MiB needs no descent, and a walk that starts again goes on where it was interrupted.
 *
 * <p>Stands for the cursor that GPU page-table code keeps over its own tables, put over the CPU's. In the kernel it costs a
 * compare a page and saves the descent after each fault. It must guarantee that the kept table was not freed in between: page
 * tables of an area that is walked go away under a mere read lock when {@code khugepaged} collapses them, and nothing
 * today shows it. The token here is a count of freed tables, which the kernel would have to add to the
 * address space and move on each such occasion.
 */
public final class LeafCursorWalk extends AreaWalk {
    private PageTable keptIn;
    private long keptTablesFreed;
    private long keptSegment;
    private int keptFirst;

    @Override
    int pages(HmmWalk walk, Vma vma, long start, long end) {
        PageTable table = walk.mm().pageTable();
        long[] entries = table.entries();
        long tablesFreed = table.tablesFreed();
        long segment = -1;
        int first = 0;
        if (keptIn == table && keptTablesFreed == tablesFreed) {
            segment = keptSegment;
            first = keptFirst;
        }
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            if (addr >>> Paging.PMD_SHIFT != segment) {
                int shift = Paging.PGDIR_SHIFT;
                int index = PageTable.pgdIndex(addr);
                long entry = table.read(entries, index);
                while (shift > Paging.PMD_SHIFT && Pte.isTable(entry)) {
                    shift -= 9;
                    index = PageTable.indexIn(entry, addr, shift);
                    entry = table.read(entries, index);
                }
                if (!Pte.isTable(entry)) {
                    next = Paging.segmentEnd(addr, 1L << shift, end);
                    rc = upper(walk, vma, addr, next, entry, index, shift);
                    continue;
                }
                segment = addr >>> Paging.PMD_SHIFT;
                first = PageTable.indexIn(entry, 0, Paging.PAGE_SHIFT);
                keptIn = table;
                keptTablesFreed = tablesFreed;
                keptSegment = segment;
                keptFirst = first;
            }
            next = addr + Paging.PAGE_SIZE;
            int index = first + Paging.slot(addr, Paging.PAGE_SHIFT);
            rc = DecisionTable.pte(walk, vma, addr, Paging.segmentEnd(addr, Paging.PMD_SIZE, end), table.read(entries, index), index);
        }
        return rc;
    }
}
