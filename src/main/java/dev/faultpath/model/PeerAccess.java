package dev.faultpath.model;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Which pagemaps of other owners one client may use at this moment: what the proposed pagemap callback computes. A pagemap may
 * be used if it, or its owner, was granted, its device's link is up, and it is not dying.
 *
 * <p>An answer is a few loads from tables, as a driver's would be, and orders nothing. This is the truth, and it may change at any
 * time: an answer is safe to use only through one of the designs of {@code design.revalidate}, and every change that takes a right
 * away must go through that design, which also makes the change seen.
 */
public final class PeerAccess implements PeerCallback {
    private boolean[] pagemaps = new boolean[16];
    private boolean[] owners = new boolean[16];
    private boolean[] linksDown = new boolean[16];
    private long questions;

    /** The callback: whether the client may use the pagemap now. Takes neither the mmap lock nor the driver's lock. */
    @Override
    public boolean mayUse(Pagemap pagemap) {
        questions++;
        return (has(pagemaps, pagemap.id()) || has(owners, pagemap.owner().id()))
                && !has(linksDown, pagemap.device().id()) && !pagemap.dying();
    }

    private static boolean has(boolean[] table, int id) {
        return id < table.length && table[id];
    }

    /** The table with an entry changed; the table itself if it has room. A reader may still look at the one before. */
    private static boolean[] with(boolean[] table, int id, boolean value) {
        boolean[] changed = id < table.length ? table : Arrays.copyOf(table, 2 * id);
        changed[id] = value;
        // Its entries are seen by whoever sees the table, as by rcu_assign_pointer().
        VarHandle.releaseFence();
        return changed;
    }

    /** How often {@link #mayUse} was called; exact while one thread asks. The model's own, and so no atomic count. */
    public long questions() {
        return questions;
    }

    public synchronized void grant(Pagemap pagemap) {
        pagemaps = with(pagemaps, pagemap.id(), true);
    }

    public synchronized void withdraw(Pagemap pagemap) {
        pagemaps = with(pagemaps, pagemap.id(), false);
    }

    /** Grants every pagemap of an owner: the client joins its group. */
    public synchronized void join(Owner owner) {
        owners = with(owners, owner.id(), true);
    }

    /** Withdraws what {@link #join} granted: the client is re-grouped. */
    public synchronized void leave(Owner owner) {
        owners = with(owners, owner.id(), false);
    }

    /** The link to a device comes up; it is up from the start. */
    public synchronized void linkUp(Device device) {
        linksDown = with(linksDown, device.id(), false);
    }

    public synchronized void linkDown(Device device) {
        linksDown = with(linksDown, device.id(), true);
    }
}
