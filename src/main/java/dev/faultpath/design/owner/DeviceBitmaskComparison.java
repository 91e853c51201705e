package dev.faultpath.design.owner;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code device-bitmask} (designs.md O4): the asker holds the set of pagemaps that it reaches as bits, one word for 64 of them; the
 * page's pagemap gives the position.
 *
 * <p>In the kernel: the loads of the reference with an index in the owner's place, then one of the set, a shift and a test. A struct page
 * has a pointer to the pagemap and no index, so the pagemap is read for it, here as there. It expresses any
 * relation, also one that is not transitive or has a direction. When the relation changes, every asker's set must change.
 */
public final class DeviceBitmaskComparison extends PerEntryLoop implements OwnerComparison {
    private final long[] reachable;

    public DeviceBitmaskComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
        reachable = new long[(pagemaps.length + 63) / 64];
        for (Pagemap pagemap : pagemaps) {
            if (pagemap.owner() == owner) {
                reachable[pagemap.id() >>> 6] |= 1L << pagemap.id();
            }
        }
    }

    @Override
    protected boolean mayUse(long entry) {
        int index = pagemaps[pagemapId(entry)].id();
        return (reachable[index >>> 6] >>> index & 1) != 0;
    }
}
