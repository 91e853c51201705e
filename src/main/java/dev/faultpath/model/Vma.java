package dev.faultpath.model;

/**
 * One virtual memory area: {@code [start, end)} with its flags.
 *
 * <p>Two flags are not the kernel's: {@link #ANONYMOUS} stands for {@code vma_is_anonymous()}, and the huge page size of a
 * hugetlb area stands in {@code hugetlbOrder} instead of in a file's private data.
 *
 * @param start first byte, page aligned
 * @param end first byte past it, page aligned, at most {@link Paging#TASK_SIZE}
 * @param flags any of the flag constants
 * @param hugetlbOrder {@link Paging#PMD_ORDER} or {@link Paging#PUD_ORDER} for a hugetlb area, which must be aligned to it; 0 for any
 *     other
 */
public record Vma(long start, long end, int flags, int hugetlbOrder) {
    public static final int READ = 1;
    public static final int WRITE = 1 << 1;
    public static final int EXEC = 1 << 2;
    public static final int SHARED = 1 << 3;
    /** {@code VM_IO}: device registers. */
    public static final int IO = 1 << 4;
    /** {@code VM_PFNMAP}: raw pfns without struct pages. */
    public static final int PFNMAP = 1 << 5;
    /** {@code VM_MIXEDMAP}: raw pfns and pages with struct pages. */
    public static final int MIXEDMAP = 1 << 6;
    public static final int HUGETLB = 1 << 7;
    /** {@code VM_HUGEPAGE}: transparent huge pages were asked for, so a hole is filled with one where it fits. */
    public static final int HUGEPAGE = 1 << 8;
    /** Not backed by a file. */
    public static final int ANONYMOUS = 1 << 9;
    private static final int ALL = (1 << 10) - 1;

    /** An area that is not hugetlb. */
    public Vma(long start, long end, int flags) {
        this(start, end, flags, 0);
    }

    /** @throws IllegalArgumentException if a bound, a flag or the order is out of range */
    public Vma {
        if (start < 0 || start >= end || end > Paging.TASK_SIZE) {
            throw new IllegalArgumentException("VMA bounds 0x" + Long.toHexString(start) + "-0x" + Long.toHexString(end));
        }
        long size = Paging.PAGE_SIZE << hugetlbOrder;
        if (!Paging.aligned(start, size) || !Paging.aligned(end, size)) {
            throw new IllegalArgumentException("VMA 0x" + Long.toHexString(start) + "-0x" + Long.toHexString(end)
                    + " is not aligned to its page size of " + size + " bytes");
        }
        boolean hugetlb = (flags & HUGETLB) != 0;
        boolean hasOrder = hugetlbOrder == Paging.PMD_ORDER || hugetlbOrder == Paging.PUD_ORDER;
        if ((flags & ~ALL) != 0 || hugetlb != hasOrder || !hugetlb && hugetlbOrder != 0) {
            throw new IllegalArgumentException("VMA flags 0x" + Integer.toHexString(flags) + " with hugetlb order " + hugetlbOrder);
        }
    }

    /** Whether all of {@code wanted} are set. */
    public boolean has(int wanted) {
        return (flags & wanted) == wanted;
    }

    /** Whether the walk may look at its entries: readable, and neither I/O memory nor raw pfns. Row 2 of decision-table.md. */
    public boolean walkable() {
        return (flags & (READ | IO | PFNMAP)) == READ;
    }

    @Override
    public String toString() {
        return "[0x" + Long.toHexString(start) + ", 0x" + Long.toHexString(end) + ") flags 0x" + Integer.toHexString(flags);
    }
}
