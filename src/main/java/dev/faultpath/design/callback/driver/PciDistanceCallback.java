package dev.faultpath.design.callback.driver;

import dev.faultpath.design.callback.PciTopology;
import dev.faultpath.model.Device;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PagemapCallback;

/** A driver without links of its own: the client reaches what PCI peer-to-peer reaches. */
public final class PciDistanceCallback implements PagemapCallback {
    private final PciTopology topology;
    private final CallbackWork work;

    /**
     * @param topology where the devices are
     * @param work what a call costs on top
     */
    public PciDistanceCallback(PciTopology topology, CallbackWork work) {
        this.topology = topology;
        this.work = work;
    }

    @Override
    public boolean mayAccess(Device client, Pagemap pagemap) {
        work.spend();
        return topology.distance(client.id(), pagemap.device().id()) != PciTopology.UNREACHABLE;
    }
}
