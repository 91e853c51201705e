package dev.faultpath.cli;

import dev.faultpath.design.walk.DecisionTable;
import dev.faultpath.design.walk.Deviation;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.EnumSet;
import java.util.Set;

/** Which deviations of the model from the kernel the answer of one request depends on; made before the request is carried out. */
final class Deviations {
    private final AddressSpace mm;
    private final HmmRange range;
    /** The first page of the range that a 1 GiB entry with a hint maps. */
    private int hint = Integer.MAX_VALUE;
    private final boolean insideHugeDevice;
    /** By the first page of each hugetlb page in the range: whether its slot is empty in a table that exists. */
    private final boolean[] emptySlot;

    Deviations(AddressSpace mm, HmmRange range) {
        this.mm = mm;
        this.range = range;
        EntryKind first = ModelBuilder.kindAt(mm, range.start);
        insideHugeDevice = !Paging.aligned(range.start, Paging.PMD_SIZE)
                && (first == EntryKind.PMD_DEVICE_PRIVATE_RW || first == EntryKind.PMD_DEVICE_PRIVATE_RO);
        emptySlot = new boolean[range.pfns.length];
        for (Vma vma : mm.vmas()) {
            for (long addr = Math.max(vma.start(), range.start); addr < Math.min(vma.end(), range.end);) {
                long located = mm.pageTable().locate(addr);
                int shift = PageTable.locatedShift(located);
                long entry = mm.pageTable().read(PageTable.locatedIndex(located));
                if (vma.has(Vma.HUGETLB)) {
                    emptySlot[range.index(addr)] = entry == Pte.NONE && shift == Paging.PAGE_SHIFT + vma.hugetlbOrder();
                    shift = Paging.PAGE_SHIFT + vma.hugetlbOrder();
                } else if (vma.walkable() && shift == Paging.PUD_SHIFT && Pte.isLeaf(entry) && (entry & Pte.PROTNONE) != 0) {
                    hint = Math.min(hint, range.index(addr));
                }
                addr = Paging.segmentEnd(addr, 1L << shift, range.end);
            }
        }
    }

    /**
     * What the answer depends on, now that the request was carried out.
     *
     * @param words the request
     * @param done words that are output
     * @param complete whether that is all; else the walk stopped at the word behind them
     */
    Set<Deviation> of(long[] words, int done, boolean complete) {
        Set<Deviation> found = EnumSet.noneOf(Deviation.class);
        if (insideHugeDevice && done > 0 && (range.pfns[0] & HmmPfn.VALID) != 0
                && Pte.isDevicePrivate(mm.pageTable().lookup(range.start))) {
            found.add(Deviation.HUGE_DEVICE_OFFSET);
        }
        if (hint < (complete ? done : done + 1)) {
            found.add(Deviation.PUD_HINT);
        }
        for (Vma vma : mm.vmas()) {
            if (vma.has(Vma.HUGETLB) && vma.walkable() && emptySlots(vma, words, done)) {
                found.add(Deviation.EMPTY_HUGETLB_SLOT);
            }
        }
        return found;
    }

    private boolean emptySlots(Vma vma, long[] words, int done) {
        int shift = Paging.PAGE_SHIFT + vma.hugetlbOrder();
        long end = Math.min(vma.end(), range.end);
        // A slot that the walk filled made the table of those that follow.
        long madeTable = -1;
        for (long addr = Math.max(vma.start(), range.start), next; addr < end; addr = next) {
            next = Paging.segmentEnd(addr, 1L << shift, end);
            int i = range.index(addr);
            boolean inTable = emptySlot[i] || madeTable == addr >>> shift + 9;
            long located = mm.pageTable().locate(addr);
            boolean empty = mm.pageTable().read(PageTable.locatedIndex(located)) == Pte.NONE;
            if (i < done && inTable && empty && PageTable.locatedShift(located) == shift) {
                return true;
            }
            if (i < done && !empty) {
                int last = range.index(next);
                int need = 0;
                for (int k = i; k < last; k++) {
                    need |= DecisionTable.need(range, words[k], 0);
                }
                // There the first word decides for all.
                if (emptySlot[i] && need != DecisionTable.need(range, words[i], 0)) {
                    return true;
                }
                madeTable = addr >>> shift + 9;
            }
        }
        return false;
    }
}
