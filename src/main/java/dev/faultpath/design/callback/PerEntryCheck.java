package dev.faultpath.design.callback;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;

/** The loop over entries that all designs share, and the way from an entry to its pagemap. */
abstract class PerEntryCheck extends PerEntryLoop implements AccessCheck {
    final long[] memmap;
    final Pagemap[] pagemaps;
    final Owner owner;
    final Client client;

    PerEntryCheck(PhysicalMemory memory, Client client) {
        memmap = memory.memmap().words();
        pagemaps = memory.pagemaps();
        owner = client.owner();
        this.client = client;
    }

    /** The pagemap of a device-private entry: page → head → pagemap. */
    final Pagemap pagemapOf(long entry) {
        return pagemaps[Memmap.pagemapId(memmap, Pte.pfn(entry))];
    }
}
