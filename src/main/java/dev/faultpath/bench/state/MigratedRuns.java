package dev.faultpath.bench.state;

import dev.faultpath.design.migrate.BuddyAllocator;
import dev.faultpath.design.migrate.CopyEngine;
import dev.faultpath.design.migrate.DeviceMemory;
import dev.faultpath.design.migrate.DevicePagemaps;
import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The runs of one pagemap that arise: devices pull the memory of a captured process to themselves by the migration helpers, in chunks as
 * gpusvm chooses them, and then the first of them faults everywhere, 2 MiB at a time. Deterministic; nothing is timed and no page copied.
 */
public final class MigratedRuns {
    /** Who pulls what. */
    public enum Access {
        /** Each device a share in one piece. */
        PARTITIONED,
        /** Chunks go round the devices. */
        INTERLEAVED,
        /** Chunks and devices are drawn, two draws a chunk: some are never pulled, some by several devices, of which the last has them. */
        RANDOM;

        /** The name as tables print it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** 4 KiB, 64 KiB and 2 MiB, in pages: what gpusvm tries, the largest that fits first. */
    public static final List<Integer> CHUNKS = List.of(1, 16, 1 << Paging.PMD_ORDER);
    private static final long SEED = 20250204;

    private final TreeMap<Integer, Long> runs = new TreeMap<>();
    private long devicePages;
    private long foreignPages;
    private long comparisons;

    private MigratedRuns() {
    }

    /** A piece of an area that moves at once. */
    private record Chunk(long start, int pages) {
    }

    /**
     * Counts one case.
     *
     * @param layout   a captured layout's name
     * @param devices  at least 1
     * @param chunk    pages of the largest chunk: 1, 16 or 512
     * @param shortage whether each device has room for half of its share only
     */
    public static MigratedRuns of(String layout, int devices, int chunk, Access access, boolean shortage) {
        return of(Layouts.named(layout), devices, chunk, access, shortage);
    }

    /** The same of a layout that has no device memory yet. */
    public static MigratedRuns of(Layout layout, int devices, int chunk, Access access, boolean shortage) {
        LayoutModel model = ModelBuilder.build(layout);
        AddressSpace mm = model.mm();
        List<Chunk> chunks = chunks(mm, chunk);
        int pages = chunks.stream().mapToInt(Chunk::pages).sum();
        List<DeviceMemory> memories = devices(model.memory(), devices, shortage ? pages / (2 * devices) : pages);
        SplittableRandom random = new SplittableRandom(SEED);
        long before = 0;
        int pulls = access == Access.RANDOM ? 2 * chunks.size() : chunks.size();
        for (int i = 0; i < pulls; i++) {
            int at = access == Access.RANDOM ? random.nextInt(chunks.size()) : i;
            int device = switch (access) {
                case PARTITIONED -> (int) (before * devices / pages);
                case INTERLEAVED -> at % devices;
                case RANDOM -> random.nextInt(devices);
            };
            Chunk pulled = chunks.get(at);
            before += pulled.pages;
            // A range that cannot move stays where it is, as in the kernel: the fault maps what is there.
            memories.get(device).populateMm(mm, pulled.start, pulled.start + ((long) pulled.pages << Paging.PAGE_SHIFT), 0);
        }
        MigratedRuns found = new MigratedRuns();
        found.count(mm, memories.get(0).pagemap().owner());
        return found;
    }

    /** Counts what a fault of the asker meets in a layout that has device memory, where it lies. */
    public static MigratedRuns of(Layout layout) {
        LayoutModel model = ModelBuilder.build(layout);
        MigratedRuns found = new MigratedRuns();
        found.count(model.mm(), model.asker());
        return found;
    }

    private static List<DeviceMemory> devices(PhysicalMemory memory, int devices, int pages) {
        int huge = 1 << Paging.PMD_ORDER;
        int room = Math.max(1, (pages + huge - 1) / huge) * huge;
        PageContents contents = new PageContents();
        CopyEngine engine = CopyEngine.none();
        DevicePagemaps pagemaps = new DevicePagemaps(memory, contents);
        List<DeviceMemory> memories = new ArrayList<>();
        for (int d = 0; d < devices; d++) {
            Pagemap pagemap = memory.newPagemap(memory.newDevice("gpu" + d, 1 + d << 8), Pagemap.Type.PRIVATE,
                    memory.newOwner("owner" + d), room, new BuddyAllocator(room));
            memories.add(new DeviceMemory(pagemaps, pagemap, engine, () -> 0));
        }
        return memories;
    }

    /** The chunks of private anonymous memory that hold anything, in address order. */
    private static List<Chunk> chunks(AddressSpace mm, int largest) {
        List<Chunk> chunks = new ArrayList<>();
        for (Vma vma : mm.vmas()) {
            if (!vma.has(Vma.ANONYMOUS) || !vma.has(Vma.READ) || vma.has(Vma.SHARED) || vma.has(Vma.HUGETLB)) {
                continue;
            }
            for (long addr = vma.start(); addr < vma.end(); ) {
                int pages = fitting(addr, vma.end(), largest);
                if (holdsAnything(mm, addr, pages)) {
                    chunks.add(new Chunk(addr, pages));
                }
                addr += (long) pages << Paging.PAGE_SHIFT;
            }
        }
        return chunks;
    }

    private static int fitting(long addr, long end, int largest) {
        int pages = 1;
        for (int size : CHUNKS) {
            long bytes = (long) size << Paging.PAGE_SHIFT;
            if (size <= largest && (addr & bytes - 1) == 0 && addr + bytes <= end) {
                pages = size;
            }
        }
        return pages;
    }

    private static boolean holdsAnything(AddressSpace mm, long addr, int pages) {
        for (int i = 0; i < pages; i++) {
            long entry = mm.pageTable().lookup(addr + ((long) i << Paging.PAGE_SHIFT));
            if (Pte.present(entry) && !Pte.isTable(entry)) {
                return true;
            }
        }
        return false;
    }

    private void count(AddressSpace mm, Owner own) {
        for (Vma vma : mm.vmas()) {
            for (long from = vma.start(); from < vma.end(); ) {
                long to = Paging.segmentEnd(from, Paging.PMD_SIZE, vma.end());
                fault(mm, own, from, to);
                from = to;
            }
        }
    }

    /** What one fault meets: an answer is remembered for its length only. */
    private void fault(AddressSpace mm, Owner own, long from, long to) {
        Pagemap last = null;
        int run = 0;
        for (long addr = from, next; addr < to; addr = next) {
            long located = mm.pageTable().locate(addr);
            next = Paging.segmentEnd(addr, 1L << PageTable.locatedShift(located), to);
            long entry = mm.pageTable().read(PageTable.locatedIndex(located));
            if (!Pte.isDevicePrivate(entry)) {
                continue;
            }
            int pages = Paging.pages(addr, next);
            devicePages += pages;
            Pagemap pagemap = mm.memory().pagemapOf(Pte.pfn(entry));
            if (pagemap.owner() == own) {
                continue;
            }
            foreignPages += pages;
            comparisons++;
            if (pagemap != last) {
                end(run);
                run = 0;
                last = pagemap;
            }
            run += pages;
        }
        end(run);
    }

    private void end(int length) {
        if (length > 0) {
            runs.merge(length, 1L, Long::sum);
        }
    }

    /** Pages in device memory. */
    public long devicePages() {
        return devicePages;
    }

    /** Those of them that are not the faulting device's. */
    public long foreignPages() {
        return foreignPages;
    }

    /** Entries of foreign pages: one of 2 MiB is compared once. */
    public long comparisons() {
        return comparisons;
    }

    /** How many runs there are of each length, pages. */
    public SortedMap<Integer, Long> runs() {
        return Collections.unmodifiableSortedMap(runs);
    }

    /** Length of the run that the median foreign page lies in, pages; 0 if there is none. */
    public int median() {
        long before = 0;
        for (Map.Entry<Integer, Long> run : runs.entrySet()) {
            before += run.getKey() * run.getValue();
            if (2 * before >= foreignPages) {
                return run.getKey();
            }
        }
        return 0;
    }
}
