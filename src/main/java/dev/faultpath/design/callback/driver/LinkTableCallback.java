package dev.faultpath.design.callback.driver;

import dev.faultpath.model.Device;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PagemapCallback;

/**
 * A driver that knows its private links: one byte for each client and provider, as a GPU driver fills it when it trains its
 * links. Any relation, also one with a direction.
 */
public final class LinkTableCallback implements PagemapCallback {
    /** A pair's byte: no link. */
    public static final byte NONE = 0;
    /** A pair's byte: the client may read and write. */
    public static final byte READ_WRITE = 1;

    private final byte[] links;
    private final int devices;
    private final CallbackWork work;

    /**
     * @param links by client id times {@code devices} plus provider id; changes show at once
     * @param devices number of devices
     * @param work what a call costs on top
     */
    public LinkTableCallback(byte[] links, int devices, CallbackWork work) {
        this.links = links;
        this.devices = devices;
        this.work = work;
    }

    @Override
    public boolean mayAccess(Device client, Pagemap pagemap) {
        work.spend();
        return links[client.id() * devices + pagemap.device().id()] != NONE;
    }
}
