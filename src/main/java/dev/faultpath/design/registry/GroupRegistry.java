package dev.faultpath.design.registry;

/** Designs that form groups: a peer may read what has its owner, one compare of two references. */
abstract class GroupRegistry implements OwnerRegistry {
    private final Interconnect interconnect;
    private long calls;
    int owners;

    GroupRegistry(Interconnect interconnect) {
        this.interconnect = interconnect;
    }

    final boolean linked(Peer a, Peer b) {
        calls++;
        return interconnect.has(a, b);
    }

    final PeerOwner newOwner() {
        owners++;
        return new PeerOwner();
    }

    final void put(PeerOwner owner) {
        if (owner.put()) {
            owners--;
        }
    }

    @Override
    public final boolean mayRead(Peer asker, Peer provider) {
        PeerOwner owner = asker.owner();
        return owner != null && owner == provider.owner();
    }

    @Override
    public final synchronized int owners() {
        return owners;
    }

    @Override
    public final synchronized long interconnectCalls() {
        return calls;
    }
}
