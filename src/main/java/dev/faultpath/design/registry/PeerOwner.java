package dev.faultpath.design.registry;

/**
 * Identity that the peers of one group share, compared by reference; it goes with its last member. The kernel's
 * {@code drm_pagemap_owner}.
 */
public final class PeerOwner {
    private int references;

    PeerOwner() {
    }

    public int references() {
        return references;
    }

    void get() {
        references++;
    }

    /** True if that was the last reference. */
    boolean put() {
        return --references == 0;
    }
}
