package dev.faultpath.bench.state;

import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;

/** An area of an address space whose every page was written with bytes of its own. */
final class WrittenArea {
    private static final String SMALL = "4k";

    private final AddressSpace mm;
    private final PageContents contents;
    private final int pages;
    private final Vma vma;

    /**
     * Maps the area and writes each of its pages. Behind each 4 KiB page one page of somebody else's stays for good, so that no two pages
     * of the area ever are neighbours in system memory, whichever way they are given back and taken again.
     *
     * @param mapping how the CPU maps the pages: {@code 4k}, or {@code 2m} where it can
     * @throws IllegalArgumentException if the mapping is neither
     */
    WrittenArea(AddressSpace mm, PageContents contents, long start, int pages, String mapping) {
        this.mm = mm;
        this.contents = contents;
        this.pages = pages;
        vma = new Vma(start, start + ((long) pages << Paging.PAGE_SHIFT), Vma.READ | Vma.WRITE | Vma.ANONYMOUS | flags(mapping), 0);
        mm.map(vma);
        for (int page = 0; page < pages; page++) {
            if (mm.handleMmFault(vma, addr(page), VmFault.FLAG_WRITE) != 0) {
                throw new IllegalStateException("page " + page + " cannot be written");
            }
            contents.fill(memoryOf(page), (byte) (page + 1));
            if (mapping.equals(SMALL)) {
                mm.memory().allocateSystem(0);
            }
        }
    }

    /** What such a mapping adds to an area's flags. */
    static int flags(String mapping) {
        return switch (mapping) {
            case SMALL -> 0;
            case "2m" -> Vma.HUGEPAGE;
            default -> throw new IllegalArgumentException("a mapping is 4k or 2m, not '" + mapping + "'");
        };
    }

    Vma vma() {
        return vma;
    }

    private long addr(int page) {
        return vma.start() + ((long) page << Paging.PAGE_SHIFT);
    }

    /** The pfn behind a page. */
    long memoryOf(int page) {
        long located = mm.pageTable().locate(addr(page));
        long pfn = Pte.pfn(mm.pageTable().read(PageTable.locatedIndex(located)));
        return PageTable.locatedShift(located) == Paging.PMD_SHIFT ? pfn + page % (1 << Paging.PMD_ORDER) : pfn;
    }

    /** Whether every page still holds what was written. */
    boolean intact() {
        for (int page = 0; page < pages; page++) {
            if (!contents.isFilled(memoryOf(page), (byte) (page + 1))) {
                return false;
            }
        }
        return true;
    }
}
