package dev.faultpath.design.walk;

import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Arrays;

/**
 * {@code extents} (designs.md W15): runs of neighbouring entries that follow one another, sorted by address, as a file system
 * keeps the blocks of a file. One search finds the first run; within a run an entry is computed and not read.
 *
 * <p>Stands for a map of the mappings beside the radix tree. In the kernel every fault, copy-on-write break and migration of
 * a page would split a run in up to three and every neighbour filled in would join two, under a lock; where
 * pages are scattered it holds an entry a page and is larger than the tree. Like the hashed table, it must never disagree with
 * the page table for longer than an invalidation.
 */
public final class ExtentsWalk extends SideStructureWalk {
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private long[] first = new long[16];
    /** Difference of an entry to the one before. */
    private long[] step = new long[16];
    private byte[] shifts = new byte[16];
    private int size;

    @Override
    void clear(PageTable table) {
        size = 0;
    }

    @Override
    void addTable(PageTable table, long[] entries, long upper, long addr, int shift) {
        int index = PageTable.indexIn(upper, 0, shift);
        for (int slot = 0; slot < Paging.PTRS_PER_TABLE; slot++) {
            long entry = table.read(entries, index + slot);
            long entryAddr = addr + ((long) slot << shift);
            if (shift > Paging.PAGE_SHIFT && Pte.isTable(entry)) {
                addTable(table, entries, entry, entryAddr, shift - 9);
            } else {
                add(entryAddr, shift, entry);
            }
        }
    }

    private void add(long addr, int shift, long entry) {
        int last = size - 1;
        if (last >= 0 && ends[last] == addr && shifts[last] == shift) {
            long count = (addr - starts[last]) >>> shift;
            long difference = entry - first[last];
            long pfns = Pte.withPfn(0, 1L << shift - Paging.PAGE_SHIFT);
            if (count == 1 && (difference == 0 || difference == pfns)) {
                step[last] = difference;
            }
            if (difference == count * step[last]) {
                ends[last] = addr + (1L << shift);
                return;
            }
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
            first = Arrays.copyOf(first, 2 * size);
            step = Arrays.copyOf(step, 2 * size);
            shifts = Arrays.copyOf(shifts, 2 * size);
        }
        starts[size] = addr;
        ends[size] = addr + (1L << shift);
        first[size] = entry;
        step[size] = 0;
        shifts[size++] = (byte) shift;
    }

    /** The run that contains {@code addr}, or -1. */
    private int find(long addr) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] > addr) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low < size && starts[low] <= addr ? low : -1;
    }

    @Override
    int pages(HmmWalk walk, Vma vma, long start, long end) {
        PageTable table = walk.mm().pageTable();
        int run = -1;
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            boolean follows = run >= 0 && run + 1 < size && starts[run + 1] == addr;
            run = follows ? run + 1 : run >= 0 && addr < ends[run] ? run : find(addr);
            if (run < 0) {
                next = Paging.segmentEnd(addr, Paging.PGDIR_SIZE, end);
                rc = DecisionTable.hole(walk, vma, addr, next);
                continue;
            }
            int shift = shifts[run];
            long entry = first[run] + (addr - starts[run] >>> shift) * step[run];
            if (shift == Paging.PAGE_SHIFT) {
                long segmentEnd = Paging.segmentEnd(addr, Paging.PMD_SIZE, end);
                next = Math.min(ends[run], segmentEnd);
                rc = ptes(walk, vma, addr, next, segmentEnd, entry, step[run]);
            } else {
                next = Paging.segmentEnd(addr, 1L << shift, end);
                // Only a wait for a migration needs the place in the page table.
                int index = Pte.type(entry) == Pte.MIGRATION ? PageTable.locatedIndex(table.locate(addr)) : -1;
                rc = upper(walk, vma, addr, next, entry, index, shift);
            }
        }
        return rc;
    }

    private static int ptes(HmmWalk walk, Vma vma, long start, long end, long segmentEnd, long firstEntry, long step) {
        int index = Pte.type(firstEntry) == Pte.MIGRATION ? walk.mm().pageTable().pteIndex(start) : 0;
        long entry = firstEntry;
        for (long addr = start; addr < end; addr += Paging.PAGE_SIZE, entry += step, index++) {
            int rc = DecisionTable.pte(walk, vma, addr, segmentEnd, entry, index);
            if (rc != 0) {
                return rc;
            }
        }
        return 0;
    }

    @Override
    long hugetlbEntry(PageTable table, long addr, int shift) {
        int run = find(addr);
        return run < 0 || shifts[run] != shift ? Pte.NONE : first[run] + (addr - starts[run] >>> shift) * step[run];
    }
}
