package dev.faultpath.model;

/**
 * Addresses of kernel objects of one size, small numbers from 0: a freed one is handed out again first, as a slab cache does.
 * Not safe for several threads; its owner locks.
 */
final class SlabAddresses {
    private final PfnStack freed = new PfnStack();
    private int next;

    int take() {
        return freed.isEmpty() ? next++ : (int) freed.pop();
    }

    void give(int address) {
        freed.push(address);
    }
}
