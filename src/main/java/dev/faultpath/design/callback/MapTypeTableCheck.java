package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code map-type-table} (designs.md C5), as PCI peer-to-peer has it: each provider keeps a table of answers by the client's bus address
 * for as long as its driver is bound, and a request keeps the last provider's answer in front of it.
 *
 * <p>In the kernel: {@code pci_p2pdma_map_type()} loads from an xarray under RCU when the provider changes, and computes and
 * stores where nothing is found: one call for each provider, ever. Nothing is invalidated: an answer outlives a change of links
 * or policy, and a device that comes to the bus address of one that is gone inherits its answers. Sound only where the driver
 * is unbound before either happens.
 */
public final class MapTypeTableCheck extends OwnerFirstCheck {
    private final VerdictTable[] tables;
    private Pagemap last;
    private boolean verdict;

    public MapTypeTableCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
        tables = new VerdictTable[memory.devices().size()];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new VerdictTable();
        }
    }

    @Override
    public void begin() {
        last = null;
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        if (pagemap != last) {
            verdict = lookup(pagemap);
            last = pagemap;
        }
        return verdict;
    }

    private boolean lookup(Pagemap pagemap) {
        VerdictTable table = tables[pagemap.device().id()];
        int key = client.device().busAddress();
        byte found = table.get(key);
        if (found == VerdictTable.UNKNOWN) {
            found = client.ask(pagemap) ? VerdictTable.GRANTED : VerdictTable.REFUSED;
            table.put(key, found);
        }
        return found == VerdictTable.GRANTED;
    }
}
