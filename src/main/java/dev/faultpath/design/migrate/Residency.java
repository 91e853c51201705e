package dev.faultpath.design.migrate;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;

/** Where the pages of a range are, in one word: {@code drm_gpusvm_scan_mm()}, with the early end that a comment in it asks for. */
public enum Residency {
    /** A page is not there: never touched, swapped out, or under migration. */
    UNPOPULATED,
    /** All in the wanted pagemap. */
    EQUAL,
    /** All in one other pagemap. */
    OTHER,
    /** All in system memory. */
    SYSTEM,
    /** In several pagemaps. */
    MIXED_DEVICE,
    /** In system memory and in a pagemap. */
    MIXED;

    /**
     * Scans a range. The caller holds the mmap lock.
     *
     * @param start first byte, page aligned
     * @param end first byte past it, above {@code start}
     * @param wanted the pagemap that EQUAL means
     */
    public static Residency scan(AddressSpace mm, long start, long end, Pagemap wanted) {
        Residency result = null;
        Pagemap one = null;
        for (long addr = start, next; addr < end; addr = next) {
            long located = mm.pageTable().locate(addr);
            next = Paging.segmentEnd(addr, 1L << PageTable.locatedShift(located), end);
            long entry = mm.pageTable().read(PageTable.locatedIndex(located));
            boolean page = Pte.present(entry) && !Pte.isTable(entry) || Pte.isDevicePrivate(entry);
            if (!page) {
                return UNPOPULATED;
            }
            boolean struct = mm.memory().memmap().covers(Pte.pfn(entry));
            Pagemap pagemap = struct ? mm.memory().pagemapOf(Pte.pfn(entry)) : null;
            Residency here = pagemap == null ? SYSTEM : pagemap == wanted ? EQUAL : OTHER;
            if (result == null) {
                result = here;
                one = pagemap;
            } else if (pagemap != one) {
                result = result.join(here);
            }
        }
        return result;
    }

    /** The word for a range of which one part is this and another part {@code other}. */
    private Residency join(Residency other) {
        boolean system = this == SYSTEM || this == MIXED || other == SYSTEM;
        return system ? MIXED : MIXED_DEVICE;
    }
}
