package dev.faultpath.design.registry;

import java.util.Arrays;

/**
 * Designs that keep a verdict for every pair instead of groups. A peer gets the lowest free slot; a newcomer asks the
 * interconnect about everybody who is there, in both directions.
 */
abstract class PairRegistry implements OwnerRegistry {
    private final Interconnect interconnect;
    private Peer[] slots = new Peer[8];
    private int used;
    private int peers;
    private long calls;

    PairRegistry(Interconnect interconnect) {
        this.interconnect = interconnect;
    }

    /** Makes room for slots below {@code capacity}. */
    abstract void grow(int capacity);

    abstract void set(int asker, int provider);

    /** Forgets every verdict from and about a slot; slots from {@code used} on were never given away. */
    abstract void clear(int slot, int used);

    @Override
    public final synchronized void acquire(Peer peer) {
        peer.register(this);
        int slot = 0;
        // A search only when there is a gap: without one the slot is the next.
        if (peers < used) {
            while (slots[slot] != null) {
                slot++;
            }
        } else {
            slot = used;
        }
        if (slot == slots.length) {
            slots = Arrays.copyOf(slots, 2 * slot);
            grow(slots.length);
        }
        used = Math.max(used, slot + 1);
        for (int other = 0; other < used; other++) {
            if (slots[other] != null) {
                calls += 2;
                if (interconnect.has(peer, slots[other])) {
                    set(slot, other);
                }
                if (interconnect.has(slots[other], peer)) {
                    set(other, slot);
                }
            }
        }
        set(slot, slot);
        slots[slot] = peer;
        peers++;
        peer.slot = slot;
    }

    @Override
    public final synchronized void release(Peer peer) {
        peer.unregister(this);
        slots[peer.slot] = null;
        // The slot may be given away again: nothing that was said of its last holder may hold for the next.
        clear(peer.slot, used);
        peer.slot = -1;
        peers--;
    }

    /** Slots that a new registry has room for. */
    final int capacity() {
        return slots.length;
    }

    @Override
    public final synchronized int owners() {
        return peers;
    }

    @Override
    public final synchronized long interconnectCalls() {
        return calls;
    }

    @Override
    public final boolean directed() {
        return true;
    }

    @Override
    public final boolean dependsOnOrder() {
        return false;
    }
}
