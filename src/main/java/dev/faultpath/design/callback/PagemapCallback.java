package dev.faultpath.design.callback;

import dev.faultpath.model.Device;
import dev.faultpath.model.Pagemap;

/**
 * A driver's answer to: may this client use the memory of this pagemap as it is? Proposed as an op of the pagemap and as one
 * of the range; the walk asks only when the owners differ.
 *
 * <p>Contract: the answer is the same for all pagemaps of one device; a driver that wants to tell them apart can not be asked
 * by the designs that key by device. It may change at any time, and whoever changes it bumps the {@link TopologyEpoch}
 * afterwards. It must take neither the mmap lock nor the driver's lock, as it is called in the walk.
 */
public interface PagemapCallback {
    /**
     * Whether {@code client} may use the pagemap's memory.
     *
     * @param client the device that asks
     * @param pagemap memory of another owner
     */
    boolean mayAccess(Device client, Pagemap pagemap);
}
