package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code epoch-map} (designs.md C6): a map of answers by pagemap that the client keeps over its requests and empties
 * when the epoch has moved.
 *
 * <p>In the kernel: a lookup for each foreign page, and one call for each foreign pagemap in an epoch. The key is an id that is
 * never used again, so a new pagemap at an old address is not taken for the old one. It covers the changes that
 * {@link VerdictInPagemapCheck} covers, for any number of clients.
 */
public final class EpochMapCheck extends OwnerFirstCheck {
    private final VerdictTable verdicts = new VerdictTable();
    private long epoch;

    public EpochMapCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    public void begin() {
        long now = client.epoch().read();
        if (now != epoch) {
            verdicts.clear();
            epoch = now;
        }
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        byte found = verdicts.get(pagemap.id());
        if (found == VerdictTable.UNKNOWN) {
            found = client.ask(pagemap) ? VerdictTable.GRANTED : VerdictTable.REFUSED;
            verdicts.put(pagemap.id(), found);
        }
        return found == VerdictTable.GRANTED;
    }

    @Override
    public boolean end(long[] pfns, int pages) {
        return client.epoch().read() == epoch;
    }
}
