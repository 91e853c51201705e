package dev.faultpath.model;

/**
 * A driver's answer to: may this client use the memory of this pagemap as it is? Proposed as an op of the pagemap and as one
 * of the range; the walk asks only when the owners differ.
 *
 * <p>Contract: the answer is the same for all pagemaps of one device; designs that key by device cannot ask a driver that tells
 * them apart. It may change at any time; whoever changes it says so by an epoch. It takes neither the
 * mmap lock nor the driver's lock, as it is called in the walk.
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
