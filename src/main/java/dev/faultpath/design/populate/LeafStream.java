package dev.faultpath.design.populate;

import dev.faultpath.design.walk.CallbackRadixWalk;
import dev.faultpath.design.walk.HmmWalk;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Vma;
import java.util.Arrays;

/**
 * What a walk has found in a range, in address order, recorded once: <em>tables</em>, stretches of last-level entries that are
 * still to be read, and <em>spans</em>, pages that one decision answered: a larger mapping, a hole, an area that is not
 * walked. It takes the place of the walk, so that all designs read the same input.
 *
 * <p>Spans are decided when they are recorded, by the reference walk: one decision for hundreds of pages is not what Q2 asks
 * about. Each reader of the stream reads and decides the table entries. {@link #tables} and {@link #entries} decide nothing
 * and have no spans. Good until the page table grows.
 */
public final class LeafStream {
    /** In place of a span's step: the pages are entries of a table. */
    private static final int TABLE = -1;
    /** In place of a span's step: the pages are one entry above the last level, still to be read. */
    private static final int LARGE = -2;

    private final long[] entries;
    private long[] addresses = new long[16];
    private int[] pages = new int[16];
    private int[] steps = new int[16];
    /** A span's first word, or the index of what is still to be read. */
    private long[] words = new long[16];
    private int size;

    private LeafStream(long[] entries) {
        this.entries = entries;
    }

    /**
     * Records a walk, under the mmap lock.
     *
     * @param asker whose device-private memory counts as usable; null for nobody's
     * @param start first byte, page aligned
     * @param end first byte past the range, page aligned, above {@code start}
     */
    public static LeafStream of(AddressSpace mm, Owner asker, long start, long end) {
        HmmRange snapshot = new HmmRange();
        snapshot.start = start;
        snapshot.end = end;
        snapshot.pfns = new long[Paging.pages(start, end)];
        snapshot.devPrivateOwner = asker;
        HmmWalk walk = new HmmWalk(mm, false);
        walk.begin(snapshot);
        LeafStream stream = new LeafStream(mm.pageTable().entries());
        mm.mmapLock().readLock();
        try {
            int rc = new CallbackRadixWalk().walk(walk);
            if (rc != 0) {
                throw new IllegalArgumentException("the range cannot be walked: error " + rc);
            }
            for (long addr = start; addr < end;) {
                addr = stream.add(mm, addr, snapshot);
            }
        } finally {
            mm.mmapLock().readUnlock();
        }
        return stream;
    }

    /**
     * The entries behind a range, all of them still to be read: tables, and larger mappings of one entry each. What is left of a walk when
     * nothing has to be found.
     *
     * @param start first byte, page aligned
     * @param end first byte past the range, page aligned, above {@code start}
     */
    public static LeafStream entries(AddressSpace mm, long start, long end) {
        LeafStream stream = new LeafStream(mm.pageTable().entries());
        for (long addr = start; addr < end;) {
            long located = mm.pageTable().locate(addr);
            addr = stream.add(addr, located, pieceEnd(addr, located, end));
        }
        return stream;
    }

    /**
     * The first {@code pages} pages that a last-level table of a walkable area covers, tables only: what a walk hands on once it has found
     * them. Where an address space has fewer, it is gone through again from the start.
     *
     * @throws IllegalArgumentException if there is no such page
     */
    public static LeafStream tables(AddressSpace mm, int pages) {
        LeafStream stream = new LeafStream(mm.pageTable().entries());
        int left = pages;
        while (left > 0) {
            int before = left;
            for (Vma vma : mm.vmas()) {
                left -= vma.walkable() && !vma.has(Vma.HUGETLB) ? stream.addTables(mm.pageTable(), vma, left) : 0;
            }
            if (left == before) {
                throw new IllegalArgumentException("the layout maps no 4 KiB pages");
            }
        }
        return stream;
    }

    /** Adds an area's tables, {@code most} pages of them at the most, and returns how many those were. */
    private int addTables(PageTable table, Vma vma, int most) {
        int left = most;
        for (long addr = vma.start(), next; left > 0 && addr < vma.end(); addr = next) {
            long located = table.locate(addr);
            next = pieceEnd(addr, located, vma.end());
            if (isTable(located)) {
                left -= Paging.pages(addr, add(addr, located, Math.min(next, addr + left * Paging.PAGE_SIZE)));
            }
        }
        return most - left;
    }

    private static boolean isTable(long located) {
        return PageTable.locatedShift(located) == Paging.PAGE_SHIFT;
    }

    /** Where the table, or the larger entry, that was located for {@code addr} ends, {@code limit} at the latest. */
    private static long pieceEnd(long addr, long located, long limit) {
        return Paging.segmentEnd(addr, isTable(located) ? Paging.PMD_SIZE : 1L << PageTable.locatedShift(located), limit);
    }

    /** Adds what was located for {@code addr}, still to be read, and returns where it ends. */
    private long add(long addr, long located, long end) {
        add(addr, Paging.pages(addr, end), isTable(located) ? TABLE : LARGE, PageTable.locatedIndex(located));
        return end;
    }

    /** Adds what begins at {@code addr} and returns where it ends. */
    private long add(AddressSpace mm, long addr, HmmRange snapshot) {
        Vma vma = mm.findVma(addr);
        long next = snapshot.end;
        if (vma != null && vma.start() > addr) {
            next = Math.min(next, vma.start());
        } else if (vma != null) {
            next = Math.min(next, vma.end());
            if (vma.has(Vma.HUGETLB)) {
                next = Paging.segmentEnd(addr, Paging.PAGE_SIZE << vma.hugetlbOrder(), next);
            } else if (vma.walkable()) {
                long located = mm.pageTable().locate(addr);
                next = pieceEnd(addr, located, next);
                if (isTable(located)) {
                    return add(addr, located, next);
                }
            }
        }
        int at = snapshot.index(addr);
        int count = Paging.pages(addr, next);
        long word = snapshot.pfns[at];
        add(addr, count, count == 1 ? stepAfter(word) : (int) (snapshot.pfns[at + 1] - word), word);
        return next;
    }

    /** The step that would make a single page's word part of a longer stretch: pages that no pfn belongs to are alike. */
    static int stepAfter(long word) {
        return HmmPfn.pfn(word) == 0 ? 0 : 1;
    }

    private void add(long addr, int count, int step, long word) {
        if (size == pages.length) {
            addresses = Arrays.copyOf(addresses, 2 * size);
            pages = Arrays.copyOf(pages, 2 * size);
            steps = Arrays.copyOf(steps, 2 * size);
            words = Arrays.copyOf(words, 2 * size);
        }
        addresses[size] = addr;
        pages[size] = count;
        steps[size] = step;
        words[size++] = word;
    }

    /** Tables, larger entries and spans. */
    public int size() {
        return size;
    }

    /** First byte of element {@code i}. */
    public long addr(int i) {
        return addresses[i];
    }

    /** Pages of element {@code i}; 1 to 512 if it is a table. */
    public int pages(int i) {
        return pages[i];
    }

    /** Whether element {@code i} is a table, else it is a larger entry or a span. */
    public boolean isTable(int i) {
        return steps[i] == TABLE;
    }

    /** Index of a table's first entry, or of a larger entry, in {@link #entries()}. */
    public int first(int i) {
        return (int) words[i];
    }

    /** The word of a span's first page, without sticky bits. */
    public long word(int i) {
        return words[i];
    }

    /** What each further word of a span has more: 1 where pfns count up, 0 where all words are alike. */
    public int step(int i) {
        return steps[i];
    }

    /** The page table's flat array, from which a table's entries are read. */
    public long[] entries() {
        return entries;
    }
}
