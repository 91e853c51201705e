package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code callback-per-page} (designs.md C2): the callback for every page whose owner is not the client's. All designs that ask are
 * compared with it: nothing is remembered, so no answer is older than its page's.
 *
 * <p>In the kernel: one indirect call for each foreign page, none where owners match.
 *
 * <p>Where owners match it makes no call and loads nothing more than {@code none}. HotSpot adds a cost of its own: with a call left in the
 * loop's method, taken or not, eight values that the loop needs live on the stack and not in registers, and each entry stores and
 * reloads them. Both designs load pagemaps and memmap anew for each entry. Where no foreign page was shown a trap stands in the call's
 * place and the difference is gone; a call out of line ({@code foreignShown=rare}) does not take it away. A C compiler has registers
 * that a call saves, and calls in a cold block spill there.
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
