package dev.faultpath.design.migrate;

/**
 * {@code bitmap} (designs.md M2): one bit a page, searched from where the last search ended. It is small and has no pointers; a search
 * passes over everything that is in use.
 */
public final class BitmapAllocator implements DeviceAllocator {
    private static final int SHIFT = 6;

    private final int pages;
    /** A set bit is a page in use; the bits past the last page are set for good. */
    private final long[] used;
    private int hint;
    private int free;

    public BitmapAllocator(int pages) {
        this.pages = pages;
        used = new long[(pages + Long.SIZE - 1) >> SHIFT];
        if ((pages & Long.SIZE - 1) != 0) {
            used[used.length - 1] = -1L << pages;
        }
        free = pages;
    }

    @Override
    public long allocate(int order) {
        int size = 1 << order;
        if (size > free) {
            return -1;
        }
        int start = hint & -size;
        int found = search(start, pages, order);
        if (found < 0) {
            found = search(0, Math.min(pages, start + size), order);
        }
        if (found >= 0) {
            mark(found, order, true);
            hint = found + size;
        }
        return found;
    }

    /** First aligned run of free pages that begins in {@code [from, to)}, {@code from} being aligned; -1 if there is none. */
    private int search(int from, int to, int order) {
        int size = 1 << order;
        if (order >= SHIFT) {
            for (int page = from; page < to && page + size <= pages; page += size) {
                if (isFree(page, order)) {
                    return page;
                }
            }
            return -1;
        }
        long mask = mask(order);
        for (int page = from; page < to; ) {
            long word = used[page >> SHIFT];
            if (word == -1L) {
                page = (page >> SHIFT) + 1 << SHIFT;
            } else if ((word >>> page & mask) == 0) {
                return page;
            } else {
                page += size;
            }
        }
        return -1;
    }

    private static long mask(int order) {
        return order == SHIFT ? -1L : (1L << (1 << order)) - 1;
    }

    private boolean isFree(int page, int order) {
        if (page + (1 << order) > pages) {
            return false;
        }
        if (order < SHIFT) {
            return (used[page >> SHIFT] >>> page & mask(order)) == 0;
        }
        for (int word = page >> SHIFT; word < page + (1 << order) >> SHIFT; word++) {
            if (used[word] != 0) {
                return false;
            }
        }
        return true;
    }

    private void mark(int page, int order, boolean use) {
        if (order < SHIFT) {
            long bits = mask(order) << page;
            used[page >> SHIFT] = use ? used[page >> SHIFT] | bits : used[page >> SHIFT] & ~bits;
        } else {
            for (int word = page >> SHIFT; word < page + (1 << order) >> SHIFT; word++) {
                used[word] = use ? -1L : 0;
            }
        }
        free += use ? -(1 << order) : 1 << order;
    }

    @Override
    public boolean claim(long page, int order) {
        if (page < 0 || !isFree((int) page, order)) {
            return false;
        }
        mark((int) page, order, true);
        return true;
    }

    @Override
    public void free(long page, int order) {
        mark((int) page, order, false);
    }

    @Override
    public long freePages() {
        return free;
    }
}
