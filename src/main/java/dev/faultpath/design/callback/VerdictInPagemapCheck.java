package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code verdict-in-pagemap} (designs.md C13): the last answer stands in the pagemap itself, stamped with the client that it was given
 * to and the epoch in which it was asked for.
 *
 * <p>In the kernel: one word beside the owner, on the line that the comparison has loaded anyway; one call for each foreign
 * pagemap in an epoch, over all requests. There is room for one client: two that take turns wipe out each other's answer.
 * A client that appears wipes them all, as its number may have been another's. It covers every change after which the epoch was
 * bumped, also one during the request, whose words then do not stand; one that comes after {@link #end} is a matter of Q5.
 */
public final class VerdictInPagemapCheck extends OwnerFirstCheck {
    private static final int CLIENT_BITS = 16;

    private long epoch;
    private long stamp;

    public VerdictInPagemapCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
        for (Pagemap pagemap : pagemaps) {
            pagemap.verdict(0);
        }
    }

    @Override
    public void begin() {
        epoch = client.epoch().read();
        stamp = epoch << CLIENT_BITS | (owner == null ? 0 : client.device().id() + 1);
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        long found = pagemap.verdict();
        if (found >>> 1 != stamp) {
            found = stamp << 1 | (client.ask(pagemap) ? 1 : 0);
            pagemap.verdict(found);
        }
        return (found & 1) != 0;
    }

    @Override
    public boolean end(long[] pfns, int pages) {
        return client.epoch().read() == epoch;
    }
}
