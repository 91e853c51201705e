package dev.faultpath.design.registry;

import dev.faultpath.design.Question;

/**
 * One design of the owner registry, made for one driver: its only public constructor takes the {@link Interconnect}.
 *
 * <p>Contract: a registered peer may read another's memory only if they are linked; a peer may read its own; a peer that is not
 * registered, or no longer, is granted nothing. How many of the linked pairs are granted is the quality of a design. Registering is
 * safe from several threads; a verdict is asked for in a fault, and then takes no lock.
 */
@Question("Q7")
public interface OwnerRegistry {
    /**
     * Registers a peer: for the kernel, gives it its owner.
     *
     * @throws IllegalStateException if it is registered already, or the design has no room for more
     */
    void acquire(Peer peer);

    /**
     * Takes a peer out again.
     *
     * @throws IllegalStateException if it is not registered here
     */
    void release(Peer peer);

    /** Whether {@code asker} may read {@code provider}'s memory: what a fault asks. Of peers that are registered here. */
    boolean mayRead(Peer asker, Peer provider);

    /** Number of different owners among the registered peers; for a design without groups, the number of peers. */
    int owners();

    /** How often the interconnect was asked since the registry was made; exact. */
    long interconnectCalls();

    /**
     * How often a registered peer got another owner. In the kernel a pagemap's owner never changes while it lives, so a design
     * that does this would have to evict the pagemap's pages first.
     */
    default long ownerChanges() {
        return 0;
    }

    /** Whether the interconnect may have links of one direction only. */
    default boolean directed() {
        return false;
    }

    /** Whether the verdicts depend on the order in which peers arrived. */
    default boolean dependsOnOrder() {
        return true;
    }

    /** Peers that it can hold. */
    default int maxPeers() {
        return Integer.MAX_VALUE;
    }
}
