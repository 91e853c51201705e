package dev.faultpath.design.registry;

/**
 * {@code greedy-groups}, the reference (designs.md G1): joins the first group all of whose members are linked, else makes a group of its
 * own; what the kernel has ({@code drm_pagemap_acquire_owner()}). A clique cover by first fit, in order of arrival.
 *
 * <p>All peers stand in one list under one mutex; those of one owner are neighbours in it, so a group ends where the owner
 * changes. Nothing is ever grouped anew: not when a member leaves, not when a link appears or goes.
 */
public final class GreedyGroupsRegistry extends GroupRegistry {
    /** The first peer of the list. */
    Peer head;
    private Peer tail;

    /** See {@link OwnerRegistry}; the interconnect must be symmetric. */
    public GreedyGroupsRegistry(Interconnect interconnect) {
        super(interconnect);
    }

    @Override
    public synchronized void acquire(Peer peer) {
        peer.register(this);
        PeerOwner owner = null;
        boolean accepted = true;
        Peer before = head;
        for (; before != null; before = before.next) {
            if (before.owner() != owner) {
                if (owner != null && accepted) {
                    break;
                }
                owner = before.owner();
                accepted = true;
            }
            if (accepted && !linked(peer, before)) {
                accepted = false;
            }
        }
        if (head == null || !accepted) {
            owner = newOwner();
            before = null;
        }
        owner.get();
        insertBefore(before, peer);
        peer.owner(owner);
    }

    private void insertBefore(Peer before, Peer peer) {
        Peer after = before == null ? tail : before.previous;
        peer.previous = after;
        peer.next = before;
        if (after == null) {
            head = peer;
        } else {
            after.next = peer;
        }
        if (before == null) {
            tail = peer;
        } else {
            before.previous = peer;
        }
    }

    @Override
    public synchronized void release(Peer peer) {
        peer.unregister(this);
        if (peer.previous == null) {
            head = peer.next;
        } else {
            peer.previous.next = peer.next;
        }
        if (peer.next == null) {
            tail = peer.previous;
        } else {
            peer.next.previous = peer.previous;
        }
        peer.previous = null;
        peer.next = null;
        put(peer.owner());
        peer.owner(null);
    }
}
