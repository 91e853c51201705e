package dev.faultpath.design.registry;

import java.util.Arrays;

/**
 * Designs that group all registered peers anew whenever one comes or goes. A peer keeps its owner where its new group
 * has most of the old one's members; every other change of owner is counted, because the kernel could not make it.
 *
 * <p>Links are kept as one 64-bit word a peer, so there is room for {@value #WORD} peers at most. The verdicts depend on which
 * peers there are and not on how they came: peers are taken in the order of their devices.
 */
abstract class RegroupingRegistry extends GroupRegistry {
    private static final int WORD = Long.SIZE;

    private final Peer[] peers = new Peer[WORD];
    private final long[] links = new long[WORD];
    private int size;
    private long ownerChanges;

    RegroupingRegistry(Interconnect interconnect) {
        super(interconnect);
    }

    /**
     * Covers peers {@code 0 … size-1} with cliques.
     *
     * @param links for each peer the set of those it is linked to, itself not included
     * @return the groups as sets; every peer is in exactly one
     */
    abstract long[] cover(long[] links, int size);

    @Override
    public final synchronized void acquire(Peer peer) {
        if (size == maxPeers()) {
            throw new IllegalStateException("no room for more than " + maxPeers() + " peers");
        }
        peer.register(this);
        int at = 0;
        while (at < size && peers[at].device() <= peer.device()) {
            at++;
        }
        open(at);
        peers[at] = peer;
        size++;
        for (int other = 0; other < size; other++) {
            if (other != at && linked(peer, peers[other])) {
                links[at] |= 1L << other;
                links[other] |= 1L << at;
            }
        }
        regroup();
    }

    @Override
    public final synchronized void release(Peer peer) {
        peer.unregister(this);
        int at = Arrays.asList(peers).indexOf(peer);
        put(peer.owner());
        peer.owner(null);
        close(at);
        size--;
        regroup();
    }

    /** Makes room at a position: peers and bits behind it move up. */
    private void open(int at) {
        System.arraycopy(peers, at, peers, at + 1, size - at);
        System.arraycopy(links, at, links, at + 1, size - at);
        links[at] = 0;
        long below = (1L << at) - 1;
        for (int i = 0; i <= size; i++) {
            links[i] = links[i] & below | (links[i] & ~below) << 1;
        }
    }

    /** Takes a position out: peers and bits behind it move down. */
    private void close(int at) {
        System.arraycopy(peers, at + 1, peers, at, size - 1 - at);
        System.arraycopy(links, at + 1, links, at, size - 1 - at);
        peers[size - 1] = null;
        links[size - 1] = 0;
        long below = (1L << at) - 1;
        for (int i = 0; i < size - 1; i++) {
            links[i] = links[i] & below | links[i] >>> 1 & ~below;
        }
    }

    private void regroup() {
        long[] groups = cover(links, size);
        PeerOwner[] before = new PeerOwner[size];
        for (int i = 0; i < size; i++) {
            before[i] = peers[i].owner();
        }
        PeerOwner[] owners = new PeerOwner[groups.length];
        boolean[] settled = new boolean[groups.length];
        // Largest overlaps first, so that as many peers as possible keep what they have.
        for (int overlap = size; overlap > 0; overlap--) {
            for (int g = 0; g < groups.length; g++) {
                PeerOwner kept = settled[g] ? null : keepable(groups[g], before, owners, overlap);
                if (kept != null) {
                    owners[g] = kept;
                    settled[g] = true;
                }
            }
        }
        for (int g = 0; g < groups.length; g++) {
            PeerOwner owner = settled[g] ? owners[g] : newOwner();
            for (int i = 0; i < size; i++) {
                if ((groups[g] >>> i & 1) != 0 && before[i] != owner) {
                    owner.get();
                    if (before[i] != null) {
                        put(before[i]);
                        ownerChanges++;
                    }
                    peers[i].owner(owner);
                }
            }
        }
    }

    /** An owner that {@code overlap} members of the group have already and no other group has taken, or null. */
    private PeerOwner keepable(long group, PeerOwner[] before, PeerOwner[] taken, int overlap) {
        for (int i = 0; i < size; i++) {
            if ((group >>> i & 1) == 0 || before[i] == null || Arrays.asList(taken).contains(before[i])) {
                continue;
            }
            int same = 0;
            for (int k = 0; k < size; k++) {
                same += (group >>> k & 1) != 0 && before[k] == before[i] ? 1 : 0;
            }
            if (same == overlap) {
                return before[i];
            }
        }
        return null;
    }

    @Override
    public final synchronized long ownerChanges() {
        return ownerChanges;
    }

    @Override
    public final boolean dependsOnOrder() {
        return false;
    }

    @Override
    public int maxPeers() {
        return WORD;
    }
}
