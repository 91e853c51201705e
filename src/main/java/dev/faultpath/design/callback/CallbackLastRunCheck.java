package dev.faultpath.design.callback;

import dev.faultpath.design.PerRunLoop;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code callback-last-run} (designs.md C12): while pfns stay within the last page's pagemap, its verdict holds, own or foreign: two
 * integer comparisons, and no struct page is read.
 *
 * <p>In the kernel: one call for each run of pages of one foreign pagemap, where pages of matching owners do end a run. A
 * pagemap's pfns are fixed while any of its pages is mapped; an answer can be as old as the request.
 */
public final class CallbackLastRunCheck extends PerRunLoop implements AccessCheck {
    private final Client client;

    public CallbackLastRunCheck(PhysicalMemory memory, Client client) {
        super(memory, client.owner());
        this.client = client;
    }

    @Override
    protected boolean mayUse(Pagemap pagemap) {
        return pagemap.owner() == owner || client.ask(pagemap);
    }
}
