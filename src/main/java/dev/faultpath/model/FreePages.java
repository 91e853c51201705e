package dev.faultpath.model;

import java.util.BitSet;

/**
 * Free pages of a stretch of memory, the lowest first. Neighbours that are freed one by one make a larger block again. Not
 * safe for several threads; its owner locks.
 */
final class FreePages {
    private static final int ORDERS = Paging.PUD_ORDER + 1;

    private final long base;
    private final BitSet free = new BitSet();
    /** By order: no block of it begins below, so a search need not start lower. */
    private final int[] searchFrom = new int[ORDERS];
    private int count;

    /** @param firstPfn no page below it is ever added */
    FreePages(long firstPfn) {
        // Aligned as far as blocks are, so that a block's alignment does not depend on the base.
        base = firstPfn & -(1L << ORDERS - 1);
    }

    /** Adds {@code pages} pages that are not in it. */
    void add(long pfn, int pages) {
        int first = (int) (pfn - base);
        free.set(first, first + pages);
        count += pages;
        for (int order = 0; order < ORDERS; order++) {
            searchFrom[order] = Math.min(searchFrom[order], first & -(1 << order));
        }
    }

    /** Takes a block of {@code 1 << order} pages that is aligned to its size; -1 if there is none. */
    long take(int order) {
        int pages = 1 << order;
        if (count < pages) {
            return -1;
        }
        int at = free.nextSetBit(searchFrom[order]);
        while (at >= 0) {
            int block = (at + pages - 1) & -pages;
            int end = free.nextClearBit(block);
            if (end - block >= pages) {
                free.clear(block, block + pages);
                count -= pages;
                searchFrom[order] = block + pages;
                return base + block;
            }
            at = free.nextSetBit(end);
        }
        searchFrom[order] = free.length() & -pages;
        return -1;
    }

    /** Takes one given page; false if it is not there. */
    boolean remove(long pfn) {
        int page = (int) (pfn - base);
        if (!free.get(page)) {
            return false;
        }
        free.clear(page);
        count--;
        return true;
    }

    /** Pages in it. */
    int count() {
        return count;
    }
}
