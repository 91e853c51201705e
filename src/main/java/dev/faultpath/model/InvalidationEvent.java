package dev.faultpath.model;

/**
 * What is about to change, and why: the kernel's {@code mmu_notifier_range}.
 *
 * @param start first byte
 * @param end first byte past it
 * @param kind why
 * @param owner for {@link Kind#MIGRATE} and {@link Kind#EXCLUSIVE}: whose change it is, so that the driver ignores its own; else null
 * @param blockable whether the callee may wait for a lock
 */
public record InvalidationEvent(long start, long end, Kind kind, Owner owner, boolean blockable) {
    /** Why the range changes; the names of the kernel's {@code mmu_notifier_event}. */
    public enum Kind {
        /** The range is unmapped. */
        UNMAP,
        /** Entries are cleared or replaced, as by copy on write. */
        CLEAR,
        /** The protection of a VMA changes. */
        PROTECTION_VMA,
        /** The protection of single pages changes. */
        PROTECTION_PAGE,
        /** Soft-dirty tracking. */
        SOFT_DIRTY,
        /** The address space goes away. */
        RELEASE,
        /** Pages move to or from device memory. */
        MIGRATE,
        /** Pages are lent to a device for atomic access. */
        EXCLUSIVE
    }

    /** A blockable event without an owner. */
    public static InvalidationEvent of(long start, long end, Kind kind) {
        return new InvalidationEvent(start, end, kind, null, true);
    }
}
