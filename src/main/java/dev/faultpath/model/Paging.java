package dev.faultpath.model;

/**
 * Geometry of the four-level table: 4 KiB pages, 512 entries a table, leaves of 4 KiB, 2 MiB (PMD) and 1 GiB (PUD).
 * The values are those of x86-64 with four levels; addresses are bytes, orders are log2 of 4 KiB pages.
 */
public final class Paging {
    /** log2 of the page size in bytes. */
    public static final int PAGE_SHIFT = 12;
    /** Bytes of a page. */
    public static final long PAGE_SIZE = 1L << PAGE_SHIFT;
    /** log2 of the bytes that one PMD entry spans. */
    public static final int PMD_SHIFT = 21;
    /** Bytes that one PMD entry spans. */
    public static final long PMD_SIZE = 1L << PMD_SHIFT;
    /** log2 of the bytes that one PUD entry spans. */
    public static final int PUD_SHIFT = 30;
    /** Bytes that one PUD entry spans. */
    public static final long PUD_SIZE = 1L << PUD_SHIFT;
    /** log2 of the bytes that one PGD entry spans. */
    public static final int PGDIR_SHIFT = 39;
    /** Bytes that one PGD entry spans. */
    public static final long PGDIR_SIZE = 1L << PGDIR_SHIFT;
    /** Entries of one table page. */
    public static final int PTRS_PER_TABLE = 512;
    /** Order of a PMD leaf. */
    public static final int PMD_ORDER = PMD_SHIFT - PAGE_SHIFT;
    /** Order of a PUD leaf. */
    public static final int PUD_ORDER = PUD_SHIFT - PAGE_SHIFT;
    /** First byte past the user half of the address space: 128 TiB. */
    public static final long TASK_SIZE = 1L << 47;

    private Paging() {
    }

    /** Slot of {@code addr} in a table whose entries span {@code 1 << shift} bytes, 0 to 511. */
    public static int slot(long addr, int shift) {
        return (int) (addr >>> shift) & (PTRS_PER_TABLE - 1);
    }

    /** Pages in {@code [start, end)}; both are page aligned byte addresses. */
    public static int pages(long start, long end) {
        return (int) ((end - start) >>> PAGE_SHIFT);
    }

    /** The next multiple of {@code size} (a power of two) above {@code addr}, but not past {@code end}. */
    public static long segmentEnd(long addr, long size, long end) {
        long boundary = (addr + size) & -size;
        return boundary - 1 < end - 1 ? boundary : end;
    }

    /** Whether {@code addr} is a multiple of {@code size}, a power of two. */
    public static boolean aligned(long addr, long size) {
        return (addr & (size - 1)) == 0;
    }
}
