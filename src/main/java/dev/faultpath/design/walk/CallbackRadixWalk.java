package dev.faultpath.design.walk;

import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/**
 * {@code callback-radix}, the reference (designs.md W1, W4): a generic walker with a callback a level, as the kernel has it; an
 * interrupted walk descends again from the root.
 *
 * <p>In the kernel it costs one indirect call for every entry above the last level, which holds 512 pages each, and then a
 * tight loop over the PTEs of one table.
 */
public final class CallbackRadixWalk implements RangeWalk {
    private static final MmWalkOps OPS = new HmmOps();

    @Override
    public int walk(HmmWalk walk) {
        return PageWalk.range(walk, walk.last(), walk.range().end, OPS);
    }

    private static final class HmmOps implements MmWalkOps {
        @Override
        public int testWalk(HmmWalk walk, Vma vma, long addr, long end) {
            return vma.walkable() ? 0 : DecisionTable.unwalkable(walk, addr, end);
        }

        @Override
        public int pteHole(HmmWalk walk, Vma vma, long addr, long end) {
            return DecisionTable.hole(walk, vma, addr, end);
        }

        @Override
        public int pudEntry(HmmWalk walk, Vma vma, long addr, long end, int index) {
            long entry = walk.mm().pageTable().read(index);
            return Pte.isTable(entry) ? SUBTREE : DecisionTable.pud(walk, vma, addr, end, entry);
        }

        @Override
        public int pmdEntry(HmmWalk walk, Vma vma, long addr, long end, int index) {
            PageTable table = walk.mm().pageTable();
            long[] entries = table.entries();
            long pmd = table.read(entries, index);
            if (!Pte.isTable(pmd)) {
                return DecisionTable.pmd(walk, vma, addr, end, pmd, index);
            }
            int pte = PageTable.indexIn(pmd, addr, Paging.PAGE_SHIFT);
            for (long page = addr; page < end; page += Paging.PAGE_SIZE, pte++) {
                int rc = DecisionTable.pte(walk, vma, page, end, table.read(entries, pte), pte);
                if (rc != 0) {
                    return rc;
                }
            }
            return 0;
        }

        @Override
        public int hugetlbEntry(HmmWalk walk, Vma vma, long addr, long end, int index) {
            return DecisionTable.hugetlb(walk, vma, addr, end, walk.mm().pageTable().read(index));
        }
    }
}
