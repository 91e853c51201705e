package dev.faultpath.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A region of device memory that has struct pages: the kernel's {@code dev_pagemap}. Its owner is set before it is live and
 * never changes. Four fields are what designs would add to it: the driver's answer, a verdict, an owner that may
 * change, a table of clients.
 *
 * <p>Life: live → {@link #kill} (no new allocation, {@link #tryget} fails) → {@link #awaitRelease} (waits until every page is
 * freed and every reference put) → dead.
 */
public final class Pagemap {
    public enum Type {
        /** The CPU cannot reach it: pages appear as device-private entries. */
        PRIVATE,
        /** The CPU can reach it coherently: pages appear as present entries. */
        COHERENT
    }

    private static final VarHandle VERDICT;
    private static final VarHandle GRANTED_OWNER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            VERDICT = lookup.findVarHandle(Pagemap.class, "verdict", long.class);
            GRANTED_OWNER = lookup.findVarHandle(Pagemap.class, "grantedOwner", Owner.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int id;
    private final int address;
    private final Device device;
    private final Type type;
    private final Owner owner;
    private final int ownerId;
    private final long firstPfn;
    private final long lastPfn;
    private final long firstPage;
    private final PercpuRef refs = new PercpuRef();
    private volatile boolean dead;
    private boolean alias;
    private final PageAllocator allocator;
    private final ClientTable clients = new ClientTable();
    private PagemapCallback callback;
    @SuppressWarnings("UnusedVariable") // by a VarHandle
    private long verdict;
    @SuppressWarnings("UnusedVariable") // by a VarHandle
    private Owner grantedOwner;

    /**
     * What a new pagemap must have; asked before anything is taken for it.
     *
     * @throws IllegalArgumentException if something is missing
     */
    static void check(Device device, Type type, Owner owner, int pages, PageAllocator allocator) {
        if (device == null || type == null || allocator == null || pages < 1) {
            throw new IllegalArgumentException("a pagemap needs a device, a type, an allocator and pages");
        }
        if (owner == null) {
            throw new IllegalArgumentException("a pagemap of device memory needs an owner");
        }
    }

    Pagemap(int id, int address, Device device, Type type, Owner owner, long firstPfn, int pages, PageAllocator allocator) {
        this.id = id;
        this.address = address;
        this.device = device;
        this.type = type;
        this.owner = owner;
        ownerId = owner.id();
        grantedOwner = owner;
        this.firstPfn = firstPfn;
        this.lastPfn = firstPfn + pages - 1;
        firstPage = firstPfn;
        this.allocator = allocator;
    }

    /** Position among all pagemaps of the machine; never used again. */
    public int id() {
        return id;
    }

    /** Where the object is, as its pointer would say: another pagemap may have it after this one was removed. */
    public int address() {
        return address;
    }

    public Device device() {
        return device;
    }

    public Type type() {
        return type;
    }

    public Owner owner() {
        return owner;
    }

    /** The id of the owner, as the field that an owner which is a number would be. */
    public int ownerId() {
        return ownerId;
    }

    /** The driver's answer about this memory; {@code null} where the driver has none. */
    public PagemapCallback callback() {
        return callback;
    }

    /** Gives the driver's answer, before anybody walks. */
    public void callback(PagemapCallback answer) {
        callback = answer;
    }

    /** The clients that were told yes, for as long as it lives; empty once it is dead. */
    public ClientTable clients() {
        return clients;
    }

    /** A word for the last verdict, 0 until one was stored; what its bits mean is its design's. */
    public long verdict() {
        return (long) VERDICT.getOpaque(this);
    }

    public void verdict(long word) {
        VERDICT.setOpaque(this, word);
    }

    /** The owner that a fault compares in a design that may change it while pages are mapped; {@link #owner} until then. */
    public Owner grantedOwner() {
        return (Owner) GRANTED_OWNER.getOpaque(this);
    }

    public void grantedOwner(Owner granted) {
        GRANTED_OWNER.setRelease(this, granted);
    }

    public long firstPfn() {
        return firstPfn;
    }

    public long lastPfn() {
        return lastPfn;
    }

    /** Where its struct pages begin in the memmap: the array of its own that it has where device pages have no pfn. */
    public long firstPage() {
        return firstPage;
    }

    /** Whether its pages have addresses that other devices can reach over PCI: an alias, in the words of the posted series. */
    public boolean hasAlias() {
        return alias;
    }

    /** Gives its pages an alias; before anyone sees them. */
    public void giveAlias() {
        alias = true;
    }

    /** The entry by which a page table maps a page of it: a device-private one, or of coherent memory a present one. */
    public long entry(long pfn, boolean writable) {
        return type == Type.COHERENT ? Pte.page(pfn, writable) : Pte.devicePrivate(pfn, writable, owner.id());
    }

    public boolean contains(long pfn) {
        return pfn - firstPfn >= 0 && pfn <= lastPfn;
    }

    /** Takes a reference that keeps it from going away; false once it was killed. */
    public boolean tryget() {
        return refs.tryget();
    }

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

    public boolean dead() {
        return dead;
    }

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
        clients.clear();
    }

    public int pages() {
        return (int) (lastPfn - firstPfn + 1);
    }

    public synchronized long freePages() {
        return allocator.freePages();
    }

    /**
     * Takes {@code 1 << order} free pages that are contiguous and aligned to their size within the region.
     *
     * @return the first pfn, or -1 if there are none or it was killed
     */
    long allocate(int order) {
        if (!refs.tryget(1 << order)) {
            return -1;
        }
        long page;
        synchronized (this) {
            page = allocator.allocate(order);
        }
        if (page < 0) {
            refs.put(1 << order);
            return -1;
        }
        return firstPfn + page;
    }

    /** Marks given pages as in use, for a model that is built with stated pfns; false if one is taken or outside. */
    boolean claim(long pfn, int order) {
        if (!contains(pfn) || !refs.tryget(1 << order)) {
            return false;
        }
        boolean claimed;
        synchronized (this) {
            claimed = allocator.claim(pfn - firstPfn, order);
        }
        if (!claimed) {
            refs.put(1 << order);
        }
        return claimed;
    }

    /** Gives the pages {@code [pfn, pfn + (1 << order))} back. */
    void free(long pfn, int order) {
        synchronized (this) {
            allocator.free(pfn - firstPfn, order);
        }
        refs.put(1 << order);
    }

    @Override
    public String toString() {
        return "pagemap " + id + " of " + device.name();
    }
}
