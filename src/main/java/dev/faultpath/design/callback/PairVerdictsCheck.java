package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code pair-verdicts} (designs.md C7): the driver sub-classes the range object and keeps its answers for pairs of devices in it; this
 * object stands for that range.
 *
 * <p>In the kernel: a load by device for each foreign page, and one call for each foreign device in the life of the range object.
 * Nothing is forgotten between requests: an answer is as old as the object, and the driver throws the object away when something
 * has changed.
 */
public final class PairVerdictsCheck extends OwnerFirstCheck {
    private final byte[] verdicts;

    public PairVerdictsCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
        verdicts = new byte[memory.devices().size()];
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        int provider = pagemap.device().id();
        if (verdicts[provider] == VerdictTable.UNKNOWN) {
            verdicts[provider] = client.ask(pagemap) ? VerdictTable.GRANTED : VerdictTable.REFUSED;
        }
        return verdicts[provider] == VerdictTable.GRANTED;
    }
}
