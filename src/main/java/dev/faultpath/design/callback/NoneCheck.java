package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code none}, the reference (designs.md C0): owners only, as the kernel has it. A page of another owner is not granted,
 * whatever the devices could reach.
 *
 * <p>In the kernel it costs nothing beyond the comparison, and expresses equivalence classes only: which owners are equal is
 * decided when pagemaps and clients are created (designs.md C11).
 */
public final class NoneCheck extends OwnerFirstCheck {
    public NoneCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        return false;
    }
}
