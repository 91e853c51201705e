package dev.faultpath.design.walk;

import dev.faultpath.model.Vma;

/**
 * {@code sorted-array}, the reference (designs.md W16): a binary search for the first area that ends above the address.
 *
 * <p>The kernel never had it. A lookup costs log2(n) dependent loads of areas; a change copies the array, O(n), which the
 * suite's layouts do not do while they are measured. Readers need no lock if the array is replaced as a whole.
 */
public final class SortedArrayLookup implements VmaLookup {
    private final Vma[] areas;

    public SortedArrayLookup(Vma[] areas) {
        this.areas = areas;
    }

    @Override
    public Vma find(long addr) {
        int low = 0;
        int high = areas.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (areas[middle].end() > addr) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low < areas.length ? areas[low] : null;
    }
}
