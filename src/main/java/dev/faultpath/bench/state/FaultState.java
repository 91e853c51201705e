package dev.faultpath.bench.state;

import dev.faultpath.design.migrate.BuddyAllocator;
import dev.faultpath.design.migrate.DeviceMemory;
import dev.faultpath.design.migrate.DevicePagemaps;
import dev.faultpath.design.migrate.MigratingFaultHandler;
import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.design.migrate.SwitchedCopyEngine;
import dev.faultpath.fault.FaultLoop;
import dev.faultpath.fault.SvmRange;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.DevicePageTable;
import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PeerAccess;
import dev.faultpath.model.PhysicalMemory;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Two devices of different owners that see one address space, whose pages are written and all in device memory. A range for which the
 * answer is yes is faulted by the device that has it; one for which it is no, by the other, to which it moves: through system memory,
 * as a migration takes no pages of another owner, and so with every byte copied twice.
 */
@State(Scope.Benchmark)
public class FaultState {
    private static final String FULL = "full";
    private static final String WITHOUT_COPY = "without-copy";

    private static final long BASE = 1L << 40;
    private static final int RANGE_PAGES = 1 << Paging.PMD_ORDER;

    /** Pages of one operation, in ranges of 512; a multiple of 2048. */
    @Param({"2048"})
    public int pages;

    /** Of four ranges, for how many the answer is no; or {@code mapped}, when the device has found all of them mapped before. */
    @Param({"0", "2", "4", "mapped"})
    public String refused;

    /** In what pieces device memory is free, and therefore what one device entry can map: {@code 4k}, {@code 64k} or {@code 2m}. */
    @Param({"2m", "4k"})
    public String granule;

    /**
     * How the CPU maps the ranges: {@code 4k}, scattered where they pass through system memory as after some uptime, or {@code 2m}. The
     * latter lasts only where device memory is free in as large pieces; a smaller granule makes {@code 4k} of it, but not scattered.
     */
    @Param({"4k", "2m"})
    public String mapping;

    private AddressSpace mm;
    private PhysicalMemory memory;
    private WrittenArea area;
    private SwitchedCopyEngine engine;
    private DeviceMemory[] devices;
    private GpuSvm[] clients;
    private FaultLoop[] full;
    private FaultLoop[] loops;
    private SvmRange[][] ranges;
    private int[] home;
    private boolean[] contested;
    private boolean invalidate;
    private boolean moves;
    /** One word for each range of the operation: the entries that were written, and log2 of the pages of the first. */
    private long[] outcome;

    /** Builds the address space with everything in the first device's memory. */
    @Setup
    public void build() {
        int count = pages / RANGE_PAGES;
        memory = new PhysicalMemory();
        PageContents contents = new PageContents();
        DevicePagemaps pagemaps = new DevicePagemaps(memory, contents);
        mm = new AddressSpace(memory);
        mm.faultHandler(new MigratingFaultHandler(pagemaps));
        long size = (long) pages << Paging.PAGE_SHIFT;
        area = new WrittenArea(mm, contents, BASE, pages, mapping);
        engine = new SwitchedCopyEngine(contents);
        clients = new GpuSvm[2];
        full = new FaultLoop[2];
        devices = new DeviceMemory[2];
        ranges = new SvmRange[2][count];
        for (int d = 0; d < 2; d++) {
            Owner owner = memory.newOwner("own" + d);
            // Twice the room, as half of it may be lost to what keeps pieces apart.
            Pagemap pagemap = memory.newPagemap(memory.newDevice("gpu" + d, d + 1 << 8), Pagemap.Type.PRIVATE, owner, 2 * pages,
                    new BuddyAllocator(2 * pages));
            keepApart(pagemap);
            clients[d] = new GpuSvm(mm.notifiers(), owner, new PeerAccess());
            clients[d].subscribe(BASE, BASE + size);
            devices[d] = new DeviceMemory(pagemaps, pagemap, engine, System::nanoTime);
            full[d] = new FaultLoop(mm, clients[d], devices[d]);
        }
        home = new int[count];
        contested = new boolean[count];
        outcome = new long[count];
        invalidate = !refused.equals("mapped");
        int no = invalidate ? Integer.parseInt(refused) : 0;
        for (int i = 0; i < count; i++) {
            contested[i] = i % 4 < no;
            if (devices[1].populateMm(mm, start(i), start(i) + Paging.PMD_SIZE, 0) != 0) {
                throw new IllegalStateException("no device memory");
            }
            // The first device last: it pulls the range over, and there it stays.
            for (int d = 1; d >= 0; d--) {
                ranges[d][i] = full[d].range(start(i));
                fault(full[d], i, ranges[d][i], true);
                ranges[d][i].remember();
            }
        }
    }

    /** Leaves every second piece of the wanted size free, and the others in use. */
    private void keepApart(Pagemap pagemap) {
        int order = switch (granule) {
            case "2m" -> Paging.PMD_ORDER;
            case "64k" -> DevicePageTable.GRANULE_64K_ORDER;
            case "4k" -> 0;
            default -> throw new IllegalArgumentException("a granule is 4k, 64k or 2m, not '" + granule + "'");
        };
        long[] pieces = new long[pagemap.pages() >> order];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = memory.allocateDevicePages(pagemap, order);
        }
        for (int i = 0; i < pieces.length; i += 2) {
            memory.freeDevice(pagemap, pieces[i], order);
        }
    }

    /**
     * Chooses the loop that {@link #run} takes.
     *
     * @param design {@code full}, or {@code without-} and one of find-range, read-sequence, walk, decide, migrate, copy, lock, check,
     *     commit; without copy everything moves but the bytes
     */
    public void loop(String design) {
        Set<FaultLoop.Stage> standIns = EnumSet.noneOf(FaultLoop.Stage.class);
        engine.copying(!design.equals(WITHOUT_COPY));
        if (!design.equals(FULL) && !design.equals(WITHOUT_COPY)) {
            standIns.add(FaultLoop.Stage.valueOf(design.substring("without-".length()).toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        moves = !standIns.contains(FaultLoop.Stage.MIGRATE);
        loops = new FaultLoop[] {full[0].withStandIns(standIns), full[1].withStandIns(standIns)};
    }

    private static long start(int range) {
        return BASE + ((long) range << Paging.PMD_SHIFT);
    }

    /** Faults every range once, each after an invalidation, and returns a word for each range. */
    public long[] run() {
        for (int i = 0; i < outcome.length; i++) {
            int asker = contested[i] ? 1 - home[i] : home[i];
            if (invalidate) {
                invalidate(i);
            }
            long before = clients[asker].table().entriesWritten();
            fault(loops[asker], i, ranges[asker][i], contested[i]);
            if (contested[i] && moves) {
                home[i] = asker;
            }
            DevicePageTable table = clients[asker].table();
            outcome[i] = table.entriesWritten() - before << 8 | DevicePageTable.orderOf(table.lookup(start(i)));
        }
        return outcome;
    }

    public long[] invalidateAll() {
        for (int i = 0; i < outcome.length; i++) {
            invalidate(i);
            outcome[i] = 0;
        }
        return outcome;
    }

    private void invalidate(int range) {
        mm.notifiers().start(InvalidationEvent.of(start(range), start(range) + Paging.PMD_SIZE, InvalidationEvent.Kind.CLEAR));
        mm.notifiers().end();
    }

    private void fault(FaultLoop loop, int range, SvmRange known, boolean expectMissing) {
        int rc = loop.fault(start(range), true, known, expectMissing);
        if (rc != 0) {
            throw new IllegalStateException("fault: " + Errno.name(rc));
        }
    }

    public FaultLoop loop(int device) {
        return loops[device];
    }

    public DeviceMemory device(int device) {
        return devices[device];
    }

    /** log2 of the pages of the CPU's entry for a range: 9 if it is one, else 0. */
    public int mappedOrder(int range) {
        return PageTable.locatedShift(mm.pageTable().locate(start(range))) - Paging.PAGE_SHIFT;
    }

    /** Whether every page still holds what was written. */
    public boolean intact() {
        return area.intact();
    }
}
