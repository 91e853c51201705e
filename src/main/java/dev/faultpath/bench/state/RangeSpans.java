package dev.faultpath.bench.state;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import java.util.Arrays;

/** The entries behind a range in address order, found beforehand: what is left of a walk when nothing has to be found. */
public final class RangeSpans {
    private int[] first = new int[16];
    private int[] entries = new int[16];
    private int[] pages = new int[16];
    private int size;

    private RangeSpans() {
    }

    /** The spans of {@code [start, end)}. */
    public static RangeSpans of(AddressSpace mm, long start, long end) {
        RangeSpans spans = new RangeSpans();
        for (long addr = start, next; addr < end; addr = next) {
            long located = mm.pageTable().locate(addr);
            int shift = PageTable.locatedShift(located);
            boolean table = shift == Paging.PAGE_SHIFT;
            next = Paging.segmentEnd(addr, table ? Paging.PMD_SIZE : 1L << shift, end);
            int count = Paging.pages(addr, next);
            spans.add(PageTable.locatedIndex(located), table ? count : 1, count);
        }
        return spans;
    }

    private void add(int firstIndex, int entryCount, int pageCount) {
        if (size == first.length) {
            first = Arrays.copyOf(first, 2 * size);
            entries = Arrays.copyOf(entries, 2 * size);
            pages = Arrays.copyOf(pages, 2 * size);
        }
        first[size] = firstIndex;
        entries[size] = entryCount;
        pages[size++] = pageCount;
    }

    /** Number of spans. */
    public int size() {
        return size;
    }

    /** Index in the page table of a span's first entry. */
    public int first(int span) {
        return first[span];
    }

    /** Whether the span is entries of 4 KiB each, one a page; else it is one entry for all its pages. */
    public boolean onePerPage(int span) {
        return entries[span] == pages[span];
    }

    /** Pages of a span. */
    public int pages(int span) {
        return pages[span];
    }
}
