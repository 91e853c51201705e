package dev.faultpath.design.walk;

import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/**
 * {@code root-per-page} (designs.md W13): every page is looked up from the root, as {@code get_user_pages()} does with
 * {@code follow_page_mask()}; a huge mapping and a hole are passed in one step, as there.
 *
 * <p>Stands for a device driver that asks page by page. In the kernel it costs one dependent load a level for each page,
 * cached all but the last, and {@code get_user_pages()} takes the PTE lock each time besides, which is left out here. It
 * must guarantee nothing beyond a single lookup: it keeps no pointer that could go stale.
 */
public final class RootPerPageWalk extends AreaWalk {
    @Override
    int pages(HmmWalk walk, Vma vma, long start, long end) {
        PageTable table = walk.mm().pageTable();
        long[] entries = table.entries();
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            int shift = Paging.PGDIR_SHIFT;
            int index = PageTable.pgdIndex(addr);
            long entry = table.read(entries, index);
            while (shift > Paging.PAGE_SHIFT && Pte.isTable(entry)) {
                shift -= 9;
                index = PageTable.indexIn(entry, addr, shift);
                entry = table.read(entries, index);
            }
            next = Paging.segmentEnd(addr, 1L << shift, end);
            rc = shift == Paging.PAGE_SHIFT
                    ? DecisionTable.pte(walk, vma, addr, Paging.segmentEnd(addr, Paging.PMD_SIZE, end), entry, index)
                    : upper(walk, vma, addr, next, entry, index, shift);
        }
        return rc;
    }
}
