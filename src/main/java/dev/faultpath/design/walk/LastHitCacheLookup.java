package dev.faultpath.design.walk;

import dev.faultpath.model.Vma;

/**
 * {@code last-hit-cache} (designs.md W20): the area of the last lookup is tried first, then the sorted array. Stands for
 * {@code mm->mmap_cache}, and the four slots a thread that followed it up to 6.0.
 *
 * <p>A hit costs two compares and no search, a miss both. In the kernel every removal of an area has to drop it from the
 * caches of all threads, for which each thread and address space had a sequence; with the maple tree it was not worth the
 * trouble. An address between two areas never hits.
 */
public final class LastHitCacheLookup implements VmaLookup {
    private final SortedArrayLookup all;
    private Vma last;

    public LastHitCacheLookup(Vma[] areas) {
        all = new SortedArrayLookup(areas);
    }

    @Override
    public Vma find(long addr) {
        Vma cached = last;
        if (cached != null && cached.start() <= addr && addr < cached.end()) {
            return cached;
        }
        Vma found = all.find(addr);
        last = found;
        return found;
    }
}
