package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code callback-every-device-page} (catalogue C1, a straw man of the thread): the callback for each device-private page,
 * also where the owners match and the answer can not change anything.
 *
 * <p>In the kernel: one indirect call for each device page, so users whose owners match pay as well. Kept to show what the
 * order "owner first" saves.
 */
public final class CallbackEveryDevicePageCheck extends PerEntryCheck {
    /** See {@link AccessCheck}. */
    public CallbackEveryDevicePageCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    protected boolean mayUse(long entry) {
        Pagemap pagemap = pagemapOf(entry);
        return client.ask(pagemap) | pagemap.owner() == owner;
    }
}
