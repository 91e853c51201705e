package dev.faultpath.fault;

/** Where CPU faults are taken (designs.md W6, W7). */
public enum FaultShape {
    /** Inside the walk's callback; every fault error is {@code -EFAULT}. What the kernel did up to 7.0. */
    INSIDE_WALK,
    /** Recorded, taken after the walk has unwound, then walked again; fault errors keep their kind. What the kernel does since. */
    RECORD_REWALK
}
