package dev.faultpath.design.owner;

import dev.faultpath.design.PerOffsetLoop;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;

/**
 * {@code range-tree-page} (designs.md O11), as posted: the entry's offset leads through a maple tree to the pagemap, there to the struct
 * page in the pagemap's own array, and from that on as in {@link OwnerPointerComparison}: page → head → pagemap → owner.
 *
 * <p>In the kernel: the loads of the reference, with the tree before them, because the test of the owner stays as it is and begins at a
 * struct page. Here the arrays of all pagemaps lie in the memmap, one behind the other; the way to a page is that of an array of its own.
 */
public final class RangeTreePageComparison extends PerOffsetLoop implements OwnerComparison {
    public RangeTreePageComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
    }

    @Override
    protected boolean mayUse(long entry) {
        long offset = Pte.pfn(entry);
        Pagemap pagemap = pagemapAt(offset);
        if (pagemap == null) {
            return false;
        }
        long page = pagemap.firstPage() + (offset - pagemap.firstPfn());
        return pagemap(Memmap.pagemapId(memmap, page)).owner() == owner;
    }
}
