package dev.faultpath.design.callback;

import dev.faultpath.model.Device;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PagemapCallback;

/**
 * Who asks: the device that wants to use memory, the owner whose memory it takes without asking, and whom it asks about the
 * rest. {@link #ask} is the only place from which a callback is called, so its receiver types are those of every design.
 */
public final class Client {
    private final Owner owner;
    private final Device device;
    private final PciTopology topology;
    private final TopologyEpoch epoch;

    /**
     * @param owner whose memory it takes as it is; null takes nobody's and asks nobody, as a range that evicts does
     * @param device the device
     * @param topology where the devices are, for the design in which the core answers
     * @param epoch moves when an answer has changed
     */
    public Client(Owner owner, Device device, PciTopology topology, TopologyEpoch epoch) {
        this.owner = owner;
        this.device = device;
        this.topology = topology;
        this.epoch = epoch;
    }

    public Owner owner() {
        return owner;
    }

    public Device device() {
        return device;
    }

    public TopologyEpoch epoch() {
        return epoch;
    }

    /** The driver's answer for a pagemap: pagemap → op → call, as in the kernel. Without an op the pagemap is refused. */
    public boolean ask(Pagemap pagemap) {
        if (owner == null) {
            return false;
        }
        PagemapCallback callback = pagemap.callback();
        return callback != null && callback.mayAccess(device, pagemap);
    }

    public boolean reaches(Pagemap pagemap) {
        return owner != null && topology.distance(device.id(), pagemap.device().id()) != PciTopology.UNREACHABLE;
    }
}
