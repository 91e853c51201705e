package dev.faultpath.design.callback;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code after-walk} (designs.md C9; what gpusvm does when it maps for the device): the walk takes every device page and
 * notes its pagemap. Then comes one call for each foreign pagemap, and the pages of those that refuse are given back.
 *
 * <p>In the kernel the calls run under the driver's lock, after the notifier check, so an answer is as fresh as the commit; a
 * page that is given back has to be evicted and the fault retried. Here it gets the word of a missing page, in a second pass over
 * the words that is made only if somebody refuses.
 */
public final class AfterWalkCheck extends PerEntryCheck {
    private static final byte SEEN = 1;
    private static final byte REFUSED = 2;

    private final byte[] states;
    private final int[] seen;
    private int count;

    public AfterWalkCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
        states = new byte[pagemaps.length];
        seen = new int[pagemaps.length];
    }

    @Override
    public void begin() {
        while (count > 0) {
            states[seen[--count]] = 0;
        }
    }

    @Override
    protected boolean mayUse(long entry) {
        Pagemap pagemap = pagemapOf(entry);
        if (pagemap.owner() != owner && states[pagemap.id()] == 0) {
            states[pagemap.id()] = SEEN;
            seen[count++] = pagemap.id();
        }
        return true;
    }

    @Override
    public boolean end(long[] pfns, int pages) {
        boolean refused = false;
        for (int i = 0; i < count; i++) {
            if (!client.ask(pagemaps[seen[i]])) {
                states[seen[i]] = REFUSED;
                refused = true;
            }
        }
        if (refused) {
            tossBack(pfns, pages);
        }
        return true;
    }

    private void tossBack(long[] pfns, int pages) {
        for (int i = 0; i < pages; i++) {
            long word = pfns[i];
            if ((word & HmmPfn.VALID) != 0) {
                int pagemap = Memmap.pagemapId(memmap, HmmPfn.pfn(word));
                if (pagemap >= 0 && states[pagemap] == REFUSED) {
                    pfns[i] = word & HmmPfn.STICKY;
                }
            }
        }
    }
}
