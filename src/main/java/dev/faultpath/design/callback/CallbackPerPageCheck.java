package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code callback-per-page} (catalogue C2, Hellström): the callback for every page whose owner is not the client's. The
 * measure of all designs that ask: nothing is remembered, so no answer is older than its page's.
 *
 * <p>In the kernel: one indirect call for each foreign page, none where owners match.
 */
public final class CallbackPerPageCheck extends OwnerFirstCheck {
    /** See {@link AccessCheck}. */
    public CallbackPerPageCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        return client.ask(pagemap);
    }
}
