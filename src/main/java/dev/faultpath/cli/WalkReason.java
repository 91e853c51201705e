package dev.faultpath.cli;

import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageFaultHandler;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;
import java.util.Locale;

/** Why a walk did not answer everything: which page, what is there, and which row of the decision table. Hears each CPU fault. */
final class WalkReason implements PageFaultHandler {
    private final AddressSpace mm;
    private final PageFaultHandler faults;
    private final long start;
    private final Owner asker;
    private long failedAt;
    private int failed;

    /**
     * Begins to listen to the CPU faults of an address space.
     *
     * @param start of the range
     */
    WalkReason(AddressSpace mm, long start, Owner asker) {
        this.mm = mm;
        this.start = start;
        this.asker = asker;
        faults = mm.faultHandler();
        mm.faultHandler(this);
    }

    @Override
    public int handle(AddressSpace of, Vma vma, long addr, int flags) {
        int result = faults.handle(of, vma, addr, flags);
        if ((result & VmFault.ERROR) != 0) {
            failedAt = addr;
            failed = result & VmFault.ERROR;
        }
        return result;
    }

    @Override
    public void awaitMigration(AddressSpace of, int index, long entry) {
        faults.awaitMigration(of, index, entry);
    }

    /**
     * The reason in one line.
     *
     * @param rc   what the walk returned
     * @param stop the first page that is still input
     * @return null if it answered everything
     */
    String of(int rc, long stop) {
        if (rc == 0) {
            return null;
        }
        if (rc == Errno.EBUSY) {
            return "the notifier sequence moved, by the walk's own CPU faults or an event";
        }
        if (rc == Errno.EPERM) {
            return place(stop) + "a write is wanted where the area forbids it";
        }
        if (failed != 0) {
            String signal = (failed & VmFault.OOM) != 0 ? "no memory" : (failed & VmFault.HWPOISON) != 0 ? "HWPOISON"
                    : (failed & VmFault.SIGBUS) != 0 ? "SIGBUS" : "SIGSEGV";
            String from = failedAt == stop ? "" : "; faulted from page " + page(stop) + " on";
            return place(failedAt) + "its CPU fault fails, " + signal + from;
        }
        return place(stop) + switch (row(stop)) {
            case 1 -> "a fault is wanted where no area is";
            case 2 -> "a fault is wanted in an area without READ, or with IO or PFNMAP";
            case 9 -> "there is no struct page";
            case 24 -> "it is neither table nor mapping";
            default -> "no CPU fault brings that in";
        };
    }

    private long page(long addr) {
        return addr - start >>> Paging.PAGE_SHIFT;
    }

    private String place(long addr) {
        EntryKind kind = ModelBuilder.kindAt(mm, addr);
        String entry = kind != null ? kind.token() : mm.vmaLookup(addr) == null ? WalkResult.NO_VMA : WalkResult.HOLE;
        return String.format(Locale.ROOT, "0x%x, page %d, %s, row %d: ", addr, page(addr), entry, row(addr));
    }

    /** The row of decision-table.md for what is at an address. */
    int row(long addr) {
        Vma vma = mm.vmaLookup(addr);
        if (vma == null) {
            return 1;
        }
        if (!vma.walkable()) {
            return 2;
        }
        EntryKind kind = ModelBuilder.kindAt(mm, addr);
        if (kind == null) {
            return 3;
        }
        long entry = mm.pageTable().lookup(addr);
        boolean own = Pte.isDevicePrivate(entry) && asker != null && mm.memory().ownerOf(Pte.pfn(entry)) == asker;
        return switch (kind) {
            case NONE, UFFD_WP_MARKER -> 4;
            case RW -> 5;
            case RO, COW -> 6;
            case PROTNONE_RW, PROTNONE_RO -> 7;
            case ZERO -> 8;
            case SPECIAL_RW, SPECIAL_RO -> 9;
            case SWAP -> 10;
            case DEVICE_PRIVATE_RW -> own ? 11 : 13;
            case DEVICE_PRIVATE_RO -> own ? 12 : 13;
            case DEVICE_EXCLUSIVE -> 14;
            case MIGRATION_RW, MIGRATION_RO -> 15;
            case HWPOISON, GUARD_MARKER, POISON_MARKER, NONPRESENT -> 16;
            case PMD_MIGRATION_RW, PMD_MIGRATION_RO -> 17;
            case PMD_DEVICE_PRIVATE_RW, PMD_DEVICE_PRIVATE_RO -> own ? 18 : 19;
            case PMD_SWAP, PMD_NONPRESENT -> 20;
            case PMD_RW -> 21;
            case PMD_RO, PMD_ZERO -> 22;
            case PMD_PROTNONE_RW, PMD_PROTNONE_RO -> 23;
            case PMD_BAD -> 24;
            case PUD_RW, PUD_RO -> 25;
            case PUD_PROTNONE_RW, PUD_PROTNONE_RO, PUD_NONPRESENT -> 26;
            case HUGETLB_RW, HUGETLB_RO -> 27;
            default -> 28;
        };
    }
}
