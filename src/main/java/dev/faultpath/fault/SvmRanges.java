package dev.faultpath.fault;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.IntervalNotifier;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ranges of one device over one address space: {@code drm_gpusvm_range_find_or_insert()}. A new range is the largest of 2 MiB,
 * 64 KiB and 4 KiB that, aligned around the address, lies within its area and its subscription and overlaps no other; one of 64 KiB
 * only where every page is there.
 */
final class SvmRanges {
    private static final long[] CHUNKS = {Paging.PMD_SIZE, Paging.PAGE_SIZE << 4, Paging.PAGE_SIZE};

    private final AddressSpace mm;
    private final GpuSvm client;
    private final TreeMap<Long, SvmRange> byStart = new TreeMap<>();

    SvmRanges(AddressSpace mm, GpuSvm client) {
        this.mm = mm;
        this.client = client;
    }

    /**
     * The range at an address, made if there is none; the caller holds the mmap lock. One that its area does not cover any more is
     * dropped and made anew.
     *
     * @param vma the area that contains {@code addr}
     * @return null if no subscription contains the address
     */
    SvmRange findOrInsert(Vma vma, long addr) {
        Map.Entry<Long, SvmRange> below = byStart.floorEntry(addr);
        if (below != null && addr < below.getValue().end()) {
            SvmRange range = below.getValue();
            if (vma.start() <= range.start() && range.end() <= vma.end()) {
                return range;
            }
            byStart.remove(below.getKey());
        }
        IntervalNotifier subscription = subscription(addr);
        if (subscription == null) {
            return null;
        }
        for (long size : CHUNKS) {
            long start = addr & -size;
            if (fits(vma, subscription, start, start + size)
                    && (size > CHUNKS[1] || size == Paging.PAGE_SIZE || populated(start, start + size))) {
                SvmRange range = new SvmRange(subscription, start, start + size, client.owner());
                byStart.put(start, range);
                return range;
            }
        }
        throw new IllegalStateException("no range of one page fits at 0x" + Long.toHexString(addr));
    }

    private IntervalNotifier subscription(long addr) {
        for (IntervalNotifier subscription : client.subscriptions()) {
            if (subscription.start() <= addr && addr <= subscription.last()) {
                return subscription;
            }
        }
        return null;
    }

    private boolean fits(Vma vma, IntervalNotifier subscription, long start, long end) {
        boolean inside = vma.start() <= start && end <= vma.end() && subscription.start() <= start && end - 1 <= subscription.last();
        if (!inside) {
            return false;
        }
        Map.Entry<Long, SvmRange> before = byStart.lowerEntry(end);
        return before == null || before.getValue().end() <= start;
    }

    private boolean populated(long start, long end) {
        for (long addr = start, next; addr < end; addr = next) {
            long located = mm.pageTable().locate(addr);
            next = Paging.segmentEnd(addr, 1L << PageTable.locatedShift(located), end);
            long entry = mm.pageTable().read(PageTable.locatedIndex(located));
            if (Pte.isTable(entry) || !Pte.present(entry) && !Pte.isDevicePrivate(entry)) {
                return false;
            }
        }
        return true;
    }
}
