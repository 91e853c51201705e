package dev.faultpath.design.registry;

/**
 * Whoever may read device memory, or has some: a pagemap, or an address space that a device runs in. The kernel's
 * {@code drm_pagemap_peer}, which is embedded in either.
 *
 * <p>The owner is that of a {@link GroupRegistry}; designs that form no groups leave it null and keep a slot instead. Both are
 * the registry's to write.
 */
public final class Peer {
    private final int device;
    /** Position in a per-pair design's tables, -1 while not registered. */
    int slot = -1;
    /** Neighbours in the list of {@link GreedyGroupsRegistry}. */
    Peer previous;
    Peer next;
    private PeerOwner owner;
    private OwnerRegistry registry;

    /** @param device which device the memory is on, or the address space runs on: the {@code private} pointer of the kernel's peer */
    public Peer(int device) {
        this.device = device;
    }

    public int device() {
        return device;
    }

    /** The owner, null before it is acquired, after it is released, and in designs that form no groups. */
    public PeerOwner owner() {
        return owner;
    }

    void owner(PeerOwner owner) {
        this.owner = owner;
    }

    /**
     * Notes that it is registered.
     *
     * @throws IllegalStateException if it already is, here or elsewhere
     */
    void register(OwnerRegistry with) {
        if (registry != null) {
            throw new IllegalStateException("the peer is registered already");
        }
        registry = with;
    }

    /**
     * Notes that it is not registered any more.
     *
     * @throws IllegalStateException if it was not, or elsewhere
     */
    void unregister(OwnerRegistry with) {
        if (registry != with) {
            throw new IllegalStateException("the peer is not registered here");
        }
        registry = null;
    }
}
