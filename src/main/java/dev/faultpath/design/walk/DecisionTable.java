package dev.faultpath.design.walk;

import static dev.faultpath.design.walk.HmmWalk.FAULT;
import static dev.faultpath.design.walk.HmmWalk.FAULT_WRITE;

import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/**
 * What follows from an entry and a request, as in the kernel's {@code mm/hmm.c}. The one home of these rules; rows are those of
 * {@code src/main/docs/decision-table.md}, which also says where the model differs from the kernel.
 *
 * <p>Methods return 0 when the words are written and the walk goes on, else what the walk has to return at once.
 */
public final class DecisionTable {
    private DecisionTable() {
    }

    /**
     * Whether one word's request needs a CPU fault, given what the entry offers.
     *
     * @param word the word as input
     * @param cpuFlags {@link HmmPfn#VALID} and {@link HmmPfn#WRITE} as the entry grants them
     * @return 0, {@link HmmWalk#FAULT}, or that with {@link HmmWalk#FAULT_WRITE}
     */
    public static int need(HmmRange range, long word, long cpuFlags) {
        return need(word & range.pfnFlagsMask | range.defaultFlags, cpuFlags);
    }

    /** The same for request bits in effect: the word's that the mask lets through, and the default ones. */
    public static int need(long request, long cpuFlags) {
        if ((request & HmmPfn.REQ_FAULT) == 0) {
            return 0;
        }
        if ((request & HmmPfn.REQ_WRITE) != 0 && (cpuFlags & HmmPfn.WRITE) == 0) {
            return FAULT | FAULT_WRITE;
        }
        return (cpuFlags & HmmPfn.VALID) == 0 ? FAULT : 0;
    }

    /** The same for the words of {@code [addr, end)} together: the union, found without looking further once it is full. */
    public static int need(HmmRange range, long addr, long end, long cpuFlags) {
        if (((range.defaultFlags | range.pfnFlagsMask) & HmmPfn.REQ_FAULT) == 0) {
            return 0;
        }
        long[] pfns = range.pfns;
        int to = range.index(end);
        int need = 0;
        for (int i = range.index(addr); i < to && need != (FAULT | FAULT_WRITE); i++) {
            need |= need(range, pfns[i], cpuFlags);
        }
        return need;
    }

    private static int fill(HmmRange range, long addr, long end, long bits) {
        long[] pfns = range.pfns;
        int to = range.index(end);
        for (int i = range.index(addr); i < to; i++) {
            pfns[i] = pfns[i] & HmmPfn.STICKY | bits;
        }
        return 0;
    }

    /** Words of a mapping larger than a page: consecutive pfns from {@code pfn} on, with the same flags. */
    private static int fillMapping(HmmRange range, long addr, long end, long pfn, long bits) {
        long[] pfns = range.pfns;
        int to = range.index(end);
        for (int i = range.index(addr); i < to; i++) {
            pfns[i] = pfns[i] & HmmPfn.STICKY | pfn++ | bits;
        }
        return 0;
    }

    private static long pfnAt(long entry, long addr, long size) {
        return Pte.pfn(entry) + ((addr & size - 1) >>> Paging.PAGE_SHIFT);
    }

    /** Whether a request takes a device-private page as it is: one of its owner, or of another if it asks about these and is told so. */
    private static boolean takes(PhysicalMemory memory, HmmRange range, long entry, long word) {
        Pagemap pagemap = memory.pagemap(memory.memmap().pagemapId(Pte.pfn(entry)));
        return pagemap.owner() == range.devPrivateOwner
                || range.foreign != null && range.devPrivateOwner != null && range.foreign.take(word, pagemap);
    }

    /**
     * Row 2: a stretch of an area that may not be walked.
     *
     * @return 1 when its words are written, else {@link Errno#EFAULT}
     */
    public static int unwalkable(HmmWalk walk, long addr, long end) {
        HmmRange range = walk.range();
        if (need(range, addr, end, 0) != 0) {
            return Errno.EFAULT;
        }
        fill(range, addr, end, HmmPfn.ERROR);
        return 1;
    }

    /** Rows 1 and 3: nothing is mapped in {@code [addr, end)}; {@code vma} is null where there is no area either. */
    public static int hole(HmmWalk walk, Vma vma, long addr, long end) {
        HmmRange range = walk.range();
        int need = need(range, addr, end, 0);
        if (vma == null) {
            return need != 0 ? Errno.EFAULT : fill(range, addr, end, HmmPfn.ERROR);
        }
        return need != 0 ? walk.needFault(vma, addr, end, need) : fill(range, addr, end, 0);
    }

    /**
     * Rows 4 to 16 for a snapshot, which faults nothing in: the word of one entry of the last level, without sticky bits.
     *
     * @param own whether it is a device-private entry whose page the asker takes as it is
     */
    public static long snapshot(long entry, boolean own) {
        if (Pte.present(entry)) {
            boolean noStructPage = (entry & Pte.SPECIAL) != 0 && !Pte.isZero(entry);
            return noStructPage ? HmmPfn.ERROR : Pte.pfn(entry) | HmmPfn.cpuFlags(entry);
        }
        return own ? Pte.pfn(entry) | HmmPfn.leafFlags(entry) : 0;
    }

    /**
     * Rows 4 to 16: one entry of the last level.
     *
     * @param addr the page
     * @param end the end of the walk's current segment, to which a fault span reaches
     * @param index the entry's place in the page table
     */
    public static int pte(HmmWalk walk, Vma vma, long addr, long end, long entry, int index) {
        HmmRange range = walk.range();
        long[] pfns = range.pfns;
        int i = range.index(addr);
        long word = pfns[i];
        if (!Pte.present(entry)) {
            return absentPte(walk, vma, addr, end, entry, index);
        }
        long cpuFlags = HmmPfn.cpuFlags(entry);
        int need = need(range, word, cpuFlags);
        if (need != 0) {
            return walk.needFault(vma, addr, end, need);
        }
        if ((entry & Pte.SPECIAL) != 0 && !Pte.isZero(entry)) {
            if (need(range, word, 0) != 0) {
                return Errno.EFAULT;
            }
            pfns[i] = word & HmmPfn.STICKY | HmmPfn.ERROR;
            return 0;
        }
        pfns[i] = word & HmmPfn.STICKY | Pte.pfn(entry) | cpuFlags;
        return 0;
    }

    /**
     * Rows 5 and 6 for several entries together: whether each of them is a page with a struct page that grants whatever any
     * word may ask. If so, {@link #satisfied} answers each; if not, {@link #pte} has to.
     *
     * @param and bitwise AND of the entries
     * @param or bitwise OR of the entries
     */
    static boolean allSatisfied(HmmRange range, long and, long or) {
        long wanted = Pte.PRESENT;
        if (((range.defaultFlags | range.pfnFlagsMask) & HmmPfn.REQ_WRITE) != 0) {
            wanted |= Pte.WRITE;
        }
        return (and & wanted) == wanted && (or & (Pte.PROTNONE | Pte.SPECIAL)) == 0;
    }

    /** Answers an entry for which {@link #allSatisfied} holds; {@code i} is its word. */
    static void satisfied(HmmRange range, int i, long entry) {
        range.pfns[i] = range.pfns[i] & HmmPfn.STICKY | Pte.pfn(entry) | HmmPfn.leafFlags(entry);
    }

    private static int absentPte(HmmWalk walk, Vma vma, long addr, long end, long entry, int index) {
        HmmRange range = walk.range();
        long[] pfns = range.pfns;
        int i = range.index(addr);
        long word = pfns[i];
        if (Pte.isDevicePrivate(entry) && takes(walk.mm().memory(), range, entry, word)) {
            pfns[i] = word & HmmPfn.STICKY | Pte.pfn(entry) | HmmPfn.leafFlags(entry);
            return 0;
        }
        int need = need(range, word, 0);
        if (need == 0) {
            pfns[i] = word & HmmPfn.STICKY;
            return 0;
        }
        long type = Pte.type(entry);
        if (type == Pte.MIGRATION) {
            return walk.waitForMigration(addr, index, entry);
        }
        boolean resolvable = entry == Pte.NONE || type == Pte.MARKER_UFFD_WP || type == Pte.SWAP
                || type == Pte.DEVICE_PRIVATE || type == Pte.DEVICE_EXCLUSIVE;
        if (resolvable) {
            return walk.needFault(vma, addr, end, need);
        }
        return type == Pte.TABLE_GONE ? walk.startOver(addr) : Errno.EFAULT;
    }

    /**
     * Rows 3 and 17 to 24: a PMD entry that is no table.
     *
     * @param end the end of the range within what the entry spans
     */
    public static int pmd(HmmWalk walk, Vma vma, long addr, long end, long entry, int index) {
        if (entry == Pte.NONE) {
            return hole(walk, vma, addr, end);
        }
        HmmRange range = walk.range();
        if (!Pte.present(entry)) {
            return absentPmd(walk, vma, addr, end, entry, index);
        }
        if (Pte.isLeaf(entry)) {
            return leaf(walk, vma, addr, end, entry, Paging.PMD_ORDER);
        }
        return need(range, addr, end, 0) != 0 ? Errno.EFAULT : fill(range, addr, end, HmmPfn.ERROR);
    }

    private static int absentPmd(HmmWalk walk, Vma vma, long addr, long end, long entry, int index) {
        HmmRange range = walk.range();
        boolean devicePrivate = Pte.isDevicePrivate(entry);
        if (devicePrivate && takes(walk.mm().memory(), range, entry, range.pfns[range.index(addr)])) {
            return fillMapping(range, addr, end, pfnAt(entry, addr, Paging.PMD_SIZE),
                    HmmPfn.leafFlags(entry) | HmmPfn.orderBits(Paging.PMD_ORDER));
        }
        int need = need(range, addr, end, 0);
        if (Pte.type(entry) == Pte.MIGRATION) {
            return need != 0 ? walk.waitForMigration(addr, index, entry) : fill(range, addr, end, 0);
        }
        if (need == 0) {
            return fill(range, addr, end, HmmPfn.ERROR);
        }
        return devicePrivate ? walk.needFault(vma, addr, end, need) : Errno.EFAULT;
    }

    /** Rows 25 and 26: a PUD entry that is no table. On x86 one with a NUMA-balancing hint is not present. */
    public static int pud(HmmWalk walk, Vma vma, long addr, long end, long entry) {
        boolean present = Pte.isLeaf(entry) && (entry & Pte.PROTNONE) == 0;
        return present ? leaf(walk, vma, addr, end, entry, Paging.PUD_ORDER) : hole(walk, vma, addr, end);
    }

    /** Rows 21 to 23 and 25: a mapping of {@code 1 << order} pages, present or, where that is told apart, with a hint. */
    private static int leaf(HmmWalk walk, Vma vma, long addr, long end, long entry, int order) {
        HmmRange range = walk.range();
        long cpuFlags = HmmPfn.cpuFlags(entry);
        int need = need(range, addr, end, cpuFlags);
        if (need != 0) {
            return walk.needFault(vma, addr, end, need);
        }
        long bits = cpuFlags == 0 ? 0 : cpuFlags | HmmPfn.orderBits(order);
        return fillMapping(range, addr, end, pfnAt(entry, addr, Paging.PAGE_SIZE << order), bits);
    }

    /** Rows 27 and 28: an entry of a hugetlb area, not none; the request word of its first page in the range decides for all. */
    public static int hugetlb(HmmWalk walk, Vma vma, long addr, long end, long entry) {
        HmmRange range = walk.range();
        long cpuFlags = HmmPfn.cpuFlags(entry);
        int need = need(range, range.pfns[range.index(addr)], cpuFlags);
        if (need != 0) {
            return walk.needFault(vma, addr, end, need);
        }
        int order = vma.hugetlbOrder();
        return fillMapping(range, addr, end, pfnAt(entry, addr, Paging.PAGE_SIZE << order), cpuFlags | HmmPfn.orderBits(order));
    }
}
