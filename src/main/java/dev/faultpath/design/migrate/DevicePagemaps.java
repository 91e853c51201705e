package dev.faultpath.design.migrate;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The drivers' side of a machine's pagemaps: which {@link DeviceMemory} stands behind which pagemap, the contents of the pages, and
 * the lock that breaks livelocks between devices that pull the same pages. Stands for the {@code ops} pointer of each pagemap.
 */
public final class DevicePagemaps {
    private final PhysicalMemory memory;
    private final PageContents contents;
    private final ReadWriteLock migration = new ReentrantReadWriteLock();
    private volatile DeviceMemory[] behind = new DeviceMemory[0];

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

    /** Device pages were given back: the pagemap's {@code folio_free} operation. */
    void freePages(long pfn, int order) {
        DeviceMemory driver = behind(pfn);
        if (driver == null || !driver.freed(pfn, order)) {
            Pagemap pagemap = memory.pagemapOf(pfn);
            memory.freeDevice(pagemap, pfn, order);
        }
    }
}
