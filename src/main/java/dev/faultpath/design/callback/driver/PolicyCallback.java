package dev.faultpath.design.callback.driver;

import dev.faultpath.model.Device;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PagemapCallback;

/** A driver that asks a policy: devices belong to groups, and a client may use the memory of some groups. */
public final class PolicyCallback implements PagemapCallback {
    private final int[] groups;
    private final long[] allowed;
    private final CallbackWork work;

    /**
     * @param groups by device id its group, 0 to 63
     * @param allowed by client id the groups whose memory it may use, a bit each; changes show at once
     * @param work what a call costs on top
     */
    public PolicyCallback(int[] groups, long[] allowed, CallbackWork work) {
        this.groups = groups;
        this.allowed = allowed;
        this.work = work;
    }

    @Override
    public boolean mayAccess(Device client, Pagemap pagemap) {
        work.spend();
        return (allowed[client.id()] >>> groups[pagemap.device().id()] & 1) != 0;
    }
}
