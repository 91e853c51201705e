package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.migrate.DeviceAllocator;
import dev.faultpath.design.migrate.DeviceMemory;
import dev.faultpath.design.migrate.DevicePagemaps;
import dev.faultpath.design.migrate.DevmemBlock;
import dev.faultpath.design.migrate.HostCopyEngine;
import dev.faultpath.design.migrate.MigratingFaultHandler;
import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * An address space with written pages, a device with memory, and nothing between them but the migration. Two areas of the same
 * size, so that one can drive the other out.
 */
@State(Scope.Benchmark)
public class MigrationState {
    private static final long BASE = 1L << 40;
    private static final long SEED = 20250204L;
    private static final int RANGE_PAGES = 1 << Paging.PMD_ORDER;
    private static final long RANGE_BYTES = Paging.PMD_SIZE;

    /** Pages that move in one operation, in ranges of 512 at most. */
    @Param({"512"})
    public int pages;

    /** How the CPU maps them: {@code 4k}, scattered over system memory as after some uptime, or {@code 2m}. */
    @Param({"4k", "2m"})
    public String mapping;

    /**
     * What is done: {@code round-trip} to the device and back by CPU faults; {@code evict} to a device that is full of other pages, which
     * go back first; {@code allocate} device memory for the ranges, and give it back.
     */
    @Param({"round-trip", "evict"})
    public String work;

    private AddressSpace mm;
    private PageContents contents;
    private DeviceMemory device;
    private WrittenArea[] areas;
    private byte[][] plainSystem;
    private byte[][] plainDevice;
    private Runnable job;
    private int turn;
    /** One word for each range of the operation: what moved there, and a byte of what is in it now. */
    private long[] outcome;
    private long toDeviceBefore;
    private long toSystemBefore;

    /** Checks the parameters and fills what the control copies. */
    @Setup
    public void build() {
        WrittenArea.flags(mapping);
        int frames = (pages + RANGE_PAGES - 1) / RANGE_PAGES;
        outcome = new long[frames];
        plainSystem = new byte[frames][(int) RANGE_BYTES];
        plainDevice = new byte[frames][(int) RANGE_BYTES];
        for (byte[] frame : plainSystem) {
            new SplittableRandom(SEED).nextBytes(frame);
        }
    }

    /** Builds a machine whose device has the allocator of the name, and an address space whose every page is written. */
    public void device(String design) {
        PhysicalMemory memory = new PhysicalMemory();
        contents = new PageContents();
        mm = new AddressSpace(memory);
        turn = 0;
        DevicePagemaps pagemaps = new DevicePagemaps(memory, contents);
        DeviceAllocator allocator = Designs.create(DeviceAllocator.class, design, pages);
        Pagemap pagemap = memory.newPagemap(memory.newDevice("gpu0", 1 << 8), Pagemap.Type.PRIVATE, memory.newOwner("own"), pages,
                allocator);
        device = new DeviceMemory(pagemaps, pagemap, new HostCopyEngine(contents), System::nanoTime);
        mm.faultHandler(new MigratingFaultHandler(pagemaps));
        areas = new WrittenArea[2];
        for (int i = 0; i < areas.length; i++) {
            areas[i] = new WrittenArea(mm, contents, BASE + (long) i * outcome.length * RANGE_BYTES, pages, mapping);
        }
        job = switch (work) {
            case "round-trip" -> this::roundTrip;
            case "evict" -> {
                // Full from the first measured operation on.
                evict();
                yield this::evict;
            }
            case "allocate" -> this::allocate;
            default -> throw new IllegalArgumentException("work is round-trip, evict or allocate, not '" + work + "'");
        };
    }

    /** Does the work once and returns a word for each range: pages to the device, pages to system memory, a byte of the first page. */
    public long[] run() {
        job.run();
        return outcome;
    }

    private void roundTrip() {
        WrittenArea area = areas[0];
        for (int i = 0; i < outcome.length; i++) {
            begin();
            populate(area, i);
            bringBack(area, i);
            note(area, i);
        }
    }

    private void evict() {
        WrittenArea area = areas[turn];
        for (int i = 0; i < outcome.length; i++) {
            begin();
            populate(area, i);
            note(area, i);
        }
        turn ^= 1;
    }

    private void begin() {
        toDeviceBefore = device.pagesToDevice();
        toSystemBefore = device.pagesToSystem();
    }

    private void note(WrittenArea area, int range) {
        long first = area.memoryOf(range * RANGE_PAGES);
        outcome[range] = device.pagesToDevice() - toDeviceBefore << 32 | device.pagesToSystem() - toSystemBefore << 8
                | contents.get(first, 0) & 0xff;
    }

    private static long start(WrittenArea area, int range) {
        return area.vma().start() + range * RANGE_BYTES;
    }

    private static long end(WrittenArea area, int range) {
        return Math.min(area.vma().end(), start(area, range) + RANGE_BYTES);
    }

    private void populate(WrittenArea area, int range) {
        int rc = device.populateMm(mm, start(area, range), end(area, range), 0);
        if (rc != 0) {
            throw new IllegalStateException("populate: " + Errno.name(rc));
        }
    }

    private void bringBack(WrittenArea area, int range) {
        mm.mmapLock().readLock();
        int rc = mm.handleMmFault(area.vma(), start(area, range), 0);
        mm.mmapLock().readUnlock();
        if (rc != 0) {
            throw new IllegalStateException("fault: " + rc);
        }
    }

    private void allocate() {
        DevmemBlock[] blocks = new DevmemBlock[(pages + RANGE_PAGES - 1) / RANGE_PAGES];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = device.allocate(mm, areas[0].vma().start() + i * RANGE_BYTES, Math.min(RANGE_PAGES, pages - i * RANGE_PAGES));
        }
        for (DevmemBlock block : blocks) {
            device.drop(block);
        }
        outcome[0] = pages;
    }

    /** The same bytes by {@code System.arraycopy} in pieces of 2 MiB, there and back; nothing else. */
    public byte[][] plainCopy() {
        int left = pages << Paging.PAGE_SHIFT;
        for (int i = 0; i < plainSystem.length; i++) {
            int bytes = Math.min(left, (int) RANGE_BYTES);
            System.arraycopy(plainSystem[i], 0, plainDevice[i], 0, bytes);
            System.arraycopy(plainDevice[i], 0, plainSystem[i], 0, bytes);
            left -= bytes;
        }
        return plainSystem;
    }

    public DeviceMemory device() {
        return device;
    }

    /** Whether every page of an area still holds what was written. */
    public boolean intact(int area) {
        return areas[area].intact();
    }
}
