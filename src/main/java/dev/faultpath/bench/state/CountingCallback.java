package dev.faultpath.bench.state;

import dev.faultpath.design.callback.PagemapCallback;
import dev.faultpath.model.Device;
import dev.faultpath.model.Pagemap;

/** Counts the calls of a callback. A class of receiver of its own, so never used before a measurement is over. */
public final class CountingCallback implements PagemapCallback {
    private final PagemapCallback callback;
    private long calls;

    /** Counts the calls of {@code callback}. */
    public CountingCallback(PagemapCallback callback) {
        this.callback = callback;
    }

    @Override
    public boolean mayAccess(Device client, Pagemap pagemap) {
        calls++;
        return callback.mayAccess(client, pagemap);
    }

    /** Calls so far. */
    public long calls() {
        return calls;
    }
}
