package dev.faultpath.layout;

import dev.faultpath.layout.EntryKind.Level;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Device;
import dev.faultpath.model.HeldMigrations;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Builds the model that a layout describes: memory, devices, owners, pagemaps, VMAs and every page-table entry.
 *
 * <p>System memory comes first in the memmap, so that a stated pfn is the pfn of the model; pagemaps follow, each aligned to
 * 2 MiB. Where a layout does not state a page {@link PhysicalPlacement} chooses it. A {@code cow} page counts as mapped twice.
 * Migration entries have nobody who migrates behind them: whoever waits for one finds the page in place
 * ({@link HeldMigrations}). Two builds of one layout are alike to the bit.
 */
public final class ModelBuilder {
    /** Where pfns without a struct page begin: far above every memmap. */
    private static final long FIRST_RAW_PFN = 1L << 32;
    /** Stands for system memory; no pagemap has this name. */
    private static final String SYSTEM = "";
    /** Names of kinds that are not present; one that ends with an underscore goes on with the protection. */
    private static final Map<Long, String> ABSENT = Map.of(Pte.SWAP, "SWAP", Pte.MIGRATION, "MIGRATION_",
            Pte.DEVICE_PRIVATE, "DEVICE_PRIVATE_", Pte.DEVICE_EXCLUSIVE, "DEVICE_EXCLUSIVE", Pte.HWPOISON, "HWPOISON",
            Pte.MARKER_GUARD, "GUARD_MARKER", Pte.MARKER_POISON, "POISON_MARKER", Pte.MARKER_UFFD_WP, "UFFD_WP_MARKER");

    private final Layout layout;
    private final PhysicalPlacement placement;
    private final PhysicalMemory memory = new PhysicalMemory();
    private final Map<String, Device> devices = new LinkedHashMap<>();
    private final Map<String, Owner> owners = new LinkedHashMap<>();
    private final Map<String, Pagemap> pagemaps = new LinkedHashMap<>();
    private long nextSwapOffset = 1;

    private ModelBuilder(Layout layout) {
        this.layout = layout;
        this.placement = PhysicalPlacement.of(layout, Memmap.FIRST_FREE_PFN, FIRST_RAW_PFN);
    }

    /** Builds the model with a page table of its own. */
    public static LayoutModel build(Layout layout) {
        return build(layout, new PageTable());
    }

    /**
     * Builds the model into a page table of the caller's.
     *
     * @param table an empty table
     */
    public static LayoutModel build(Layout layout, PageTable table) {
        return new ModelBuilder(layout).make(table);
    }

    private LayoutModel make(PageTable table) {
        Map<String, LongStream.Builder> claims = claims();
        claimSystem(claims.remove(SYSTEM));
        int bus = 0;
        for (Layout.Device d : layout.devices()) {
            // One bus number a device; device and function 0.
            devices.put(d.name(), memory.newDevice(d.name(), ++bus << 8));
        }
        for (Layout.Owner o : layout.owners()) {
            owners.put(o.name(), memory.newOwner(o.name()));
        }
        for (Layout.Pagemap p : layout.pagemaps()) {
            pagemaps.put(p.name(), memory.newPagemap(devices.get(p.device()), p.type(), owners.get(p.owner()), (int) p.pages()));
        }
        claims.forEach((name, ofPagemap) -> claimDevice(pagemaps.get(name), ofPagemap));
        AddressSpace mm = new AddressSpace(memory, table);
        mm.faultHandler(new HeldMigrations());
        mm.map(layout.vmas().stream().map(v -> new Vma(v.start(), v.end(), flags(v), v.hugetlbOrder())).toList());
        Layout.eachRun(layout.vmas(), (v, r, ordinal) -> entries(table, v, r, ordinal));
        return new LayoutModel(layout, memory, mm, Collections.unmodifiableMap(devices),
                Collections.unmodifiableMap(owners), Collections.unmodifiableMap(pagemaps));
    }

    private static int flags(Layout.Vma v) {
        int flags = v.hugetlbOrder() != 0 ? Vma.HUGETLB : 0;
        for (VmaFlag f : v.flags()) {
            flags |= switch (f) {
                case READ -> Vma.READ;
                case WRITE -> Vma.WRITE;
                case EXEC -> Vma.EXEC;
                case SHARED -> Vma.SHARED;
                case ANON -> Vma.ANONYMOUS;
                case IO -> Vma.IO;
                case PFNMAP -> Vma.PFNMAP;
                case MIXEDMAP -> Vma.MIXEDMAP;
                case HUGEPAGE -> Vma.HUGEPAGE;
            };
        }
        return flags;
    }

    /**
     * What is taken of system memory, under {@link #SYSTEM}, and of each pagemap: leaves, first page and order in one number each. Of two
     * leaves at one page the larger sorts first.
     */
    private Map<String, LongStream.Builder> claims() {
        Map<String, LongStream.Builder> claims = new LinkedHashMap<>();
        claims.put(SYSTEM, LongStream.builder());
        Layout.eachRun(layout.vmas(), (v, r, ordinal) -> {
            if (counted(r.kind())) {
                LongStream.Builder of = claims.computeIfAbsent(r.pagemap() == null ? SYSTEM : r.pagemap(), name -> LongStream.builder());
                int leaf = r.kind().leafPages(v.hugetlbOrder());
                for (long i = 0; i < r.pages(); i += leaf) {
                    of.add(placement.page(ordinal, i) << 5 | 31 - Integer.numberOfTrailingZeros(leaf));
                }
            }
        });
        return claims;
    }

    private static long page(long claim) {
        return claim >>> 5;
    }

    private static int order(long claim) {
        return 31 - (int) (claim & 31);
    }

    /** Whether struct pages stand behind entries of that kind. */
    private static boolean counted(EntryKind kind) {
        return kind.hasPfn() && kind.backing() != EntryKind.Backing.RAW_PFN;
    }

    /** A stated page of system memory may be claimed more than once. */
    private void claimSystem(LongStream.Builder claims) {
        if (placement.systemEnd() > Memmap.FIRST_FREE_PFN) {
            memory.reserve(placement.systemEnd() - Memmap.FIRST_FREE_PFN);
        }
        long end = 0;
        for (long claim : claims.build().sorted().toArray()) {
            long pfn = page(claim);
            if (pfn >= end) {
                memory.claimSystem(pfn, order(claim));
                end = pfn + (1L << order(claim));
            }
        }
    }

    private void claimDevice(Pagemap pagemap, LongStream.Builder claims) {
        claims.build().forEach(claim -> {
            long pfn = pagemap.firstPfn() + page(claim);
            if (!memory.claimDevice(pagemap, pfn, order(claim))) {
                throw new IllegalStateException("pagemap " + pagemap + " has no page " + pfn);
            }
        });
    }

    private void entries(PageTable table, Layout.Vma v, Run r, int ordinal) {
        EntryKind kind = r.kind();
        int leaf = kind.leafPages(v.hugetlbOrder());
        int shift = Paging.PAGE_SHIFT + Integer.numberOfTrailingZeros(leaf);
        Pagemap pagemap = r.pagemap() == null ? null : pagemaps.get(r.pagemap());
        Memmap memmap = memory.memmap();
        boolean counted = counted(kind);
        int maps = kind == EntryKind.COW ? 2 : 1;
        boolean copied = kind.writable() && !v.flags().contains(VmaFlag.ANON) && !v.flags().contains(VmaFlag.SHARED);
        int index = -1;
        for (long i = 0; i < r.pages(); i += leaf) {
            long addr = v.start() + (r.offset() + i) * Paging.PAGE_SIZE;
            // Entries of one table are neighbours, so the tree is descended once per table.
            index = index < 0 || Paging.slot(addr, shift) == 0 ? table.ensure(addr, shift) : index + 1;
            long pfn = placement.page(ordinal, i);
            if (pagemap != null) {
                pfn += pagemap.firstPfn();
            }
            table.write(index, entry(kind, pfn, pagemap));
            if (counted) {
                memmap.addMapCount(pfn, maps);
                if (copied) {
                    memmap.markAnonymous(pfn);
                }
            }
        }
    }

    private long entry(EntryKind kind, long pfn, Pagemap pagemap) {
        boolean w = kind.writable();
        long small = switch (kind) {
            case NONE -> Pte.NONE;
            case RW, RO, COW -> Pte.page(pfn, w);
            case PROTNONE_RW, PROTNONE_RO -> Pte.protnone(Pte.page(pfn, w));
            case ZERO -> Pte.zeroPage();
            case SPECIAL_RW, SPECIAL_RO -> Pte.special(pfn, w);
            case SWAP, PMD_SWAP, HUGETLB_SWAP -> Pte.swap(nextSwapOffset++);
            case DEVICE_PRIVATE_RW, DEVICE_PRIVATE_RO, PMD_DEVICE_PRIVATE_RW, PMD_DEVICE_PRIVATE_RO ->
                    Pte.devicePrivate(pfn, w, pagemap.owner().id());
            case DEVICE_EXCLUSIVE -> Pte.deviceExclusive(pfn, w);
            case MIGRATION_RW, MIGRATION_RO, PMD_MIGRATION_RW, PMD_MIGRATION_RO, HUGETLB_MIGRATION_RW,
                    HUGETLB_MIGRATION_RO -> Pte.migration(pfn, w);
            case HWPOISON, HUGETLB_HWPOISON -> Pte.hwpoison(pfn);
            case GUARD_MARKER -> Pte.marker(Pte.MARKER_GUARD);
            case POISON_MARKER -> Pte.marker(Pte.MARKER_POISON);
            case UFFD_WP_MARKER -> Pte.marker(Pte.MARKER_UFFD_WP);
            case NONPRESENT, PMD_NONPRESENT, PUD_NONPRESENT -> Pte.marker(Pte.OTHER);
            case PMD_RW, PMD_RO, PUD_RW, PUD_RO, HUGETLB_RW, HUGETLB_RO -> Pte.leaf(pfn, w);
            case PMD_ZERO -> Pte.hugeZeroPage();
            case PMD_PROTNONE_RW, PMD_PROTNONE_RO, PUD_PROTNONE_RW, PUD_PROTNONE_RO, HUGETLB_PROTNONE_RW,
                    HUGETLB_PROTNONE_RO -> Pte.protnone(Pte.leaf(pfn, w));
            case PMD_BAD -> Pte.bad();
        };
        return kind.level() == Level.PTE || kind == EntryKind.PMD_BAD ? small : Pte.huge(small);
    }

    /**
     * What stands in a model's page table for an address, in the words of a layout.
     *
     * @return the kind, or null for a hole or where there is no VMA
     */
    public static EntryKind kindAt(AddressSpace mm, long addr) {
        Vma vma = mm.vmaLookup(addr);
        long located = mm.pageTable().locate(addr);
        long entry = mm.pageTable().read(PageTable.locatedIndex(located));
        int shift = PageTable.locatedShift(located);
        if (vma == null || entry == Pte.NONE && shift > Paging.PAGE_SHIFT) {
            return null;
        }
        String prefix = vma.has(Vma.HUGETLB) ? "HUGETLB_" : shift == Paging.PMD_SHIFT ? "PMD_"
                : shift == Paging.PUD_SHIFT ? "PUD_" : "";
        return EntryKind.valueOf(prefix + (Pte.present(entry) ? present(mm, vma, entry, shift) : absent(entry)));
    }

    /**
     * The pagemap behind a model's entry for an address.
     *
     * @param addr an address whose {@link #kindAt} has a pfn
     * @return the pagemap, or null for system memory and for pfns without a struct page
     */
    public static Pagemap pagemapAt(AddressSpace mm, long addr) {
        long entry = mm.pageTable().lookup(addr);
        long pfn = Pte.pfn(entry);
        // A raw pfn may be the number of a page, but does not mean it.
        return (entry & Pte.SPECIAL) == 0 && mm.memory().memmap().covers(pfn) ? mm.memory().pagemapOf(pfn) : null;
    }

    private static String present(AddressSpace mm, Vma vma, long entry, int shift) {
        String protection = protection(entry);
        if (shift > Paging.PAGE_SHIFT && !Pte.isLeaf(entry)) {
            return "BAD";
        }
        if (Pte.isZero(entry)) {
            return "ZERO";
        }
        if ((entry & Pte.SPECIAL) != 0) {
            return "SPECIAL_" + protection;
        }
        if ((entry & Pte.PROTNONE) != 0) {
            return "PROTNONE_" + protection;
        }
        boolean cow = shift == Paging.PAGE_SHIFT && !Pte.writable(entry) && mm.memory().memmap().mapCount(Pte.pfn(entry)) > 1;
        return cow && !vma.has(Vma.HUGETLB) ? "COW" : protection;
    }

    private static String absent(long entry) {
        if (entry == Pte.NONE) {
            return "NONE";
        }
        String kind = ABSENT.getOrDefault(Pte.type(entry), "NONPRESENT");
        return kind.endsWith("_") ? kind + protection(entry) : kind;
    }

    private static String protection(long entry) {
        return Pte.writable(entry) ? "RW" : "RO";
    }
}
