package dev.faultpath.design.owner;

import dev.faultpath.design.PerRunLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code per-run} (designs.md O9): while pfns stay within the last page's pagemap, its verdict holds: two integer comparisons, and no
 * struct page is read.
 *
 * <p>In the kernel: the same, as a pagemap's owner is uniform and its pfn range is fixed while any of its pages is mapped.
 * The verdict lives for one request only.
 *
 * <p>On JDK 25 a fork compiles the loop around it in one of two forms and keeps it; the slower one loses what the design saves. The
 * loop optimiser chooses by the profile that it meets, so other load on the machine, or forks that take turns, favour the slower form;
 * with {@code -XX:-UseSuperWord} it is the only one.
 */
public final class PerRunComparison extends PerRunLoop implements OwnerComparison {
    public PerRunComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
    }

    @Override
    protected boolean mayUse(Pagemap pagemap) {
        return pagemap.owner() == owner;
    }
}
