package dev.faultpath.model;

/**
 * A region of device memory that has struct pages: the kernel's {@code dev_pagemap}. Its owner is set before it is live and
 * never changes.
 *
 * <p>Life: live → {@link #kill} (no new allocation, {@link #tryget} fails) → {@link #awaitRelease} (waits until every page is
 * freed and every reference put) → dead.
 */
public final class Pagemap {
    /** What kind of device memory it is. */
    public enum Type {
        /** The CPU can not reach it: pages appear as device-private entries. */
        PRIVATE,
        /** The CPU can reach it coherently: pages appear as present entries. */
        COHERENT
    }

    private final int id;
    private final int address;
    private final Device device;
    private final Type type;
    private final Owner owner;
    private final long firstPfn;
    private final long lastPfn;
    private final PercpuRef refs = new PercpuRef();
    private volatile boolean dead;
    private final FreePages freed;
    private long nextPfn;

    Pagemap(int id, int address, Device device, Type type, Owner owner, long firstPfn, int pages) {
        if (owner == null) {
            throw new IllegalArgumentException("a pagemap of device memory needs an owner");
        }
        this.id = id;
        this.address = address;
        this.device = device;
        this.type = type;
        this.owner = owner;
        this.firstPfn = firstPfn;
        this.lastPfn = firstPfn + pages - 1;
        this.freed = new FreePages(firstPfn);
        this.nextPfn = firstPfn;
    }

    /** Position among all pagemaps of the machine; never used again. */
    public int id() {
        return id;
    }

    /** Where the object is, as its pointer would say: another pagemap may have it after this one was removed. */
    public int address() {
        return address;
    }

    /** The device that it belongs to. */
    public Device device() {
        return device;
    }

    /** Its type. */
    public Type type() {
        return type;
    }

    /** The owner that a range is compared with. */
    public Owner owner() {
        return owner;
    }

    /** First pfn of the region. */
    public long firstPfn() {
        return firstPfn;
    }

    /** Last pfn of the region. */
    public long lastPfn() {
        return lastPfn;
    }

    /** Whether {@code pfn} lies in the region. */
    public boolean contains(long pfn) {
        return pfn - firstPfn >= 0 && pfn <= lastPfn;
    }

    /** Takes a reference that keeps it from going away; false once it was killed. */
    public boolean tryget() {
        return refs.tryget();
    }

    /** Gives a reference back. */
    public void put() {
        refs.put();
    }

    /** References held now, one a page in use included. */
    public int references() {
        return refs.count();
    }

    /** Whether {@link #kill} was called. */
    public boolean dying() {
        return refs.dying();
    }

    /** Whether it is gone. */
    public boolean dead() {
        return dead;
    }

    /** Stops allocation and new references. */
    public void kill() {
        refs.kill();
    }

    /**
     * Waits until every page is freed and every reference put; afterwards it is dead.
     *
     * @throws InterruptedException if interrupted while waiting; it stays killed and not dead
     */
    public void awaitRelease() throws InterruptedException {
        refs.awaitZero();
        dead = true;
    }

    /**
     * Takes {@code 1 << order} free pages that are contiguous and aligned to their size within the region.
     *
     * @return the first pfn, or -1 if there are none or it was killed
     */
    synchronized long allocate(int order) {
        int pages = 1 << order;
        if (!refs.tryget(pages)) {
            return -1;
        }
        long block = freed.take(order);
        if (block >= 0) {
            return block;
        }
        long aligned = (nextPfn + pages - 1) & -(long) pages;
        if (aligned + pages - 1 > lastPfn) {
            // Beyond the pages never used, a block may still begin among them and among those freed in front of them.
            retire(lastPfn + 1);
            block = freed.take(order);
            if (block < 0) {
                refs.put(pages);
            }
            return block;
        }
        retire(aligned);
        nextPfn = aligned + pages;
        return aligned;
    }

    /** Marks one given page as in use, for a model that is built with stated pfns; false if it is taken or outside. */
    synchronized boolean claim(long pfn) {
        if (!contains(pfn) || !refs.tryget()) {
            return false;
        }
        if (pfn >= nextPfn) {
            retire(pfn);
            nextPfn = pfn + 1;
            return true;
        }
        if (freed.remove(pfn)) {
            return true;
        }
        refs.put();
        return false;
    }

    /** Gives the pages {@code [pfn, pfn + (1 << order))} back. */
    void free(long pfn, int order) {
        int pages = 1 << order;
        synchronized (this) {
            freed.add(pfn, pages);
        }
        refs.put(pages);
    }

    /** Pages below {@code end} that nobody has used yet become free ones. */
    private void retire(long end) {
        freed.add(nextPfn, (int) (end - nextPfn));
        nextPfn = end;
    }

    @Override
    public String toString() {
        return "pagemap " + id + " of " + device.name();
    }
}
