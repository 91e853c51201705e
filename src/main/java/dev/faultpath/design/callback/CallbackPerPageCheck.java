package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code callback-per-page} (catalogue C2, Hellström): the callback for every page whose owner is not the client's. The
 * measure of all designs that ask: nothing is remembered, so no answer is older than its page's.
 *
 * <p>In the kernel: one indirect call for each foreign page, none where owners match.
 *
 * <p>Where owners match it is not free on a JVM, against the prediction: with a call left in the compiled loop, taken or not, what
 * the loop reads of pagemaps and memmap cannot be kept across an entry, as the call might have changed it. Shown by leaving the call
 * out: with {@code profile=mono}, where the answer is inlined and no call remains, the difference to the engine that knows no callback
 * is gone. C reads through pointers in its per-entry callback anyway, so this cost does not carry over by itself.
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
