package dev.faultpath.fault;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PeerCallback;
import dev.faultpath.model.Pte;

/**
 * Answers the device pages of other owners, which a snapshot leaves without VALID: the callback is asked once for each run of pages
 * of one pagemap. Not for several threads.
 */
final class PeerAnswers {
    private final AddressSpace mm;
    private final Owner owner;
    private final PeerCallback callback;
    private Pagemap last;
    private boolean lastVerdict;
    private long granted;
    private long denied;

    /**
     * @param owner whose memory was answered by the walk
     * @param callback whether the asker may use a pagemap of another owner
     */
    PeerAnswers(AddressSpace mm, Owner owner, PeerCallback callback) {
        this.mm = mm;
        this.owner = owner;
        this.callback = callback;
    }

    /** Answers a request that was walked; the caller still holds the mmap lock. Nothing is remembered from the one before. */
    void answer(HmmRange range) {
        last = null;
        PageTable table = mm.pageTable();
        for (long addr = range.start, next; addr < range.end; addr = next) {
            next = Paging.segmentEnd(addr, Paging.PMD_SIZE, range.end);
            int pmd = table.pmdIndex(addr);
            long entry = pmd < 0 ? Pte.NONE : table.read(pmd);
            int at = range.index(addr);
            int end = range.index(next);
            if (Pte.isTable(entry)) {
                int index = PageTable.indexIn(entry, addr, Paging.PAGE_SHIFT);
                for (; at < end; at++, index++) {
                    if ((range.pfns[at] & HmmPfn.VALID) == 0) {
                        answer(range, at, table.read(index), 0, 0);
                    }
                }
            } else {
                long offset = Paging.slot(addr, Paging.PAGE_SHIFT);
                for (; at < end && (range.pfns[at] & HmmPfn.VALID) == 0; at++, offset++) {
                    answer(range, at, entry, offset, Paging.PMD_ORDER);
                }
            }
        }
    }

    private void answer(HmmRange range, int at, long entry, long offset, int order) {
        if (Pte.isDevicePrivate(entry) && mayUse(Pte.pfn(entry))) {
            range.pfns[at] = range.pfns[at] & HmmPfn.STICKY | Pte.pfn(entry) + offset | HmmPfn.leafFlags(entry) | HmmPfn.orderBits(order);
        }
    }

    private boolean mayUse(long pfn) {
        if (last == null || !last.contains(pfn)) {
            last = mm.memory().pagemapOf(pfn);
            lastVerdict = last.owner() != owner && callback.mayUse(last);
            if (lastVerdict) {
                granted++;
            } else {
                denied++;
            }
        }
        return lastVerdict;
    }

    /** Runs of pages of a peer's pagemap that may be used. */
    long granted() {
        return granted;
    }

    /** Runs of pages of a peer's pagemap that may not be used. */
    long denied() {
        return denied;
    }
}
