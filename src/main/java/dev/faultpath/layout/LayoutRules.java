package dev.faultpath.layout;

import dev.faultpath.layout.EntryKind.Backing;
import dev.faultpath.layout.EntryKind.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    static void note(String note) {
        if (note.length() > MAX_NOTE) {
            throw new Violation("note", "note longer than " + MAX_NOTE + " characters");
        }
        if (note.isBlank() || !note.equals(note.strip())) {
            throw new Violation("note", "note is empty or starts or ends with a blank");
        }
        if (!PRINTABLE.matcher(note).matches()) {
            throw new Violation("note", "note holds a character that is not printable ASCII");
        }
        if (note.indexOf('#') >= 0) {
            throw new Violation("note", "note holds a #, which starts a comment");
        }
    }

    private static void name(String sort, String name, boolean isNew) {
        if (!NAME.matcher(name).matches()) {
            throw new Violation("name", "'" + name + "' is not a name: a letter, then up to " + (MAX_NAME - 1)
                    + " letters, digits, '-', '_' or '.'");
        }
        if (name.equals("none")) {
            throw new Violation("name", "'none' is reserved for the owner that matches nothing");
        }
        if (!isNew) {
            throw new Violation("name", sort + " '" + name + "' is declared twice");
        }
    }

    void device(Layout.Device d) {
        name("device", d.name(), devices.add(d.name()));
    }

    void owner(Layout.Owner o) {
        name("owner", o.name(), owners.add(o.name()));
    }

    void pagemap(Layout.Pagemap p) {
        name("pagemap", p.name(), pagemaps.put(p.name(), p) == null);
        if (!devices.contains(p.device())) {
            throw new Violation("device", "unknown device '" + p.device() + "'");
        }
        if (!owners.contains(p.owner())) {
            throw new Violation("owner", "unknown owner '" + p.owner() + "'");
        }
        if (p.pages() < 1 || p.pages() > Layout.MAX_PAGEMAP_PAGES) {
            throw new Violation("pages", "a pagemap has 1 to " + Layout.MAX_PAGEMAP_PAGES + " pages, not " + p.pages());
        }
        devicePages += p.pages();
        if (devicePages > Layout.MAX_DEVICE_PAGES) {
            throw new Violation("pages", "the pagemaps have more than " + Layout.MAX_DEVICE_PAGES + " pages together");
        }
    }

    /** Starts a VMA; its runs are handed in one by one. */
    void vma(Layout.Vma v) {
        if (v.start() < 0 || v.start() >= Layout.TASK_SIZE) {
            throw new Violation("start", "address " + hex(v.start()) + " is outside user space (below "
                    + hex(Layout.TASK_SIZE) + ")");
        }
        if (v.start() % Layout.PAGE_SIZE != 0) {
            throw new Violation("start", "address " + hex(v.start()) + " is not a multiple of the 4096-byte page");
        }
        if (v.pages() < 1) {
            throw new Violation("pages", "a VMA has at least one page");
        }
        if (v.pages() > (Layout.TASK_SIZE - v.start()) / Layout.PAGE_SIZE) {
            throw new Violation("pages", "the VMA ends past user space (" + hex(Layout.TASK_SIZE) + ")");
        }
        if (v.start() < lastEnd) {
            throw new Violation("start", vma != null && v.start() < vma.start()
                    ? "VMAs are not in address order: " + hex(v.start()) + " comes after " + hex(vma.start())
                    : "VMA at " + hex(v.start()) + " overlaps the one before, which ends at " + hex(lastEnd));
        }
        int order = v.hugetlbOrder();
        if (order != 0) {
            if (order != 9 && order != 18) {
                throw new Violation("hugetlb", "hugetlb order is 9 (2 MiB) or 18 (1 GiB), not " + order);
            }
            if ((v.start() / Layout.PAGE_SIZE & (1L << order) - 1) != 0) {
                throw new Violation("start", "a hugetlb VMA of order " + order + " starts at a multiple of its page size");
            }
            if ((v.pages() & (1L << order) - 1) != 0) {
                throw new Violation("pages", "a hugetlb VMA of order " + order + " is a multiple of " + (1 << order)
                        + " pages long");
            }
        }
        vma = v;
        lastEnd = v.end();
        runEnd = 0;
    }

    void run(Layout.Run r) {
        if (r.pages() < 1) {
            throw new Violation("pages", "a run has at least one page");
        }
        if (r.offset() < 0) {
            throw new Violation("offset", "a run's offset is not negative");
        }
        if (r.offset() < runEnd) {
            throw new Violation("offset", "run at page " + r.offset() + " overlaps the one before, which ends at page "
                    + runEnd);
        }
        if (r.offset() > vma.pages() || r.pages() > vma.pages() - r.offset()) {
            throw new Violation("pages", "the run leaves its VMA, which has " + vma.pages() + " pages");
        }
        mapped += r.pages();
        if (mapped > Layout.MAX_MAPPED_PAGES) {
            throw new Violation("pages", "the runs cover more than " + Layout.MAX_MAPPED_PAGES + " pages together");
        }
        kind(r);
        place(r);
        runEnd = r.end();
    }

    private void kind(Layout.Run r) {
        EntryKind k = r.kind();
        if ((k.level() == Level.HUGETLB) != (vma.hugetlbOrder() != 0)) {
            throw new Violation("kind", k.level() == Level.HUGETLB
                    ? "'" + k.token() + "' needs a VMA with hugetlb="
                    : "'" + k.token() + "' cannot be in a hugetlb VMA: only hugetlb-... kinds can");
        }
        long leaf = k.leafPages(vma.hugetlbOrder());
        if ((vma.start() / Layout.PAGE_SIZE + r.offset()) % leaf != 0) {
            throw new Violation("offset", "misaligned: '" + k.token() + "' starts at a multiple of " + leaf
                    + " pages, not at " + hex(vma.start() + r.offset() * Layout.PAGE_SIZE));
        }
        if (r.pages() % leaf != 0) {
            throw new Violation("pages", "misaligned: '" + k.token() + "' covers a multiple of " + leaf + " pages, not "
                    + r.pages());
        }
    }

    private void place(Layout.Run r) {
        EntryKind k = r.kind();
        long leaf = k.leafPages(vma.hugetlbOrder());
        boolean explicit = r.first() != Layout.Run.AUTO;
        if (!k.hasPfn() && (explicit || r.chunk() != 0 || r.pagemap() != null)) {
            throw new Violation(r.pagemap() != null ? "pagemap" : explicit ? "first" : "chunk",
                    "'" + k.token() + "' has no page behind it, so no pfn=, at=, chunk= or pagemap=");
        }
        if (k.backing() == Backing.DEVICE && r.pagemap() == null) {
            throw new Violation("kind", "'" + k.token() + "' needs pagemap=NAME");
        }
        boolean raw = k.backing() == Backing.RAW_PFN;
        long lowest = r.pagemap() != null || raw ? 0 : Layout.MIN_PFN;
        long limit = raw ? Layout.MAX_RAW_PFN : Layout.MAX_PFN;
        if (r.pagemap() != null) {
            Layout.Pagemap p = pagemaps.get(r.pagemap());
            if (p == null) {
                throw new Violation("pagemap", "unknown pagemap '" + r.pagemap() + "'");
            }
            if (k.backing() != Backing.DEVICE && k.backing() != Backing.SYSTEM_OR_COHERENT) {
                throw new Violation("pagemap", "'" + k.token() + "' is not device memory");
            }
            boolean wantPrivate = k.backing() == Backing.DEVICE;
            if (wantPrivate != (p.type() == Layout.PagemapType.PRIVATE)) {
                throw new Violation("pagemap", "'" + k.token() + "' needs a " + (wantPrivate ? "private" : "coherent")
                        + " pagemap, '" + p.name() + "' is " + (wantPrivate ? "coherent" : "private"));
            }
            limit = p.pages();
        }
        if (explicit) {
            if (r.chunk() != 0) {
                throw new Violation("chunk", "chunk= lets the pages be placed by rule; a stated first page does not");
            }
            if (r.first() < lowest || r.first() > limit || r.pages() > limit - r.first()) {
                throw new Violation("first", r.pagemap() == null
                        ? "the run's pfns are not all in " + hex(lowest) + " to " + hex(limit - 1)
                        : "the run leaves pagemap '" + r.pagemap() + "', which has " + limit + " pages");
            }
            if (r.first() % leaf != 0) {
                throw new Violation("first", "misaligned: '" + k.token() + "' needs a first page that is a multiple of "
                        + leaf);
            }
        }
        if (r.chunk() < 0 || r.chunk() != 0 && (r.chunk() >= r.pages() || r.chunk() % leaf != 0)) {
            throw new Violation("chunk", "chunk= is a multiple of " + leaf + " pages and shorter than the run, not "
                    + r.chunk());
        }
    }

    private static String hex(long v) {
        return "0x" + Long.toHexString(v);
    }
}
