package dev.faultpath.layout;

import dev.faultpath.model.Paging;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The kinds of page-table entry that a layout can state, one for each thing that {@code hmm_range_fault} tells apart.
 *
 * <p>The word in a layout file is {@link #token()}: the constant's name in lower case with hyphens. Kinds are grouped by
 * the level of the leaf they make: a 4 KiB PTE, a 2 MiB PMD, a 1 GiB PUD, or one entry of a hugetlb VMA whose size
 * that VMA states. What a kind above the PTE level means stands with the PTE kind of the same name.
 */
public enum EntryKind {
    /** An empty PTE in a PTE table that exists. Pages that no run covers are holes at the highest level that fits. */
    NONE(Level.PTE, false, Backing.NOTHING),
    /** Present and writable. */
    RW(Level.PTE, true, Backing.SYSTEM_OR_COHERENT),
    /** Present, read-only, mapped by this process alone. */
    RO(Level.PTE, false, Backing.SYSTEM_OR_COHERENT),
    /** Present, read-only, shared with another process or with the page cache: a write fault copies the page. */
    COW(Level.PTE, false, Backing.SYSTEM_OR_COHERENT),
    /** Present with PROT_NONE bits as NUMA balancing sets them; writable once the hint is resolved. */
    PROTNONE_RW(Level.PTE, true, Backing.SYSTEM_OR_COHERENT),
    PROTNONE_RO(Level.PTE, false, Backing.SYSTEM_OR_COHERENT),
    /** The shared zero page, read-only. */
    ZERO(Level.PTE, false, Backing.NOTHING),
    /** Present and writable, no struct page behind it. */
    SPECIAL_RW(Level.PTE, true, Backing.RAW_PFN),
    SPECIAL_RO(Level.PTE, false, Backing.RAW_PFN),
    SWAP(Level.PTE, false, Backing.NOTHING),
    DEVICE_PRIVATE_RW(Level.PTE, true, Backing.DEVICE),
    DEVICE_PRIVATE_RO(Level.PTE, false, Backing.DEVICE),
    /** System page that a device holds for exclusive (atomic) access. */
    DEVICE_EXCLUSIVE(Level.PTE, true, Backing.SYSTEM),
    /** Migration entry of a page that was writable. */
    MIGRATION_RW(Level.PTE, true, Backing.SYSTEM),
    MIGRATION_RO(Level.PTE, false, Backing.SYSTEM),
    /** Page with an uncorrectable memory error. */
    HWPOISON(Level.PTE, false, Backing.SYSTEM),
    /** Guard marker ({@code MADV_GUARD_INSTALL}). */
    GUARD_MARKER(Level.PTE, false, Backing.NOTHING),
    /** Poison marker ({@code UFFDIO_POISON}, or poisoned swap). */
    POISON_MARKER(Level.PTE, false, Backing.NOTHING),
    /** Userfaultfd write-protect marker on an empty PTE. */
    UFFD_WP_MARKER(Level.PTE, false, Backing.NOTHING),
    /** Any other non-present PTE. */
    NONPRESENT(Level.PTE, false, Backing.NOTHING),

    PMD_RW(Level.PMD, true, Backing.SYSTEM_OR_COHERENT),
    PMD_RO(Level.PMD, false, Backing.SYSTEM_OR_COHERENT),
    PMD_ZERO(Level.PMD, false, Backing.NOTHING),
    PMD_PROTNONE_RW(Level.PMD, true, Backing.SYSTEM_OR_COHERENT),
    PMD_PROTNONE_RO(Level.PMD, false, Backing.SYSTEM_OR_COHERENT),
    PMD_MIGRATION_RW(Level.PMD, true, Backing.SYSTEM),
    PMD_MIGRATION_RO(Level.PMD, false, Backing.SYSTEM),
    PMD_DEVICE_PRIVATE_RW(Level.PMD, true, Backing.DEVICE),
    PMD_DEVICE_PRIVATE_RO(Level.PMD, false, Backing.DEVICE),
    PMD_SWAP(Level.PMD, false, Backing.NOTHING),
    PMD_NONPRESENT(Level.PMD, false, Backing.NOTHING),
    /** A PMD that is neither a table nor a leaf ({@code pmd_bad}). */
    PMD_BAD(Level.PMD, false, Backing.NOTHING),

    PUD_RW(Level.PUD, true, Backing.SYSTEM_OR_COHERENT),
    PUD_RO(Level.PUD, false, Backing.SYSTEM_OR_COHERENT),
    PUD_PROTNONE_RW(Level.PUD, true, Backing.SYSTEM_OR_COHERENT),
    PUD_PROTNONE_RO(Level.PUD, false, Backing.SYSTEM_OR_COHERENT),
    /** PUD that is not empty and not present. */
    PUD_NONPRESENT(Level.PUD, false, Backing.NOTHING),

    HUGETLB_RW(Level.HUGETLB, true, Backing.SYSTEM),
    HUGETLB_RO(Level.HUGETLB, false, Backing.SYSTEM),
    HUGETLB_PROTNONE_RW(Level.HUGETLB, true, Backing.SYSTEM),
    HUGETLB_PROTNONE_RO(Level.HUGETLB, false, Backing.SYSTEM),
    HUGETLB_MIGRATION_RW(Level.HUGETLB, true, Backing.SYSTEM),
    HUGETLB_MIGRATION_RO(Level.HUGETLB, false, Backing.SYSTEM),
    HUGETLB_HWPOISON(Level.HUGETLB, false, Backing.SYSTEM),
    /** Any other non-present hugetlb entry, written as a swap entry. */
    HUGETLB_SWAP(Level.HUGETLB, false, Backing.NOTHING);

    /** Level of the leaf that a kind makes. */
    public enum Level {
        /** 4 KiB. */
        PTE,
        /** 2 MiB, 512 pages. */
        PMD,
        /** 1 GiB, 262144 pages. */
        PUD,
        /** The size that the hugetlb VMA states. */
        HUGETLB
    }

    /** What stands behind the entry's pfn. */
    public enum Backing {
        /** No pfn of its own. */
        NOTHING,
        /** System memory. */
        SYSTEM,
        /** System memory, or device-coherent memory when the run names a coherent pagemap. */
        SYSTEM_OR_COHERENT,
        /** A pfn without a struct page. */
        RAW_PFN,
        /** A page of a device-private pagemap, which the run must name. */
        DEVICE
    }

    private static final Map<String, EntryKind> BY_TOKEN =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EntryKind::token, Function.identity()));

    private final String token;
    private final Level level;
    private final boolean writable;
    private final Backing backing;

    EntryKind(Level level, boolean writable, Backing backing) {
        this.token = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.level = level;
        this.writable = writable;
        this.backing = backing;
    }

    /** The kind's word in a layout file. */
    public String token() {
        return token;
    }

    public Level level() {
        return level;
    }

    /** Whether the entry is writable, or will be once its hint or migration is resolved. */
    public boolean writable() {
        return writable;
    }

    public Backing backing() {
        return backing;
    }

    /** Whether the run has a pfn, so that {@code pfn=}, {@code at=} or {@code chunk=} make sense. */
    public boolean hasPfn() {
        return backing != Backing.NOTHING;
    }

    /**
     * Pages (4 KiB) that one leaf of this kind maps.
     *
     * @param hugetlbOrder order of the hugetlb VMA the run is in; only looked at for hugetlb kinds
     */
    public int leafPages(int hugetlbOrder) {
        return switch (level) {
            case PTE -> 1;
            case PMD -> 1 << Paging.PMD_ORDER;
            case PUD -> 1 << Paging.PUD_ORDER;
            case HUGETLB -> 1 << hugetlbOrder;
        };
    }

    /** The kind of that word, or null. */
    public static EntryKind ofToken(String token) {
        return BY_TOKEN.get(token);
    }
}
