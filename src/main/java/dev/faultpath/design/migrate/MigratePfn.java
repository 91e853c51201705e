package dev.faultpath.design.migrate;

/**
 * A word of the arrays that a migration works on, one for each 4 KiB page: the kernel's {@code MIGRATE_PFN_} flags and the pfn. The
 * positions of the bits are ours.
 */
public final class MigratePfn {
    /** There is a page, and its pfn is in the word. */
    public static final long VALID = 1;
    /** The page, or the hole, is to move; cleared for what stays behind. */
    public static final long MIGRATE = 1 << 1;
    public static final long WRITE = 1 << 2;
    /** The word stands for 512 pages mapped as one; the 511 words behind it are 0. */
    public static final long COMPOUND = 1 << 3;

    private static final int SHIFT = 6;

    private MigratePfn() {
    }

    public static long of(long pfn) {
        return pfn << SHIFT | VALID;
    }

    /** The pfn of a word with {@link #VALID}. */
    public static long pfn(long word) {
        return word >>> SHIFT;
    }

    public static boolean has(long word, long flags) {
        return (word & flags) == flags;
    }
}
