package dev.faultpath.design.populate;

import dev.faultpath.design.Question;

/**
 * One design of the pfn population, made for one asker over one machine: its only public constructor takes the
 * {@link dev.faultpath.model.PhysicalMemory}, the asker's {@link dev.faultpath.model.Owner} (which may be null), the pages of
 * the longest request, and the {@link PfnConsumer}. One object serves many requests. Not for several threads.
 *
 * <p>Contract: whatever the representation, {@link #expand} and {@link #deliver} give the words of a snapshot by the reference
 * engine bit for bit, for the {@link #answered} pages and for no other; nothing of an earlier request shows through. Designs
 * that say so keep the sticky bits.
 */
@Question("Q2")
public interface PfnPopulation {
    /**
     * Begins a request of which nothing is answered yet.
     *
     * @param start first byte, page aligned
     * @param pages pages of the request, 1 to what the constructor was given
     */
    void begin(long start, int pages);

    /** Answers the next pages of the request. A walk that stops before the end of the range has answered a part of it. */
    void answer(LeafStream leaves);

    /** Pages answered since {@link #begin}: those after them hold nothing of this request. */
    int answered();

    /**
     * Hands every answered page to the consumer, in order: what the caller of a range fault does next. Does nothing where
     * {@link #answer} has done so.
     */
    void deliver();

    /**
     * Writes the words of the answered pages, with the sticky bits that the design keeps.
     *
     * @param dense one element a page of the request; those of pages that are not answered stay as they are
     */
    void expand(long[] dense);

    /**
     * Sets sticky bits of one answered page, as {@code hmm_dma_map_pfn()} does once it has mapped the page.
     *
     * @param page counted from the start of the request
     * @param bits any of {@link dev.faultpath.model.HmmPfn#STICKY}
     * @return whether they are there still after a second request for the same pages
     */
    default boolean stick(int page, long bits) {
        return false;
    }

    /** Bytes that were stored into the representation since {@link #begin}: those of array elements, not of counters. */
    long bytesWritten();
}
