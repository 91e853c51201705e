package dev.faultpath.model;

/**
 * Moves single mappings between system and device memory, and evicts a whole pagemap: as much of the kernel's
 * {@code migrate_vma} as a fault in flight can see. An entry becomes a migration entry between the start and the end of an
 * invalidation, and the final entry afterwards; contents are left out. May run beside walks, CPU faults and other moves; takes no
 * lock but those of the parts it calls, so an eviction needs no mmap lock, as in the kernel.
 */
public final class PageMover {
    private final AddressSpace mm;

    public PageMover(AddressSpace mm) {
        this.mm = mm;
    }

    /**
     * Moves the 4 KiB system page at {@code addr} to device memory.
     *
     * @return 0; {@link Errno#ENODEV} if the device is unplugged; {@link Errno#ENOMEM} if the pagemap is full or killed;
     *     {@link Errno#EBUSY} if there is no such page, it is in use elsewhere, or it changed meanwhile
     */
    public int toDevice(long addr, Pagemap target) {
        int section = target.device().enter();
        if (section < 0) {
            return Errno.ENODEV;
        }
        try {
            return toPluggedDevice(addr, target);
        } finally {
            target.device().exit(section);
        }
    }

    private int toPluggedDevice(long addr, Pagemap target) {
        int index = mm.pageTable().pteIndex(addr);
        long entry = index < 0 ? Pte.NONE : mm.pageTable().read(index);
        Memmap memmap = mm.memory().memmap();
        long source = Pte.pfn(entry);
        if (!Pte.present(entry) || (entry & Pte.SPECIAL) != 0 || memmap.pagemapId(source) >= 0
                || Memmap.headPfn(memmap.words(), source) != source) {
            return Errno.EBUSY;
        }
        long pfn = mm.memory().allocateDevice(target, 0);
        if (pfn < 0) {
            return Errno.ENOMEM;
        }
        if (!move(addr, Paging.PAGE_SHIFT, index, entry, target.entry(pfn, Pte.writable(entry)))) {
            mm.memory().freeDevice(target, pfn, 0);
            return Errno.EBUSY;
        }
        if (target.type() == Pagemap.Type.COHERENT) {
            memmap.addMapCount(pfn, 1);
        }
        memmap.addMapCount(source, -1);
        mm.memory().freeSystem(source, 0);
        return 0;
    }

    /**
     * Moves the mapping of device memory at {@code addr}, 4 KiB or 2 MiB, private or coherent, to system memory.
     *
     * @return 0; {@link Errno#ENOMEM} if there is no system memory; {@link Errno#EBUSY} if there is no such mapping, it is
     *     in use elsewhere, or it changed meanwhile
     */
    public int toSystem(long addr) {
        long located = mm.pageTable().locate(addr);
        int index = PageTable.locatedIndex(located);
        int shift = PageTable.locatedShift(located);
        long entry = mm.pageTable().read(index);
        Pagemap pagemap = mm.memory().devicePagemap(entry);
        if (pagemap == null) {
            return Errno.EBUSY;
        }
        int order = shift - Paging.PAGE_SHIFT;
        long source = Pte.pfn(entry);
        long pfn = mm.memory().allocateSystem(order);
        if (pfn < 0) {
            return Errno.ENOMEM;
        }
        long to = order == 0 ? Pte.page(pfn, Pte.writable(entry)) : Pte.leaf(pfn, Pte.writable(entry));
        if (!move(addr, shift, index, entry, to)) {
            mm.memory().freeSystem(pfn, order);
            return Errno.EBUSY;
        }
        mm.memory().memmap().addMapCount(pfn, 1);
        mm.memory().freeDevice(pagemap, source, order);
        return 0;
    }

    /**
     * Replaces an entry by way of a migration entry; false if it is no longer what was read, or if its page is pinned, locked or mapped
     * elsewhere too, which can be told for good once nobody gets at it here.
     */
    private boolean move(long addr, int shift, int index, long from, long to) {
        long migration = Pte.migration(Pte.pfn(from), Pte.writable(from));
        if (shift > Paging.PAGE_SHIFT) {
            migration = Pte.huge(migration);
        }
        long start = addr & -(1L << shift);
        mm.notifiers().start(InvalidationEvent.of(start, start + (1L << shift), InvalidationEvent.Kind.MIGRATE));
        try {
            if (!mm.pageTable().replace(index, from, migration)) {
                return false;
            }
        } finally {
            mm.notifiers().end();
        }
        if (!mm.memory().memmap().idle(Pte.pfn(from))) {
            mm.pageTable().write(index, from);
            return false;
        }
        mm.pageTable().write(index, to);
        return true;
    }

    /**
     * Moves every page of a pagemap that this address space maps to system memory; the pagemap was killed, so that none is added.
     * A page that is pinned, or on its way already, stays for who holds it, and removing the pagemap waits for that.
     *
     * @return 0; {@link Errno#ENOMEM} if system memory ran out on the way, with the rest still where it was
     */
    public int evict(Pagemap pagemap) {
        for (Vma vma : mm.vmas()) {
            for (long addr = vma.start(); addr < vma.end();) {
                long located = mm.pageTable().locate(addr);
                long entry = mm.pageTable().read(PageTable.locatedIndex(located));
                boolean mapsDevice = Pte.isDevicePrivate(entry)
                        || pagemap.type() == Pagemap.Type.COHERENT && mm.memory().devicePagemap(entry) == pagemap;
                if (mapsDevice && pagemap.contains(Pte.pfn(entry)) && toSystem(addr) == Errno.ENOMEM) {
                    return Errno.ENOMEM;
                }
                addr = Paging.segmentEnd(addr, 1L << PageTable.locatedShift(located), vma.end());
            }
        }
        return 0;
    }
}
