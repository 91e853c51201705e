package dev.faultpath.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a page is mapped, the kernel's {@code rmap_walk()}: in an address space and those that {@code fork()} made of it or it of. It looks
 * at the same address first, and everywhere only for what {@code mremap()} moved.
 *
 * @param mm whose page table
 * @param addr first byte
 * @param index position in the page table
 * @param shift log2 of the bytes that the entry spans
 * @param entry what was found
 */
public record ReverseMap(AddressSpace mm, long addr, int index, int shift, long entry) {
    /**
     * The entries that map a page, migration entries not among them.
     *
     * @param from where to begin
     * @param addr where the page is mapped there, or was
     * @param pfn the page, or the first of a compound page
     * @param most how many there can be
     */
    public static List<ReverseMap> of(AddressSpace from, long addr, long pfn, int most) {
        List<ReverseMap> found = new ArrayList<>();
        for (AddressSpace mm : from.relatives()) {
            find(mm, addr, addr + 1, pfn, most, found);
        }
        // No page is mapped twice in one address space.
        for (AddressSpace mm : !from.shared() && !found.isEmpty() ? List.<AddressSpace>of() : from.relatives()) {
            for (Vma vma : mm.vmas()) {
                find(mm, vma.start(), vma.end(), pfn, most, found);
            }
        }
        return found;
    }

    private static void find(AddressSpace mm, long start, long end, long pfn, int most, List<ReverseMap> found) {
        PageTable table = mm.pageTable();
        for (long addr = start, next; addr < end && found.size() < most; addr = next) {
            long located = table.locate(addr);
            int shift = PageTable.locatedShift(located);
            next = Paging.segmentEnd(addr, 1L << shift, end);
            ReverseMap here = new ReverseMap(mm, addr & -(1L << shift), PageTable.locatedIndex(located), shift,
                    table.read(PageTable.locatedIndex(located)));
            if (here.large() && Pte.pfn(here.entry) >>> Paging.PMD_ORDER == pfn >>> Paging.PMD_ORDER && !here.whole()) {
                here.splitHere();
                next = addr;
                continue;
            }
            if (maps(here.entry) && Pte.pfn(here.entry) == pfn && !found.contains(here)) {
                found.add(here);
            }
        }
    }

    /** Whether an entry maps a page that is counted: present with a struct page, device-private, or lent to a device. */
    public static boolean maps(long entry) {
        if (Pte.present(entry)) {
            return !Pte.isTable(entry) && (entry & Pte.SPECIAL) == 0 && entry != Pte.bad();
        }
        return Pte.isDevicePrivate(entry) || Pte.type(entry) == Pte.DEVICE_EXCLUSIVE;
    }

    private boolean large() {
        return shift == Paging.PMD_SHIFT && maps(entry);
    }

    private boolean whole() {
        return mm.memory().memmap().whole(Pte.pfn(entry), shift - Paging.PAGE_SHIFT);
    }

    /** Puts a table in the place of a large entry, announced, the same pages behind it; false if it is another by now. */
    private boolean splitHere() {
        int part = shift - Paging.PMD_SHIFT;
        mm.notifiers().start(InvalidationEvent.of(addr, addr + (1L << shift), InvalidationEvent.Kind.CLEAR));
        boolean done = mm.pageTable().split(index, entry,
                slot -> Pte.withPfn(entry, Pte.pfn(entry) + ((long) slot << part)) & (part == 0 ? ~Pte.LEAF : -1L));
        mm.notifiers().end();
        return done;
    }

    /**
     * Makes single mappings of one of 2 MiB in one address space alone, the kernel's {@code __split_huge_pmd()}. The page is from now on
     * as many as it has, each mapped as often as the whole was; who else maps it goes on to do so with one entry.
     *
     * @param addr first byte of it
     * @return false if the entry is another by now
     */
    static boolean splitMapping(AddressSpace mm, long addr, int index, long entry) {
        ReverseMap here = new ReverseMap(mm, addr, index, Paging.PMD_SHIFT, entry);
        // First, as large entries over single pages are met everywhere, and small ones over a large page nowhere.
        if (here.whole()) {
            mm.memory().splitPage(Pte.pfn(entry), Paging.PMD_ORDER);
            mm.memory().memmap().markSplit(Pte.pfn(entry));
        }
        return here.splitHere();
    }

    /**
     * Makes 512 pages of a large one in use, single ones of 2 MiB, wherever it is mapped: the kernel's {@code split_folio()}.
     *
     * @param from whose page table maps it at {@code addr}
     * @param entry what stands there
     * @return false if a mapping is not found or changed meanwhile; then some may be split, and it is asked for again
     */
    public static boolean split(AddressSpace from, long addr, long entry) {
        Memmap memmap = from.memory().memmap();
        long pfn = Pte.pfn(entry);
        long located = from.pageTable().locate(addr);
        ReverseMap here = new ReverseMap(from, addr & -(1L << PageTable.locatedShift(located)), PageTable.locatedIndex(located),
                PageTable.locatedShift(located), entry);
        if (here.large() && !here.whole()) {
            return here.splitHere();
        }
        int maps = Math.max(1, memmap.mapCount(pfn));
        List<ReverseMap> all = of(from, addr, pfn, maps);
        if (all.size() != maps) {
            return false;
        }
        int order = all.get(0).shift - Paging.PAGE_SHIFT;
        int part = order - Paging.PMD_ORDER;
        for (ReverseMap at : all) {
            if (!at.splitHere()) {
                return false;
            }
        }
        from.memory().splitPage(pfn, order);
        for (long next = pfn; part > 0 && next < pfn + (1L << order); next += 1L << part) {
            from.memory().joinPages(next, part);
        }
        return true;
    }
}
