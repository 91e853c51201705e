package dev.faultpath.design.walk;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/**
 * {@code iterator} (designs.md W3): one flat loop over entries of all levels with an explicit stack of tables. It goes up
 * only as far as the next address demands, also from one area to the next, where the other designs descend again.
 *
 * <p>Stands for a page-table walk whose position is an object, as {@code struct xa_state} is for the kernel's XArray. In the
 * kernel it costs state to be kept in memory between steps and a test of the level for each entry; it saves the descent at
 * area borders and can be left and entered again by its user. It must guarantee that no table on the stack is freed: it
 * holds only within one walk, so an interrupted walk descends again from the root.
 */
public final class IteratorWalk extends AreaWalk {
    private static final int TOP = (Paging.PGDIR_SHIFT - Paging.PAGE_SHIFT) / 9;

    /** Index of the first entry of the table on each level, the last level first; the root's is 0 and stays. */
    private final int[] tables = new int[TOP + 1];
    /** Address that the stack is for. */
    private long position;
    /** The lowest level whose table is on the stack. */
    private int level;

    @Override
    void begin(AddressSpace mm) {
        level = TOP;
    }

    @Override
    int pages(HmmWalk walk, Vma vma, long start, long end) {
        PageTable table = walk.mm().pageTable();
        long[] entries = table.entries();
        long addr = position;
        long next = start;
        int at = level;
        int rc = 0;
        while (true) {
            // A table on level n covers what n + 1 of the nine-bit slots above the page offset say.
            while (at < TOP && (addr ^ next) >>> shift(at + 1) != 0) {
                at++;
            }
            addr = next;
            if (rc != 0 || addr >= end) {
                break;
            }
            int index = tables[at] + Paging.slot(addr, shift(at));
            long entry = table.read(entries, index);
            if (at > 0 && Pte.isTable(entry)) {
                tables[--at] = PageTable.indexIn(entry, 0, Paging.PAGE_SHIFT);
            } else if (at > 0) {
                next = Paging.segmentEnd(addr, 1L << shift(at), end);
                rc = upper(walk, vma, addr, next, entry, index, shift(at));
            } else {
                next = addr + Paging.PAGE_SIZE;
                rc = DecisionTable.pte(walk, vma, addr, Paging.segmentEnd(addr, Paging.PMD_SIZE, end), entry, index);
            }
        }
        position = addr;
        level = at;
        return rc;
    }

    private static int shift(int level) {
        return Paging.PAGE_SHIFT + 9 * level;
    }
}
