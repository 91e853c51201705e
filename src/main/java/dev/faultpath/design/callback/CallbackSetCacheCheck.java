package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import java.util.Arrays;

/**
 * {@code callback-set-cache} (designs.md C4): a small direct-mapped cache of answers by pagemap, for one request.
 *
 * <p>In the kernel: it fits on the stack of the walk and is cleared at the start of every request; one call for each foreign
 * pagemap as long as no two of them meet in a slot. An answer can be as old as the request.
 */
public final class CallbackSetCacheCheck extends OwnerFirstCheck {
    /** Slots; a pagemap's is given by the low bits of its id. */
    public static final int SLOTS = 8;

    private final Pagemap[] asked = new Pagemap[SLOTS];
    private final boolean[] verdicts = new boolean[SLOTS];

    public CallbackSetCacheCheck(PhysicalMemory memory, Client client) {
        super(memory, client);
    }

    @Override
    public void begin() {
        Arrays.fill(asked, null);
    }

    @Override
    boolean mayUseForeign(Pagemap pagemap) {
        int slot = pagemap.id() & SLOTS - 1;
        if (asked[slot] != pagemap) {
            verdicts[slot] = client.ask(pagemap);
            asked[slot] = pagemap;
        }
        return verdicts[slot];
    }
}
