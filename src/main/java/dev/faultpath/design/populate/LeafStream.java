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
 * about. Each reader of the stream reads and decides the table entries. Good until the page table grows.
 */
public final class LeafStream {
    /** In place of a span's step: the pages are entries of a table. */
    private static final int TABLE = -1;

    private final long[] entries;
    private int[] pages = new int[16];
    private int[] steps = new int[16];
    /** A span's first word, or the index of a table's first entry. */
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

    /** Adds what begins at {@code addr} and returns where it ends. */
    private long add(AddressSpace mm, long addr, HmmRange snapshot) {
        PageTable table = mm.pageTable();
        Vma vma = mm.findVma(addr);
        long next = snapshot.end;
        if (vma != null && vma.start() > addr) {
            next = Math.min(next, vma.start());
        } else if (vma != null) {
            next = Math.min(next, vma.end());
            if (vma.has(Vma.HUGETLB)) {
                next = Paging.segmentEnd(addr, Paging.PAGE_SIZE << vma.hugetlbOrder(), next);
            } else if (vma.walkable()) {
                long located = table.locate(addr);
                int shift = PageTable.locatedShift(located);
                if (shift == Paging.PAGE_SHIFT) {
                    next = Paging.segmentEnd(addr, Paging.PMD_SIZE, next);
                    add(Paging.pages(addr, next), TABLE, PageTable.locatedIndex(located));
                    return next;
                }
                next = Paging.segmentEnd(addr, 1L << shift, next);
            }
        }
        int at = snapshot.index(addr);
        int count = Paging.pages(addr, next);
        long word = snapshot.pfns[at];
        add(count, count == 1 ? stepAfter(word) : (int) (snapshot.pfns[at + 1] - word), word);
        return next;
    }

    /** The step that would make a single page's word part of a longer stretch: pages that no pfn belongs to are alike. */
    static int stepAfter(long word) {
        return HmmPfn.pfn(word) == 0 ? 0 : 1;
    }

    private void add(int count, int step, long word) {
        if (size == pages.length) {
            pages = Arrays.copyOf(pages, 2 * size);
            steps = Arrays.copyOf(steps, 2 * size);
            words = Arrays.copyOf(words, 2 * size);
        }
        pages[size] = count;
        steps[size] = step;
        words[size++] = word;
    }

    /** Tables and spans. */
    public int size() {
        return size;
    }

    /** Pages of element {@code i}; 1 to 512 if it is a table. */
    public int pages(int i) {
        return pages[i];
    }

    /** Whether element {@code i} is a table, else it is a span. */
    public boolean isTable(int i) {
        return steps[i] == TABLE;
    }

    /** Index of a table's first entry in {@link #entries()}. */
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
