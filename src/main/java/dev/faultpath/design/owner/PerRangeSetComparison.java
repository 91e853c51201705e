package dev.faultpath.design.owner;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import java.util.Arrays;
import java.util.Comparator;

/**
 * {@code per-range-set} (designs.md O7; needed once device pages leave the physical address space): the pfn is looked up in the
 * sorted pfn ranges that the asker may use; no struct page is read.
 *
 * <p>In the kernel: a search of a sorted array or a radix descent for each entry, logarithmic in the ranges. The set changes
 * whenever a pagemap comes or goes.
 */
public final class PerRangeSetComparison extends PerEntryLoop implements OwnerComparison {
    private final long[] firsts;
    private final long[] lasts;

    public PerRangeSetComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
        Pagemap[] usable = memory.livePagemaps().stream().filter(p -> p.owner() == owner)
                .sorted(Comparator.comparingLong(Pagemap::firstPfn)).toArray(Pagemap[]::new);
        firsts = Arrays.stream(usable).mapToLong(Pagemap::firstPfn).toArray();
        lasts = Arrays.stream(usable).mapToLong(Pagemap::lastPfn).toArray();
    }

    @Override
    protected boolean mayUse(long entry) {
        long pfn = Pte.pfn(entry);
        int low = 0;
        int high = firsts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lasts[middle] < pfn) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < firsts.length && firsts[low] <= pfn;
    }
}
