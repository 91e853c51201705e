package dev.faultpath.design.owner;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code last-pagemap} (designs.md O2): remembers the pagemap of the last device page and its verdict; only a page of another
 * pagemap goes on to the owner.
 *
 * <p>In the kernel it saves the load of the owner, not that of the struct page. The verdict lives for one request only, so it
 * is as fresh as the reference's.
 */
public final class LastPagemapComparison extends PerEntryLoop implements OwnerComparison {
    private int last = -1;
    private boolean lastVerdict;

    public LastPagemapComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
    }

    @Override
    public void begin() {
        last = -1;
    }

    @Override
    protected boolean mayUse(long entry) {
        int pagemap = pagemapId(entry);
        if (pagemap != last) {
            last = pagemap;
            lastVerdict = pagemap(pagemap).owner() == owner;
        }
        return lastVerdict;
    }
}
