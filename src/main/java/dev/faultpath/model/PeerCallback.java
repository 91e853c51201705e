package dev.faultpath.model;

/** Whether a client may use a pagemap of another owner: the question of the proposed pagemap callback, by whoever answers it. */
@FunctionalInterface
public interface PeerCallback {
    /** The mmap lock is held for reading, or it does not matter to who answers. */
    boolean mayUse(Pagemap pagemap);
}
