package dev.faultpath.design.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code broken-union-find} (designs.md G7), wrong on purpose: puts a newcomer and every group that has any member linked to it
 * into one group, as if links were transitive. Where they are not, it grants what no link carries.
 *
 * <p>Merged groups are not taken apart again when the peer that joined them leaves.
 */
public final class BrokenUnionFindRegistry extends GroupRegistry {
    private final List<Peer> peers = new ArrayList<>();
    private long ownerChanges;

    public BrokenUnionFindRegistry(Interconnect interconnect) {
        super(interconnect);
    }

    @Override
    public synchronized void acquire(Peer peer) {
        peer.register(this);
        PeerOwner owner = null;
        for (int i = 0; i < peers.size(); i++) {
            PeerOwner other = peers.get(i).owner();
            if (other != owner && linked(peer, peers.get(i))) {
                if (owner == null) {
                    owner = other;
                } else {
                    merge(other, owner);
                }
            }
        }
        if (owner == null) {
            owner = newOwner();
        }
        owner.get();
        peers.add(peer);
        peer.owner(owner);
    }

    private void merge(PeerOwner from, PeerOwner into) {
        for (Peer member : peers) {
            if (member.owner() == from) {
                into.get();
                member.owner(into);
                put(from);
                ownerChanges++;
            }
        }
    }

    @Override
    public synchronized void release(Peer peer) {
        peer.unregister(this);
        peers.remove(peer);
        put(peer.owner());
        peer.owner(null);
    }

    @Override
    public synchronized long ownerChanges() {
        return ownerChanges;
    }
}
