package dev.faultpath.design.populate;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import java.util.Arrays;

/**
 * The consumer that all designs are compared with: the last two levels of a device's page table over one range, as flat
 * arrays. A 2 MiB entry is written where a mapping of that order fills an aligned 2 MiB; else one entry for each 4 KiB. Which
 * it is depends on the answers alone, so every design leaves the same entries behind.
 *
 * <p>Not a radix table with a lock, as {@link dev.faultpath.model.DevicePageTable} is: the way from an answer to its entry
 * costs every design the same, and would hide what reading the answers costs.
 */
public final class DeviceEntries implements PfnConsumer {
    private static final int BLOCK = Paging.PTRS_PER_TABLE;

    private final long[] ptes;
    private final long[] pmds;
    private int from;

    /** Room for a range of {@code pages} pages, wherever it begins. */
    public DeviceEntries(int pages) {
        int blocks = (pages + BLOCK - 1) / BLOCK + 1;
        ptes = new long[blocks * BLOCK];
        pmds = new long[blocks];
    }

    /** Begins a request; every 2 MiB entry is cleared, so that those of 4 KiB below it count. */
    public void begin(long start) {
        from = Paging.slot(start, Paging.PAGE_SHIFT);
        Arrays.fill(pmds, Pte.NONE);
    }

    @Override
    public void run(int at, long word, int step, int pages) {
        int place = from + at;
        if ((word & HmmPfn.VALID) == 0) {
            Arrays.fill(ptes, place, place + pages, Pte.NONE);
            return;
        }
        boolean writable = (word & HmmPfn.WRITE) != 0;
        long pfn = HmmPfn.pfn(word);
        int end = place + pages;
        if (HmmPfn.order(word) >= Paging.PMD_ORDER) {
            while (place < end) {
                if (place % BLOCK == 0 && end - place >= BLOCK) {
                    pmds[place / BLOCK] = Pte.leaf(pfn, writable);
                    place += BLOCK;
                    pfn += BLOCK;
                } else {
                    ptes[place++] = Pte.page(pfn++, writable);
                }
            }
            return;
        }
        for (; place < end; place++) {
            ptes[place] = Pte.page(pfn, writable);
            pfn += step;
        }
    }

    /**
     * The entry that maps a page: of 2 MiB if there is one, else of 4 KiB; {@link Pte#NONE} if it is not mapped.
     *
     * @param at counted from the start of the request
     */
    public long entry(int at) {
        long pmd = pmds[(from + at) / BLOCK];
        return pmd != Pte.NONE ? pmd : ptes[from + at];
    }
}
