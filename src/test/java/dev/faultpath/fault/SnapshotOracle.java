package dev.faultpath.fault;

import static dev.faultpath.model.HmmPfn.ERROR;
import static dev.faultpath.model.HmmPfn.VALID;
import static dev.faultpath.model.HmmPfn.WRITE;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/** The snapshot column of the decision table for one address, written down a second time and looked up from the root. */
final class SnapshotOracle {
    private SnapshotOracle() {
    }

    /** The word for the page at {@code addr}, without sticky bits. */
    static long word(AddressSpace mm, long addr, Owner owner) {
        Vma vma = mm.vmaLookup(addr);
        if (vma == null || !vma.has(Vma.READ) || vma.has(Vma.IO) || vma.has(Vma.PFNMAP)) {
            return ERROR;
        }
        long located = mm.pageTable().locate(addr);
        long entry = mm.pageTable().read(PageTable.locatedIndex(located));
        int shift = PageTable.locatedShift(located);
        if (entry == Pte.NONE) {
            return 0;
        }
        long pfn = Pte.pfn(entry) + ((addr & (1L << shift) - 1) >>> Paging.PAGE_SHIFT);
        long granted = Pte.writable(entry) ? VALID | WRITE : VALID;
        long order = HmmPfn.orderBits(shift - Paging.PAGE_SHIFT);
        boolean usable = Pte.present(entry) && (entry & Pte.PROTNONE) == 0;
        if (vma.has(Vma.HUGETLB)) {
            return pfn | order | (usable ? granted : 0);
        }
        if (Pte.present(entry)) {
            return present(entry, shift, pfn, usable ? granted | order : 0);
        }
        if (Pte.isDevicePrivate(entry) && mm.memory().pagemapOf(Pte.pfn(entry)).owner() == owner) {
            return pfn | granted | order;
        }
        boolean pmd = shift == Paging.PMD_SHIFT;
        return pmd && Pte.type(entry) != Pte.MIGRATION ? ERROR : 0;
    }

    private static long present(long entry, int shift, long pfn, long flags) {
        if (shift == Paging.PAGE_SHIFT) {
            return (entry & Pte.SPECIAL) != 0 && !Pte.isZero(entry) ? ERROR : pfn | flags;
        }
        if (Pte.isLeaf(entry)) {
            // x86 has no hint at this level that is present.
            return shift == Paging.PUD_SHIFT && flags == 0 ? 0 : pfn | flags;
        }
        return shift == Paging.PMD_SHIFT ? ERROR : 0;
    }
}
