package dev.faultpath.model;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The memory of one machine: system pages, the devices with their pagemaps, and the memmap over both. Address spaces share
 * it. Methods that change it are safe to call from several threads.
 */
public final class PhysicalMemory {
    /** System memory is added in steps of this many pages: 4 MiB. */
    private static final int STEP = 1024;

    private final Memmap memmap = new Memmap();
    private final List<Device> devices = new ArrayList<>();
    private volatile Pagemap[] pagemaps = new Pagemap[0];
    private volatile List<Pagemap> live = List.of();
    private final List<Owner> owners = new ArrayList<>();
    private final SlabAddresses ownerAddresses = new SlabAddresses();
    private final SlabAddresses pagemapAddresses = new SlabAddresses();
    private final long pageLimit;
    private long systemPages;
    private long nextPfn;
    private long endPfn;
    private final FreePages freed = new FreePages(0);

    /** A machine whose system memory has no bound but Java's. */
    public PhysicalMemory() {
        this(Long.MAX_VALUE);
    }

    /**
     * @param pageLimit 4 KiB pages of system memory at most; when they are used up, CPU faults fail for lack of memory
     */
    public PhysicalMemory(long pageLimit) {
        this.pageLimit = pageLimit;
    }

    public Memmap memmap() {
        return memmap;
    }

    /** A new owner identity; its id is never used again. */
    public synchronized Owner newOwner(String name) {
        Owner owner = new Owner(owners.size() + 1, ownerAddresses.take(), name);
        owners.add(owner);
        return owner;
    }

    /** Frees an owner that is no longer used: the next new one gets its address, though not its id. */
    public synchronized void releaseOwner(Owner owner) {
        ownerAddresses.give(owner.address());
    }

    public synchronized Device newDevice(String name, int busAddress) {
        Device device = new Device(devices.size(), name, busAddress);
        devices.add(device);
        return device;
    }

    /** Devices ever made, in order of their ids. */
    public synchronized List<Device> devices() {
        return List.copyOf(devices);
    }

    /**
     * A new live pagemap over {@code pages} new pfns, aligned to 2 MiB.
     *
     * @param pages 1 to what the memmap can still take
     * @throws IllegalArgumentException if there is no owner, device, type or page; then nothing is taken
     * @throws IllegalStateException if the memmap cannot take the pages; then nothing is taken either
     */
    public Pagemap newPagemap(Device device, Pagemap.Type type, Owner owner, int pages) {
        return newPagemap(device, type, owner, pages, new FreePages(Math.max(0, pages)));
    }

    /**
     * The same with a page allocator of the caller's.
     *
     * @param allocator has {@code pages} pages, all free
     */
    public synchronized Pagemap newPagemap(Device device, Pagemap.Type type, Owner owner, int pages, PageAllocator allocator) {
        Pagemap.check(device, type, owner, pages, allocator);
        int id = pagemaps.length;
        long first = memmap.add(pages, Paging.PMD_ORDER, id);
        return publish(new Pagemap(id, pagemapAddresses.take(), device, type, owner, first, pages, allocator));
    }

    /**
     * A new live pagemap over the pfns of a removed one, as when a device is plugged in where another was: the kernel gives a
     * region that {@code memunmap_pages()} left to the next that asks. All else is new, the id and the allocator included.
     *
     * @param removed a pagemap that {@link #removePagemap} took down
     * @throws IllegalArgumentException if it is not dead, or its pfns were given to another already
     */
    public synchronized Pagemap newPagemapInPlaceOf(Pagemap removed, Device device, Owner owner) {
        if (!removed.dead() || memmap.pagemapId(removed.firstPfn()) != removed.id()) {
            throw new IllegalArgumentException("the pfns of " + removed + " are in use");
        }
        int pages = removed.pages();
        PageAllocator allocator = new FreePages(pages);
        Pagemap.check(device, removed.type(), owner, pages, allocator);
        Pagemap pagemap = publish(new Pagemap(pagemaps.length, pagemapAddresses.take(), device, removed.type(), owner,
                removed.firstPfn(), pages, allocator));
        memmap.handOver(removed.firstPfn(), removed.pages(), pagemap.id());
        return pagemap;
    }

    private Pagemap publish(Pagemap pagemap) {
        Pagemap[] grown = Arrays.copyOf(pagemaps, pagemap.id() + 1);
        grown[pagemap.id()] = pagemap;
        pagemaps = grown;
        List<Pagemap> more = new ArrayList<>(live);
        more.add(pagemap);
        live = List.copyOf(more);
        return pagemap;
    }

    /**
     * Takes a pagemap down, the kernel's {@code memunmap_pages()}: no new allocation, then a wait until every page is freed and
     * every reference put; then it is dead, and the next new pagemap gets its address, though not its id, nor its pfns
     * unless by {@link #newPagemapInPlaceOf}.
     *
     * @throws InterruptedException if interrupted while waiting; it stays killed and is not dead
     */
    public void removePagemap(Pagemap pagemap) throws InterruptedException {
        pagemap.kill();
        pagemap.awaitRelease();
        synchronized (this) {
            pagemapAddresses.give(pagemap.address());
            List<Pagemap> fewer = new ArrayList<>(live);
            fewer.remove(pagemap);
            live = List.copyOf(fewer);
        }
    }

    /** All pagemaps ever made, by id, dead ones included; never written through. */
    public Pagemap[] pagemaps() {
        return pagemaps;
    }

    /**
     * The pagemap of an id that was read from a struct page, also while pagemaps come beside the reader.
     *
     * <p>Nothing orders the plain load of an id before a load of the array, so an id may be newer than the array. Then the array is loaded
     * anew, behind a fence that pairs with that of {@link Memmap#handOver}: before it the longer array was stored. All that an array
     * holds, and the pagemaps' fields, were written before the volatile store of the array, and an id is never used again: what is
     * found in an older array is right.
     *
     * @throws ArrayIndexOutOfBoundsException if no pagemap has the id
     */
    public Pagemap pagemap(int id) {
        try {
            return pagemaps[id];
        } catch (ArrayIndexOutOfBoundsException e) {
            VarHandle.acquireFence();
            return pagemaps[id];
        }
    }

    /** Pagemaps that were not removed, in the order in which they were made. */
    public List<Pagemap> livePagemaps() {
        return live;
    }

    /**
     * The space of device-private pages, as they are where they have no physical address: a tree from an offset in it to the id of the
     * pagemap that has it, over the pagemaps that are live now. Offsets are numbered like pfns, and the space begins with the first
     * pagemap's. A pagemap takes whole 2 MiB of it, as device memory does, so that small ones leave no gaps that large ones do not.
     */
    public MapleTree deviceOffsets() {
        Pagemap[] inOrder = live.stream().filter(p -> p.type() == Pagemap.Type.PRIVATE)
                .sorted(Comparator.comparingLong(Pagemap::firstPfn)).toArray(Pagemap[]::new);
        long from = Arrays.stream(pagemaps).mapToLong(Pagemap::firstPfn).min().orElse(0);
        return new MapleTree(from, Arrays.stream(inOrder).mapToLong(Pagemap::firstPfn).toArray(),
                Arrays.stream(inOrder).mapToLong(p -> p.lastPfn() | Paging.PTRS_PER_TABLE - 1).toArray(),
                Arrays.stream(inOrder).mapToInt(Pagemap::id).toArray());
    }

    /** The pagemap behind {@code pfn}, or null for system memory. */
    public Pagemap pagemapOf(long pfn) {
        int id = memmap.pagemapId(pfn);
        return id < 0 ? null : pagemap(id);
    }

    /**
     * The pagemap behind {@code pfn} with a reference that keeps it from going away, to be given back by {@link Pagemap#put}: the
     * kernel's {@code get_dev_pagemap()}.
     *
     * @return null for system memory, a pfn without a struct page, and a pagemap that was killed
     */
    public Pagemap getDevPagemap(long pfn) {
        Pagemap pagemap = memmap.covers(pfn) ? pagemapOf(pfn) : null;
        return pagemap != null && pagemap.tryget() ? pagemap : null;
    }

    /** The pagemap of the device memory that an entry maps, private or coherent; null for every other entry. */
    public Pagemap devicePagemap(long entry) {
        if (Pte.isDevicePrivate(entry)) {
            return pagemapOf(Pte.pfn(entry));
        }
        boolean page = Pte.present(entry) && !Pte.isTable(entry) && (entry & Pte.SPECIAL) == 0 && memmap.covers(Pte.pfn(entry));
        return page ? pagemapOf(Pte.pfn(entry)) : null;
    }

    /**
     * Whether an entry of an area maps an anonymous page, the kernel's {@code folio_test_anon()}. In a private area of a file these are
     * the copies on write: whatever may be written there, and device memory, to which no page of the page cache moves.
     *
     * @param entry one that {@link ReverseMap#maps} a page
     */
    public boolean anonymous(Vma vma, long entry) {
        if (vma.has(Vma.SHARED)) {
            return false;
        }
        return vma.has(Vma.ANONYMOUS) || vma.has(Vma.HUGETLB) || Pte.writable(entry) || devicePagemap(entry) != null
                || memmap.markedAnonymous(Pte.pfn(entry));
    }

    /** The owner behind a device page: page → head → pagemap → owner. */
    public Owner ownerOf(long pfn) {
        return pagemap(memmap.pagemapId(pfn)).owner();
    }

    /** Makes room for {@code pages} more system pages in one step, so that building a large model copies nothing. */
    public synchronized void reserve(long pages) {
        if (pages > endPfn - nextPfn) {
            addStep(pages);
        }
    }

    /**
     * Takes {@code 1 << order} system pages, contiguous and aligned to their size; a compound page if the order is not 0.
     *
     * @return the first pfn, or -1 if the limit is reached
     */
    public synchronized long allocateSystem(int order) {
        int pages = 1 << order;
        if (systemPages + pages > pageLimit) {
            return -1;
        }
        systemPages += pages;
        long block = freed.allocate(order);
        if (block >= 0) {
            return compound(block, order);
        }
        long aligned = (nextPfn + pages - 1) & -(long) pages;
        if (aligned + pages > endPfn) {
            retire(endPfn);
            addStep(Math.max(STEP, 2L * pages));
            aligned = (nextPfn + pages - 1) & -(long) pages;
        }
        retire(aligned);
        nextPfn = aligned + pages;
        return compound(aligned, order);
    }

    private long compound(long pfn, int order) {
        if (order > 0) {
            memmap.compound(pfn, order, true);
        }
        return pfn;
    }

    /**
     * Takes {@code 1 << order} stated system pages, for a model that is built with stated pfns; a compound page if the order
     * is not 0. Pages that it passes over are free for later. Claims come in ascending order, before any other allocation and
     * before the first pagemap, since only then is system memory one stretch.
     *
     * @param pfn a multiple of {@code 1 << order}
     * @throws IllegalArgumentException if the pfn is misaligned, or lies below a page already handed out
     * @throws IllegalStateException if the pages do not follow the memory there is, or the limit is reached
     */
    public synchronized void claimSystem(long pfn, int order) {
        int pages = 1 << order;
        if (!Paging.aligned(pfn, pages) || pfn < Math.max(nextPfn, Memmap.FIRST_FREE_PFN)) {
            throw new IllegalArgumentException("system pages from pfn " + pfn + " on cannot be claimed");
        }
        if (systemPages + pages > pageLimit) {
            throw new IllegalStateException("system memory is limited to " + pageLimit + " pages");
        }
        if (pfn + pages > endPfn) {
            if (memmap.pages() != Math.max(endPfn, Memmap.FIRST_FREE_PFN)) {
                throw new IllegalStateException("the memory behind pfn " + endPfn + " is not system memory");
            }
            addStep(Math.max(STEP, pfn + pages - Math.max(endPfn, Memmap.FIRST_FREE_PFN)));
        }
        systemPages += pages;
        retire(pfn);
        nextPfn = pfn + pages;
        compound(pfn, order);
    }

    /** Gives system pages back; a compound page becomes single pages, and nothing maps them any more. */
    public synchronized void freeSystem(long pfn, int order) {
        memmap.reset(pfn, 1L << order);
        systemPages -= 1L << order;
        freed.free(pfn, order);
    }

    /**
     * Takes {@code 1 << order} pages of a pagemap, contiguous and aligned to their size; a compound page if the order is not 0.
     *
     * @return the first pfn, or -1 if there are none or the pagemap was killed
     */
    public long allocateDevice(Pagemap pagemap, int order) {
        long pfn = pagemap.allocate(order);
        return pfn < 0 ? pfn : compound(pfn, order);
    }

    /**
     * Takes {@code 1 << order} stated pages of a pagemap; a compound page if the order is not 0.
     *
     * @return false if one is in use, outside, or the pagemap was killed; then none is taken
     */
    public boolean claimDevice(Pagemap pagemap, long pfn, int order) {
        boolean claimed = pagemap.claim(pfn, order);
        if (claimed) {
            compound(pfn, order);
        }
        return claimed;
    }

    /** Gives device pages back; compound pages among them become single pages, and nothing maps them any more. */
    public void freeDevice(Pagemap pagemap, long pfn, int order) {
        memmap.reset(pfn, 1L << order);
        pagemap.free(pfn, order);
    }

    /**
     * Takes {@code 1 << order} pages of a pagemap, contiguous and aligned to their size, each a page of its own.
     *
     * @return the first pfn, or -1 if there are none or the pagemap was killed
     */
    public long allocateDevicePages(Pagemap pagemap, int order) {
        return pagemap.allocate(order);
    }

    /** Makes one compound page of {@code 1 << order} single pages in use: the kernel's {@code prep_compound_page()}. */
    public void joinPages(long pfn, int order) {
        memmap.compound(pfn, order, true);
    }

    /** Makes single pages of a compound page in use, each mapped as often as the whole was: the kernel's {@code split_folio()}. */
    public void splitPage(long pfn, int order) {
        memmap.split(pfn, order);
    }

    public synchronized long systemPagesInUse() {
        return systemPages;
    }

    /** Pages below {@code end} that alignment passes over go to the free list. */
    private void retire(long end) {
        freed.add(nextPfn, (int) (end - nextPfn));
        nextPfn = end;
    }

    private void addStep(long pages) {
        long first = memmap.add(pages, 0, -1);
        if (first != endPfn) {
            retire(endPfn);
            nextPfn = first;
        }
        endPfn = first + pages;
    }
}
