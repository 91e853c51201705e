package dev.faultpath.design.owner;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;

/**
 * {@code entry-owner} (designs.md O6): the owner's id stands in spare bits of the device-private entry itself, so no struct page is
 * read.
 *
 * <p>In the kernel: spare bits of the swap type allow few ids, and all entries must be rewritten when a pagemap's owner
 * changes. The model's entries have eleven bits for it.
 */
public final class EntryOwnerComparison extends PerEntryLoop implements OwnerComparison {
    private final long ownerField;

    public EntryOwnerComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
        // No field has all bits of a word, so a null owner matches no entry.
        ownerField = owner == null ? -1 : (long) owner.id() << Pte.OWNER_SHIFT;
    }

    @Override
    protected boolean mayUse(long entry) {
        return (entry & Pte.OWNER_MASK) == ownerField;
    }
}
