package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code callback-per-page} (designs.md C2): the callback for every page whose owner is not the client's. All designs that ask are
 * compared with it: nothing is remembered, so no answer is older than its page's.
 *
 * <p>In the kernel: one indirect call for each foreign page, none where owners match.
 *
 * <p>Where owners match it is not free on a JVM, against the prediction: with a call left in the compiled loop, taken or not, the loop
 * loads pagemaps and memmap anew for each entry, as the call might have changed them. With {@code profile=mono} the answer is inlined,
 * no call remains, and the difference to the engine without a callback is gone. C reads through pointers in its per-entry callback
 * anyway, so this cost does not carry over by itself.
 */
public final class CallbackPerPageCheck extends OwnerFirstCheck {
    public CallbackPerPageCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        return client.ask(pagemap);
    }
}
