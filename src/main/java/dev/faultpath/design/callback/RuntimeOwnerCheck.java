package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code runtime-owner} (designs.md C14): a pagemap's owner may be changed while its pages are mapped. A client that the driver lets in is
 * given the pagemap's owner once, and a fault compares owners and nothing else.
 *
 * <p>In the kernel: {@code READ_ONCE} of the owner, no call in a fault, one for each foreign pagemap when it or the client
 * appears and when {@link #regroup} is called. A pagemap has one owner at a time, so of two clients that do not share an owner
 * only one can be let in: equivalence classes only. An owner that changes moves no notifier sequence, so whoever changes it
 * evicts or invalidates what is mapped.
 */
public final class RuntimeOwnerCheck extends PerEntryCheck {
    public RuntimeOwnerCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
        regroup();
    }

    /** Asks about every pagemap of another owner again and gives each the owner that follows. */
    public void regroup() {
        for (Pagemap pagemap : pagemaps) {
            boolean join = pagemap.owner() != owner && client.ask(pagemap);
            pagemap.grantedOwner(join ? owner : pagemap.owner());
        }
    }

    @Override
    protected boolean mayUse(long entry) {
        return pagemapOf(entry).grantedOwner() == owner;
    }
}
