package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code callback-every-device-page} (designs.md C1): the callback for each device-private page, also where the owners match and the answer
 * cannot change anything.
 *
 * <p>In the kernel: one indirect call for each device page, so users whose owners match pay too. It shows what "owner
 * first" saves.
 */
public final class CallbackEveryDevicePageCheck extends PerEntryCheck {
    public CallbackEveryDevicePageCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    @SuppressWarnings("ShortCircuitBoolean") // it is asked whoever the owner is
    protected boolean mayUse(long entry) {
        Pagemap pagemap = pagemapOf(entry);
        return client.ask(pagemap) | pagemap.owner() == owner;
    }
}
