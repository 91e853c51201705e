package dev.faultpath.model;

/**
 * Which pages of a pagemap are free. Pages are counted from 0 within the pagemap. Not safe for several threads; the pagemap locks.
 */
public interface PageAllocator {
    /**
     * Takes {@code 1 << order} free pages, contiguous and aligned to their number.
     *
     * @param order 0 to {@link Paging#PMD_ORDER}
     * @return the first page, or -1 if there are none
     */
    long allocate(int order);

    /** Takes {@code 1 << order} stated pages, aligned to their number; false, and none taken, if one is not free. */
    boolean claim(long page, int order);

    /** Gives back {@code 1 << order} pages that were taken, in one piece or as parts of larger ones. */
    void free(long page, int order);

    long freePages();
}
