package dev.faultpath.layout;

import dev.faultpath.layout.EntryKind.Backing;
import dev.faultpath.layout.EntryKind.Level;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What a layout must obey, checked piece by piece so that the reader can name the line and the token.
 *
 * <p>One object checks one layout: its pieces are handed in the order of the file.
 */
final class LayoutRules {
    static final class Violation extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;
        /** The part of the piece that breaks it: "name", "start", "pages" and so on. */
        final String part;
        /** Index of the run in file order, or -1 when the piece just handed in is meant. */
        final int run;

        Violation(String part, String message) {
            this(part, -1, message);
        }

        Violation(String part, int run, String message) {
            super(message);
            this.part = part;
            this.run = run;
        }
    }

    private static final int MAX_NAME = 64;
    private static final int MAX_NOTE = 500;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_.-]{0," + (MAX_NAME - 1) + "}");
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");

    private final Set<String> devices = new HashSet<>();
    private final Set<String> owners = new HashSet<>();
    private final Map<String, Layout.Pagemap> pagemaps = new HashMap<>();
    private Layout.Vma vma;
    private long lastEnd;
    private long runEnd;
    private long mapped;
    private long devicePages;

    static void check(List<String> notes, List<Layout.Device> devices, List<Layout.Owner> owners,
            List<Layout.Pagemap> pagemaps, List<Layout.Vma> vmas) {
        LayoutRules rules = new LayoutRules();
        notes.forEach(LayoutRules::note);
        devices.forEach(rules::device);
        owners.forEach(rules::owner);
        pagemaps.forEach(rules::pagemap);
        for (Layout.Vma v : vmas) {
            rules.vma(v);
            for (Layout.Run r : v.runs()) {
                rules.run(r);
            }
        }
        PhysicalPlacement.checkDevicePages(pagemaps, vmas);
    }

    private static void require(boolean holds, String part, Supplier<String> otherwise) {
        if (!holds) {
            throw new Violation(part, otherwise.get());
        }
    }

    static void note(String note) {
        require(note.length() <= MAX_NOTE, "note", () -> "note longer than " + MAX_NOTE + " characters");
        require(!note.isBlank() && note.equals(note.strip()), "note", () -> "note is empty or starts or ends with a blank");
        require(PRINTABLE.matcher(note).matches(), "note", () -> "note holds a character that is not printable ASCII");
        require(note.indexOf('#') < 0, "note", () -> "note holds a #, which starts a comment");
    }

    private static void name(String sort, String name, boolean isNew) {
        require(NAME.matcher(name).matches(), "name", () -> "'" + name + "' is not a name: a letter, then up to " + (MAX_NAME - 1)
                + " letters, digits, '-', '_' or '.'");
        require(!name.equals("none"), "name", () -> "'none' is reserved for the owner that matches nothing");
        require(isNew, "name", () -> sort + " '" + name + "' is declared twice");
    }

    void device(Layout.Device d) {
        name("device", d.name(), devices.add(d.name()));
    }

    void owner(Layout.Owner o) {
        name("owner", o.name(), owners.add(o.name()));
    }

    void pagemap(Layout.Pagemap p) {
        name("pagemap", p.name(), pagemaps.put(p.name(), p) == null);
        require(devices.contains(p.device()), "device", () -> "unknown device '" + p.device() + "'");
        require(owners.contains(p.owner()), "owner", () -> "unknown owner '" + p.owner() + "'");
        require(p.pages() >= 1 && p.pages() <= Layout.MAX_PAGEMAP_PAGES, "pages", () -> "a pagemap has 1 to "
                + Layout.MAX_PAGEMAP_PAGES + " pages, not " + p.pages());
        devicePages += p.pages();
        require(devicePages <= Layout.MAX_DEVICE_PAGES, "pages", () -> "the pagemaps have more than " + Layout.MAX_DEVICE_PAGES
                + " pages together");
    }

    /** Starts a VMA; its runs are handed in one by one. */
    void vma(Layout.Vma v) {
        require(v.start() >= 0 && v.start() < Paging.TASK_SIZE, "start", () -> "address " + hex(v.start())
                + " is outside user space (below " + hex(Paging.TASK_SIZE) + ")");
        require(v.start() % Paging.PAGE_SIZE == 0, "start", () -> "address " + hex(v.start())
                + " is not a multiple of the 4096-byte page");
        require(v.pages() >= 1, "pages", () -> "a VMA has at least one page");
        require(v.pages() <= (Paging.TASK_SIZE - v.start()) / Paging.PAGE_SIZE, "pages", () -> "the VMA ends past user space ("
                + hex(Paging.TASK_SIZE) + ")");
        require(v.start() >= lastEnd, "start", () -> vma != null && v.start() < vma.start()
                ? "VMAs are not in address order: " + hex(v.start()) + " comes after " + hex(vma.start())
                : "VMA at " + hex(v.start()) + " overlaps the one before, which ends at " + hex(lastEnd));
        int order = v.hugetlbOrder();
        if (order != 0) {
            require(order == Paging.PMD_ORDER || order == Paging.PUD_ORDER, "hugetlb", () -> "hugetlb order is 9 (2 MiB) or 18 (1 GiB),"
                    + " not " + order);
            require(Paging.aligned(v.start() / Paging.PAGE_SIZE, 1L << order), "start", () -> "a hugetlb VMA of order " + order
                    + " starts at a multiple of its page size");
            require(Paging.aligned(v.pages(), 1L << order), "pages", () -> "a hugetlb VMA of order " + order + " is a multiple of "
                    + (1 << order) + " pages long");
        }
        vma = v;
        lastEnd = v.end();
        runEnd = 0;
    }

    void run(Layout.Run r) {
        require(r.pages() >= 1, "pages", () -> "a run has at least one page");
        require(r.offset() >= 0, "offset", () -> "a run's offset is not negative");
        require(r.offset() >= runEnd, "offset", () -> "run at page " + r.offset() + " overlaps the one before, which ends at page "
                + runEnd);
        require(r.offset() <= vma.pages() && r.pages() <= vma.pages() - r.offset(), "pages", () -> "the run leaves its VMA, which has "
                + vma.pages() + " pages");
        mapped += r.pages();
        require(mapped <= Layout.MAX_MAPPED_PAGES, "pages", () -> "the runs cover more than " + Layout.MAX_MAPPED_PAGES
                + " pages together");
        kind(r);
        place(r);
        runEnd = r.end();
    }

    private void kind(Layout.Run r) {
        EntryKind k = r.kind();
        require((k.level() == Level.HUGETLB) == (vma.hugetlbOrder() != 0), "kind", () -> k.level() == Level.HUGETLB
                ? "'" + k.token() + "' needs a VMA with hugetlb="
                : "'" + k.token() + "' cannot be in a hugetlb VMA: only hugetlb-... kinds can");
        long leaf = k.leafPages(vma.hugetlbOrder());
        require((vma.start() / Paging.PAGE_SIZE + r.offset()) % leaf == 0, "offset", () -> "misaligned: '" + k.token()
                + "' starts at a multiple of " + leaf + " pages, not at " + hex(vma.start() + r.offset() * Paging.PAGE_SIZE));
        require(r.pages() % leaf == 0, "pages", () -> "misaligned: '" + k.token() + "' covers a multiple of " + leaf
                + " pages, not " + r.pages());
    }

    private void place(Layout.Run r) {
        EntryKind k = r.kind();
        long leaf = k.leafPages(vma.hugetlbOrder());
        boolean explicit = r.first() != Layout.Run.AUTO;
        require(k.hasPfn() || !explicit && r.chunk() == 0 && r.pagemap() == null,
                r.pagemap() != null ? "pagemap" : explicit ? "first" : "chunk",
                () -> "'" + k.token() + "' has no page behind it, so no pfn=, at=, chunk= or pagemap=");
        require(k.backing() != Backing.DEVICE || r.pagemap() != null, "kind", () -> "'" + k.token() + "' needs pagemap=NAME");
        boolean raw = k.backing() == Backing.RAW_PFN;
        long lowest = r.pagemap() != null || raw ? 0 : Memmap.FIRST_FREE_PFN;
        long limit = r.pagemap() != null ? pagemap(r).pages() : raw ? Layout.MAX_RAW_PFN : Layout.MAX_PFN;
        if (explicit) {
            require(r.chunk() == 0, "chunk", () -> "chunk= lets the pages be placed by rule; a stated first page does not");
            require(r.first() >= lowest && r.first() <= limit && r.pages() <= limit - r.first(), "first", () -> r.pagemap() == null
                    ? "the run's pfns are not all in " + hex(lowest) + " to " + hex(limit - 1)
                    : "the run leaves pagemap '" + r.pagemap() + "', which has " + limit + " pages");
            require(r.first() % leaf == 0, "first", () -> "misaligned: '" + k.token() + "' needs a first page that is a multiple of "
                    + leaf);
        }
        require(r.chunk() == 0 || r.chunk() > 0 && r.chunk() < r.pages() && r.chunk() % leaf == 0, "chunk", () ->
                "chunk= is a multiple of " + leaf + " pages and shorter than the run, not " + r.chunk());
    }

    /** The pagemap that a run names, if the run's kind may be there. */
    private Layout.Pagemap pagemap(Layout.Run r) {
        EntryKind k = r.kind();
        Layout.Pagemap p = pagemaps.get(r.pagemap());
        require(p != null, "pagemap", () -> "unknown pagemap '" + r.pagemap() + "'");
        boolean wantPrivate = k.backing() == Backing.DEVICE;
        require(wantPrivate || k.backing() == Backing.SYSTEM_OR_COHERENT, "pagemap", () -> "'" + k.token() + "' is not device memory");
        require(wantPrivate == (p.type() == Pagemap.Type.PRIVATE), "pagemap", () -> "'" + k.token() + "' needs a "
                + (wantPrivate ? "private" : "coherent") + " pagemap, '" + p.name() + "' is " + (wantPrivate ? "coherent" : "private"));
        return p;
    }

    private static String hex(long v) {
        return "0x" + Long.toHexString(v);
    }
}
