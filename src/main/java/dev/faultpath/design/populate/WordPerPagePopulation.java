package dev.faultpath.design.populate;

import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code word-per-page}, the reference (designs.md P1): one flagged word for every 4 KiB, read, masked to its sticky bits and
 * written. What the kernel does since {@code hmm_dma_map_pfn()} keeps bits in the caller's array.
 *
 * <p>There it costs eight bytes a page, also where one entry maps 512 or 262,144 of them; every word is loaded before it is
 * stored. It must keep bits 60 to 58, and leave the words from the stop on as the request.
 */
public final class WordPerPagePopulation extends DensePopulation {
    public WordPerPagePopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        super(memory, owner, pages, consumer);
    }
}
