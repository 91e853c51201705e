package dev.faultpath.design.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.Designs;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.design.walk.WalkPair.Outcome;
import dev.faultpath.design.walk.WalkPair.Request;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Every range walk on the class path keeps the contract: those that fault by the span rule do at every step what the
 * reference does; the others answer what is asked from what their own, fewer, faults left behind.
 */
class RangeWalkContractTest {
    private static final List<String> DESIGNS = DesignsOnClassPath.names(RangeWalk.class);
    private static final List<String> BY_SPAN = DESIGNS.stream().filter(name -> create(name).faultsBySpan()).toList();
    private static final List<String> ASKED_ONLY = DESIGNS.stream().filter(name -> !create(name).faultsBySpan()).toList();

    static RangeWalk create(String name) {
        return Designs.create(RangeWalk.class, name);
    }

    @Example
    void theReferenceAndItsCompetitorsAreFound() {
        assertThat(BY_SPAN).contains("callback-radix", "inlined-radix", "root-per-page", "leaf-cursor", "iterator", "leaf-batch",
                "hashed", "extents");
        assertThat(ASKED_ONLY).contains("asked-pages-only", "two-phase");
    }

    @Provide
    Arbitrary<String> bySpan() {
        return Arbitraries.of(BY_SPAN);
    }

    @Provide
    Arbitrary<String> askedOnly() {
        return Arbitraries.of(ASKED_ONLY);
    }

    @Property(tries = 1200)
    void spanDesignsDoAtEveryStepWhatTheReferenceDoes(@ForAll("bySpan") String name, @ForAll long seed, @ForAll boolean faultInside) {
        Layout layout = WalkPair.layout(seed);
        Random random = new Random(seed);
        WalkPair pair = new WalkPair(layout, create(name), faultInside);
        for (int i = 0; i < 4; i++) {
            pair.lockstep(WalkPair.draw(random, pair.model));
            if (!layout.vmas().isEmpty()) {
                pair.change(WalkPair.randomChange(random, layout));
            }
        }
    }

    @Property(tries = 60)
    void spanDesignsDoSoWithHolesAndLeavesOfAGibibyte(@ForAll("bySpan") String name, @ForAll long seed, @ForAll boolean faultInside) {
        Random random = new Random(seed);
        WalkPair pair = new WalkPair(gibibytes(random), create(name), faultInside);
        for (int i = 0; i < 3; i++) {
            pair.lockstep(nearAGibibyteBorder(random, pair.model));
        }
    }

    @Property(tries = 60)
    void spanDesignsDoSoOnCapturedLayouts(@ForAll("bySpan") String name, @ForAll("captured") String captured, @ForAll long seed,
            @ForAll boolean faultInside) {
        Layout layout = DevicePlacement.parse("random:50:3:1").apply(Layouts.named(captured));
        Random random = new Random(seed);
        WalkPair pair = new WalkPair(layout, create(name), faultInside);
        for (int i = 0; i < 8; i++) {
            Layout.Vma vma = layout.vmas().get(random.nextInt(layout.vmas().size()));
            Request drawn = WalkPair.draw(random, pair.model, new long[] {0, HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE});
            pair.lockstep(new Request(vma.start(), drawn.words(), drawn.defaultFlags(), random.nextInt(3) == 0 ? drawn.mask() : 0,
                    drawn.owner()));
        }
    }

    @Provide
    Arbitrary<String> captured() {
        return Arbitraries.of(Layouts.names().stream().filter(n -> n.startsWith("captured-")).toList());
    }

    @Property(tries = 800)
    void theOthersAnswerWhatIsAskedWithNoMoreFaults(@ForAll("askedOnly") String name, @ForAll long seed, @ForAll boolean faultInside) {
        Layout layout = WalkPair.layout(seed);
        Random random = new Random(seed);
        WalkPair pair = new WalkPair(layout, create(name), faultInside);
        answersWhatIsAsked(pair, name, WalkPair.draw(random, pair.model));
    }

    @Property(tries = 60)
    void theOthersDoSoWithHolesAndLeavesOfAGibibyte(@ForAll("askedOnly") String name, @ForAll long seed, @ForAll boolean faultInside) {
        Random random = new Random(seed);
        WalkPair pair = new WalkPair(gibibytes(random), create(name), faultInside);
        answersWhatIsAsked(pair, name, nearAGibibyteBorder(random, pair.model));
    }

    private static void answersWhatIsAsked(WalkPair pair, String name, Request request) {
        Outcome expected = pair.reference(request);
        Outcome actual = pair.design(request);
        String as = name + ", " + request;
        if (actual.rc() != 0) {
            // The reference faults on to the end of the span, for writing if any page of it asks for that, and so may put a copy in the
            // place of an entry that refuses before it comes to see it. A design that faults what is asked for meets the entry.
            assertThat(expected.rc() < 0 || actual.rc() == Errno.EFAULT && asksForARefusedPage(request, actual.before())).as(as).isTrue();
            return;
        }
        for (int i = 0; i < request.words().length; i++) {
            boolean asAfter = actual.words()[i] == actual.after()[i];
            boolean asBefore = !request.asks(i) && actual.words()[i] == actual.before()[i];
            assertThat(asAfter || asBefore).as("%s, word %d is %x", as, i, actual.words()[i]).isTrue();
        }
        if (expected.rc() == 0) {
            assertThat(actual.cpuFaults()).as(as).isLessThanOrEqualTo(expected.cpuFaults());
        }
    }

    private static boolean asksForARefusedPage(Request request, long[] before) {
        return IntStream.range(0, before.length).anyMatch(i -> request.asks(i) && (before[i] & HmmPfn.ERROR) != 0);
    }

    /** A special entry that the reference's faults replace by a copy on the way, and the others refuse. */
    @Example
    void theOthersRefuseWhatTheReferenceCopiedOnItsWay() {
        for (String name : ASKED_ONLY) {
            WalkPair pair = new WalkPair(WalkPair.layout(264511), create(name), true);
            Request request = WalkPair.draw(new Random(264511), pair.model);
            assertThat(pair.reference(request).rc()).as(name).isZero();
            assertThat(pair.design(request).rc()).as(name).isEqualTo(Errno.EFAULT);
        }
    }

    /** Where every page asks and none is the asker's own device memory, no fault is one too many: the same flags result. */
    @Property(tries = 400)
    void theOthersEndWithTheSameFlagsWhereEveryPageAsks(@ForAll("askedOnly") String name, @ForAll long seed, @ForAll boolean write,
            @ForAll boolean faultInside) {
        Layout layout = WalkPair.layout(seed);
        Random random = new Random(seed);
        WalkPair pair = new WalkPair(layout, create(name), faultInside);
        long flags = HmmPfn.REQ_FAULT | (write ? HmmPfn.REQ_WRITE : 0);
        Request drawn = WalkPair.draw(random, pair.model, new long[] {flags, 0});
        Request request = new Request(drawn.start(), drawn.words(), flags, 0, -1);
        Outcome expected = pair.reference(request);
        Outcome actual = pair.design(request);
        if (expected.rc() == 0) {
            assertThat(actual.words()).hasSameSizeAs(expected.words());
            for (int i = 0; i < actual.words().length; i++) {
                assertThat(actual.words()[i] & HmmPfn.FLAGS).as("%s, %s, word %d", name, request, i)
                        .isEqualTo(expected.words()[i] & HmmPfn.FLAGS);
            }
        }
    }

    @Property(tries = 300)
    void twoPhaseStopsWithItsWordsUntouched(@ForAll long seed, @ForAll boolean faultInside) {
        Layout layout = WalkPair.layout(seed);
        WalkPair pair = new WalkPair(layout, new TwoPhaseWalk(), faultInside);
        Request request = WalkPair.draw(new Random(seed), pair.model);
        Outcome outcome = pair.design(request);
        assertThat(outcome.words()).isEqualTo(outcome.rc() == 0 ? outcome.after() : request.words());
    }

    /** Requests of a mixed page table, with another thread's stores falling between any two reads of the walk. */
    @Property(tries = 1000)
    void everyDesignEndsAndIsRightWhenEntriesChangeUnderIt(@ForAll("all") String name, @ForAll long seed) {
        Random random = new Random(seed);
        Layout layout = Layouts.named("order-mix-50:1536");
        ChangingTable table = new ChangingTable();
        LayoutModel model = ModelBuilder.build(layout, table);
        RangeWalk design = create(name);
        design.prepare(model.mm());
        HmmRange range = new Request(model.start(), new long[1536], 0, 0, -1).on(model);
        int page = random.nextInt(1536);
        long addr = model.start() + page * Paging.PAGE_SIZE;
        int first = page;
        int pages = 1;
        int index = table.pteIndex(addr);
        long old;
        if (index < 0) {
            first = page & -512;
            pages = 512;
            index = table.pmdIndex(addr);
        }
        old = table.read(index);
        long changed = random.nextBoolean() ? Pte.NONE : Pte.withPfn(old, Pte.pfn(old) ^ 512);
        long[] before = answer(new CallbackRadixWalk(), model, range);
        table.changeAfter(random.nextInt(1700), index, changed);
        long[] words = answer(design, model, range);
        table.changeAfter(0, index, changed);
        table.write(index, changed);
        long[] after = answer(new CallbackRadixWalk(), model, range);
        for (int i = 0; i < words.length; i++) {
            boolean mayChange = i >= first && i < first + pages;
            assertThat(words[i] == before[i] || mayChange && words[i] == after[i]).as("%s, word %d", name, i).isTrue();
        }
        // A mapping is read once and answered as one thing.
        boolean allOld = Arrays.equals(words, first, first + pages, before, first, first + pages);
        boolean allNew = Arrays.equals(words, first, first + pages, after, first, first + pages);
        assertThat(allOld || allNew).as(name).isTrue();
    }

    @Provide
    Arbitrary<String> all() {
        return Arbitraries.of(DESIGNS);
    }

    private static long[] answer(RangeWalk design, LayoutModel model, HmmRange range) {
        HmmWalk walk = new HmmWalk(model.mm(), false);
        range.pfns = new long[range.pfns.length];
        walk.begin(range);
        model.mm().mmapLock().readLock();
        assertThat(design.walk(walk)).isZero();
        model.mm().mmapLock().readUnlock();
        return range.pfns;
    }

    /** Writes one entry when it has been read so many times. */
    private static final class ChangingTable extends PageTable {
        private int readsLeft;
        private int index;
        private long entry;

        void changeAfter(int reads, int at, long to) {
            readsLeft = reads;
            index = at;
            entry = to;
        }

        @Override
        public long read(long[] array, int at) {
            long value = super.read(array, at);
            if (readsLeft > 0 && --readsLeft == 0) {
                write(index, entry);
            }
            return value;
        }
    }

    /** Areas around borders of PUD and PGD entries: a leaf of a gibibyte, holes larger than that, an order-18 hugetlb area. */
    static Layout gibibytes(Random random) {
        List<EntryKind> leaves = List.of(EntryKind.PUD_RW, EntryKind.PUD_RO, EntryKind.PUD_PROTNONE_RW, EntryKind.PUD_NONPRESENT);
        long pud = 1L << Paging.PUD_ORDER;
        long base = Layout.BASE + Paging.PGDIR_SIZE - 2 * Paging.PUD_SIZE;
        Set<VmaFlag> flags = random.nextBoolean() ? Set.of(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON)
                : Set.of(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON, VmaFlag.HUGEPAGE);
        Layout.Vma first = new Layout.Vma(base, pud + 700, flags, 0, List.of(
                Run.of(0, pud, leaves.get(random.nextInt(leaves.size()))), Run.of(pud + 100, 500, EntryKind.RW)));
        Layout.Vma hugetlb = new Layout.Vma(base + 2 * Paging.PUD_SIZE, 2 * pud, Set.of(VmaFlag.READ, VmaFlag.WRITE), 18,
                List.of(Run.of(pud, pud, random.nextBoolean() ? EntryKind.HUGETLB_RW : EntryKind.HUGETLB_RO)));
        return new Layout(List.of(), List.of(new Layout.Device("gpu0")), List.of(new Layout.Owner("own")), List.of(),
                List.of(first, hugetlb));
    }

    static Request nearAGibibyteBorder(Random random, LayoutModel model) {
        long border = model.start() + random.nextInt(5) * Paging.PUD_SIZE;
        int pages = 1 + random.nextInt(1200);
        Request drawn = WalkPair.draw(random, model);
        long[] words = random.longs(pages).map(w -> w & drawn.words()[0]).toArray();
        boolean snapshot = random.nextInt(3) == 0;
        return new Request(border - random.nextInt(pages) * Paging.PAGE_SIZE, words, snapshot ? 0 : drawn.defaultFlags(),
                snapshot ? 0 : drawn.mask(), drawn.owner());
    }
}
