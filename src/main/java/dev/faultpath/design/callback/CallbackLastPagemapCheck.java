package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code callback-last-pagemap} (designs.md C3): remembers the foreign pagemap that was asked about last, and the answer, for one
 * request.
 *
 * <p>In the kernel: one call for each run of foreign pages of one pagemap; pages of matching owners in between do not end a
 * run, as the owner is compared first. Pagemaps that alternate page by page defeat it. An answer can be as old as the request.
 */
public final class CallbackLastPagemapCheck extends OwnerFirstCheck {
    private Pagemap last;
    private boolean verdict;

    public CallbackLastPagemapCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    public void begin() {
        last = null;
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        if (pagemap != last) {
            verdict = client.ask(pagemap);
            last = pagemap;
        }
        return verdict;
    }
}
