package dev.faultpath.design.migrate;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The drivers' side of a machine's pagemaps: which {@link DeviceMemory} stands behind which pagemap, the contents of the pages, and
 * the lock that breaks livelocks between devices that pull the same pages. Stands for the {@code ops} pointer of each pagemap.
 */
public final class DevicePagemaps {
    /** How often a page that is to be pinned is faulted in, or followed to where it has gone. */
    private static final int PIN_TRIES = 16;

    private final PhysicalMemory memory;
    private final PageContents contents;
    private final ReadWriteLock migration = new ReentrantReadWriteLock();
    private volatile DeviceMemory[] behind = new DeviceMemory[0];
    private volatile List<Opened> opened = List.of();

    private record Opened(Pagemap pagemap, AddressSpace mm, MigrateToRam driver) {
    }

    /** A pagemap's {@code migrate_to_ram} operation. */
    @FunctionalInterface
    public interface MigrateToRam {
        /**
         * Brings a page to system memory. The caller holds the mmap lock.
         *
         * @param addr where the mapping begins that has the page
         * @param pfn its first page
         * @return bits of {@link VmFault}, 0 if the CPU may look again
         */
        int migrate(AddressSpace mm, Vma vma, long addr, long pfn);
    }

    public DevicePagemaps(PhysicalMemory memory, PageContents contents) {
        this.memory = memory;
        this.contents = contents;
    }

    public PhysicalMemory memory() {
        return memory;
    }

    public PageContents contents() {
        return contents;
    }

    /** Taken for reading by each populate, for writing by one that lost: the rwsem of the xe driver. */
    ReadWriteLock migration() {
        return migration;
    }

    synchronized void add(DeviceMemory driver) {
        int id = driver.pagemap().id();
        DeviceMemory[] grown = Arrays.copyOf(behind, Math.max(behind.length, id + 1));
        if (grown[id] != null) {
            throw new IllegalStateException(driver.pagemap() + " has a driver already");
        }
        grown[id] = driver;
        behind = grown;
    }

    /** The driver behind a device page; null if its pagemap has none. */
    public DeviceMemory behind(long pfn) {
        int id = memory.memmap().pagemapId(pfn);
        DeviceMemory[] now = behind;
        return id < 0 || id >= now.length ? null : now[id];
    }

    /**
     * Has CPU faults on a pagemap's pages taken by its driver, where no {@link DeviceMemory} has them: those of its process, and of
     * processes that have none if it is the first.
     */
    public synchronized void onCpuFault(Pagemap pagemap, AddressSpace mm, MigrateToRam driver) {
        List<Opened> more = new ArrayList<>(opened);
        more.add(new Opened(pagemap, mm, driver));
        opened = List.copyOf(more);
    }

    /** Who takes a process's CPU fault on a device page; null for nobody. */
    MigrateToRam onCpuFault(AddressSpace mm, long pfn) {
        MigrateToRam first = null;
        for (Opened device : opened) {
            if (device.pagemap.contains(pfn)) {
                if (device.mm == mm) {
                    return device.driver;
                }
                first = first == null ? device.driver : first;
            }
        }
        return first;
    }

    /**
     * Pins the page at an address, as {@code pin_user_pages()}: faults it in, device-private memory too. The caller holds the mmap lock.
     *
     * @param write whether it is pinned for writing
     * @param longTerm with FOLL_LONGTERM: a page of coherent device memory is moved to system memory first, since nothing could evict it
     *     any more; one that is pinned for a moment stays
     * @return its pfn, until {@code Memmap.unpin}; or negative: {@link Errno#EFAULT} where there is no page to pin, {@link Errno#ENOMEM}
     *     without memory, {@link Errno#EBUSY} if it is in use elsewhere, or does not come to the CPU because its residency is not over
     */
    public long pin(AddressSpace mm, long addr, boolean write, boolean longTerm) {
        for (int attempt = 0; attempt < PIN_TRIES; attempt++) {
            Vma vma = mm.vmaLookup(addr);
            if (vma == null || (vma.flags() & (Vma.IO | Vma.PFNMAP)) != 0 || !vma.has(write ? Vma.WRITE : Vma.READ)) {
                return Errno.EFAULT;
            }
            long located = mm.pageTable().locate(addr);
            int index = PageTable.locatedIndex(located);
            long entry = mm.pageTable().read(index);
            int rc;
            boolean page = HmmPfn.cpuFlags(entry) != 0 && !Pte.isTable(entry) && entry != Pte.bad();
            if (!page || write && !Pte.writable(entry)) {
                rc = VmFault.toErrno(mm.handleMmFault(vma, addr, VmFault.FLAG_REMOTE | (write ? VmFault.FLAG_WRITE : 0)));
            } else if ((entry & Pte.SPECIAL) != 0 && !Pte.isZero(entry)) {
                rc = Errno.EFAULT;
            } else if (longTerm && memory.devicePagemap(entry) != null) {
                rc = toSystem(mm, vma, addr & -Paging.PAGE_SIZE, memory.pagemapOf(Pte.pfn(entry)).owner());
            } else {
                long size = 1L << PageTable.locatedShift(located);
                long pfn = Pte.pfn(entry) + ((addr & size - 1) >>> Paging.PAGE_SHIFT);
                memory.memmap().pin(pfn);
                if (mm.pageTable().read(index) == entry) {
                    return pfn;
                }
                memory.memmap().unpin(pfn);
                rc = 0;
            }
            if (rc != 0) {
                return rc;
            }
        }
        return Errno.EBUSY;
    }

    /** Moves one page of coherent memory to system memory, its contents with it: {@code migrate_device_coherent_folio()}. */
    private int toSystem(AddressSpace mm, Vma vma, long addr, Owner owner) {
        MigrateVma migrate = new MigrateVma(this, mm, vma, addr, addr + Paging.PAGE_SIZE, MigrateVma.SELECT_DEVICE_COHERENT, owner);
        int rc = migrate.setup();
        if (rc != 0) {
            return rc;
        }
        long to = migrate.cpages() == 0 ? -1 : memory.allocateSystem(0);
        if (to >= 0) {
            contents.copy(MigratePfn.pfn(migrate.src[0]), to, 1);
            migrate.dst[0] = MigratePfn.of(to);
        }
        migrate.pages();
        migrate.finish();
        return to >= 0 ? 0 : migrate.cpages() == 0 ? Errno.EBUSY : Errno.ENOMEM;
    }

    /** Device pages were given back: the pagemap's {@code folio_free} operation. */
    public void freePages(long pfn, int order) {
        DeviceMemory driver = behind(pfn);
        if (driver == null || !driver.freed(pfn, order)) {
            Pagemap pagemap = memory.pagemapOf(pfn);
            memory.freeDevice(pagemap, pfn, order);
        }
    }
}
