package dev.faultpath.design.migrate;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Paging;
import java.util.BitSet;

/**
 * Device memory for one range of one address space, allocated, evicted and given back as a whole: the kernel's
 * {@code drm_pagemap_devmem}, behind which a driver has a buffer object. Its memory goes back when its last page is freed.
 */
public final class DevmemBlock {
    /** Bits of the order in a piece. */
    static final int ORDER_BITS = 5;

    /** The address space that it is for. */
    final AddressSpace mm;
    private final long start;
    private final long[] pfns;
    /** Pieces that the allocator gave: first pfn shifted left by {@value #ORDER_BITS} bits, and order. */
    final long[] pieces;
    private final BitSet attached = new BitSet();
    private int attachedPages;
    private long timesliceExpiration;
    /** Its neighbours in the ring of a list by last use, under the lock of its {@link DeviceMemory}; itself while it is in none. */
    private DevmemBlock older = this;
    private DevmemBlock newer = this;

    DevmemBlock(AddressSpace mm, long start, long[] pfns, long[] pieces) {
        this.mm = mm;
        this.start = start;
        this.pfns = pfns;
        this.pieces = pieces;
    }

    public long start() {
        return start;
    }

    public long end() {
        return start + ((long) pfns.length << Paging.PAGE_SHIFT);
    }

    public int pages() {
        return pfns.length;
    }

    /** The pfn for page {@code i} of the range. */
    public long pfn(int i) {
        return pfns[i];
    }

    /** Whether the 512 pages from page {@code i} on are one aligned stretch. */
    boolean hugeAt(int i) {
        int count = 1 << Paging.PMD_ORDER;
        if (i + count > pfns.length || !Paging.aligned(pfns[i], count)) {
            return false;
        }
        for (int k = 1; k < count; k++) {
            if (pfns[i + k] != pfns[i] + k) {
                return false;
            }
        }
        return true;
    }

    /** Where a list begins: behind its newest comes its oldest. */
    static DevmemBlock list() {
        return new DevmemBlock(null, 0, new long[0], new long[0]);
    }

    /** Of the block where a list begins: the oldest; null if there is none. */
    DevmemBlock oldest() {
        return newer == this ? null : newer;
    }

    /** Makes it the newest of a list, of which it may be part. */
    void addTo(DevmemBlock list) {
        leave();
        older = list.older;
        newer = list;
        older.newer = this;
        list.older = this;
    }

    /** Takes it out of its list, if it is in one. */
    void leave() {
        older.newer = newer;
        newer.older = older;
        older = this;
        newer = this;
    }

    synchronized boolean attached(int i) {
        return attached.get(i);
    }

    /** Pages that hold something. */
    public synchronized int attachedPages() {
        return attachedPages;
    }

    synchronized void attach(int i, int count) {
        attached.set(i, i + count);
        attachedPages += count;
    }

    /** Notes that pages from page {@code i} on are free again; true if nothing is attached any more. */
    synchronized boolean detach(int i, int count) {
        attached.clear(i, i + count);
        attachedPages -= count;
        return attachedPages == 0;
    }

    /** When a CPU fault may take it back, ns of the clock of its {@link DeviceMemory}. */
    long timesliceExpiration() {
        return timesliceExpiration;
    }

    void timesliceExpiration(long nanos) {
        timesliceExpiration = nanos;
    }
}
