package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;

/**
 * {@code callback-last-run} (designs.md C12): while pfns stay within the last page's pagemap, its verdict holds, own or foreign: two
 * integer comparisons, and no struct page is read.
 *
 * <p>In the kernel: one call for each run of pages of one foreign pagemap, where pages of matching owners do end a run. A
 * pagemap's pfns are fixed while any of its pages is mapped; an answer can be as old as the request.
 */
public final class CallbackLastRunCheck extends PerEntryCheck {
    private long first = 1;
    private long last;
    private boolean verdict;

    /** See {@link AccessCheck}. */
    public CallbackLastRunCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    public void begin() {
        first = 1;
        last = 0;
    }

    @Override
    protected boolean mayUse(long entry) {
        long pfn = Pte.pfn(entry);
        if (pfn < first || pfn > last) {
            Pagemap pagemap = pagemapOf(entry);
            first = pagemap.firstPfn();
            last = pagemap.lastPfn();
            verdict = pagemap.owner() == owner || client.ask(pagemap);
        }
        return verdict;
    }
}
