package dev.faultpath.design.owner;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code owner-pointer}, the reference (designs.md O1): entry → page → head → pagemap → owner, then one comparison of
 * references. What the kernel does for each device-private entry.
 *
 * <p>There it costs two or three dependent loads, of which that of the struct page misses the cache where pages are many.
 * Here the hop from page to pagemap goes through an array of pagemaps, one load that the kernel's pointer does not need.
 * It expresses equivalence classes only, and must be exact at the moment it is asked.
 */
public final class OwnerPointerComparison extends PerEntryLoop implements OwnerComparison {
    public OwnerPointerComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
    }

    @Override
    protected boolean mayUse(long entry) {
        return pagemapOf(entry).owner() == owner;
    }
}
