package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code none-with-cold-call} (designs.md C15), a control: answers as {@code none}, and makes one call out of line where the owner does not
 * match, as the kernel's loop does when such an entry has to be faulted. On own pages it is never reached. What it has more there than
 * {@code none} is what any first call in a loop without calls costs a compiler; what {@code callback-per-page} has more than this one is
 * the callback's.
 *
 * <p>In the kernel it costs nothing, as the loop has such calls already.
 */
public final class NoneWithColdCallCheck extends OwnerFirstCheck {
    public NoneWithColdCallCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        return Refusal.isLifted(pagemap);
    }

    /** Never thrown: HotSpot leaves a call to a method of an exception's class a call, however often it is seen. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        static boolean isLifted(Pagemap pagemap) {
            return pagemap == null;
        }
    }
}
