package dev.faultpath.design.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code best-fit} (designs.md G2): joins the fullest of the groups all of whose members are linked, as best fit in bin packing does;
 * of equally full ones the oldest.
 *
 * <p>A newcomer gets the most links that any group offers at that moment, and every group is looked at.
 */
public final class BestFitRegistry extends GroupRegistry {
    private final List<List<Peer>> groups = new ArrayList<>();

    /** See {@link OwnerRegistry}; the interconnect must be symmetric. */
    public BestFitRegistry(Interconnect interconnect) {
        super(interconnect);
    }

    @Override
    public synchronized void acquire(Peer peer) {
        peer.register(this);
        List<Peer> best = null;
        for (List<Peer> group : groups) {
            // A group that is not fuller than the best so far cannot win, so nobody is asked about it.
            if ((best == null || group.size() > best.size()) && accepts(group, peer)) {
                best = group;
            }
        }
        if (best == null) {
            best = new ArrayList<>();
            groups.add(best);
        }
        PeerOwner owner = best.isEmpty() ? newOwner() : best.get(0).owner();
        owner.get();
        best.add(peer);
        peer.owner(owner);
    }

    private boolean accepts(List<Peer> group, Peer peer) {
        for (Peer member : group) {
            if (!linked(peer, member)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized void release(Peer peer) {
        peer.unregister(this);
        groups.removeIf(group -> group.remove(peer) && group.isEmpty());
        put(peer.owner());
        peer.owner(null);
    }
}
