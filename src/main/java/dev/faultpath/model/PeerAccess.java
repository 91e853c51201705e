package dev.faultpath.model;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which pagemaps of other owners one client may use at this moment: what the proposed pagemap callback computes. A pagemap may
 * be used if it, or its owner, was granted, its device's link is up, and it is not dying.
 *
 * <p>This is the truth, and it may change at any time. An answer is safe to use only through one of the designs of
 * {@code design.revalidate}, and every change that takes a right away must go through that design.
 */
public final class PeerAccess {
    private final Set<Pagemap> pagemaps = ConcurrentHashMap.newKeySet();
    private final Set<Owner> owners = ConcurrentHashMap.newKeySet();
    private final Set<Device> linksDown = ConcurrentHashMap.newKeySet();
    private final AtomicLong questions = new AtomicLong();

    /** The callback: whether the client may use the pagemap now. Takes neither the mmap lock nor the driver's lock. */
    public boolean mayUse(Pagemap pagemap) {
        questions.incrementAndGet();
        return (pagemaps.contains(pagemap) || owners.contains(pagemap.owner()))
                && !linksDown.contains(pagemap.device()) && !pagemap.dying();
    }

    /** How often {@link #mayUse} was called. */
    public long questions() {
        return questions.get();
    }

    public void grant(Pagemap pagemap) {
        pagemaps.add(pagemap);
    }

    public void withdraw(Pagemap pagemap) {
        pagemaps.remove(pagemap);
    }

    /** Grants every pagemap of an owner: the client joins its group. */
    public void join(Owner owner) {
        owners.add(owner);
    }

    /** Withdraws what {@link #join} granted: the client is re-grouped. */
    public void leave(Owner owner) {
        owners.remove(owner);
    }

    /** The link to a device comes up; it is up from the start. */
    public void linkUp(Device device) {
        linksDown.remove(device);
    }

    public void linkDown(Device device) {
        linksDown.add(device);
    }
}
