package dev.faultpath.model;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The memmap: one struct page of 64 bytes for every pfn, in one flat array. A page leads to its pagemap through its
 * compound head, so that page → head → pagemap → owner are dependent loads, as in the kernel.
 *
 * <p>Head and pagemap of a page are written when its memory is added or its compound page made, and only read by a walk.
 * Counts change under this object's monitor.
 */
public final class Memmap {
    /** log2 of the 64-bit words of one struct page. */
    public static final int STRIDE_SHIFT = 3;
    /** Word of a struct page: {@code head pfn << 1 | 1} on a tail page of a compound page, else 0. */
    public static final int HEAD = 1;
    /** Word of a struct page: id of its pagemap plus one, 0 for system memory. */
    public static final int PAGEMAP = 2;
    /** Word of a struct page: how many page tables map it, and whether it is {@link #ANONYMOUS}. */
    private static final int MAPCOUNT = 3;
    /** Word of a struct page: 1 while the page's lock is held. */
    private static final int LOCKED = 4;
    /** Word of a struct page: references other than mappings, such as pins for I/O. */
    private static final int PINS = 5;
    /** Word of a struct page: those of them that were taken of this very page of a compound one. */
    private static final int OWN_PINS = 6;
    /** Beside the count of pins: large mappings of single pages may begin here. */
    private static final long SPLIT = 1L << 40;
    /** Added to the count of mappings: the page is known to be anonymous, whatever area maps it. */
    private static final long ANONYMOUS = 1L << 40;
    /** A mapping of a page that may be a file's. */
    static final long MAPPED = 1;
    /** A mapping of a page that is its process's own, if the area is private: {@link #ANONYMOUS} too. */
    static final long OWN = ANONYMOUS + 1;

    /** The 4 KiB zero page. */
    public static final long ZERO_PFN = 1;
    /** Head of the 2 MiB zero page. */
    public static final long HUGE_ZERO_PFN = 512;
    /** First pfn that is handed out; those below belong to the zero pages. */
    public static final long FIRST_FREE_PFN = 1024;
    /** Most pages that fit one Java array. */
    private static final long MAX_PAGES = Integer.MAX_VALUE >>> STRIDE_SHIFT;

    private volatile long[] words = new long[(int) FIRST_FREE_PFN << STRIDE_SHIFT];
    private long pages = FIRST_FREE_PFN;

    Memmap() {
    }

    /** The flat array, for designs that read it themselves; never written through. */
    public long[] words() {
        return words;
    }

    /** Pages that the memmap covers. */
    public synchronized long pages() {
        return pages;
    }

    /**
     * Id of the pagemap behind {@code pfn}, through its compound head; -1 for system memory.
     *
     * @throws ArrayIndexOutOfBoundsException if there is no struct page for it
     */
    public int pagemapId(long pfn) {
        return pagemapId(words, pfn);
    }

    /** The same on the flat array that {@link #words()} gave. */
    public static int pagemapId(long[] words, long pfn) {
        return (int) words[((int) headPfn(words, pfn) << STRIDE_SHIFT) + PAGEMAP] - 1;
    }

    /** The head of the compound page that {@code pfn} is part of, itself for a single page. */
    public static long headPfn(long[] words, long pfn) {
        long head = words[((int) pfn << STRIDE_SHIFT) + HEAD];
        return (head & 1) != 0 ? head >>> 1 : pfn;
    }

    /**
     * Adds {@code count} pages at the end, first aligned to {@code 1 << alignOrder} pages.
     *
     * @return the first pfn
     * @throws IllegalStateException if the memmap would pass what a Java array holds
     */
    synchronized long add(long count, int alignOrder, int pagemapId) {
        long size = 1L << alignOrder;
        long first = (pages + size - 1) & -size;
        long end = first + count;
        if (end > MAX_PAGES) {
            throw new IllegalStateException("memmap of " + end + " pages; the largest is " + MAX_PAGES);
        }
        long needed = end << STRIDE_SHIFT;
        long[] array = words;
        if (needed > array.length) {
            long grown = Math.max(needed, Math.min(2L * array.length, MAX_PAGES << STRIDE_SHIFT));
            array = Arrays.copyOf(array, (int) (pagemapId < 0 ? grown : needed));
        }
        if (pagemapId >= 0) {
            for (long pfn = first; pfn < end; pfn++) {
                array[((int) pfn << STRIDE_SHIFT) + PAGEMAP] = pagemapId + 1L;
            }
        }
        words = array;
        pages = end;
        return first;
    }

    /** Gives existing single pages to another pagemap, which can be found by its id already. */
    synchronized void handOver(long first, long count, int pagemapId) {
        VarHandle.releaseFence();
        for (long pfn = first; pfn < first + count; pfn++) {
            words[((int) pfn << STRIDE_SHIFT) + PAGEMAP] = pagemapId + 1L;
        }
    }

    /** Makes the {@code 1 << order} pages from {@code headPfn} on one compound page, or single pages again. */
    synchronized void compound(long headPfn, int order, boolean make) {
        for (long pfn = headPfn + 1; pfn < headPfn + (1L << order); pfn++) {
            words[((int) pfn << STRIDE_SHIFT) + HEAD] = make ? headPfn << 1 | 1 : 0;
        }
    }

    /**
     * Whether the {@code 1 << order} pages from {@code pfn} on are one page: not where a process split its mapping of a large page, while
     * that of another still spans all of it. Then each page counts for itself.
     */
    public synchronized boolean whole(long pfn, int order) {
        return order == 0 || headPfn(words, pfn + 1) == pfn;
    }

    /** How many page tables map the one of {@code 1 << order} pages that most map. */
    public synchronized int mapCount(long pfn, int order) {
        long counted = whole(pfn, order) ? 1 : 1L << order;
        int most = mapCount(pfn);
        for (long next = pfn + 1; next < pfn + counted; next++) {
            most = Math.max(most, mapCount(next));
        }
        return most;
    }

    /** How many page tables map the page at {@code pfn}. */
    public synchronized int mapCount(long pfn) {
        return (int) words[((int) pfn << STRIDE_SHIFT) + MAPCOUNT];
    }

    /** Adds {@code delta} to the page's map count and returns the new count: a page table maps it, or no longer does. */
    public synchronized int addMapCount(long pfn, int delta) {
        return (int) (words[((int) pfn << STRIDE_SHIFT) + MAPCOUNT] += delta);
    }

    /** A new page gets its first mapping; {@link #MAPPED}, or {@link #OWN} for a page that no file has. */
    synchronized void map(long pfn, long how) {
        words[((int) pfn << STRIDE_SHIFT) + MAPCOUNT] += how;
    }

    /** The page is given back: a page of its own, mapped by nobody. */
    synchronized void reset(long pfn, long count) {
        for (long i = pfn; i < pfn + count; i++) {
            int at = (int) i << STRIDE_SHIFT;
            words[at + HEAD] = 0;
            words[at + MAPCOUNT] = 0;
        }
    }

    /** The page, or the compound one that it heads, is a process's own and no file's: a copy on write in a private area of a file. */
    public synchronized void markAnonymous(long pfn) {
        if (!markedAnonymous(pfn)) {
            words[((int) pfn << STRIDE_SHIFT) + MAPCOUNT] += ANONYMOUS;
        }
    }

    /** Whether {@link #markAnonymous} was told of the page; see {@link PhysicalMemory#anonymous}. */
    synchronized boolean markedAnonymous(long pfn) {
        long word = words[((int) headPfn(words, pfn) << STRIDE_SHIFT) + MAPCOUNT];
        // The count below it may be negative.
        return (word - (int) word & ANONYMOUS) != 0;
    }

    /** Makes single pages of a compound page, each mapped as often as the whole was. */
    synchronized void split(long headPfn, int order) {
        compound(headPfn, order, false);
        long maps = words[((int) headPfn << STRIDE_SHIFT) + MAPCOUNT];
        for (long pfn = headPfn + 1; pfn < headPfn + (1L << order); pfn++) {
            words[((int) pfn << STRIDE_SHIFT) + MAPCOUNT] = maps;
        }
        for (long pfn = headPfn; pfn < headPfn + (1L << order); pfn++) {
            int at = (int) pfn << STRIDE_SHIFT;
            words[at + PINS] = words[at + OWN_PINS];
        }
    }

    /** Takes the page's lock unless it is held: the kernel's {@code folio_trylock()}. A compound page has its head's lock. */
    public synchronized boolean trylock(long pfn) {
        int at = ((int) pfn << STRIDE_SHIFT) + LOCKED;
        if (words[at] != 0) {
            return false;
        }
        words[at] = 1;
        return true;
    }

    public synchronized void unlock(long pfn) {
        words[((int) pfn << STRIDE_SHIFT) + LOCKED] = 0;
    }

    /** Holds the page where it is, as a pin for I/O does, until {@link #unpin}; a compound page as a whole. */
    public synchronized void pin(long pfn) {
        words[((int) headPfn(words, pfn) << STRIDE_SHIFT) + PINS]++;
        words[((int) pfn << STRIDE_SHIFT) + OWN_PINS]++;
    }

    public synchronized void unpin(long pfn) {
        words[((int) headPfn(words, pfn) << STRIDE_SHIFT) + PINS]--;
        words[((int) pfn << STRIDE_SHIFT) + OWN_PINS]--;
    }

    /** Whether somebody pins the page; a compound page as a whole. */
    public synchronized boolean pinned(long pfn) {
        return (int) words[((int) headPfn(words, pfn) << STRIDE_SHIFT) + PINS] != 0;
    }

    /** Whether somebody pins the page, or it was the head of one of which a process has split its mapping: see {@link #whole}. */
    public synchronized boolean held(long pfn) {
        return words[((int) headPfn(words, pfn) << STRIDE_SHIFT) + PINS] != 0;
    }

    /** The page was the head of one that is mapped as a whole by who has not split it: {@link #held} from now on. */
    synchronized void markSplit(long pfn) {
        words[((int) pfn << STRIDE_SHIFT) + PINS] |= SPLIT;
    }

    /** Whether the page can leave its place: one page table maps it and nobody pins it. */
    public synchronized boolean movable(long pfn) {
        int at = (int) pfn << STRIDE_SHIFT;
        return (int) words[at + MAPCOUNT] <= 1 && (int) words[at + PINS] == 0;
    }

    /** Whether a mover that takes no lock may have the page: {@link #movable}, and nobody holds its lock. */
    synchronized boolean idle(long pfn) {
        return movable(pfn) && words[((int) pfn << STRIDE_SHIFT) + LOCKED] == 0;
    }

    /** Whether there is a struct page for {@code pfn}. */
    public synchronized boolean covers(long pfn) {
        return pfn >= 0 && pfn < pages;
    }
}
