package dev.faultpath.model;

import java.util.BitSet;

/**
 * Free pages of a stretch of memory, the lowest first: what a pagemap has by default. Neighbours that are freed one by one make a
 * larger block again.
 */
final class FreePages implements PageAllocator {
    private static final int ORDERS = Paging.PUD_ORDER + 1;

    private final BitSet free = new BitSet();
    /** By order: no block of it begins below, so a search need not start lower. */
    private final int[] searchFrom = new int[ORDERS];
    private int count;

    /** With pages 0 to {@code pages - 1} free. */
    FreePages(int pages) {
        add(0, pages);
    }

    /** Adds {@code pages} pages that are not in it. */
    void add(long pfn, int pages) {
        int first = (int) pfn;
        free.set(first, first + pages);
        count += pages;
        for (int order = 0; order < ORDERS; order++) {
            searchFrom[order] = Math.min(searchFrom[order], first & -(1 << order));
        }
    }

    /** Orders up to that of a 1 GiB page, more than a pagemap's allocator has to know. */
    @Override
    public long allocate(int order) {
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
                return block;
            }
            at = free.nextSetBit(end);
        }
        searchFrom[order] = free.length() & -pages;
        return -1;
    }

    @Override
    public boolean claim(long page, int order) {
        int first = (int) page;
        int end = first + (1 << order);
        if (free.nextClearBit(first) < end) {
            return false;
        }
        free.clear(first, end);
        count -= end - first;
        return true;
    }

    @Override
    public void free(long page, int order) {
        add(page, 1 << order);
    }

    @Override
    public long freePages() {
        return count;
    }
}
