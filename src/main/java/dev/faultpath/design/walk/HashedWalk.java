package dev.faultpath.design.walk;

import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/**
 * {@code hashed} (designs.md W14): a clustered hashed page table (Talluri, Hill and Khalidi, "A new page table for 64-bit address
 * spaces", 1995). Sixteen neighbouring entries share a bucket, with the entries in it; a walk probes once for each cluster. Entries
 * above the last level have clusters of their own and are probed for when there is none below.
 *
 * <p>Stands for replacing the radix tree on the fault path, as architectures with hashed tables do for their hardware. In
 * the kernel every {@code set_pte()} would update the cluster under a lock a bucket, huge mappings and holes cost a probe for
 * each level, and the table must be grown as a whole. It must guarantee that a cluster and the radix table, which core mm goes
 * on using, never disagree for longer than an invalidation.
 */
public final class HashedWalk extends SideStructureWalk {
    private static final int CLUSTER_ORDER = 4;
    private static final int CLUSTER = 1 << CLUSTER_ORDER;

    /** A cluster's number and level plus one; 0 for an empty bucket. */
    private long[] keys = new long[1];
    private long[] values = new long[CLUSTER];
    /** Index in the page table of a cluster's first entry. */
    private int[] indexes = new int[1];
    /** How far a hash is shifted right to give a bucket. */
    private int hashShift = Long.SIZE - 1;

    @Override
    void clear(PageTable table) {
        long clusters = (long) table.tables() * (Paging.PTRS_PER_TABLE / CLUSTER);
        // At most three quarters full, so that probing stays short.
        int order = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(clusters * 4 / 3));
        hashShift = Long.SIZE - order;
        keys = new long[1 << order];
        values = new long[CLUSTER << order];
        indexes = new int[1 << order];
    }

    @Override
    void addTable(PageTable table, long[] entries, long upper, long addr, int shift) {
        int first = PageTable.indexIn(upper, 0, shift);
        for (int slot = 0; slot < Paging.PTRS_PER_TABLE; slot += CLUSTER) {
            long clusterAddr = addr + ((long) slot << shift);
            long key = key(clusterAddr, shift);
            int bucket = bucket(key);
            while (keys[bucket] != 0) {
                bucket = bucket + 1 & keys.length - 1;
            }
            keys[bucket] = key;
            indexes[bucket] = first + slot;
            for (int i = 0; i < CLUSTER; i++) {
                long entry = table.read(entries, first + slot + i);
                values[bucket * CLUSTER + i] = entry;
                if (shift > Paging.PAGE_SHIFT && Pte.isTable(entry)) {
                    addTable(table, entries, entry, clusterAddr + ((long) i << shift), shift - 9);
                }
            }
        }
    }

    private static long key(long addr, int shift) {
        return (addr >>> shift + CLUSTER_ORDER) << 6 | shift;
    }

    private int bucket(long key) {
        // Fibonacci hashing: neighbouring clusters go to buckets far apart.
        return (int) (key * 0x9E3779B97F4A7C15L >>> hashShift);
    }

    /** The bucket of the cluster, or -1 if there is none. */
    private int find(long addr, int shift) {
        long key = key(addr, shift);
        int bucket = bucket(key);
        while (keys[bucket] != key) {
            if (keys[bucket] == 0) {
                return -1;
            }
            bucket = bucket + 1 & keys.length - 1;
        }
        return bucket;
    }

    private static int slot(long addr, int shift) {
        return (int) (addr >>> shift) & CLUSTER - 1;
    }

    @Override
    int pages(HmmWalk walk, Vma vma, long start, long end) {
        int rc = 0;
        for (long addr = start, next; rc == 0 && addr < end; addr = next) {
            int bucket = find(addr, Paging.PAGE_SHIFT);
            if (bucket >= 0) {
                next = Paging.segmentEnd(addr, Paging.PAGE_SIZE << CLUSTER_ORDER, end);
                rc = cluster(walk, vma, addr, next, Paging.segmentEnd(addr, Paging.PMD_SIZE, end), bucket);
                continue;
            }
            int shift = Paging.PAGE_SHIFT;
            while (bucket < 0 && shift < Paging.PUD_SHIFT) {
                shift += 9;
                bucket = find(addr, shift);
            }
            if (bucket < 0) {
                next = Paging.segmentEnd(addr, Paging.PGDIR_SIZE, end);
                rc = DecisionTable.hole(walk, vma, addr, next);
            } else {
                next = Paging.segmentEnd(addr, 1L << shift, end);
                int slot = slot(addr, shift);
                rc = upper(walk, vma, addr, next, values[bucket * CLUSTER + slot], indexes[bucket] + slot, shift);
            }
        }
        return rc;
    }

    private int cluster(HmmWalk walk, Vma vma, long start, long end, long segmentEnd, int bucket) {
        int slot = slot(start, Paging.PAGE_SHIFT);
        int value = bucket * CLUSTER + slot;
        int index = indexes[bucket] + slot;
        for (long addr = start; addr < end; addr += Paging.PAGE_SIZE, value++, index++) {
            int rc = DecisionTable.pte(walk, vma, addr, segmentEnd, values[value], index);
            if (rc != 0) {
                return rc;
            }
        }
        return 0;
    }

    @Override
    long hugetlbEntry(PageTable table, long addr, int shift) {
        int bucket = find(addr, shift);
        return bucket < 0 ? Pte.NONE : values[bucket * CLUSTER + slot(addr, shift)];
    }
}
