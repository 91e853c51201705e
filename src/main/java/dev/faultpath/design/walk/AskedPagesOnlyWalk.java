package dev.faultpath.design.walk;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/**
 * {@code asked-pages-only} (designs.md W10): a CPU fault is taken for the page that needs it, and not for what follows up to the end of
 * the segment; a hole is faulted where its words ask for it. For a mapping larger than a page one fault is taken if any of its
 * words asks. Hugetlb areas keep the kernel's rule.
 *
 * <p>Stands for {@code hmm_vma_fault()} called with the end of the page. In the kernel it costs one restart for each missing
 * page where a span fault has one for a table. It saves every fault that nobody asked for; such faults fill holes, break
 * copy-on-write and pull the asker's own device pages back to system memory. It must guarantee that a word which asks is answered
 * as the table stands after its faults; a word that does not ask is a snapshot of the moment when it was passed.
 */
public final class AskedPagesOnlyWalk extends TableWalk {
    @Override
    public boolean faultsBySpan() {
        return false;
    }

    @Override
    int leafTable(HmmWalk walk, Vma vma, long start, long end, long[] entries, int first) {
        PageTable table = walk.mm().pageTable();
        int index = first;
        for (long addr = start; addr < end; addr += Paging.PAGE_SIZE, index++) {
            int rc = DecisionTable.pte(walk, vma, addr, addr + Paging.PAGE_SIZE, table.read(entries, index), index);
            if (rc != 0) {
                return rc;
            }
        }
        return 0;
    }

    @Override
    int terminal(HmmWalk walk, Vma vma, long start, long end, long entry, int index, int shift) {
        HmmRange range = walk.range();
        if (entry != Pte.NONE) {
            walk.limitSpans(Paging.PAGE_SIZE);
            int rc = upper(walk, vma, start, end, entry, index, shift);
            walk.limitSpans(Long.MAX_VALUE);
            return rc;
        }
        if ((range.pfnFlagsMask & (HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE)) == 0) {
            return upper(walk, vma, start, end, entry, index, shift);
        }
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            int asked = asked(range, addr);
            next = addr + Paging.PAGE_SIZE;
            while (next < end && asked(range, next) == asked) {
                next += Paging.PAGE_SIZE;
            }
            rc = upper(walk, vma, addr, next, entry, index, shift);
        }
        return rc;
    }

    private static int asked(HmmRange range, long addr) {
        return DecisionTable.need(range, range.pfns[range.index(addr)], 0);
    }
}
