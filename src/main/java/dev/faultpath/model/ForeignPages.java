package dev.faultpath.model;

/**
 * What a request takes of device memory that has another owner: the op that was proposed for the kernel's {@code hmm_range}. Asked in the
 * walk, with the mmap lock held and no driver's lock, once for each device-private entry whose owner is not the request's.
 */
@FunctionalInterface
public interface ForeignPages {
    /**
     * Whether a page is answered as it is, like one of the request's own owner.
     *
     * @param word the page's word as input; of a mapping larger than a page, that of the first page in the range
     * @param pagemap what the page is part of
     */
    boolean take(long word, Pagemap pagemap);
}
