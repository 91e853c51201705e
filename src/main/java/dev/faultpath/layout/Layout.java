package dev.faultpath.layout;

import dev.faultpath.model.Paging;
import java.util.List;
import java.util.Set;

/**
 * An address space as data: devices, owners, pagemaps, VMAs and, run by run, what their page-table entries are.
 *
 * <p>A layout is immutable and always valid: its constructor applies the same rules as {@link LayoutReader} and throws
 * {@link IllegalArgumentException} when one is broken. Pages are 4 KiB, addresses are bytes, offsets and lengths are
 * pages. The text form is described in {@code FORMAT.md} beside this package's resources.
 *
 * @param notes remarks that travel with the layout, one line each, printable ASCII
 * @param devices devices in order of declaration
 * @param owners owner identities (what {@code dev_pagemap.owner} points to)
 * @param pagemaps device memory regions
 * @param vmas memory areas in address order, not overlapping
 */
public record Layout(List<String> notes, List<Device> devices, List<Owner> owners, List<Pagemap> pagemaps,
                     List<Vma> vmas) {

    /** Where synthetic and captured layouts begin: 1 GiB-aligned and far from both ends of the address space. */
    public static final long BASE = 0x1000_0000_0000L;

    /** Most pages that the runs of one layout may cover together: 16 GiB, a memmap of 256 MiB. */
    public static final long MAX_MAPPED_PAGES = 1L << 22;

    /** Most pages of one pagemap: 16 GiB. */
    public static final long MAX_PAGEMAP_PAGES = 1L << 22;

    /** Most pages of all pagemaps together: 32 GiB, a memmap of 512 MiB. */
    public static final long MAX_DEVICE_PAGES = 1L << 23;

    /** One past the largest system pfn that a run may state: the model's memmap is flat, so this bounds it to 256 MiB. */
    public static final long MAX_PFN = 1L << 22;

    /** One past the largest pfn without a struct page that a run may state: what fits a model entry. */
    public static final long MAX_RAW_PFN = 1L << 40;

    /** VMA flags. A VMA without SHARED is private, one without ANON is file-backed; {@code madvise(MADV_HUGEPAGE)} sets HUGEPAGE. */
    public enum VmaFlag {
        READ,
        WRITE,
        EXEC,
        SHARED,
        ANON,
        IO,
        PFNMAP,
        MIXEDMAP,
        HUGEPAGE
    }

    /** A device, by name. */
    public record Device(String name) { }

    /** An owner identity, by name. */
    public record Owner(String name) { }

    /**
     * A region of device memory.
     *
     * @param name its name, unique among pagemaps
     * @param device the device it belongs to
     * @param owner its owner
     * @param type private or coherent
     * @param pages its size, 1 to {@link #MAX_PAGEMAP_PAGES}
     */
    public record Pagemap(String name, String device, String owner, dev.faultpath.model.Pagemap.Type type, long pages) { }

    /**
     * A memory area.
     *
     * @param start first address, page-aligned
     * @param pages length, at least 1
     * @param flags its flags
     * @param hugetlbOrder 0 when not hugetlb, else 9 (2 MiB) or 18 (1 GiB)
     * @param runs its entries in order; pages that no run covers are holes
     */
    public record Vma(long start, long pages, Set<VmaFlag> flags, int hugetlbOrder, List<Run> runs) {
        /** Copies the collections. */
        public Vma {
            flags = Set.copyOf(flags);
            runs = List.copyOf(runs);
        }

        /** First address past the area. */
        public long end() {
            return start + pages * Paging.PAGE_SIZE;
        }

        public boolean has(VmaFlag flag) {
            return flags.contains(flag);
        }

        public Vma withRuns(List<Run> newRuns) {
            return new Vma(start, pages, flags, hugetlbOrder, newRuns);
        }
    }

    /**
     * Consecutive entries of one kind.
     *
     * @param offset first page, relative to the VMA's start
     * @param pages length, at least 1
     * @param kind what the entries are
     * @param pagemap pagemap behind them, or null for system memory
     * @param first first pfn (system memory, raw pfn) or first page inside the pagemap; {@link #AUTO} lets
     *     {@link PhysicalPlacement} choose
     * @param chunk length in pages of each physically contiguous piece; 0 when the whole run is one piece
     */
    public record Run(long offset, long pages, EntryKind kind, String pagemap, long first, long chunk) {
        public static final long AUTO = -1;

        /** A physically contiguous run of system memory, or of entries without a page, placed by rule. */
        public static Run of(long offset, long pages, EntryKind kind) {
            return new Run(offset, pages, kind, null, AUTO, 0);
        }

        /** A contiguous run of pages of that pagemap, placed by rule. */
        public static Run device(long offset, long pages, EntryKind kind, String pagemap) {
            return new Run(offset, pages, kind, pagemap, AUTO, 0);
        }

        /** First page past the run, relative to the VMA's start. */
        public long end() {
            return offset + pages;
        }
    }

    /** Copies the lists and checks every rule of the format. */
    public Layout {
        notes = List.copyOf(notes);
        devices = List.copyOf(devices);
        owners = List.copyOf(owners);
        pagemaps = List.copyOf(pagemaps);
        vmas = List.copyOf(vmas);
        LayoutRules.check(notes, devices, owners, pagemaps, vmas);
    }

    /** A layout without devices. */
    public static Layout ofVmas(List<Vma> vmas) {
        return new Layout(List.of(), List.of(), List.of(), List.of(), vmas);
    }

    /** Takes the runs of all areas in the order of the file. */
    @FunctionalInterface
    interface RunVisitor {
        /** The next run, its area, and how many runs came before. */
        void run(Vma vma, Run run, int ordinal);
    }

    /** Hands out every run in the order of the file. */
    static void eachRun(List<Vma> vmas, RunVisitor visitor) {
        int ordinal = 0;
        for (Vma v : vmas) {
            for (Run r : v.runs()) {
                visitor.run(v, r, ordinal++);
            }
        }
    }

    public long runCount() {
        return vmas.stream().mapToLong(v -> v.runs().size()).sum();
    }

    /** Pages that runs cover, whatever their kind. */
    public long mappedPages() {
        return vmas.stream().flatMap(v -> v.runs().stream()).mapToLong(Run::pages).sum();
    }
}
