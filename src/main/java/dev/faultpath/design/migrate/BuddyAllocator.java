package dev.faultpath.design.migrate;

import dev.faultpath.model.Paging;
import java.util.Arrays;

/**
 * {@code buddy}, the reference (designs.md M1): free pieces of each power of two in a list of their own; a larger one is halved when
 * there is none, and two free halves become one again. What drivers use for their memory ({@code drm_buddy}, now {@code gpu_buddy}).
 */
public final class BuddyAllocator implements DeviceAllocator {
    private static final int ORDERS = Paging.PMD_ORDER + 1;
    private static final int NONE = -1;
    private static final byte NOT_FREE = -1;

    private final int pages;
    /** Order of the free piece that begins at a page, or {@link #NOT_FREE}. */
    private final byte[] order;
    private final int[] next;
    private final int[] previous;
    private final int[] heads = new int[ORDERS];
    private int free;

    public BuddyAllocator(int pages) {
        this.pages = pages;
        order = new byte[pages];
        next = new int[pages];
        previous = new int[pages];
        Arrays.fill(order, NOT_FREE);
        Arrays.fill(heads, NONE);
        // From the end, so that the lists begin with the lowest pages.
        for (int end = pages; end > 0; ) {
            int at = Math.min(Integer.numberOfTrailingZeros(end), ORDERS - 1);
            end -= 1 << at;
            push(end, at);
        }
        free = pages;
    }

    private void push(int page, int at) {
        order[page] = (byte) at;
        next[page] = heads[at];
        previous[page] = NONE;
        if (heads[at] != NONE) {
            previous[heads[at]] = page;
        }
        heads[at] = page;
    }

    private void remove(int page) {
        int at = order[page];
        if (previous[page] == NONE) {
            heads[at] = next[page];
        } else {
            next[previous[page]] = next[page];
        }
        if (next[page] != NONE) {
            previous[next[page]] = previous[page];
        }
        order[page] = NOT_FREE;
    }

    @Override
    public long allocate(int wanted) {
        int at = wanted;
        while (at < ORDERS && heads[at] == NONE) {
            at++;
        }
        if (at == ORDERS) {
            return -1;
        }
        int page = heads[at];
        remove(page);
        halve(page, at, page, wanted);
        free -= 1 << wanted;
        return page;
    }

    /** Cuts a piece that is in no list down to the one of order {@code wanted} at {@code target}; the other halves become free. */
    private void halve(int page, int at, int target, int wanted) {
        int start = page;
        for (int half = at - 1; half >= wanted; half--) {
            int middle = start + (1 << half);
            if (target < middle) {
                push(middle, half);
            } else {
                push(start, half);
                start = middle;
            }
        }
    }

    @Override
    public boolean claim(long page, int wanted) {
        int target = (int) page;
        for (int at = wanted; at < ORDERS; at++) {
            int start = target & -(1 << at);
            if (target >= 0 && start < pages && order[start] == at) {
                remove(start);
                halve(start, at, target, wanted);
                free -= 1 << wanted;
                return true;
            }
        }
        return false;
    }

    @Override
    public void free(long page, int given) {
        int start = (int) page;
        int at = given;
        free += 1 << given;
        while (at < ORDERS - 1) {
            int buddy = start ^ 1 << at;
            if (buddy >= pages || order[buddy] != at) {
                break;
            }
            remove(buddy);
            start = Math.min(start, buddy);
            at++;
        }
        push(start, at);
    }

    @Override
    public long freePages() {
        return free;
    }
}
