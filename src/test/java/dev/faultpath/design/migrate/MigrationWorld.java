package dev.faultpath.design.migrate;

import dev.faultpath.design.Designs;
import dev.faultpath.fault.Process;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Device;
import dev.faultpath.model.Errno;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An address space whose every page has known contents: one area, two devices of one owner and one of another. What a page must
 * hold is kept beside it, and {@link #check} compares.
 */
final class MigrationWorld {
    static final long BASE = 1L << 30;

    final PhysicalMemory memory;
    final PageContents contents = new PageContents(3);
    final DevicePagemaps pagemaps;
    final Process process;
    final AddressSpace mm;
    final Vma vma;
    final int pages;
    final DeviceMemory[] devices = new DeviceMemory[3];
    /** What each page must hold in every byte; 0 for what was never written. */
    final byte[] shadow;
    long now = 1000;
    /** Copies until the engine fails, 0 for never; and what it does before the next one. */
    int failingCopy;
    Runnable beforeCopy;
    /** Copies that fail from now on, one after the other. */
    int brokenCopies;
    int copies;
    int pagesCopied;

    MigrationWorld(int pages, int devicePages, long systemPages, int vmaFlags, String allocator) {
        this(pages, devicePages, systemPages, vmaFlags, allocator, Pagemap.Type.PRIVATE);
    }

    MigrationWorld(int pages, int devicePages, long systemPages, int vmaFlags, String allocator, Pagemap.Type type) {
        this.pages = pages;
        memory = new PhysicalMemory(systemPages);
        pagemaps = new DevicePagemaps(memory, contents);
        process = new Process(pagemaps);
        mm = process.mm();
        process.mmap(BASE, pages * Paging.PAGE_SIZE, vmaFlags);
        vma = mm.vmaLookup(BASE);
        shadow = new byte[pages];
        Owner clique = memory.newOwner("clique");
        Owner[] owners = {clique, clique, memory.newOwner("stranger")};
        for (int d = 0; d < devices.length; d++) {
            Device device = memory.newDevice("gpu" + d, d + 1 << 8);
            Pagemap pagemap = memory.newPagemap(device, type, owners[d], devicePages,
                    Designs.create(DeviceAllocator.class, allocator, devicePages));
            devices[d] = new DeviceMemory(pagemaps, pagemap, new Engine(), () -> now);
        }
    }

    static MigrationWorld small() {
        return new MigrationWorld(64, 32, Long.MAX_VALUE, Vma.READ | Vma.WRITE | Vma.ANONYMOUS, "buddy");
    }

    /** Fails when told to, having copied half: what a broken engine leaves in the destination must not matter. */
    private final class Engine implements CopyEngine {
        private final CopyEngine real = new HostCopyEngine(contents);

        private int next(int count) {
            copies++;
            if (beforeCopy != null) {
                Runnable action = beforeCopy;
                beforeCopy = null;
                action.run();
            }
            if (failingCopy > 0 && --failingCopy == 0 || brokenCopies > 0 && brokenCopies-- > 0) {
                return Errno.EFAULT;
            }
            pagesCopied += count;
            return 0;
        }

        @Override
        public int copy(long from, long to, int count) {
            int rc = next(count);
            real.copy(from, to, rc == 0 ? count : (count + 1) / 2);
            return rc;
        }

        @Override
        public int clear(long to, int count) {
            int rc = next(count);
            if (rc == 0) {
                return real.clear(to, count);
            }
            contents.fill(to, (byte) 0x55);
            return rc;
        }
    }

    static long addr(int page) {
        return BASE + ((long) page << Paging.PAGE_SHIFT);
    }

    long entry(int page) {
        return mm.pageTable().lookup(addr(page));
    }

    /** The pfn behind a page, through a 2 MiB entry as well; -1 if there is none. */
    long pfn(int page) {
        long located = mm.pageTable().locate(addr(page));
        long entry = mm.pageTable().read(PageTable.locatedIndex(located));
        if (!Pte.present(entry) && !Pte.isDevicePrivate(entry) || Pte.isTable(entry) || Pte.isZero(entry)) {
            return -1;
        }
        return Pte.pfn(entry) + (PageTable.locatedShift(located) == Paging.PMD_SHIFT ? page & 511 : 0);
    }

    /** The device that has a page, or -1. */
    int home(int page) {
        if (pfn(page) < 0) {
            return -1;
        }
        for (int d = 0; d < devices.length; d++) {
            if (devices[d].pagemap().contains(pfn(page))) {
                return d;
            }
        }
        return -1;
    }

    /** Whether the CPU can read or write a page, once it has taken its faults. */
    boolean touch(int page, boolean write) {
        byte[] one = new byte[1];
        return process.read(addr(page), one) == 0 && (!write || process.write(addr(page), one) == 0);
    }

    boolean write(int page, int value) {
        byte[] bytes = new byte[PageContents.PAGE_BYTES];
        Arrays.fill(bytes, (byte) value);
        if (process.write(addr(page), bytes) != 0) {
            return false;
        }
        shadow[page] = (byte) value;
        return true;
    }

    void writeAll() {
        for (int page = 0; page < pages; page++) {
            if (!write(page, page % 250 + 1)) {
                throw new AssertionError("page " + page + " can not be written");
            }
        }
    }

    int populate(int device, int from, int to) {
        return devices[device].populateMm(mm, addr(from), addr(to), 0);
    }

    int populate(int device, int from, int to, long timeslice) {
        return devices[device].populateMm(mm, addr(from), addr(to), timeslice);
    }

    /** Moves pages to another part of the area, in place of what is there. */
    void move(int from, int to, int count) {
        long bytes = (long) count << Paging.PAGE_SHIFT;
        if (process.mremap(addr(from), bytes, bytes, addr(to), true) != addr(to)) {
            throw new AssertionError(from + " cannot be moved to " + to);
        }
        System.arraycopy(shadow, from, shadow, to, count);
        Arrays.fill(shadow, from, from + count, (byte) 0);
    }

    /** Drops a page for good. */
    void discard(int page) {
        if (process.dontneed(addr(page), Paging.PAGE_SIZE) != 0) {
            throw new AssertionError("page " + page + " cannot be dropped");
        }
        shadow[page] = 0;
    }

    private int home(long pfn) {
        for (int d = 0; d < devices.length; d++) {
            if (devices[d].pagemap().contains(pfn)) {
                return d;
            }
        }
        throw new AssertionError("no device has pfn " + pfn);
    }

    /** Throws unless every page holds what it must, once, and all books balance. */
    void check(String after) {
        check(after, null);
    }

    /** The same with a block that the caller keeps and that holds nothing. */
    void check(String after, DevmemBlock kept) {
        Set<Long> homes = new HashSet<>();
        Map<DevmemBlock, Integer> held = new HashMap<>();
        Memmap memmap = memory.memmap();
        long system = 0;
        for (int page = 0; page < pages; page++) {
            long located = mm.pageTable().locate(addr(page));
            long entry = mm.pageTable().read(PageTable.locatedIndex(located));
            if (Pte.type(entry) == Pte.MIGRATION) {
                throw new AssertionError("page " + page + " is left under migration after " + after);
            }
            long pfn = pfn(page);
            if (pfn < 0) {
                if (shadow[page] != 0) {
                    throw new AssertionError("page " + page + " is lost after " + after);
                }
                continue;
            }
            if (!homes.add(pfn)) {
                throw new AssertionError("pfn " + pfn + " is two pages' home after " + after);
            }
            if (!contents.isFilled(pfn, shadow[page])) {
                throw new AssertionError("page " + page + " does not hold " + shadow[page] + " after " + after);
            }
            int maps = memmap.mapCount(Memmap.headPfn(memmap.words(), pfn));
            if (maps != 1) {
                throw new AssertionError("page " + page + " counts " + maps + " mappings after " + after);
            }
            if (memory.devicePagemap(entry) == null) {
                system++;
            } else {
                held.merge(devices[home(pfn)].blockOf(pfn), 1, Integer::sum);
            }
        }
        for (long pfn : homes) {
            if (!memmap.trylock(pfn)) {
                throw new AssertionError("pfn " + pfn + " is left locked after " + after);
            }
            memmap.unlock(pfn);
        }
        if (memory.systemPagesInUse() != system) {
            throw new AssertionError(memory.systemPagesInUse() + " system pages in use, " + system + " mapped after " + after);
        }
        for (DeviceMemory device : devices) {
            boolean keeps = kept != null && device.pagemap().contains(kept.pfn(0));
            List<DevmemBlock> here = held.keySet().stream().filter(b -> device.pagemap().contains(b.pfn(0))).toList();
            long inBlocks = (keeps ? kept.pages() : 0) + here.stream().mapToLong(DevmemBlock::pages).sum();
            int blocks = (keeps ? 1 : 0) + here.size();
            if (device.blocks() != blocks || device.pagemap().references() != inBlocks
                    || device.pagemap().freePages() != device.pagemap().pages() - inBlocks) {
                throw new AssertionError(device.pagemap() + ": " + device.blocks() + " blocks of which " + blocks + " hold pages, "
                        + device.pagemap().references() + " references, " + inBlocks + " pages in blocks after " + after);
            }
        }
        held.forEach((block, count) -> {
            if (block.attachedPages() != count) {
                throw new AssertionError("a block counts " + block.attachedPages() + " pages and holds " + count + " after " + after);
            }
        });
    }
}
