package dev.faultpath.design.owner;

import dev.faultpath.design.PerOffsetLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;

/**
 * {@code range-tree} (designs.md O10): the entry holds an offset in a space of device-private pages alone; a maple tree of the pagemaps'
 * ranges leads to the pagemap, and its owner is compared. No struct page is read.
 *
 * <p>In the kernel: {@code mtree_load()} for each entry, a node a level, the pivots of each in order. It is what the posted series allows
 * and does not do ({@link RangeTreePageComparison} does that). The tree changes when a pagemap comes or goes, and readers need RCU.
 */
public final class RangeTreeComparison extends PerOffsetLoop implements OwnerComparison {
    public RangeTreeComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
    }

    @Override
    protected boolean mayUse(long entry) {
        Pagemap pagemap = pagemapAt(Pte.pfn(entry));
        return pagemap != null && pagemap.owner() == owner;
    }
}
