package dev.faultpath.design.walk;

import dev.faultpath.model.HmmRange;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Vma;

/**
 * {@code leaf-batch} (designs.md W12): the entries of one cache line are read together and tested together; where all are ordinary pages
 * that grant what is asked, their words are written without a branch a page.
 *
 * <p>Stands for {@code hmm_vma_walk_pmd()}'s loop over PTEs, in the manner of {@code folio_pte_batch()}, which core mm uses
 * for large folios mapped page by page. In the kernel it costs a second path through the loop, and work that is done twice
 * for a line with one exception in it. It must guarantee that the test is made on the very values that are then written:
 * each entry is read once, before the test.
 */
public final class LeafBatchWalk extends TableWalk {
    /** Entries of one 64-byte cache line. */
    private static final int BATCH = 8;

    @Override
    int leafTable(HmmWalk walk, Vma vma, long start, long end, long[] entries, int first) {
        PageTable table = walk.mm().pageTable();
        HmmRange range = walk.range();
        int index = first;
        long addr = start;
        for (; addr + BATCH * Paging.PAGE_SIZE <= end; addr += BATCH * Paging.PAGE_SIZE, index += BATCH) {
            long e0 = table.read(entries, index);
            long e1 = table.read(entries, index + 1);
            long e2 = table.read(entries, index + 2);
            long e3 = table.read(entries, index + 3);
            long e4 = table.read(entries, index + 4);
            long e5 = table.read(entries, index + 5);
            long e6 = table.read(entries, index + 6);
            long e7 = table.read(entries, index + 7);
            if (DecisionTable.allSatisfied(range, e0 & e1 & e2 & e3 & e4 & e5 & e6 & e7, e0 | e1 | e2 | e3 | e4 | e5 | e6 | e7)) {
                int i = range.index(addr);
                DecisionTable.satisfied(range, i, e0);
                DecisionTable.satisfied(range, i + 1, e1);
                DecisionTable.satisfied(range, i + 2, e2);
                DecisionTable.satisfied(range, i + 3, e3);
                DecisionTable.satisfied(range, i + 4, e4);
                DecisionTable.satisfied(range, i + 5, e5);
                DecisionTable.satisfied(range, i + 6, e6);
                DecisionTable.satisfied(range, i + 7, e7);
            } else {
                int rc = oneByOne(walk, vma, addr, end, index, e0, e1, e2, e3);
                if (rc == 0) {
                    rc = oneByOne(walk, vma, addr + BATCH / 2 * Paging.PAGE_SIZE, end, index + BATCH / 2, e4, e5, e6, e7);
                }
                if (rc != 0) {
                    return rc;
                }
            }
        }
        for (; addr < end; addr += Paging.PAGE_SIZE, index++) {
            int rc = DecisionTable.pte(walk, vma, addr, end, table.read(entries, index), index);
            if (rc != 0) {
                return rc;
            }
        }
        return 0;
    }

    private static int oneByOne(HmmWalk walk, Vma vma, long addr, long end, int index, long e0, long e1, long e2, long e3) {
        int rc = DecisionTable.pte(walk, vma, addr, end, e0, index);
        if (rc == 0) {
            rc = DecisionTable.pte(walk, vma, addr + Paging.PAGE_SIZE, end, e1, index + 1);
        }
        if (rc == 0) {
            rc = DecisionTable.pte(walk, vma, addr + 2 * Paging.PAGE_SIZE, end, e2, index + 2);
        }
        if (rc == 0) {
            rc = DecisionTable.pte(walk, vma, addr + 3 * Paging.PAGE_SIZE, end, e3, index + 3);
        }
        return rc;
    }
}
