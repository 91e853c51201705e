package dev.faultpath.design.owner;

import dev.faultpath.design.PerOffsetLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;

/**
 * {@code range-tree-last-range} (designs.md O12): {@link RangeTreeComparison} behind a cache of one range: while offsets stay in it, its
 * verdict holds, and neither tree nor struct page is read.
 *
 * <p>In the kernel: two integer compares for each entry, and a walk of the tree when the range changes. The verdict lives for one request
 * only, and a pagemap keeps its range while one of its pages is mapped.
 */
public final class RangeTreeLastRangeComparison extends PerOffsetLoop implements OwnerComparison {
    private long first = 1;
    private long last;
    private boolean verdict;

    public RangeTreeLastRangeComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
    }

    @Override
    public void begin() {
        first = 1;
        last = 0;
    }

    @Override
    protected boolean mayUse(long entry) {
        long offset = Pte.pfn(entry);
        if (offset < first || offset > last) {
            Pagemap pagemap = pagemapAt(offset);
            if (pagemap == null) {
                return false;
            }
            first = pagemap.firstPfn();
            last = pagemap.lastPfn();
            verdict = pagemap.owner() == owner;
        }
        return verdict;
    }
}
