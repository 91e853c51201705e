package dev.faultpath.model;

/**
 * Encoding of a page-table entry at any level, 64 bits. Zero is <em>none</em>. The tag bits are our own; the kinds are
 * those of the kernel (present entries, and the non-present "softleaf" entries).
 *
 * <pre>
 * bit 0  PRESENT    present, as {@code pte_present()} has it: a protection-none hint counts
 * bit 1  WRITE      the entry permits writing; on device-private and device-exclusive entries: the writable form
 * bit 2  PROTNONE   NUMA-balancing hint: no access until the next CPU fault
 * bit 3  SPECIAL    no struct page behind it; the zero pages carry it as well
 * bit 4  LEAF       a mapping at PMD or PUD level, or a non-present entry that stands for one
 * bit 5  TABLE      points to a table of the next level
 * bits 8..11        type of a non-present entry
 * bits 12..51       pfn, swap offset, or number of the next table
 * bits 52..62       owner id of a device-private entry, 0 if it has none
 * </pre>
 *
 * An entry that is PRESENT but neither LEAF nor TABLE is <em>bad</em> above the PTE level, and a page at it.
 */
public final class Pte {
    public static final long NONE = 0;
    public static final long PRESENT = 1;
    public static final long WRITE = 1 << 1;
    public static final long PROTNONE = 1 << 2;
    public static final long SPECIAL = 1 << 3;
    public static final long LEAF = 1 << 4;
    public static final long TABLE = 1 << 5;

    private static final int TYPE_SHIFT = 8;
    /** Bits that hold the type of a non-present entry. */
    public static final long TYPE_MASK = 15L << TYPE_SHIFT;
    public static final long SWAP = 1L << TYPE_SHIFT;
    /** Non-present: under migration; a CPU fault waits for it to go. */
    public static final long MIGRATION = 2L << TYPE_SHIFT;
    /** Non-present: the page lives in device memory. */
    public static final long DEVICE_PRIVATE = 3L << TYPE_SHIFT;
    /** Non-present: the page is lent to a device for atomic access. */
    public static final long DEVICE_EXCLUSIVE = 4L << TYPE_SHIFT;
    public static final long HWPOISON = 5L << TYPE_SHIFT;
    public static final long MARKER_POISON = 6L << TYPE_SHIFT;
    public static final long MARKER_GUARD = 7L << TYPE_SHIFT;
    /** Non-present: a userfaultfd write-protect marker; counts as none. */
    public static final long MARKER_UFFD_WP = 8L << TYPE_SHIFT;
    /** Non-present: anything that no rule names. */
    public static final long OTHER = 9L << TYPE_SHIFT;
    /**
     * Non-present: what a reader finds in a table of the last level that was taken out of the tree while it was inside; it looks again
     * from the root. Stands in no table of the tree, and counts as none for who only looks.
     */
    public static final long TABLE_GONE = 10L << TYPE_SHIFT;

    private static final int PFN_SHIFT = 12;
    private static final int PFN_BITS = 40;
    /** Largest pfn, swap offset or table number that an entry can hold. */
    public static final long MAX_PFN = (1L << PFN_BITS) - 1;
    private static final long PFN_FIELD = MAX_PFN << PFN_SHIFT;

    /** Lowest bit of the owner id in a device-private entry. */
    public static final int OWNER_SHIFT = PFN_SHIFT + PFN_BITS;
    /** Largest owner id that fits an entry. */
    public static final int MAX_OWNER_ID = (1 << 11) - 1;
    /** The owner-id field. */
    public static final long OWNER_MASK = (long) MAX_OWNER_ID << OWNER_SHIFT;

    private Pte() {
    }

    /** A present 4 KiB page with a struct page. */
    public static long page(long pfn, boolean writable) {
        return PRESENT | (writable ? WRITE : 0) | field(pfn);
    }

    /** A present 2 MiB or 1 GiB mapping. */
    public static long leaf(long pfn, boolean writable) {
        return page(pfn, writable) | LEAF;
    }

    /** The same present entry under a NUMA-balancing hint: it keeps its write bit for when the hint is resolved. */
    public static long protnone(long presentEntry) {
        return presentEntry | PROTNONE;
    }

    /** A present page without a struct page, as a raw pfn in a mixed-map VMA. */
    public static long special(long pfn, boolean writable) {
        return page(pfn, writable) | SPECIAL;
    }

    /** The 4 KiB zero page, always read-only. */
    public static long zeroPage() {
        return special(Memmap.ZERO_PFN, false);
    }

    /** The 2 MiB zero page, always read-only. */
    public static long hugeZeroPage() {
        return special(Memmap.HUGE_ZERO_PFN, false) | LEAF;
    }

    public static long table(int table) {
        return PRESENT | TABLE | field(table);
    }

    /** A PMD or PUD that is present and neither leaf nor table. */
    public static long bad() {
        return PRESENT;
    }

    /** A swapped-out page at {@code offset} of the swap area. */
    public static long swap(long offset) {
        return SWAP | field(offset);
    }

    public static long migration(long pfn, boolean writable) {
        return MIGRATION | (writable ? WRITE : 0) | field(pfn);
    }

    /**
     * A page in device memory.
     *
     * @param ownerId id of the pagemap's owner, 0 to {@link #MAX_OWNER_ID}; only the design that keeps owners in entries reads it
     */
    public static long devicePrivate(long pfn, boolean writable, int ownerId) {
        if (ownerId < 0 || ownerId > MAX_OWNER_ID) {
            throw new IllegalArgumentException("owner id " + ownerId + " does not fit an entry");
        }
        return DEVICE_PRIVATE | (writable ? WRITE : 0) | field(pfn) | (long) ownerId << OWNER_SHIFT;
    }

    public static long deviceExclusive(long pfn, boolean writable) {
        return DEVICE_EXCLUSIVE | (writable ? WRITE : 0) | field(pfn);
    }

    public static long hwpoison(long pfn) {
        return HWPOISON | field(pfn);
    }

    /** A marker or unnamed non-present entry: one of the {@code MARKER_} types or {@link #OTHER}. */
    public static long marker(long type) {
        return type;
    }

    /** Whether the entry is present; a protection-none hint counts as present. */
    public static boolean present(long entry) {
        return (entry & PRESENT) != 0;
    }

    public static boolean isTable(long entry) {
        return (entry & TABLE) != 0;
    }

    /** Whether the entry is a present mapping at PMD or PUD level. */
    public static boolean isLeaf(long entry) {
        return (entry & (PRESENT | LEAF)) == (PRESENT | LEAF);
    }

    public static boolean writable(long entry) {
        return (entry & WRITE) != 0;
    }

    /** The type of a non-present entry, one of the type constants; 0 for none. */
    public static long type(long entry) {
        return entry & TYPE_MASK;
    }

    public static boolean isDevicePrivate(long entry) {
        return (entry & (TYPE_MASK | PRESENT)) == DEVICE_PRIVATE;
    }

    /** The form of a non-present entry that stands at PMD or PUD level; it says so itself, as a present one does. */
    public static long huge(long nonPresentEntry) {
        return nonPresentEntry | LEAF;
    }

    /** Whether a non-present entry is one that stands at PMD or PUD level. */
    public static boolean isHuge(long entry) {
        return (entry & LEAF) != 0;
    }

    /** Whether the entry is one of the zero pages. */
    public static boolean isZero(long entry) {
        long pfn = pfn(entry);
        return present(entry) && (pfn == Memmap.ZERO_PFN || pfn == Memmap.HUGE_ZERO_PFN);
    }

    /** The pfn, swap offset or table number. */
    public static long pfn(long entry) {
        return entry >>> PFN_SHIFT & MAX_PFN;
    }

    private static long field(long value) {
        if ((value & ~MAX_PFN) != 0) {
            throw new IllegalArgumentException("value " + value + " does not fit the pfn field of an entry");
        }
        return value << PFN_SHIFT;
    }

    public static long withPfn(long entry, long pfn) {
        return entry & ~PFN_FIELD | field(pfn);
    }
}
