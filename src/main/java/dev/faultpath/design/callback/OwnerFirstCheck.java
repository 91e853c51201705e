package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/** Compares the owner first, as the kernel does; what follows where it does not match is each design's own. */
abstract class OwnerFirstCheck extends PerEntryCheck {
    OwnerFirstCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    protected final boolean mayUse(long entry) {
        Pagemap pagemap = pagemapOf(entry);
        return pagemap.owner() == owner || mayUseForeign(pagemap);
    }

    /** Whether the client may use the memory of a pagemap of another owner. */
    abstract boolean mayUseForeign(Pagemap pagemap);
}
