package dev.faultpath.design.callback;

import dev.faultpath.model.Device;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;

/**
 * Who asks: the device that wants to use memory, the owner whose memory it takes without asking, and whom it asks about the
 * rest. {@link #ask} is the only place from which a callback is called, so its receiver types are those of every design.
 */
public final class Client {
    private final Owner owner;
    private final Device device;
    private final PagemapCallback[] callbacks;
    private final PciTopology topology;
    private final TopologyEpoch epoch;

    /**
     * @param owner whose memory it takes as it is; null takes nobody's and asks nobody, as a range that evicts does
     * @param device the device
     * @param callbacks by pagemap id the driver's answer, null where the driver has none: such a pagemap is refused
     * @param topology where the devices are, for the design in which the core answers
     * @param epoch moves when an answer has changed
     */
    public Client(Owner owner, Device device, PagemapCallback[] callbacks, PciTopology topology, TopologyEpoch epoch) {
        this.owner = owner;
        this.device = device;
        this.callbacks = owner == null ? new PagemapCallback[callbacks.length] : callbacks.clone();
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

    /** The driver's answer for a pagemap: pagemap → op → call, as in the kernel; an array stands for the pagemap's field. */
    public boolean ask(Pagemap pagemap) {
        PagemapCallback callback = callbacks[pagemap.id()];
        return callback != null && callback.mayAccess(device, pagemap);
    }

    public boolean reaches(Pagemap pagemap) {
        return owner != null && topology.distance(device.id(), pagemap.device().id()) != PciTopology.UNREACHABLE;
    }
}
