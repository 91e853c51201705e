package dev.faultpath.design.owner;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code pagemap-owner-id} (designs.md O3): the owner is a number that is never used again, compared as an integer in the pagemap.
 *
 * <p>The loads are those of the reference with a smaller field: page → head → pagemap → id. In return a new owner at the address of one
 * that was freed is not taken for the old one.
 */
public final class PagemapOwnerIdComparison extends PerEntryLoop implements OwnerComparison {
    private final int ownerId;

    public PagemapOwnerIdComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
        ownerId = owner == null ? 0 : owner.id();
    }

    @Override
    protected boolean mayUse(long entry) {
        return pagemapOf(entry).ownerId() == ownerId;
    }
}
