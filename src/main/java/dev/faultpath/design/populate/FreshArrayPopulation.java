package dev.faultpath.design.populate;

import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code fresh-array} (designs.md P8; what {@code drm_gpusvm.c} does): the words of {@code word-per-page} in an array that is allocated
 * anew for each request; the other designs use theirs again.
 *
 * <p>In the kernel: an allocation of eight bytes a page for each fault, and no care for what an old array still requests.
 * A Java array is zeroed as well, which {@code kvmalloc_array()} need not do. Sticky bits of an earlier request are gone with
 * its array.
 */
public final class FreshArrayPopulation extends DensePopulation {
    public FreshArrayPopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        super(memory, owner, pages, consumer);
    }

    @Override
    public void begin(long start, int pages) {
        super.begin(start, pages);
        pfns = new long[pages];
    }

    @Override
    public boolean stick(int page, long bits) {
        super.stick(page, bits);
        return false;
    }
}
