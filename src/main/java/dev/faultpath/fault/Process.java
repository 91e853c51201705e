package dev.faultpath.fault;

import dev.faultpath.design.migrate.DevicePagemaps;
import dev.faultpath.design.migrate.MigratingFaultHandler;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.ReverseMap;
import dev.faultpath.model.Vma;
import java.util.Arrays;
import java.util.List;

/**
 * The CPU side of an address space: the system calls that change it, reads and writes with contents, pins. Each call takes the mmap lock
 * and announces what it changes, as the kernel does; see {@code src/main/docs/library.md}. Lengths are whole pages of the area; an area
 * is given by the flags of {@link Vma}. Return codes are those of {@link Errno}.
 *
 * <p>Shared areas have no file behind them: their pages come into being with the area, and who drops one of them has lost it. Swap is read
 * as zeros. For several threads, like the kernel's.
 */
@SuppressWarnings("JavaLangClash") // the kernel's word; java.lang's is of no use here
public final class Process {
    private static final int PROT = Vma.READ | Vma.WRITE | Vma.EXEC;
    /** Where the first area goes that asks for no address. */
    private static final long MMAP_BASE = 1L << 40;

    private final DevicePagemaps machine;
    private final AddressSpace mm;
    private final PageTable table;
    private final Memmap memmap;

    /** A process that has nothing mapped yet. */
    public Process(DevicePagemaps machine) {
        this(machine, new AddressSpace(machine.memory()));
    }

    /** The process of an address space that is there already, whose CPU faults it has taken with contents from now on. */
    public Process(DevicePagemaps machine, AddressSpace mm) {
        this.machine = machine;
        this.mm = mm;
        table = mm.pageTable();
        memmap = mm.memory().memmap();
        mm.faultHandler(new MigratingFaultHandler(machine));
    }

    public DevicePagemaps machine() {
        return machine;
    }

    public AddressSpace mm() {
        return mm;
    }

    // Areas.

    /** An area at an address of its choice, a multiple of 2 MiB: see {@link #mmap(long, long, int)}. */
    public long mmap(long length, int flags) {
        return mmap(0, length, flags);
    }

    /**
     * Maps an area, in place of what is there: {@code mmap()} with MAP_FIXED.
     *
     * @param addr first byte; 0 to have it chosen
     * @param length bytes
     * @param flags of {@link Vma}; {@link Vma#SHARED} takes away {@link Vma#ANONYMOUS}, {@link Vma#HUGETLB} has pages of 2 MiB
     * @return the first byte; {@link Errno#EINVAL} for what cannot be an area; {@link Errno#ENOMEM} without memory for a shared one
     */
    public long mmap(long addr, long length, int flags) {
        mm.mmapLock().writeLock();
        try {
            long start = addr == 0 ? freeAddress() : addr;
            if (!range(start, length) || unmap(start, start + length) != 0) {
                return Errno.EINVAL;
            }
            boolean shared = (flags & Vma.SHARED) != 0;
            Vma vma = new Vma(start, start + length, shared ? flags & ~Vma.ANONYMOUS : flags,
                    (flags & Vma.HUGETLB) != 0 ? Paging.PMD_ORDER : 0);
            mm.map(vma);
            for (long at = start; shared && at < vma.end(); at += Paging.PAGE_SIZE) {
                if (vma.has(Vma.READ) && mm.handleMmFault(vma, at, 0) != 0) {
                    unmap(start, vma.end());
                    return Errno.ENOMEM;
                }
            }
            merge();
            return start;
        } catch (IllegalArgumentException e) {
            return Errno.EINVAL;
        } finally {
            mm.mmapLock().writeUnlock();
        }
    }

    /**
     * Unmaps what is in a range: {@code munmap()}.
     *
     * @return 0; {@link Errno#EINVAL} for an empty or misaligned range, or a part of a hugetlb page
     */
    public int munmap(long addr, long length) {
        if (!range(addr, length)) {
            return Errno.EINVAL;
        }
        mm.mmapLock().writeLock();
        try {
            return unmap(addr, addr + length);
        } finally {
            mm.mmapLock().writeUnlock();
        }
    }

    /**
     * Changes the permission of a range: {@code mprotect()}.
     *
     * @param prot of {@link Vma#READ}, {@link Vma#WRITE} and {@link Vma#EXEC}
     * @return 0; {@link Errno#EINVAL} as {@link #munmap}; {@link Errno#ENOMEM} where nothing is mapped, after what comes before it was
     *     changed
     */
    public int mprotect(long addr, long length, int prot) {
        if (!range(addr, length) || (prot & ~PROT) != 0) {
            return Errno.EINVAL;
        }
        mm.mmapLock().writeLock();
        try {
            long end = addr + length;
            for (long at = addr; at < end; ) {
                Vma old = mm.vmaLookup(at);
                if (old == null) {
                    return Errno.ENOMEM;
                }
                if (cutsHugetlb(old, addr, end)) {
                    return Errno.EINVAL;
                }
                long to = Math.min(old.end(), end);
                Vma vma = new Vma(at, to, old.flags() & ~PROT | prot, old.hugetlbOrder());
                if (vma.flags() != old.flags()) {
                    cut(old, at, to);
                    mm.map(vma);
                    change(at, to, InvalidationEvent.Kind.PROTECTION_VMA, (page, shift, index, entry) ->
                            table.replace(index, entry, protect(vma, shift, entry)));
                }
                at = to;
            }
            return 0;
        } finally {
            merge();
            mm.mmapLock().writeUnlock();
        }
    }

    /**
     * Moves, grows or shrinks a mapping: {@code mremap()}, with MREMAP_MAYMOVE.
     *
     * @param oldAddr first byte of a part of one area
     * @param newAddr where to, in place of what is there; 0 to stay, or to go where there is room
     * @param keepArea MREMAP_DONTUNMAP: the old area stays, empty
     * @return the first byte; {@link Errno#EFAULT} where no area is; {@link Errno#EINVAL} for a misaligned or overlapping range, a hugetlb
     *     area, and {@code keepArea} with another length; {@link Errno#ENOMEM} where no addresses are left
     */
    public long mremap(long oldAddr, long oldLength, long newLength, long newAddr, boolean keepArea) {
        long oldEnd = oldAddr + oldLength;
        if (!range(oldAddr, oldLength) || !range(newAddr, newLength) || keepArea && oldLength != newLength
                || newAddr != 0 && newAddr < oldEnd && oldAddr < newAddr + newLength) {
            return Errno.EINVAL;
        }
        mm.mmapLock().writeLock();
        try {
            Vma vma = mm.vmaLookup(oldAddr);
            if (vma == null || oldEnd > vma.end()) {
                return Errno.EFAULT;
            }
            if (vma.has(Vma.HUGETLB)) {
                return Errno.EINVAL;
            }
            long kept = oldAddr + Math.min(oldLength, newLength);
            Vma next = mm.findVma(oldEnd);
            boolean room = newLength <= oldLength || oldEnd == vma.end() && (next == null || next.start() >= oldAddr + newLength);
            if (newAddr == 0 && !keepArea && room) {
                if (newLength > oldLength) {
                    mm.map(new Vma(oldEnd, oldAddr + newLength, vma.flags()));
                    merge();
                }
                return kept < oldEnd ? unmapped(kept, oldEnd, oldAddr) : oldAddr;
            }
            long to = newAddr == 0 ? freeAddress() : newAddr;
            if (!range(to, newLength)) {
                return Errno.ENOMEM;
            }
            unmap(to, to + newLength);
            mm.map(new Vma(to, to + newLength, vma.flags()));
            change(oldAddr, kept, InvalidationEvent.Kind.UNMAP,
                    (page, shift, index, entry) -> move(page, to - oldAddr, shift, index, entry));
            if (!keepArea) {
                unmap(oldAddr, oldEnd);
            }
            merge();
            return to;
        } finally {
            mm.mmapLock().writeUnlock();
        }
    }

    private long unmapped(long start, long end, long result) {
        unmap(start, end);
        return result;
    }

    /**
     * Drops the pages of a range, of which anonymous ones read as zeros then: {@code madvise()} with MADV_DONTNEED.
     *
     * @return as {@link #mprotect}; {@link Errno#EINVAL} for a shared area too, whose pages could not come back
     */
    public int dontneed(long addr, long length) {
        if (!range(addr, length)) {
            return Errno.EINVAL;
        }
        mm.mmapLock().writeLock();
        try {
            long end = addr + length;
            for (long at = addr; at < end; ) {
                Vma vma = mm.vmaLookup(at);
                if (vma == null) {
                    return Errno.ENOMEM;
                }
                if (vma.has(Vma.SHARED) || cutsHugetlb(vma, addr, end)) {
                    return Errno.EINVAL;
                }
                change(at, Math.min(vma.end(), end), InvalidationEvent.Kind.CLEAR, this::drop);
                at = vma.end();
            }
            return 0;
        } finally {
            mm.mmapLock().writeUnlock();
        }
    }

    /**
     * A child with the same areas: {@code fork()}. Private pages, device-private ones too, become read-only in both; pinned ones are copied
     * at once; loans to a device end.
     *
     * @return null without memory for a copy
     */
    public Process fork() {
        Process child = new Process(machine, mm.newRelative());
        mm.mmapLock().writeLock();
        boolean[] copied = {true};
        try {
            for (Vma vma : mm.vmas()) {
                child.mm.map(vma);
                // What is shared stays as it is.
                InvalidationEvent.Kind kind = vma.has(Vma.SHARED) ? null : InvalidationEvent.Kind.PROTECTION_PAGE;
                change(vma.start(), vma.end(), kind, (page, shift, index, entry) -> share(child, vma, page, shift, index, entry,
                        copied));
            }
        } finally {
            mm.mmapLock().writeUnlock();
        }
        if (!copied[0]) {
            child.exit();
            return null;
        }
        return child;
    }

    /** Ends the process: drivers are told, and everything is unmapped. */
    public void exit() {
        mm.exit();
        mm.mmapLock().writeLock();
        try {
            mm.notifiers().start(InvalidationEvent.of(0, Paging.TASK_SIZE, InvalidationEvent.Kind.RELEASE));
            mm.notifiers().end();
            unmap(0, Paging.TASK_SIZE);
            mm.forgetRelatives();
        } finally {
            mm.mmapLock().writeUnlock();
        }
    }

    // Access.

    /**
     * The CPU reads, taking the faults that it needs.
     *
     * @return 0; {@link Errno#EFAULT} where it would get a signal; {@link Errno#ENOMEM}; {@link Errno#EBUSY} while the driver of a page
     *     does not let it come
     */
    public int read(long addr, byte[] to) {
        return access(addr, to.length, false, (pfn, at, done, count) -> machine.contents().read(pfn, at, to, done, count));
    }

    /** The CPU writes; as {@link #read}, with what comes before an error written. */
    public int write(long addr, byte[] from) {
        return access(addr, from.length, true, (pfn, at, done, count) -> machine.contents().write(pfn, at, from, done, count));
    }

    /**
     * Reads one byte.
     *
     * @throws IllegalStateException if it cannot be read
     */
    public byte get(long addr) {
        byte[] one = new byte[1];
        int rc = read(addr, one);
        if (rc != 0) {
            throw new IllegalStateException("0x" + Long.toHexString(addr) + " cannot be read: " + Errno.name(rc));
        }
        return one[0];
    }

    private interface Piece {
        void at(long pfn, int inPage, int done, int count);
    }

    /** Holds each page while it is used, as nothing else keeps a migration from copying it meanwhile. */
    private int access(long addr, int length, boolean write, Piece piece) {
        mm.mmapLock().readLock();
        try {
            for (int done = 0, count; done < length; done += count) {
                int inPage = (int) ((addr + done) & Paging.PAGE_SIZE - 1);
                count = Math.min((int) Paging.PAGE_SIZE - inPage, length - done);
                long pfn = machine.pin(mm, addr + done, write, false);
                if (pfn < 0) {
                    return (int) pfn;
                }
                piece.at(pfn, inPage, done, count);
                memmap.unpin(pfn);
            }
            return 0;
        } finally {
            mm.mmapLock().readUnlock();
        }
    }

    /** Pins a page, as {@code pin_user_pages()}: see {@link DevicePagemaps#pin}. */
    public long pin(long addr, boolean write, boolean longTerm) {
        mm.mmapLock().readLock();
        try {
            return machine.pin(mm, addr, write, longTerm);
        } finally {
            mm.mmapLock().readUnlock();
        }
    }

    /** Gives a pin back; a page that was unmapped meanwhile is free then. */
    public void unpin(long pfn) {
        memmap.unpin(pfn);
        long head = Memmap.headPfn(memmap.words(), pfn);
        if (head >= Memmap.FIRST_FREE_PFN && memmap.mapCount(head) <= 0 && !memmap.pinned(head)) {
            free(head, memmap.covers(head + 1) && Memmap.headPfn(memmap.words(), head + 1) == head ? Paging.PMD_ORDER : 0);
        }
    }

    // Entries.

    private interface Change {
        /** False to have it looked at again. */
        boolean entry(long addr, int shift, int index, long entry);
    }

    /** Announces a change, if it is of a kind, and makes it entry by entry; large ones that stick out are split, migrations waited for. */
    private void change(long start, long end, InvalidationEvent.Kind kind, Change change) {
        if (kind != null) {
            mm.notifiers().start(InvalidationEvent.of(start, end, kind));
        }
        try {
            for (long addr = start; addr < end; ) {
                long located = table.locate(addr);
                int shift = PageTable.locatedShift(located);
                int index = PageTable.locatedIndex(located);
                long entry = table.read(index);
                long next = Paging.segmentEnd(addr, 1L << shift, end);
                if (entry == Pte.NONE) {
                    addr = next;
                } else if (!Pte.present(entry) && Pte.type(entry) == Pte.MIGRATION) {
                    mm.faultHandler().awaitMigration(mm, index, entry);
                } else if (next - addr < 1L << shift) {
                    split(addr, index, entry);
                } else if (change.entry(addr, shift, index, entry)) {
                    addr = next;
                }
            }
        } finally {
            if (kind != null) {
                mm.notifiers().end();
            }
        }
    }

    private boolean split(long addr, int index, long entry) {
        if (ReverseMap.maps(entry)) {
            ReverseMap.split(mm, addr, entry);
        } else {
            table.split(index, entry, slot -> Pte.isZero(entry) ? Pte.zeroPage() : entry & ~Pte.LEAF);
        }
        return false;
    }

    /** Whether a large mapping is of pages that count one by one, since another process has split its own. */
    private boolean loose(int shift, long entry) {
        return ReverseMap.maps(entry) && !memmap.whole(Pte.pfn(entry), shift - Paging.PAGE_SHIFT);
    }

    private boolean drop(long addr, int shift, int index, long entry) {
        if (loose(shift, entry)) {
            return split(addr, index, entry);
        }
        if (!table.replace(index, entry, Pte.NONE)) {
            return false;
        }
        if (ReverseMap.maps(entry) && memmap.addMapCount(Pte.pfn(entry), -1) <= 0 && !memmap.pinned(Pte.pfn(entry))) {
            free(Pte.pfn(entry), shift - Paging.PAGE_SHIFT);
        }
        return true;
    }

    private void free(long pfn, int order) {
        if (memmap.pagemapId(pfn) < 0) {
            mm.memory().freeSystem(pfn, order);
        } else {
            machine.freePages(pfn, order);
        }
    }

    /**
     * What an entry becomes in an area of that permission; the kernel takes the write permission of a device-private page and of a private
     * hugetlb page in any case.
     */
    private long protect(Vma vma, int shift, long entry) {
        boolean hugetlb = vma.has(Vma.HUGETLB) && !vma.has(Vma.SHARED);
        if (Pte.isDevicePrivate(entry) || (hugetlb || !vma.has(Vma.WRITE)) && ReverseMap.maps(entry)) {
            return entry & ~Pte.WRITE;
        }
        boolean own = ReverseMap.maps(entry) && (entry & Pte.PROTNONE) == 0
                && (vma.has(Vma.SHARED) || mm.memory().anonymous(vma, entry)
                && memmap.mapCount(Pte.pfn(entry), shift - Paging.PAGE_SHIFT) <= 1);
        return own ? entry | Pte.WRITE : entry;
    }

    private boolean move(long addr, long by, int shift, int index, long entry) {
        if (!Paging.aligned(by, 1L << shift)) {
            return split(addr, index, entry);
        }
        if (!table.replace(index, entry, Pte.NONE)) {
            return false;
        }
        int to = table.ensure(addr + by, shift);
        if (Pte.isTable(table.read(to))) {
            table.retractTable(to);
        }
        table.write(to, entry);
        return true;
    }

    private boolean share(Process child, Vma vma, long addr, int shift, int index, long entry, boolean[] copied) {
        long pfn = Pte.pfn(entry);
        int order = shift - Paging.PAGE_SHIFT;
        if (loose(shift, entry)) {
            return split(addr, index, entry);
        }
        if (!Pte.present(entry) && Pte.type(entry) == Pte.DEVICE_EXCLUSIVE) {
            table.replace(index, entry, Pte.page(pfn, Pte.writable(entry)));
            return false;
        }
        long childs = entry;
        if (ReverseMap.maps(entry) && Pte.present(entry) && mm.memory().anonymous(vma, entry) && memmap.pinned(pfn)) {
            pfn = mm.memory().allocateSystem(order);
            copied[0] &= pfn >= 0;
            if (pfn < 0) {
                return true;
            }
            machine.contents().copy(Pte.pfn(entry), pfn, 1 << order);
            memmap.markAnonymous(pfn);
            memmap.addMapCount(pfn, 1);
            childs = Pte.withPfn(entry, pfn) | (vma.has(Vma.WRITE) ? Pte.WRITE : 0);
        } else if (ReverseMap.maps(entry)) {
            childs = vma.has(Vma.SHARED) ? entry : entry & ~Pte.WRITE;
            memmap.addMapCount(pfn, 1);
            if (!table.replace(index, entry, childs)) {
                memmap.addMapCount(pfn, -1);
                return false;
            }
        } else if (Pte.type(entry) == Pte.MARKER_UFFD_WP && !Pte.present(entry)) {
            return true;
        }
        child.table.write(child.table.ensure(addr, shift), childs);
        return true;
    }

    // The list of areas; the mmap lock is held for writing.

    private static boolean range(long addr, long length) {
        return addr >= 0 && length > 0 && length <= Paging.TASK_SIZE - addr && Paging.aligned(addr | length, Paging.PAGE_SIZE);
    }

    private static boolean cutsHugetlb(Vma vma, long start, long end) {
        long size = Paging.PAGE_SIZE << vma.hugetlbOrder();
        return !Paging.aligned(Math.max(start, vma.start()), size) || !Paging.aligned(Math.min(end, vma.end()), size);
    }

    private long freeAddress() {
        Vma[] vmas = mm.vmas();
        long after = Math.max(MMAP_BASE, vmas.length == 0 ? 0 : vmas[vmas.length - 1].end());
        return after + Paging.PMD_SIZE - 1 & -Paging.PMD_SIZE;
    }

    private int unmap(long start, long end) {
        List<Vma> hit = Arrays.stream(mm.vmas()).filter(vma -> vma.start() < end && vma.end() > start).toList();
        if (hit.stream().anyMatch(vma -> cutsHugetlb(vma, start, end))) {
            return Errno.EINVAL;
        }
        for (Vma vma : hit) {
            long from = Math.max(start, vma.start());
            long to = Math.min(end, vma.end());
            cut(vma, from, to);
            change(from, to, InvalidationEvent.Kind.UNMAP, this::drop);
        }
        for (Vma vma : hit) {
            freeTables(Math.max(start, vma.start()), Math.min(end, vma.end()));
        }
        return 0;
    }

    /** Takes tables of the last level out of the tree where no area is any more. */
    private void freeTables(long start, long end) {
        for (long addr = start & -Paging.PMD_SIZE, next; addr < end; addr = next) {
            int shift = PageTable.locatedShift(table.locate(addr));
            next = Paging.segmentEnd(addr, 1L << Math.max(shift, Paging.PMD_SHIFT), Paging.TASK_SIZE);
            Vma vma = mm.findVma(addr);
            if (shift == Paging.PAGE_SHIFT && (vma == null || vma.start() >= next)) {
                table.retractTable(table.pmdIndex(addr));
            }
        }
    }

    /** Takes {@code [start, end)} out of an area. */
    private void cut(Vma vma, long start, long end) {
        mm.unmap(vma);
        if (vma.start() < start) {
            mm.map(new Vma(vma.start(), start, vma.flags(), vma.hugetlbOrder()));
        }
        if (end < vma.end()) {
            mm.map(new Vma(end, vma.end(), vma.flags(), vma.hugetlbOrder()));
        }
    }

    /** Makes one area of neighbours that are alike. */
    private void merge() {
        Vma[] vmas = mm.vmas();
        for (int i = vmas.length - 1; i > 0; i--) {
            Vma low = vmas[i - 1];
            Vma high = mm.vmaLookup(vmas[i].start());
            if (low.end() == high.start() && low.flags() == high.flags() && low.hugetlbOrder() == high.hugetlbOrder()) {
                mm.unmap(low);
                mm.unmap(high);
                mm.map(new Vma(low.start(), high.end(), low.flags(), low.hugetlbOrder()));
            }
        }
    }
}
