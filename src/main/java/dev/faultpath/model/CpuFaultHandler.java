package dev.faultpath.model;

import java.util.function.IntSupplier;

/**
 * CPU faults as the kernel's {@code handle_mm_fault} takes them, as far as the fault path sees them: which entry follows from
 * which, and which changes the notifier announces. It leaves the contents of pages to subclasses.
 *
 * <p>A fault resolves one reason at a time: a page that comes back read-only from device memory needs another fault to
 * become writable.
 */
public class CpuFaultHandler implements PageFaultHandler {
    @Override
    public int handle(AddressSpace mm, Vma vma, long addr, int flags) {
        boolean write = (flags & VmFault.FLAG_WRITE) != 0;
        if (!vma.has(write ? Vma.WRITE : Vma.READ)) {
            return VmFault.SIGSEGV;
        }
        PageTable table = mm.pageTable();
        while (true) {
            long located = table.locate(addr);
            int index = PageTable.locatedIndex(located);
            int shift = PageTable.locatedShift(located);
            long entry = table.read(index);
            if (Pte.isTable(entry)) {
                // A table appeared since it was located.
                continue;
            }
            int result = resolve(mm, vma, addr, write, index, shift, entry);
            if (result >= 0) {
                return result;
            }
        }
    }

    /** Result bits, or negative if the entry changed and must be looked at again. */
    private int resolve(AddressSpace mm, Vma vma, long addr, boolean write, int index, int shift, long entry) {
        if (entry == Pte.NONE || Pte.type(entry) == Pte.MARKER_UFFD_WP) {
            return fill(mm, vma, addr, write, index, shift, entry);
        }
        if (Pte.present(entry)) {
            if (shift > Paging.PAGE_SHIFT && !Pte.isLeaf(entry)) {
                return VmFault.SIGBUS;
            }
            if ((entry & Pte.PROTNONE) != 0) {
                return swapEntry(mm, index, entry, entry & ~Pte.PROTNONE);
            }
            return write && !Pte.writable(entry) ? writeProtected(mm, vma, addr, index, shift, entry) : 0;
        }
        long type = Pte.type(entry);
        if (type == Pte.SWAP) {
            return swapIn(mm, vma, index, shift, entry);
        }
        if (type == Pte.MIGRATION) {
            awaitMigration(mm, index, entry);
            return 0;
        }
        if (type == Pte.DEVICE_PRIVATE) {
            return migrateToRam(mm, vma, addr, index, shift, entry);
        }
        if (type == Pte.DEVICE_EXCLUSIVE) {
            return restoreExclusive(mm, addr, index, shift, entry);
        }
        if (type == Pte.TABLE_GONE) {
            return -1;
        }
        return type == Pte.HWPOISON || type == Pte.MARKER_POISON ? VmFault.HWPOISON : VmFault.SIGSEGV;
    }

    private static int swapEntry(AddressSpace mm, int index, long from, long to) {
        return mm.pageTable().replace(index, from, to) ? 0 : -1;
    }

    private int fill(AddressSpace mm, Vma vma, long addr, boolean write, int index, int shift, long entry) {
        int order = holeOrder(vma, addr, shift);
        int wanted = Paging.PAGE_SHIFT + order;
        if (shift > wanted) {
            mm.pageTable().ensure(addr, wanted);
            return -1;
        }
        boolean hugetlb = vma.has(Vma.HUGETLB);
        if (!write && !hugetlb && vma.has(Vma.ANONYMOUS)) {
            return swapEntry(mm, index, entry, order == 0 ? Pte.zeroPage() : Pte.hugeZeroPage());
        }
        if (write) {
            return install(mm, index, order, entry, true, Memmap.OWN);
        }
        return install(mm, index, order, entry, vma.has(Vma.WRITE | Vma.SHARED), Memmap.MAPPED);
    }

    /** Order of the page that fills a hole whose first missing entry spans {@code 1 << shift} bytes. */
    private static int holeOrder(Vma vma, long addr, int shift) {
        if (vma.has(Vma.HUGETLB)) {
            return vma.hugetlbOrder();
        }
        long huge = addr & -Paging.PMD_SIZE;
        boolean fits = shift >= Paging.PMD_SHIFT && huge >= vma.start() && huge + Paging.PMD_SIZE <= vma.end();
        return fits && vma.has(Vma.HUGEPAGE | Vma.ANONYMOUS) ? Paging.PMD_ORDER : 0;
    }

    /** Puts a new page in an entry's place; {@code how} it is mapped, with {@link Memmap#OWN} if it holds what no file does. */
    private int install(AddressSpace mm, int index, int order, long from, boolean writable, long how) {
        PhysicalMemory memory = mm.memory();
        long pfn = memory.allocateSystem(order);
        if (pfn < 0) {
            return VmFault.OOM;
        }
        fillPage(mm, from, pfn, order);
        long to = order == 0 ? Pte.page(pfn, writable) : Pte.leaf(pfn, writable);
        // Counted first: once the entry can be seen, another thread may take it away again.
        memory.memmap().map(pfn, how);
        if (!mm.pageTable().replace(index, from, to)) {
            memory.freeSystem(pfn, order);
            return -1;
        }
        return 0;
    }

    /**
     * Puts contents into a new system page before its entry can be seen: zeros for a hole, a copy for a page that it replaces.
     * Does nothing here.
     *
     * @param from the entry that the new page's replaces
     * @param pfn first page
     * @param order log2 of the pages
     */
    protected void fillPage(AddressSpace mm, long from, long pfn, int order) {
    }

    private int writeProtected(AddressSpace mm, Vma vma, long addr, int index, int shift, long entry) {
        Memmap memmap = mm.memory().memmap();
        long pfn = Pte.pfn(entry);
        boolean special = (entry & Pte.SPECIAL) != 0;
        boolean alone = !special && mm.memory().anonymous(vma, entry) && memmap.mapCount(pfn, shift - Paging.PAGE_SHIFT) <= 1;
        if (vma.has(Vma.SHARED) && !Pte.isZero(entry) || alone) {
            return swapEntry(mm, index, entry, entry | Pte.WRITE);
        }
        // A page of 2 MiB is used again as a whole by the last that maps any of it; else this mapping is split, and its pages are copied
        // one by one, as they are written. The others keep theirs.
        if (shift == Paging.PMD_SHIFT && !special && !vma.has(Vma.HUGETLB)) {
            ReverseMap.splitMapping(mm, addr & -Paging.PMD_SIZE, index, entry);
            return -1;
        }
        return announced(mm, InvalidationEvent.Kind.CLEAR, null, addr, shift, () -> {
            int result = install(mm, index, shift - Paging.PAGE_SHIFT, entry, true, Memmap.OWN);
            if (result == 0 && !special && memmap.addMapCount(pfn, -1) <= 0 && !memmap.pinned(pfn)) {
                freePage(mm, pfn, shift - Paging.PAGE_SHIFT);
            }
            return result;
        });
    }

    /** Gives back a page that was copied on write, which nobody maps any more. A file behind it would keep it; the model has none. */
    protected void freePage(AddressSpace mm, long pfn, int order) {
        Pagemap pagemap = mm.memory().pagemapOf(pfn);
        if (pagemap == null) {
            mm.memory().freeSystem(pfn, order);
        } else {
            mm.memory().freeDevice(pagemap, pfn, order);
        }
    }

    private int swapIn(AddressSpace mm, Vma vma, int index, int shift, long entry) {
        return install(mm, index, shift - Paging.PAGE_SHIFT, entry, vma.has(Vma.WRITE), Memmap.OWN);
    }

    /**
     * Brings a device-private page, or a 2 MiB mapping of them, back to system memory; the pagemap's
     * {@code migrate_to_ram}. The event carries the pagemap's owner, so that its driver ignores it as its own.
     */
    protected int migrateToRam(AddressSpace mm, Vma vma, long addr, int index, int shift, long entry) {
        long pfn = Pte.pfn(entry);
        Pagemap pagemap = mm.memory().pagemapOf(pfn);
        int order = shift - Paging.PAGE_SHIFT;
        return announced(mm, InvalidationEvent.Kind.MIGRATE, pagemap.owner(), addr, shift, () -> {
            int result = install(mm, index, order, entry, Pte.writable(entry), Memmap.OWN);
            // After a fork() another page table may have the page too; it keeps it.
            if (result == 0 && mm.memory().memmap().addMapCount(pfn, -1) <= 0) {
                mm.memory().freeDevice(pagemap, pfn, order);
            }
            return result;
        });
    }

    private int restoreExclusive(AddressSpace mm, long addr, int index, int shift, long entry) {
        return announced(mm, InvalidationEvent.Kind.CLEAR, null, addr, shift,
                () -> swapEntry(mm, index, entry, Pte.page(Pte.pfn(entry), Pte.writable(entry))));
    }

    /** Makes a change of an entry between the start and the end of its invalidation. */
    private static int announced(AddressSpace mm, InvalidationEvent.Kind kind, Owner owner, long addr, int shift,
            IntSupplier change) {
        long start = addr & -(1L << shift);
        NotifierSubscriptions notifiers = mm.notifiers();
        try {
            notifiers.start(new InvalidationEvent(start, start + (1L << shift), kind, owner, true));
            return change.getAsInt();
        } finally {
            notifiers.end();
        }
    }
}
