package dev.faultpath.design.migrate;

import java.util.Arrays;

/**
 * {@code free-list} (designs.md M3): free stretches of any length in one list, joined with their neighbours when pages come back; the
 * first that holds an aligned piece is cut. Boundary tags (Knuth) at both ends of a stretch find the neighbours without a search.
 */
public final class FreeListAllocator implements DeviceAllocator {
    private static final int NONE = -1;

    private final int pages;
    /** Length of the free stretch that begins at a page, else 0. */
    private final int[] length;
    /** First page of the free stretch that ends with a page, else {@link #NONE}. */
    private final int[] startOf;
    private final int[] next;
    private final int[] previous;
    private int head = NONE;
    private int free;

    public FreeListAllocator(int pages) {
        this.pages = pages;
        length = new int[pages];
        startOf = new int[pages];
        next = new int[pages];
        previous = new int[pages];
        Arrays.fill(startOf, NONE);
        push(0, pages);
        free = pages;
    }

    private void push(int start, int count) {
        length[start] = count;
        startOf[start + count - 1] = start;
        next[start] = head;
        previous[start] = NONE;
        if (head != NONE) {
            previous[head] = start;
        }
        head = start;
    }

    private void remove(int start) {
        if (previous[start] == NONE) {
            head = next[start];
        } else {
            next[previous[start]] = next[start];
        }
        if (next[start] != NONE) {
            previous[next[start]] = previous[start];
        }
        startOf[start + length[start] - 1] = NONE;
        length[start] = 0;
    }

    @Override
    public long allocate(int order) {
        int size = 1 << order;
        for (int start = head; start != NONE; start = next[start]) {
            int aligned = start + size - 1 & -size;
            if (aligned + size <= start + length[start]) {
                cut(start, aligned, size);
                return aligned;
            }
        }
        return -1;
    }

    private void cut(int start, int from, int size) {
        int end = start + length[start];
        remove(start);
        if (from > start) {
            push(start, from - start);
        }
        if (from + size < end) {
            push(from + size, end - from - size);
        }
        free -= size;
    }

    @Override
    public boolean claim(long page, int order) {
        int from = (int) page;
        int size = 1 << order;
        if (page < 0 || page + size > pages) {
            return false;
        }
        for (int start = head; start != NONE; start = next[start]) {
            if (start <= from && from + size <= start + length[start]) {
                cut(start, from, size);
                return true;
            }
        }
        return false;
    }

    @Override
    public void free(long page, int order) {
        int start = (int) page;
        int end = start + (1 << order);
        free += end - start;
        if (start > 0 && startOf[start - 1] != NONE) {
            start = startOf[start - 1];
            remove(start);
        }
        if (end < pages && length[end] > 0) {
            int after = end;
            end += length[after];
            remove(after);
        }
        push(start, end - start);
    }

    @Override
    public long freePages() {
        return free;
    }
}
