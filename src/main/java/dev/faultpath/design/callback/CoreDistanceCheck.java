package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code core-distance} (designs.md C8): no driver is asked; the core computes the PCI distance, once a pagemap and request.
 *
 * <p>In the kernel: a direct call that walks both devices' bridges, for each foreign pagemap of a request. It is the
 * same for all drivers and knows no private link. An answer can be as old as the request.
 */
public final class CoreDistanceCheck extends OwnerFirstCheck {
    /** By pagemap the number of the request that computed it, and its answer in the lowest bit. */
    private final long[] verdicts;
    private long request;

    public CoreDistanceCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
        verdicts = new long[pagemaps.length];
    }

    @Override
    public void begin() {
        request++;
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        long found = verdicts[pagemap.id()];
        if (found >>> 1 != request) {
            found = request << 1 | (client.reaches(pagemap) ? 1 : 0);
            verdicts[pagemap.id()] = found;
        }
        return (found & 1) != 0;
    }
}
