package dev.faultpath.design.owner;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code owner-id} (designs.md O3): the owner is a number that is never used again, compared as an integer in the pagemap.
 *
 * <p>In the kernel the loads are those of the reference with a smaller field; in return a new owner at the address of one that
 * was freed is not taken for the old one. Here the id stands one load further, in the owner, so the ids are copied into an array
 * by pagemap when the design is made.
 */
public final class OwnerIdComparison extends PerEntryLoop implements OwnerComparison {
    private final int[] ownerIds;
    private final int ownerId;

    public OwnerIdComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
        ownerIds = new int[pagemaps.length];
        for (int i = 0; i < ownerIds.length; i++) {
            ownerIds[i] = pagemaps[i].owner().id();
        }
        ownerId = owner == null ? 0 : owner.id();
    }

    @Override
    protected boolean mayUse(long entry) {
        return ownerIds[pagemapId(entry)] == ownerId;
    }
}
