package dev.faultpath.design.populate;

import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code blind-store} (designs.md P2; the kernel before 6.16): one word for every page, stored without a look at what stood there.
 *
 * <p>In the kernel: a store where the reference has load, mask and store, and a loop over a large mapping that the compiler may
 * vectorise. Sticky bits are lost, so the caller has to keep elsewhere which pages it has mapped for DMA.
 */
public final class BlindStorePopulation extends DensePopulation {
    public BlindStorePopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        super(memory, owner, pages, consumer);
    }

    @Override
    void table(long[] entries, int first, int count, int at) {
        long[] words = pfns;
        for (int i = 0; i < count; i++) {
            words[at + i] = reader.word(entries, first + i);
        }
        wrote(count * Long.BYTES);
    }

    @Override
    void span(int at, long word, int step, int pages) {
        long[] words = pfns;
        int end = at + pages;
        long next = word;
        for (int i = at; i < end; i++) {
            words[i] = next;
            next += step;
        }
        wrote(pages * Long.BYTES);
    }

    @Override
    public boolean stick(int page, long bits) {
        super.stick(page, bits);
        return false;
    }
}
