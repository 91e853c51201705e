package dev.faultpath.bench.state;

import dev.faultpath.design.migrate.BuddyAllocator;
import dev.faultpath.design.migrate.DeviceMemory;
import dev.faultpath.design.migrate.DevicePagemaps;
import dev.faultpath.design.migrate.HostCopyEngine;
import dev.faultpath.design.migrate.MigratingFaultHandler;
import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.design.revalidate.NotifierSequenceRevalidation;
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
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Two devices of different owners that see one address space, whose pages are written and all in device memory. What is faulted is the
 * device's own, or the other's: granted, and used where it is; or refused, so that it moves. A migration takes no pages of another owner,
 * so these go through system memory and every byte is copied twice.
 *
 * <p>Every state has faulted foreign pages by each design before anything is measured, so that the compiler knows several who decide.
 */
@State(Scope.Benchmark)
public class FaultState {
    /** What one operation does with each range. */
    private enum Part { WHOLE, CHECK, WALK, MIGRATE, COPY, COMMIT }

    private static final String OWN = "own";
    private static final String GRANTED = "foreign-granted";
    private static final String REFUSED = "foreign-refused";
    private static final String CHECK_OF = "check-of-";
    private static final String STAGE = "stage-";
    /** How often each design is shown every range before. */
    private static final int SHOWN = 4;

    private static final long BASE = 1L << 40;
    private static final int RANGE_PAGES = 1 << Paging.PMD_ORDER;

    /** Pages of one operation, in ranges of 512. */
    @Param({"2048"})
    public int pages;

    /**
     * Whose memory is faulted: {@code own}, {@code foreign-granted} for that of a device whose memory may be used, {@code foreign-refused}
     * for that of one whose memory may not.
     */
    @Param({OWN, GRANTED, REFUSED})
    public String memory;

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
    private PhysicalMemory physical;
    private PageContents contents;
    private WrittenArea area;
    private DeviceMemory[] devices;
    private GpuSvm[] clients;
    private FaultLoop[] made;
    private FaultLoop[] loops;
    private SvmRange[][] ranges;
    private int[] home;
    private boolean refused;
    private Part part;
    /** Pfn of each page of the operation, and of the pages that each range is copied to and back from. */
    private long[] copied;
    private long[] copies;
    /** One word for each range of the operation. */
    private long[] outcome;

    /** Builds the address space with everything in the second device's memory. */
    @Setup
    public void build() {
        if (pages < RANGE_PAGES || pages % RANGE_PAGES != 0) {
            throw new IllegalArgumentException("pages are a multiple of " + RANGE_PAGES + ", not " + pages);
        }
        int count = pages / RANGE_PAGES;
        if (!List.of(OWN, GRANTED, REFUSED).contains(memory)) {
            throw new IllegalArgumentException("memory is own, foreign-granted or foreign-refused, not '" + memory + "'");
        }
        refused = memory.equals(REFUSED);
        physical = new PhysicalMemory();
        contents = new PageContents();
        DevicePagemaps pagemaps = new DevicePagemaps(physical, contents);
        mm = new AddressSpace(physical);
        mm.faultHandler(new MigratingFaultHandler(pagemaps));
        long size = (long) pages << Paging.PAGE_SHIFT;
        area = new WrittenArea(mm, contents, BASE, pages, mapping);
        clients = new GpuSvm[2];
        made = new FaultLoop[2];
        devices = new DeviceMemory[2];
        ranges = new SvmRange[2][count];
        for (int d = 0; d < 2; d++) {
            Owner owner = physical.newOwner("own" + d);
            // Twice the room, as half of it may be lost to what keeps pieces apart.
            Pagemap pagemap = physical.newPagemap(physical.newDevice("gpu" + d, d + 1 << 8), Pagemap.Type.PRIVATE, owner, 2 * pages,
                    new BuddyAllocator(2 * pages));
            pagemap.giveAlias();
            keepApart(pagemap);
            clients[d] = new GpuSvm(mm.notifiers(), owner, new PeerAccess());
            clients[d].subscribe(BASE, BASE + size);
            devices[d] = new DeviceMemory(pagemaps, pagemap, new HostCopyEngine(contents), System::nanoTime);
            // A memory would answer for the callback, and the deciders would hardly call it.
            made[d] = new FaultLoop(mm, clients[d], devices[d], NotifierSequenceRevalidation.withoutMemory(clients[d]), System::nanoTime);
        }
        home = new int[count];
        outcome = new long[count];
        for (int i = 0; i < count; i++) {
            home[i] = 1;
            if (devices[1].populateMm(mm, start(i), start(i) + Paging.PMD_SIZE, 0) != 0) {
                throw new IllegalStateException("no device memory");
            }
            for (int d = 0; d < 2; d++) {
                ranges[d][i] = made[d].range(start(i));
            }
        }
        show();
        copied = new long[pages];
        copies = new long[RANGE_PAGES];
        long block = mapping.equals("2m") ? physical.allocateSystem(Paging.PMD_ORDER) : 0;
        for (int i = 0; i < RANGE_PAGES; i++) {
            // Scattered as the area's pages are.
            copies[i] = mapping.equals("2m") ? block + i : physical.allocateSystem(0);
            if (!mapping.equals("2m")) {
                physical.allocateSystem(0);
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
            pieces[i] = physical.allocateDevicePages(pagemap, order);
        }
        for (int i = 0; i < pieces.length; i += 2) {
            physical.freeDevice(pagemap, pieces[i], order);
        }
    }

    /** The first device faults what the second has, and may use it, by each design. */
    private void show() {
        Pagemap foreign = devices[1].pagemap();
        clients[0].access().grant(foreign);
        List<FaultLoop> all = Stream.of("callback-per-page", "last-pagemap", "after-walk", "request-flag").map(made[0]::decidedBy).toList();
        for (int round = 0; round < SHOWN; round++) {
            for (FaultLoop loop : all) {
                for (int i = 0; i < outcome.length; i++) {
                    invalidate(i);
                    fault(loop, i);
                }
            }
        }
        if (!memory.equals(GRANTED)) {
            clients[0].access().withdraw(foreign);
        }
    }

    /**
     * Chooses what {@link #run} does.
     *
     * @param design who decides in a whole fault: {@code owner-only}, {@code callback-per-page}, {@code last-pagemap}, {@code after-walk}
     *     or {@code request-flag}; {@code check-of-} and who decides, for the check alone; or {@code stage-} and one of walk, migrate,
     *     copy, commit for that alone
     */
    public void loop(String design) {
        String decider = "owner-only";
        part = Part.WHOLE;
        if (design.startsWith(STAGE)) {
            part = Part.valueOf(design.substring(STAGE.length()).toUpperCase(Locale.ROOT));
        } else if (design.startsWith(CHECK_OF)) {
            part = Part.CHECK;
            decider = design.substring(CHECK_OF.length());
        } else {
            decider = design;
        }
        loops = new FaultLoop[] {made[0].decidedBy(decider), made[1].decidedBy(decider)};
        for (int i = 0; i < outcome.length; i++) {
            prepare(i);
        }
    }

    /** Has each range mapped and the words of both devices as a fault or a walk of these pages leaves them. */
    private void prepare(int i) {
        invalidate(i);
        fault(loops[home[i]], i);
        if (!memory.equals(OWN)) {
            loops[1 - home[i]].walkAlone(ranges[1 - home[i]][i]);
        }
        for (int d = 0; d < 2; d++) {
            loops[d].notePagemaps(ranges[d][i]);
        }
        if (memory.equals(GRANTED)) {
            fault(loops[0], i);
        }
        for (int page = i * RANGE_PAGES; page < (i + 1) * RANGE_PAGES; page++) {
            copied[page] = area.memoryOf(page);
        }
    }

    private static long start(int range) {
        return BASE + ((long) range << Paging.PMD_SHIFT);
    }

    /** Does to every range what was chosen, a whole fault after an invalidation, and returns a word for each range. */
    public long[] run() {
        for (int i = 0; i < outcome.length; i++) {
            outcome[i] = switch (part) {
                case WHOLE -> whole(i);
                case CHECK -> loops[asker(i)].checkAlone(ranges[asker(i)][i]);
                case WALK -> loops[mapper(i)].walkAlone(ranges[mapper(i)][i]);
                case MIGRATE -> migrate(i);
                case COPY -> copy(i);
                case COMMIT -> loops[mapper(i)].commitAlone(ranges[mapper(i)][i]);
            };
        }
        return outcome;
    }

    /** Who faults a range. */
    private int asker(int range) {
        return memory.equals(OWN) ? home[range] : 1 - home[range];
    }

    /** For whom a range can be mapped where it is. */
    private int mapper(int range) {
        return memory.equals(GRANTED) ? 1 - home[range] : home[range];
    }

    /** The entries that were written, and log2 of the pages of the first. */
    private long whole(int i) {
        int asker = asker(i);
        invalidate(i);
        DevicePageTable table = clients[asker].table();
        long before = table.entriesWritten();
        fault(loops[asker], i);
        if (refused) {
            home[i] = asker;
        }
        return table.entriesWritten() - before << 8 | DevicePageTable.orderOf(table.lookup(start(i)));
    }

    private long migrate(int i) {
        home[i] = asker(i);
        return devices[home[i]].populateMm(mm, start(i), start(i) + Paging.PMD_SIZE, 0);
    }

    /** Copies a range as a migration does, out and in: the pages that were copied. */
    private long copy(int i) {
        long pagesCopied = 0;
        for (int page = 0; page < RANGE_PAGES; ) {
            int run = 1;
            int first = i * RANGE_PAGES + page;
            while (page + run < RANGE_PAGES && copied[first + run] == copied[first] + run && copies[page + run] == copies[page] + run) {
                run++;
            }
            contents.copy(copied[first], copies[page], run);
            contents.copy(copies[page], copied[first], run);
            pagesCopied += 2L * run;
            page += run;
        }
        return pagesCopied;
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

    private void fault(FaultLoop loop, int range) {
        int rc = loop.fault(start(range), true);
        if (rc != 0) {
            throw new IllegalStateException("fault: " + Errno.name(rc));
        }
    }

    /** Calls of the callback for both devices, counted by the drivers that answer. */
    public long callbackCalls() {
        return clients[0].access().questions() + clients[1].access().questions();
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
