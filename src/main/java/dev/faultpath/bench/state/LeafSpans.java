package dev.faultpath.bench.state;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Arrays;

/**
 * Stretches of last-level entries in address order: what a walk hands on once it has found the tables, at most 512 entries
 * each. Where an address space has fewer pages than wanted, it is gone through again from the start.
 */
public final class LeafSpans {
    private int[] first = new int[16];
    private int[] count = new int[16];
    private long[] addr = new long[16];
    private int size;

    private LeafSpans() {
    }

    /**
     * The spans of the first {@code pages} pages that a last-level table of a walkable area covers.
     *
     * @throws IllegalArgumentException if there is no such page
     */
    public static LeafSpans of(AddressSpace mm, int pages) {
        LeafSpans spans = new LeafSpans();
        int left = pages;
        while (left > 0) {
            int before = left;
            for (Vma vma : mm.vmas()) {
                left = spans.addArea(mm.pageTable(), vma, left);
            }
            if (left == before) {
                throw new IllegalArgumentException("the layout maps no 4 KiB pages");
            }
        }
        return spans;
    }

    private int addArea(PageTable table, Vma vma, int wanted) {
        int left = wanted;
        if (!vma.walkable() || vma.has(Vma.HUGETLB)) {
            return left;
        }
        for (long addr = vma.start(), next; left > 0 && addr < vma.end(); addr = next) {
            next = Paging.segmentEnd(addr, Paging.PMD_SIZE, vma.end());
            int pmd = table.pmdIndex(addr);
            long upper = pmd < 0 ? Pte.NONE : table.read(pmd);
            if (Pte.isTable(upper)) {
                int entries = Math.min(left, Paging.pages(addr, next));
                add(addr, PageTable.indexIn(upper, addr, Paging.PAGE_SHIFT), entries);
                left -= entries;
            }
        }
        return left;
    }

    private void add(long address, int firstIndex, int entries) {
        if (size == first.length) {
            first = Arrays.copyOf(first, 2 * size);
            count = Arrays.copyOf(count, 2 * size);
            addr = Arrays.copyOf(addr, 2 * size);
        }
        addr[size] = address;
        first[size] = firstIndex;
        count[size++] = entries;
    }

    /** Number of spans. */
    public int size() {
        return size;
    }

    /** Index in the page table's flat array of a span's first entry. */
    public int first(int span) {
        return first[span];
    }

    /** Address that a span's first entry stands for. */
    public long addr(int span) {
        return addr[span];
    }

    /** Entries of a span, 1 to 512. */
    public int count(int span) {
        return count[span];
    }
}
