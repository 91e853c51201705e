package dev.faultpath.design.populate;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code order-first} (designs.md P3): a mapping's word stands at its first page in the range only; what follows is stale, and the order
 * says how far.
 *
 * <p>In the kernel: one store for the 512 or 262,144 pages of a large mapping; single pages gain nothing. Every consumer must
 * skip by the order and clip at both ends, as a range may begin and end inside a mapping. Pages without a valid word have no
 * order to go by and get a word each. Sticky bits of the pages that are skipped stay where they are.
 */
public final class OrderFirstPopulation extends DensePopulation {
    public OrderFirstPopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        super(memory, owner, pages, consumer);
    }

    @Override
    void span(int at, long word, int step, int pages) {
        super.span(at, word, step, HmmPfn.mappingPages(word, pages) == pages ? 1 : pages);
    }

    @Override
    public void expand(long[] dense) {
        int end = answered();
        for (int i = 0; i < end;) {
            long word = pfns[i] & ~HmmPfn.STICKY;
            int last = i + HmmPfn.mappingPages(word, end - i);
            for (; i < last; i++) {
                dense[i] = pfns[i] & HmmPfn.STICKY | word++;
            }
        }
    }
}
