package dev.faultpath.design.walk;

import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Vma;

/**
 * {@code inlined-radix} (designs.md W2): the reference's tree, descended by loops that are written for this one user: no callback
 * stands between an entry and its answer.
 *
 * <p>Stands for a {@code walk_page_range()} of HMM's own. In the kernel it saves an indirect call for every entry above the
 * last level, which retpolines make dearer, and reads each of those entries once where the generic walker and its callbacks
 * read it two or three times. It costs a copy of the walker for each user, to be kept right as page tables change. It must
 * guarantee what the generic walker does: an entry that changes between two reads is never taken for two things.
 */
public final class InlinedRadixWalk extends TableWalk {
    @Override
    int leafTable(HmmWalk walk, Vma vma, long start, long end, long[] entries, int first) {
        PageTable table = walk.mm().pageTable();
        int index = first;
        for (long addr = start; addr < end; addr += Paging.PAGE_SIZE, index++) {
            int rc = DecisionTable.pte(walk, vma, addr, end, table.read(entries, index), index);
            if (rc != 0) {
                return rc;
            }
        }
        return 0;
    }
}
