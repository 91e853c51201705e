package dev.faultpath.fault;

import static dev.faultpath.fault.FaultWorld.ANON_RW;
import static dev.faultpath.fault.FaultWorld.BASE;
import static dev.faultpath.fault.FaultWorld.PAGE;
import static dev.faultpath.model.HmmPfn.ERROR;
import static dev.faultpath.model.HmmPfn.REQ_FAULT;
import static dev.faultpath.model.HmmPfn.REQ_WRITE;
import static dev.faultpath.model.HmmPfn.VALID;
import static dev.faultpath.model.HmmPfn.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows 1 to 28 of decision-table.md as law: every row, under a snapshot (S), a read fault (F) and a write fault (W), in both
 * shapes of the engine, at each level where it applies.
 *
 * <p>Every case stands between ordinary pages, so that it shows what is written before the stop and left alone after it. It
 * runs four times: its request given by the default flags or by the words, and through {@link RangeFault#fault} or the
 * caller's loop. Where the CPU fault announces its change the first of these returns {@code -EBUSY} and the second starts over.
 */
class DecisionTableTest {
    /** Words on input carry this in the bits that are ignored, so that no output can be taken for an input. */
    private static final long INPUT_MARK = HmmPfn.orderBits(31) | ERROR;

    /** What is asked of every page. */
    enum Request {
        S(0), F(REQ_FAULT), W(REQ_FAULT | REQ_WRITE);

        final long flags;

        Request(long flags) {
            this.flags = flags;
        }
    }

    /**
     * Where a subject stands in its range.
     *
     * @param label for the name of the case
     * @param start its first byte
     * @param pages its pages
     * @param rest pages behind it that are in the same stretch of the walk, to the end of which a fault span reaches
     * @param after pages behind these
     * @param alone whether its area ends with it
     */
    private record Place(String label, long start, int pages, int rest, int after, boolean alone) {
        static final int BEFORE = 3;
        /** The fourth of the last eight pages of a PMD; the range goes two pages into the next one. */
        static final Place PTE = new Place("PTE", BASE + Paging.PMD_SIZE - 5 * PAGE, 1, 4, 2, false);
        /** Three pages with an area of their own, or none. */
        static final Place AREA = new Place("VMA", PTE.start, 3, 0, 4, true);
        static final Place PMD = new Place("PMD", BASE + Paging.PMD_SIZE, 512, 0, 2, false);
        static final Place PMD_ALONE = new Place("PMD", BASE + Paging.PMD_SIZE, 512, 0, 2, true);
        /** The first five pages of a PUD entry, after which the range ends. */
        static final Place PUD = new Place("PUD", BASE + Paging.PUD_SIZE, 5, 0, 0, false);
        /** The first five pages of a PGD entry, after which the range ends. */
        static final Place PGD = new Place("PGD", Paging.PGDIR_SIZE, 5, 0, 0, false);

        long rangeStart() {
            return start - BEFORE * PAGE;
        }

        long end() {
            return start + pages * PAGE;
        }

        long rangeEnd() {
            return end() + (rest + after) * PAGE;
        }

        int first() {
            return BEFORE;
        }

        int last() {
            return BEFORE + pages;
        }

        int spanEnd() {
            return last() + rest;
        }

        int size() {
            return spanEnd() + after;
        }
    }

    /** Puts the subject into the address space; returns the pfn that its words begin with, if it has one. */
    @FunctionalInterface
    private interface Subject {
        long install(FaultWorld w, long addr);
    }

    /** What the subject's words are in the end. */
    private enum Words {
        /** Exactly the bits given, and the sticky ones. */
        BITS,
        /** The bits given with consecutive pfns from what the subject said it has. */
        INSTALLED,
        /** The bits given with consecutive pfns of what is mapped now. */
        MAPPED_NOW,
        /** Input, and so is all behind. */
        INPUT
    }

    /** What has to come out of one request. Rounds are CPU fault spans, true for a write; each begins at the subject. */
    private static final class Outcome {
        final Words words;
        final long bits;
        int rcInside;
        int rcRecord;
        final List<Boolean> rounds = new ArrayList<>();
        int announcedRound = -1;
        int waits;
        boolean cpuFaultFails;

        Outcome(Words words, long bits) {
            this.words = words;
            this.bits = bits;
        }

        Outcome waits() {
            waits = 1;
            return this;
        }

        Outcome read() {
            rounds.add(false);
            return this;
        }

        Outcome write() {
            rounds.add(true);
            return this;
        }

        /** The round named last changes the entry through the notifier. */
        Outcome announced() {
            announcedRound = rounds.size() - 1;
            return this;
        }

        /** The first CPU fault fails. */
        Outcome failing() {
            cpuFaultFails = true;
            return this;
        }
    }

    private static Outcome bits(long bits) {
        return new Outcome(Words.BITS, bits);
    }

    private static Outcome is(long flags, int order) {
        return new Outcome(Words.INSTALLED, flags | HmmPfn.orderBits(order));
    }

    private static Outcome becomes(long flags, int order) {
        return new Outcome(Words.MAPPED_NOW, flags | HmmPfn.orderBits(order));
    }

    private static Outcome error(int rcInside, int rcRecord) {
        Outcome outcome = new Outcome(Words.INPUT, 0);
        outcome.rcInside = rcInside;
        outcome.rcRecord = rcRecord;
        return outcome;
    }

    private static Outcome error(int rc) {
        return error(rc, rc);
    }

    /** A row of the table, or one of several forms of it. */
    private static final class Row {
        final int number;
        final String what;
        final Place place;
        final int areaFlags;
        final Subject subject;
        final Map<Request, Outcome> outcomes = new LinkedHashMap<>();
        int hugetlbOrder;
        boolean noOwner;
        boolean noArea;
        boolean noMemory;

        Row(int number, String what, Place place, int areaFlags, Subject subject) {
            this.number = number;
            this.what = what;
            this.place = place;
            this.areaFlags = areaFlags;
            this.subject = subject;
        }

        Row s(Outcome outcome) {
            outcomes.put(Request.S, outcome);
            return this;
        }

        Row f(Outcome outcome) {
            outcomes.put(Request.F, outcome);
            return this;
        }

        Row w(Outcome outcome) {
            outcomes.put(Request.W, outcome);
            return this;
        }

        Row noOwner() {
            noOwner = true;
            return this;
        }

        Row noArea() {
            noArea = true;
            return this;
        }

        Row noMemory() {
            noMemory = true;
            return this;
        }

        Row hugetlb(int order) {
            hugetlbOrder = order;
            return this;
        }

        /** This row in an area without write permission, under W. */
        Row readOnlyArea() {
            Outcome with = outcomes.get(Request.W);
            Row row = new Row(number, what + ", read-only VMA", place, areaFlags & ~Vma.WRITE, subject);
            row.hugetlbOrder = hugetlbOrder;
            row.noOwner = noOwner;
            row.outcomes.put(Request.W, error(Errno.EPERM));
            row.outcomes.get(Request.W).waits = with.waits;
            return row;
        }

        boolean writeFaults() {
            Outcome w = outcomes.get(Request.W);
            return w != null && !w.rounds.isEmpty() && !noMemory;
        }
    }

    // The kinds of entries.

    private static final Subject NOTHING = (w, addr) -> -1;

    private static Subject pte(long entry) {
        return (w, addr) -> {
            w.table.setPte(addr, entry);
            return Pte.pfn(entry);
        };
    }

    private static Subject page(boolean writable) {
        return (w, addr) -> pte(w.page(writable)).install(w, addr);
    }

    private static final Subject COW_SHARED = (w, addr) -> {
        long entry = w.page(false);
        w.memory.memmap().addMapCount(Pte.pfn(entry), 1);
        return pte(entry).install(w, addr);
    };

    private static Subject device(boolean own, boolean writable) {
        return (w, addr) -> pte(w.devicePage(own ? w.ownPagemap : w.otherPagemap, writable)).install(w, addr);
    }

    private static Subject pmd(long entry) {
        return (w, addr) -> {
            w.table.setPmd(addr, entry);
            return Pte.pfn(entry);
        };
    }

    private static Subject hugePage(boolean writable, boolean hint, int maps) {
        return (w, addr) -> {
            long pfn = w.systemPage(Paging.PMD_ORDER);
            w.memory.memmap().addMapCount(pfn, maps - 1);
            long entry = Pte.leaf(pfn, writable);
            return pmd(hint ? Pte.protnone(entry) : entry).install(w, addr);
        };
    }

    private static Subject hugeMigration(boolean writable) {
        return (w, addr) -> pmd(Pte.huge(Pte.migration(w.systemPage(Paging.PMD_ORDER), writable))).install(w, addr);
    }

    private static Subject hugeDevice(boolean own, boolean writable) {
        return (w, addr) -> pmd(w.deviceHuge(own ? w.ownPagemap : w.otherPagemap, writable)).install(w, addr);
    }

    private static Subject pud(long entry) {
        return (w, addr) -> {
            w.table.setPud(addr, entry);
            return Pte.pfn(entry);
        };
    }

    private static Subject giantPage(boolean writable, int maps) {
        return (w, addr) -> {
            long pfn = w.systemPage(Paging.PUD_ORDER);
            w.memory.memmap().addMapCount(pfn, maps - 1);
            return pud(Pte.leaf(pfn, writable)).install(w, addr);
        };
    }

    private static final int PMD_ORDER = Paging.PMD_ORDER;
    private static final int PUD_ORDER = Paging.PUD_ORDER;
    private static final long RW = VALID | WRITE;
    private static final int FILE_RW = Vma.READ | Vma.WRITE;
    private static final int HUGETLB_RW = Vma.READ | Vma.WRITE | Vma.HUGETLB;
    /** A pfn that no test writes to, so that it needs no struct page. */
    private static final long FAR_PFN = 1L << 30;

    private static List<Row> rows() {
        List<Row> t = new ArrayList<>();
        // Rows 1 and 2: no area, or one that may not be walked.
        t.add(new Row(1, "no VMA", Place.AREA, 0, NOTHING).noArea()
                .s(bits(ERROR)).f(error(Errno.EFAULT)).w(error(Errno.EFAULT)));
        t.add(unwalkable("VM_IO", ANON_RW | Vma.IO));
        t.add(unwalkable("VM_PFNMAP", ANON_RW | Vma.PFNMAP));
        t.add(unwalkable("PROT_NONE", Vma.ANONYMOUS));
        t.add(unwalkable("write-only", Vma.WRITE | Vma.ANONYMOUS));

        // Row 3: a hole at each level.
        for (Place place : List.of(Place.PGD, Place.PUD, Place.PMD)) {
            t.add(new Row(3, place.label + " none", place, ANON_RW, NOTHING)
                    .s(bits(0)).f(becomes(VALID, 0).read()).w(becomes(RW, 0).write()));
        }
        t.add(new Row(3, "PMD none where transparent huge pages are wanted", Place.PMD_ALONE, ANON_RW | Vma.HUGEPAGE, NOTHING)
                .s(bits(0)).f(becomes(VALID, PMD_ORDER).read()).w(becomes(RW, PMD_ORDER).write()));
        t.add(new Row(3, "PMD none, no memory", Place.PMD, ANON_RW, NOTHING).noMemory()
                .s(bits(0)).f(becomes(VALID, 0).read()).w(error(Errno.EFAULT, Errno.ENOMEM).write().failing()));
        t.add(new Row(3, "hugetlb 2 MiB hole", Place.PMD_ALONE, HUGETLB_RW, NOTHING).hugetlb(PMD_ORDER)
                .s(bits(0)).f(becomes(VALID, PMD_ORDER).read()).w(becomes(RW, PMD_ORDER).write()));
        t.add(new Row(3, "hugetlb 1 GiB hole", Place.PUD, HUGETLB_RW, NOTHING).hugetlb(PUD_ORDER)
                .s(bits(0)).f(becomes(VALID, PUD_ORDER).read()).w(becomes(RW, PUD_ORDER).write()));

        // Row 4: a hole of one page.
        t.add(new Row(4, "PTE none", Place.PTE, ANON_RW, (w, addr) -> {
            w.table.ensure(addr, Paging.PAGE_SHIFT);
            return -1;
        }).s(bits(0)).f(becomes(VALID, 0).read()).w(becomes(RW, 0).write()));
        t.add(new Row(4, "PTE none, private file", Place.PTE, FILE_RW, NOTHING)
                .s(bits(0)).f(becomes(VALID, 0).read()).w(becomes(RW, 0).write()));
        t.add(new Row(4, "uffd write-protect marker", Place.PTE, ANON_RW, pte(Pte.marker(Pte.MARKER_UFFD_WP)))
                .s(bits(0)).f(becomes(VALID, 0).read()).w(becomes(RW, 0).write()));

        // Rows 5 to 9: present pages.
        t.add(new Row(5, "present writable", Place.PTE, ANON_RW, page(true)).s(is(RW, 0)).f(is(RW, 0)).w(is(RW, 0)));
        t.add(new Row(6, "present read-only, COW-shared", Place.PTE, ANON_RW, COW_SHARED)
                .s(is(VALID, 0)).f(is(VALID, 0)).w(becomes(RW, 0).write().announced()));
        t.add(new Row(6, "present read-only, mapped once", Place.PTE, ANON_RW, page(false))
                .s(is(VALID, 0)).f(is(VALID, 0)).w(is(RW, 0).write()));
        t.add(new Row(6, "present read-only, shared file", Place.PTE, FILE_RW | Vma.SHARED, page(false))
                .s(is(VALID, 0)).f(is(VALID, 0)).w(is(RW, 0).write()));
        t.add(new Row(7, "PROT_NONE hint, writable", Place.PTE, ANON_RW,
                (w, addr) -> pte(Pte.protnone(w.page(true))).install(w, addr))
                .s(is(0, 0)).f(is(RW, 0).read()).w(is(RW, 0).write()));
        t.add(new Row(7, "PROT_NONE hint, read-only", Place.PTE, ANON_RW,
                (w, addr) -> pte(Pte.protnone(w.page(false))).install(w, addr))
                .s(is(0, 0)).f(is(VALID, 0).read()).w(is(RW, 0).write().write()));
        t.add(new Row(8, "zero page", Place.PTE, ANON_RW, pte(Pte.zeroPage()))
                .s(is(VALID, 0)).f(is(VALID, 0)).w(becomes(RW, 0).write().announced()));
        t.add(new Row(9, "no struct page, read-only, private mixed map", Place.PTE, FILE_RW | Vma.MIXEDMAP,
                pte(Pte.special(FAR_PFN, false)))
                .s(bits(ERROR)).f(error(Errno.EFAULT)).w(becomes(RW, 0).write().announced()));
        t.add(new Row(9, "no struct page, read-only, shared mixed map", Place.PTE, FILE_RW | Vma.MIXEDMAP | Vma.SHARED,
                pte(Pte.special(FAR_PFN, false)))
                .s(bits(ERROR)).f(error(Errno.EFAULT)).w(error(Errno.EFAULT).write()));
        t.add(new Row(9, "no struct page, writable", Place.PTE, FILE_RW | Vma.MIXEDMAP, pte(Pte.special(FAR_PFN, true)))
                .s(bits(ERROR)).f(error(Errno.EFAULT)).w(error(Errno.EFAULT)));

        // Rows 10 to 16: what is not present.
        t.add(new Row(10, "swap entry", Place.PTE, ANON_RW, pte(Pte.swap(77)))
                .s(bits(0)).f(becomes(RW, 0).read()).w(becomes(RW, 0).write()));
        t.add(new Row(10, "swap entry, no memory", Place.PTE, ANON_RW, pte(Pte.swap(77))).noMemory()
                .s(bits(0)).f(error(Errno.EFAULT, Errno.ENOMEM).read().failing())
                .w(error(Errno.EFAULT, Errno.ENOMEM).write().failing()));
        t.add(new Row(11, "device-private own writable", Place.PTE, ANON_RW, device(true, true))
                .s(is(RW, 0)).f(is(RW, 0)).w(is(RW, 0)));
        t.add(new Row(12, "device-private own read-only", Place.PTE, ANON_RW, device(true, false))
                .s(is(VALID, 0)).f(is(VALID, 0)).w(is(VALID, 0)));
        t.add(new Row(13, "device-private other owner, writable", Place.PTE, ANON_RW, device(false, true))
                .s(bits(0)).f(becomes(RW, 0).read().announced()).w(becomes(RW, 0).write().announced()));
        t.add(new Row(13, "device-private other owner, read-only", Place.PTE, ANON_RW, device(false, false))
                .s(bits(0)).f(becomes(VALID, 0).read().announced()).w(becomes(RW, 0).write().announced().write()));
        t.add(new Row(13, "device-private, range owner null", Place.PTE, ANON_RW, device(false, true)).noOwner()
                .s(bits(0)).f(becomes(RW, 0).read().announced()).w(becomes(RW, 0).write().announced()));
        // The driver takes the migration of its own pagemap for its own doing, so the sequence stands.
        t.add(new Row(13, "device-private of the driver, range owner null", Place.PTE, ANON_RW, device(true, true)).noOwner()
                .s(bits(0)).f(becomes(RW, 0).read()).w(becomes(RW, 0).write()));
        t.add(new Row(14, "device-exclusive, writable", Place.PTE, ANON_RW,
                (w, addr) -> pte(Pte.deviceExclusive(w.systemPage(0), true)).install(w, addr))
                .s(bits(0)).f(is(RW, 0).read().announced()).w(is(RW, 0).write().announced()));
        t.add(new Row(14, "device-exclusive, read-only", Place.PTE, ANON_RW,
                (w, addr) -> pte(Pte.deviceExclusive(w.systemPage(0), false)).install(w, addr))
                .s(bits(0)).f(is(VALID, 0).read().announced()).w(is(RW, 0).write().announced().write()));
        t.add(new Row(15, "migration entry, writable", Place.PTE, ANON_RW,
                (w, addr) -> pte(Pte.migration(w.systemPage(0), true)).install(w, addr))
                .s(bits(0)).f(is(RW, 0).waits()).w(is(RW, 0).waits()));
        t.add(new Row(15, "migration entry, read-only", Place.PTE, ANON_RW,
                (w, addr) -> pte(Pte.migration(w.systemPage(0), false)).install(w, addr))
                .s(bits(0)).f(is(VALID, 0).waits()).w(is(RW, 0).waits().write()));
        Map<String, Long> unresolvable = new LinkedHashMap<>();
        unresolvable.put("hwpoison", Pte.hwpoison(FAR_PFN));
        unresolvable.put("poison marker", Pte.marker(Pte.MARKER_POISON));
        unresolvable.put("guard marker", Pte.marker(Pte.MARKER_GUARD));
        unresolvable.put("other non-present", Pte.marker(Pte.OTHER));
        unresolvable.forEach((what, entry) -> t.add(new Row(16, what, Place.PTE, ANON_RW, pte(entry))
                .s(bits(0)).f(error(Errno.EFAULT)).w(error(Errno.EFAULT))));

        // Rows 17 to 24: a PMD that is no table. A span of 512 faults on one entry resolves a second reason with its second fault.
        t.add(new Row(17, "PMD migration entry, writable", Place.PMD, ANON_RW, hugeMigration(true))
                .s(bits(0)).f(is(RW, PMD_ORDER).waits()).w(is(RW, PMD_ORDER).waits()));
        t.add(new Row(17, "PMD migration entry, read-only", Place.PMD, ANON_RW, hugeMigration(false))
                .s(bits(0)).f(is(VALID, PMD_ORDER).waits()).w(is(RW, PMD_ORDER).waits().write()));
        t.add(new Row(18, "PMD device-private own writable", Place.PMD, ANON_RW, hugeDevice(true, true))
                .s(is(RW, PMD_ORDER)).f(is(RW, PMD_ORDER)).w(is(RW, PMD_ORDER)));
        t.add(new Row(18, "PMD device-private own read-only", Place.PMD, ANON_RW, hugeDevice(true, false))
                .s(is(VALID, PMD_ORDER)).f(is(VALID, PMD_ORDER)).w(is(VALID, PMD_ORDER)));
        t.add(new Row(19, "PMD device-private other owner, writable", Place.PMD, ANON_RW, hugeDevice(false, true))
                .s(bits(ERROR)).f(becomes(RW, PMD_ORDER).read().announced()).w(becomes(RW, PMD_ORDER).write().announced()));
        t.add(new Row(19, "PMD device-private other owner, read-only", Place.PMD, ANON_RW, hugeDevice(false, false))
                .s(bits(ERROR)).f(becomes(VALID, PMD_ORDER).read().announced())
                .w(becomes(RW, PMD_ORDER).write().announced()));
        t.add(new Row(19, "PMD device-private, range owner null", Place.PMD, ANON_RW, hugeDevice(false, true)).noOwner()
                .s(bits(ERROR)).f(becomes(RW, PMD_ORDER).read().announced()).w(becomes(RW, PMD_ORDER).write().announced()));
        Map<String, Long> otherPmds = new LinkedHashMap<>();
        otherPmds.put("swap entry", Pte.huge(Pte.swap(77)));
        otherPmds.put("hwpoison", Pte.huge(Pte.hwpoison(FAR_PFN)));
        otherPmds.put("device-exclusive", Pte.huge(Pte.deviceExclusive(FAR_PFN, true)));
        otherPmds.put("other non-present", Pte.huge(Pte.marker(Pte.OTHER)));
        otherPmds.forEach((what, entry) -> t.add(new Row(20, "PMD " + what, Place.PMD, ANON_RW, pmd(entry))
                .s(bits(ERROR)).f(error(Errno.EFAULT)).w(error(Errno.EFAULT))));
        t.add(new Row(21, "PMD huge, writable", Place.PMD, ANON_RW, hugePage(true, false, 1))
                .s(is(RW, PMD_ORDER)).f(is(RW, PMD_ORDER)).w(is(RW, PMD_ORDER)));
        t.add(new Row(22, "PMD huge, read-only, COW-shared", Place.PMD, ANON_RW, hugePage(false, false, 2))
                .s(is(VALID, PMD_ORDER)).f(is(VALID, PMD_ORDER)).w(becomes(RW, 0).write().announced()));
        t.add(new Row(22, "PMD huge, read-only, mapped once", Place.PMD, ANON_RW, hugePage(false, false, 1))
                .s(is(VALID, PMD_ORDER)).f(is(VALID, PMD_ORDER)).w(is(RW, PMD_ORDER).write()));
        t.add(new Row(22, "huge zero page", Place.PMD, ANON_RW, pmd(Pte.hugeZeroPage()))
                .s(is(VALID, PMD_ORDER)).f(is(VALID, PMD_ORDER)).w(becomes(RW, PMD_ORDER).write().announced()));
        t.add(new Row(23, "PMD huge, PROT_NONE hint, writable", Place.PMD, ANON_RW, hugePage(true, true, 1))
                .s(is(0, 0)).f(is(RW, PMD_ORDER).read()).w(is(RW, PMD_ORDER).write()));
        t.add(new Row(23, "PMD huge, PROT_NONE hint, read-only", Place.PMD, ANON_RW, hugePage(false, true, 1))
                .s(is(0, 0)).f(is(VALID, PMD_ORDER).read()).w(is(RW, PMD_ORDER).write()));
        t.add(new Row(24, "bad PMD", Place.PMD, ANON_RW, pmd(Pte.bad()))
                .s(bits(ERROR)).f(error(Errno.EFAULT)).w(error(Errno.EFAULT)));

        // Rows 25 and 26: a PUD that is no table.
        t.add(new Row(25, "PUD leaf, writable", Place.PUD, ANON_RW, pud(Pte.leaf(FAR_PFN, true)))
                .s(is(RW, PUD_ORDER)).f(is(RW, PUD_ORDER)).w(is(RW, PUD_ORDER)));
        t.add(new Row(25, "PUD leaf, read-only", Place.PUD, FILE_RW, giantPage(false, 1))
                .s(is(VALID, PUD_ORDER)).f(is(VALID, PUD_ORDER)).w(becomes(RW, PUD_ORDER).write().announced()));
        for (boolean writable : new boolean[] {true, false}) {
            Row row = new Row(26, "PUD with a PROT_NONE hint, " + (writable ? "writable" : "read-only"), Place.PUD, FILE_RW | Vma.SHARED,
                    pud(Pte.protnone(Pte.leaf(FAR_PFN, writable))));
            t.add(row.s(bits(0)).f(is(writable ? RW : VALID, PUD_ORDER).read()).w(is(RW, PUD_ORDER).write()));
        }
        t.add(new Row(26, "PUD not present, under migration", Place.PUD, ANON_RW, pud(Pte.huge(Pte.migration(FAR_PFN, true))))
                .s(bits(0)).f(is(RW, PUD_ORDER).read()).w(is(RW, PUD_ORDER).write()));
        t.add(new Row(26, "PUD not present, no way to resolve it", Place.PUD, ANON_RW, pud(Pte.huge(Pte.marker(Pte.OTHER))))
                .s(bits(0)).f(error(Errno.EFAULT).read().failing()).w(error(Errno.EFAULT).write().failing()));

        // Rows 27 and 28: hugetlb.
        t.add(hugetlb(27, "hugetlb 2 MiB present, writable", hugePage(true, false, 1))
                .s(is(RW, PMD_ORDER)).f(is(RW, PMD_ORDER)).w(is(RW, PMD_ORDER)));
        t.add(hugetlb(27, "hugetlb 2 MiB present, read-only, COW-shared", hugePage(false, false, 2))
                .s(is(VALID, PMD_ORDER)).f(is(VALID, PMD_ORDER)).w(becomes(RW, PMD_ORDER).write().announced()));
        t.add(new Row(27, "hugetlb 1 GiB present, writable", Place.PUD, HUGETLB_RW, pud(Pte.leaf(FAR_PFN, true)))
                .hugetlb(PUD_ORDER).s(is(RW, PUD_ORDER)).f(is(RW, PUD_ORDER)).w(is(RW, PUD_ORDER)));
        t.add(new Row(27, "hugetlb 1 GiB present, read-only, mapped once", Place.PUD, HUGETLB_RW, giantPage(false, 1))
                .hugetlb(PUD_ORDER).s(is(VALID, PUD_ORDER)).f(is(VALID, PUD_ORDER)).w(is(RW, PUD_ORDER).write()));
        t.add(hugetlb(28, "hugetlb 2 MiB PROT_NONE hint", hugePage(true, true, 1))
                .s(is(0, PMD_ORDER)).f(is(RW, PMD_ORDER).read()).w(is(RW, PMD_ORDER).write()));
        t.add(hugetlb(28, "hugetlb 2 MiB under migration", hugeMigration(true))
                .s(is(0, PMD_ORDER)).f(is(RW, PMD_ORDER).read()).w(is(RW, PMD_ORDER).write()));
        t.add(hugetlb(28, "hugetlb 2 MiB hwpoison", pmd(Pte.huge(Pte.hwpoison(FAR_PFN))))
                .s(is(0, PMD_ORDER)).f(error(Errno.EFAULT).read().failing())
                .w(error(Errno.EFAULT).write().failing()));
        t.add(new Row(28, "hugetlb 1 GiB PROT_NONE hint", Place.PUD, HUGETLB_RW, pud(Pte.protnone(Pte.leaf(FAR_PFN, true))))
                .hugetlb(PUD_ORDER).s(is(0, PUD_ORDER)).f(is(RW, PUD_ORDER).read()).w(is(RW, PUD_ORDER).write()));
        t.add(new Row(28, "hugetlb 1 GiB under migration", Place.PUD, HUGETLB_RW, pud(Pte.huge(Pte.migration(FAR_PFN, true))))
                .hugetlb(PUD_ORDER).s(is(0, PUD_ORDER)).f(is(RW, PUD_ORDER).read()).w(is(RW, PUD_ORDER).write()));

        List<Row> readOnly = t.stream().filter(Row::writeFaults).map(Row::readOnlyArea).toList();
        t.addAll(readOnly);
        return t;
    }

    private static Row unwalkable(String what, int flags) {
        // Pages are mapped there, and must not be looked at.
        return new Row(2, what, Place.AREA, flags, (w, addr) -> {
            w.pages(addr, addr + Place.AREA.pages * PAGE);
            return -1;
        }).s(bits(ERROR)).f(error(Errno.EFAULT)).w(error(Errno.EFAULT));
    }

    private static Row hugetlb(int number, String what, Subject subject) {
        return new Row(number, what, Place.PMD_ALONE, HUGETLB_RW, subject).hugetlb(PMD_ORDER);
    }

    /** One row under one request in one shape. */
    private record Case(Row row, Request request, FaultShape shape) {
        String name() {
            return "row " + row.number + " " + row.what + " | " + request + " | " + row.place.label + " | "
                    + (shape == FaultShape.INSIDE_WALK ? "fault inside walk" : "record and re-walk");
        }
    }

    static Stream<Named<Object>> cases() {
        return rows().stream()
                .flatMap(row -> row.outcomes.keySet().stream()
                        .flatMap(request -> Arrays.stream(FaultShape.values()).map(shape -> new Case(row, request, shape))))
                .map(c -> Named.of(c.name(), c));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("Decision table")
    void rule(Object named) {
        Case c = (Case) named;
        for (boolean byWords : new boolean[] {false, true}) {
            for (boolean callersLoop : new boolean[] {false, true}) {
                new Run(c, byWords, callersLoop).check();
            }
        }
    }

    /** One run of a case, with what there was before it. */
    private static final class Run {
        final Case c;
        final Place place;
        final Outcome outcome;
        final boolean byWords;
        final boolean callersLoop;
        final FaultWorld w;
        final HmmRange range;
        final long[] input;
        final long installedPfn;

        Run(Case c, boolean byWords, boolean callersLoop) {
            this.c = c;
            this.byWords = byWords;
            this.callersLoop = callersLoop;
            place = c.row.place;
            outcome = c.row.outcomes.get(c.request);
            int ordinaryPages = place.size() - place.pages;
            w = new FaultWorld(c.row.noMemory ? new PhysicalMemory(ordinaryPages) : new PhysicalMemory(), new PageTable());
            areas();
            w.pages(place.rangeStart(), place.start);
            installedPfn = c.row.subject.install(w, place.start);
            w.pages(place.end(), place.rangeEnd());
            range = w.range(place.rangeStart(), place.rangeEnd(), byWords ? 0 : c.request.flags);
            range.pfnFlagsMask = byWords ? REQ_FAULT | REQ_WRITE : 0;
            if (c.row.noOwner) {
                range.devPrivateOwner = null;
            }
            for (int i = 0; i < range.pfns.length; i++) {
                range.pfns[i] = word(i);
            }
            input = range.pfns.clone();
        }

        private void areas() {
            Row row = c.row;
            w.map(place.rangeStart(), place.start, ANON_RW);
            boolean alone = place.alone || row.hugetlbOrder != 0;
            long end = alone ? place.end() : place.rangeEnd();
            if (row.hugetlbOrder != 0) {
                end = place.start + (PAGE << row.hugetlbOrder);
                w.mm.map(new Vma(place.start, end, row.areaFlags, row.hugetlbOrder));
            } else if (!row.noArea) {
                w.map(place.start, end, row.areaFlags);
            }
            if (end < place.rangeEnd()) {
                w.map(end, place.rangeEnd(), ANON_RW);
            }
        }

        /** Input: bits that are ignored, sticky bits in every combination, and request bits that count only under a mask. */
        private long word(int i) {
            long sticky = (long) (i & 7) << Long.numberOfTrailingZeros(HmmPfn.P2PDMA_BUS);
            long junk = INPUT_MARK | 0xabcd00000L + i | sticky;
            if (!byWords) {
                return junk | (i % 3 == 0 ? REQ_FAULT : 0) | (i % 2 == 0 ? REQ_WRITE : 0);
            }
            // A write request without a fault request is none.
            return junk | (c.request == Request.S && i % 2 == 0 ? REQ_WRITE : c.request.flags);
        }

        void check() {
            RangeFault engine = new RangeFault(w.mm, c.shape);
            int rc = callersLoop ? engine.faultUnlocked(range, 0) : w.fault(engine, range);

            boolean toldOff = !callersLoop && outcome.announcedRound >= 0;
            int rounds = toldOff ? outcome.announcedRound + 1 : outcome.rounds.size();
            boolean inside = c.shape == FaultShape.INSIDE_WALK;
            int wanted = toldOff ? Errno.EBUSY : inside ? outcome.rcInside : outcome.rcRecord;
            assertThat(Errno.name(rc)).as(this + ": return code").isEqualTo(Errno.name(wanted));

            words(toldOff ? Words.INPUT : outcome.words);
            assertThat(w.handler.faults).as(this + ": CPU faults").isEqualTo(faults(rounds));
            assertThat(engine.lastWalk().cpuFaults()).as(this + ": counted CPU faults").isEqualTo(w.handler.faults.size());
            assertThat(engine.lastWalk().migrationWaits()).as(this + ": waits").isEqualTo(outcome.waits);
            // The last walk is the one that ends the request, unless a CPU fault or the sequence does.
            int walks = outcome.waits + rounds + (outcome.cpuFaultFails || toldOff ? 0 : 1);
            assertThat(engine.lastWalk().walks()).as(this + ": walks").isEqualTo(walks);
            assertThat(w.notifier.readRetry(range.notifierSeq)).as(this + ": sequence moved").isEqualTo(toldOff);
            if (callersLoop) {
                assertThat(engine.retries()).as(this + ": starts over").isEqualTo(outcome.announcedRound >= 0 ? 1 : 0);
            }
            assertThat(w.mm.mmapLock().held()).as(this + ": mmap lock").isFalse();
        }

        private List<FaultWorld.CpuFault> faults(int rounds) {
            List<FaultWorld.CpuFault> wanted = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                int end = outcome.cpuFaultFails ? place.first() + 1 : place.spanEnd();
                for (int i = place.first(); i < end; i++) {
                    wanted.add(new FaultWorld.CpuFault(place.rangeStart() + i * PAGE, outcome.rounds.get(round)));
                }
            }
            return wanted;
        }

        private void words(Words rule) {
            int stop = rule == Words.INPUT ? place.first() : place.size();
            for (int i = 0; i < place.size(); i++) {
                long wanted = input[i];
                if (i < stop) {
                    boolean subject = i >= place.first() && i < place.last();
                    wanted = input[i] & HmmPfn.STICKY | (subject ? subjectWord(rule, i) : ordinaryWord(i));
                }
                if (range.pfns[i] != wanted) {
                    assertThat(FaultWorld.spell(range.pfns[i])).as(this + ": word " + i).isEqualTo(FaultWorld.spell(wanted));
                }
            }
        }

        private long subjectWord(Words rule, int i) {
            return switch (rule) {
                case BITS -> outcome.bits;
                case INSTALLED -> outcome.bits | installedPfn + (i - place.first());
                case MAPPED_NOW -> outcome.bits | mappedPfn(i);
                case INPUT -> throw new AssertionError();
            };
        }

        private long ordinaryWord(int i) {
            // Behind a subject that lets the walk go on, the area may be of another kind, but the pages are ordinary.
            return RW | mappedPfn(i);
        }

        private long mappedPfn(int i) {
            long addr = place.rangeStart() + i * PAGE;
            long located = w.table.locate(addr);
            long entry = w.table.read(PageTable.locatedIndex(located));
            assertThat(Pte.present(entry)).as(this + ": page " + i + " is present").isTrue();
            long size = 1L << PageTable.locatedShift(located);
            return Pte.pfn(entry) + ((addr & size - 1) >>> Paging.PAGE_SHIFT);
        }

        @Override
        public String toString() {
            return c.name() + " | request by " + (byWords ? "words" : "default flags") + " | "
                    + (callersLoop ? "faultUnlocked" : "fault");
        }
    }

    @Test
    @DisplayName("every row is tested under S, F and W in both shapes")
    void complete() {
        Map<Integer, Set<String>> found = rows().stream().collect(Collectors.groupingBy(row -> row.number,
                Collectors.flatMapping(row -> row.outcomes.keySet().stream().map(Request::name), Collectors.toCollection(TreeSet::new))));
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 28).boxed().toList());
        assertThat(found.values()).allSatisfy(requests -> assertThat(requests).containsExactly("F", "S", "W"));
        assertThat(rows().stream().map(row -> row.number + row.what + row.place.label).distinct().count())
                .as("names tell the cases apart").isEqualTo(rows().size());
    }

    @Test
    @DisplayName("row 18 deviation from the kernel: a device-private PMD entered in its middle has the right pfns")
    void devicePrivatePmdOffset() {
        for (Request request : Request.values()) {
            FaultWorld w = new FaultWorld();
            long pmd = BASE + Paging.PMD_SIZE;
            w.map(pmd, pmd + Paging.PMD_SIZE, ANON_RW);
            long entry = w.deviceHuge(w.ownPagemap, true);
            w.table.setPmd(pmd, entry);
            HmmRange range = w.range(pmd + 100 * PAGE, pmd + 110 * PAGE, request.flags);

            assertThat(w.fault(new RangeFault(w.mm, FaultShape.RECORD_REWALK), range)).isZero();

            long bits = RW | HmmPfn.orderBits(PMD_ORDER);
            for (int i = 0; i < 10; i++) {
                // The kernel would say Pte.pfn(entry) + i here: it does not add the offset of the start.
                assertThat(range.pfns[i]).isEqualTo(bits | Pte.pfn(entry) + 100 + i);
            }
        }
    }

    @Test
    @DisplayName("row 3 deviation from the kernel: an empty hugetlb slot under an existing table is a hole")
    void hugetlbHole() {
        for (boolean table : new boolean[] {false, true}) {
            FaultWorld w = new FaultWorld();
            long start = BASE + Paging.PMD_SIZE;
            w.mm.map(new Vma(start, start + 2 * Paging.PMD_SIZE, HUGETLB_RW, PMD_ORDER));
            if (table) {
                w.table.ensure(start, Paging.PMD_SHIFT);
            }
            HmmRange range = w.range(start + PAGE, start + Paging.PMD_SIZE + 4 * PAGE, 0);
            assertThat(w.fault(new RangeFault(w.mm, FaultShape.RECORD_REWALK), range)).isZero();
            // The kernel hands an existing but empty slot to hugetlb_entry, which writes order bits and decides by the first word.
            assertThat(range.pfns).containsOnly(0);

            // The last word of the first huge page asks: all words of a hole count, and the span is that one huge page.
            Arrays.fill(range.pfns, 0);
            range.pfns[510] = REQ_FAULT;
            range.pfnFlagsMask = REQ_FAULT | REQ_WRITE;
            assertThat(w.fault(new RangeFault(w.mm, FaultShape.RECORD_REWALK), range)).isZero();
            assertThat(w.handler.faults).hasSize(511).allMatch(fault -> !fault.write());
            assertThat(range.pfns[0]).isEqualTo(VALID | HmmPfn.orderBits(PMD_ORDER) | Pte.pfn(w.table.lookup(start)) + 1);
            assertThat(Arrays.copyOfRange(range.pfns, 511, range.pfns.length)).containsOnly(0);
        }
    }

    @Test
    @DisplayName("row 26: a PUD leaf that is gone when the callback reads it counts as a hole")
    void pudVanishes() {
        long pud = BASE + Paging.PUD_SIZE;
        for (Request request : Request.values()) {
            int[] reads = new int[1];
            boolean[] armed = new boolean[1];
            PageTable table = new PageTable() {
                @Override
                public long read(long[] array, int index) {
                    BooleanSupplier isLeaf = () -> Pte.isLeaf(super.read(array, index));
                    // The walker's own read sees the leaf; the callback's is the second.
                    if (armed[0] && isLeaf.getAsBoolean() && ++reads[0] == 2) {
                        write(index, Pte.NONE);
                    }
                    return super.read(array, index);
                }
            };
            FaultWorld w = new FaultWorld(new PhysicalMemory(), table);
            w.map(pud, pud + Paging.PUD_SIZE, ANON_RW);
            table.setPud(pud, Pte.leaf(FAR_PFN, true));
            HmmRange range = w.range(pud, pud + 4 * PAGE, request.flags);
            armed[0] = true;

            assertThat(w.fault(new RangeFault(w.mm, FaultShape.RECORD_REWALK), range)).isZero();

            assertThat(reads[0]).isEqualTo(2);
            assertThat(w.handler.faults).hasSize(request == Request.S ? 0 : 4);
            long first = switch (request) {
                case S -> 0;
                case F -> VALID | Memmap.ZERO_PFN;
                case W -> RW | Pte.pfn(table.lookup(pud));
            };
            assertThat(range.pfns[0]).isEqualTo(first);
        }
    }
}
