package dev.faultpath.fault;

import static dev.faultpath.fault.FaultWorld.ANON_RW;
import static dev.faultpath.fault.FaultWorld.BASE;
import static dev.faultpath.fault.FaultWorld.PAGE;
import static dev.faultpath.model.HmmPfn.ERROR;
import static dev.faultpath.model.HmmPfn.REQ_FAULT;
import static dev.faultpath.model.HmmPfn.REQ_WRITE;
import static dev.faultpath.model.HmmPfn.STICKY;
import static dev.faultpath.model.HmmPfn.VALID;
import static dev.faultpath.model.HmmPfn.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.walk.CallbackRadixWalk;
import dev.faultpath.design.walk.HmmWalk;
import dev.faultpath.design.walk.RangeWalk;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.PageFaultHandler;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/**
 * What makes an in/out array safe to walk again, over generated address spaces: whenever the engine restarts, every word before
 * the restart point is output and every word from it on is input, whatever changes underneath and at whatever moment.
 *
 * <p>A moment is a read of a page-table entry, the begin or end of a CPU fault, or the begin or end of a walk. One change is
 * made at one moment, as the kernel would make it: between the start and the end of an invalidation if the entry was usable.
 */
class RestartInvariantTest {
    /** No output has this order, so that an input can be told from an output. */
    private static final int INPUT_ORDER = 31;
    private static final int EDGE = 6;
    private static final long MIDDLE = BASE + Paging.PMD_SIZE;
    private static final long TAIL = MIDDLE + Paging.PMD_SIZE;
    private static final int MAX_MOMENTS = 40;
    /** More than any request has. */
    private static final int MOMENTS_BOUND = 1_000_000;

    /** What stands in a PTE. */
    enum Page {
        RW, RO_SHARED, RO, HOLE, ZERO, HINT, SWAP, OWN_RW, OWN_RO, FOREIGN_RW, FOREIGN_RO, EXCLUSIVE, MIGRATION, SPECIAL, POISON
    }

    /** What stands in the PMD between the edges. */
    enum Middle {
        HUGE_RW, HUGE_RO_SHARED, HUGE_ZERO, HUGE_HINT, HUGE_OWN, HUGE_FOREIGN, HUGE_MIGRATION, NONE, THP_HOLE, TABLE, BAD,
        HUGETLB_RW, HUGETLB_HOLE, NO_VMA, IO
    }

    /** What changes meanwhile. */
    enum Change {
        UNMAP, REPLACE, PROTECT, MIGRATION_APPEARS, DEVICE_PAGE_MOVES, FILL, INVALIDATE_ONLY
    }

    /**
     * An address space and a request.
     *
     * @param head the last pages of the first PMD
     * @param tail the first pages of the third PMD
     * @param words request bits by page, used in turn
     */
    record Space(List<Page> head, Middle middle, List<Page> tail, boolean readOnlyTail, long defaultFlags, long mask,
            List<Long> words) {
        @Override
        public String toString() {
            return head + " " + middle + " " + tail + (readOnlyTail ? " read-only" : "") + " default 0x"
                    + Long.toHexString(defaultFlags) + " mask 0x" + Long.toHexString(mask) + " words "
                    + words.stream().map(Long::toHexString).toList();
        }
    }

    @Provide
    Arbitrary<Space> spaces() {
        Arbitrary<Page> page = Arbitraries.frequencyOf(Tuple.of(24, Arbitraries.of(Page.class)),
                Tuple.of(8, Arbitraries.of(Page.RW, Page.HOLE, Page.RO_SHARED, Page.FOREIGN_RO, Page.MIGRATION)));
        Arbitrary<Long> flags = Arbitraries.of(0L, REQ_FAULT, REQ_FAULT | REQ_WRITE, REQ_WRITE);
        return Combinators.combine(page.list().ofSize(EDGE), Arbitraries.of(Middle.class), page.list().ofSize(EDGE),
                Arbitraries.of(false, false, true), flags, flags, flags.list().ofSize(3)).as(Space::new);
    }

    /** A run of a request with one change at one moment. */
    private static final class Run {
        final Space space;
        final FaultWorld w;
        final HmmRange range;
        final RangeFault engine;
        long[] baseline;
        long baselineSeq = -1;
        int moments;
        int at = Integer.MAX_VALUE;
        int finishAt = Integer.MAX_VALUE;
        Change change;
        int target;
        boolean changed;
        boolean changing;
        long finishAddr = -1;
        boolean unannounced;
        int restarts;
        int rc;

        Run(Space space, FaultShape shape) {
            this.space = space;
            PageTable table = new PageTable() {
                @Override
                public long read(long[] array, int index) {
                    moment();
                    return super.read(array, index);
                }
            };
            changing = true;
            w = new FaultWorld(new PhysicalMemory(), table);
            build();
            range = w.range(MIDDLE - EDGE * PAGE, TAIL + EDGE * PAGE, space.defaultFlags);
            range.pfnFlagsMask = space.mask;
            for (int i = 0; i < range.pfns.length; i++) {
                long sticky = (i & 7L) << Long.numberOfTrailingZeros(HmmPfn.P2PDMA_BUS);
                range.pfns[i] = space.words.get(i % 3) | HmmPfn.orderBits(INPUT_ORDER) | sticky | (i % 5 == 0 ? ERROR : 0) | 0x5000L + i;
            }
            PageFaultHandler model = w.handler;
            w.mm.faultHandler(new PageFaultHandler() {
                @Override
                public int handle(AddressSpace mm, Vma vma, long addr, int flags) {
                    unannounced = true;
                    assertThat(addr).as("a CPU fault is behind the restart point").isGreaterThanOrEqualTo(engine.lastWalk().last());
                    moment();
                    int result = model.handle(mm, vma, addr, flags);
                    moment();
                    return result;
                }

                @Override
                public void awaitMigration(AddressSpace mm, int index, long entry) {
                    unannounced = true;
                    checkWords();
                    moment();
                    model.awaitMigration(mm, index, entry);
                    moment();
                }
            });
            RangeWalk reference = new CallbackRadixWalk();
            engine = new RangeFault(w.mm, shape, walk -> walk(reference, walk));
            changing = false;
        }

        private void build() {
            w.map(BASE, MIDDLE, ANON_RW);
            edge(space.head, MIDDLE - EDGE * PAGE);
            middle();
            w.map(TAIL, TAIL + Paging.PMD_SIZE, space.readOnlyTail ? ANON_RW & ~Vma.WRITE : ANON_RW);
            edge(space.tail, TAIL);
        }

        private void edge(List<Page> pages, long start) {
            for (int i = 0; i < EDGE; i++) {
                w.table.setPte(start + i * PAGE, entry(pages.get(i)));
            }
        }

        private long entry(Page page) {
            return switch (page) {
                case RW -> w.page(true);
                case RO -> w.page(false);
                case RO_SHARED -> {
                    long entry = w.page(false);
                    w.memory.memmap().addMapCount(Pte.pfn(entry), 1);
                    yield entry;
                }
                case HOLE -> Pte.NONE;
                case ZERO -> Pte.zeroPage();
                case HINT -> Pte.protnone(w.page(true));
                case SWAP -> Pte.swap(3);
                case OWN_RW -> w.devicePage(w.ownPagemap, true);
                case OWN_RO -> w.devicePage(w.ownPagemap, false);
                case FOREIGN_RW -> w.devicePage(w.otherPagemap, true);
                case FOREIGN_RO -> w.devicePage(w.otherPagemap, false);
                case EXCLUSIVE -> Pte.deviceExclusive(w.systemPage(0), true);
                case MIGRATION -> Pte.migration(w.systemPage(0), true);
                case SPECIAL -> Pte.special(1L << 30, false);
                case POISON -> Pte.hwpoison(9);
            };
        }

        private void middle() {
            int flags = switch (space.middle) {
                case THP_HOLE -> ANON_RW | Vma.HUGEPAGE;
                case IO -> ANON_RW | Vma.IO;
                default -> ANON_RW;
            };
            if (space.middle == Middle.HUGETLB_RW || space.middle == Middle.HUGETLB_HOLE) {
                w.mm.map(new Vma(MIDDLE, TAIL, Vma.READ | Vma.WRITE | Vma.HUGETLB, Paging.PMD_ORDER));
            } else if (space.middle != Middle.NO_VMA) {
                w.map(MIDDLE, TAIL, flags);
            }
            switch (space.middle) {
                case HUGE_RW, HUGETLB_RW -> w.table.setPmd(MIDDLE, Pte.leaf(w.systemPage(Paging.PMD_ORDER), true));
                case HUGE_RO_SHARED -> {
                    long pfn = w.systemPage(Paging.PMD_ORDER);
                    w.memory.memmap().addMapCount(pfn, 1);
                    w.table.setPmd(MIDDLE, Pte.leaf(pfn, false));
                }
                case HUGE_ZERO -> w.table.setPmd(MIDDLE, Pte.hugeZeroPage());
                case HUGE_HINT -> w.table.setPmd(MIDDLE, Pte.protnone(Pte.leaf(w.systemPage(Paging.PMD_ORDER), true)));
                case HUGE_OWN -> w.table.setPmd(MIDDLE, w.deviceHuge(w.ownPagemap, true));
                case HUGE_FOREIGN -> w.table.setPmd(MIDDLE, w.deviceHuge(w.otherPagemap, false));
                case HUGE_MIGRATION -> w.table.setPmd(MIDDLE, Pte.huge(Pte.migration(w.systemPage(Paging.PMD_ORDER), true)));
                case BAD -> w.table.setPmd(MIDDLE, Pte.bad());
                case TABLE -> {
                    for (int i = 0; i < 512; i++) {
                        w.table.setPte(MIDDLE + i * PAGE, entry(i % 100 < EDGE ? space.tail.get(i % 100) : Page.RW));
                    }
                }
                default -> { }
            }
        }

        private int walk(RangeWalk reference, HmmWalk walk) {
            if (range.notifierSeq != baselineSeq) {
                // Another start: its input is whatever the array holds.
                assertThat(walk.last()).isEqualTo(range.start);
                baseline = range.pfns.clone();
                baselineSeq = range.notifierSeq;
            } else {
                restarts++;
            }
            checkWords();
            int from = range.index(walk.last());
            moment();
            int result = reference.walk(walk);
            if (result == HmmWalk.NEED_FAULT || result == Errno.EBUSY) {
                checkWords();
                assertThat(range.index(walk.last())).as("restart points do not go back").isGreaterThanOrEqualTo(from);
            } else {
                checkStopped(result, from);
            }
            moment();
            return result;
        }

        private boolean input(int i) {
            return HmmPfn.order(range.pfns[i]) == INPUT_ORDER;
        }

        private void checkWords() {
            int restart = range.index(engine.lastWalk().last());
            for (int i = 0; i < range.pfns.length; i++) {
                check(i, i >= restart);
            }
        }

        /** After an error the words up to some place not before the restart point are output, and the others input. */
        private void checkStopped(int result, int restart) {
            int stop = restart;
            if (result == 0) {
                stop = range.pfns.length;
            } else {
                while (stop < range.pfns.length && !input(stop)) {
                    stop++;
                }
            }
            // With a mask a later start may meet words that an earlier one has answered.
            boolean laterStart = IntStream.range(0, baseline.length).anyMatch(i -> HmmPfn.order(baseline[i]) != INPUT_ORDER);
            for (int i = 0; i < range.pfns.length; i++) {
                if (i < stop || !laterStart) {
                    check(i, i >= stop);
                }
            }
        }

        private void check(int i, boolean mustBeInput) {
            if (mustBeInput && range.pfns[i] != baseline[i] || !mustBeInput && input(i)
                    || ((range.pfns[i] ^ baseline[i]) & STICKY) != 0) {
                assertThat(FaultWorld.spell(range.pfns[i])).as("word %d must be %s; it was %s", i, mustBeInput ? "input" : "output",
                        FaultWorld.spell(baseline[i])).isNull();
            }
        }

        private void moment() {
            if (changing) {
                return;
            }
            int now = moments++;
            assertThat(now).as("moments of a request, which must end").isLessThan(MOMENTS_BOUND);
            if (now == at || now == finishAt) {
                changing = true;
                if (now == at) {
                    makeChange();
                } else {
                    finishMigration();
                }
                changing = false;
            }
        }

        private void makeChange() {
            long addr = range.start + target * PAGE;
            long located = w.table.locate(addr);
            int index = PageTable.locatedIndex(located);
            int shift = PageTable.locatedShift(located);
            long entry = w.table.read(index);
            long start = addr & -(1L << shift);
            long end = start + (1L << shift);
            boolean mapping = Pte.present(entry) && (shift == Paging.PAGE_SHIFT || Pte.isLeaf(entry));
            boolean device = Pte.isDevicePrivate(entry);
            boolean hugetlb = w.mm.vmaLookup(addr) != null && w.mm.vmaLookup(addr).has(Vma.HUGETLB);
            int order = shift - Paging.PAGE_SHIFT;
            switch (change) {
                case UNMAP -> {
                    if (mapping || device) {
                        announce(start, end, InvalidationEvent.Kind.UNMAP, index, Pte.NONE);
                    }
                }
                case REPLACE -> {
                    if (mapping) {
                        long pfn = w.systemPage(order);
                        announce(start, end, InvalidationEvent.Kind.CLEAR, index, present(pfn, order, Pte.writable(entry)));
                    }
                }
                case PROTECT -> {
                    if (mapping || device) {
                        announce(start, end, InvalidationEvent.Kind.PROTECTION_PAGE, index, entry & ~Pte.WRITE);
                    }
                }
                case MIGRATION_APPEARS -> {
                    if (mapping || device && !hugetlb) {
                        long migration = Pte.migration(w.systemPage(order), Pte.writable(entry));
                        announce(start, end, InvalidationEvent.Kind.MIGRATE, index, order == 0 ? migration : Pte.huge(migration));
                        finishAddr = addr;
                    }
                }
                case DEVICE_PAGE_MOVES -> {
                    if (device) {
                        boolean own = w.memory.pagemapOf(Pte.pfn(entry)) == w.ownPagemap;
                        announce(start, end, InvalidationEvent.Kind.MIGRATE, index,
                                devicePage(own ? w.otherPagemap : w.ownPagemap, order, Pte.writable(entry)));
                    } else if (mapping && !hugetlb) {
                        announce(start, end, InvalidationEvent.Kind.MIGRATE, index, devicePage(w.ownPagemap, order, Pte.writable(entry)));
                    }
                }
                case FILL -> {
                    // Another thread's CPU fault: nothing usable was there, so nobody is told.
                    boolean fillable = entry == Pte.NONE && shift == Paging.PAGE_SHIFT || Pte.type(entry) == Pte.SWAP;
                    if (fillable && !Pte.present(entry)) {
                        unannounced = true;
                        w.table.write(index, present(w.systemPage(order), order, true));
                    }
                }
                case INVALIDATE_ONLY -> announce(start, end, InvalidationEvent.Kind.SOFT_DIRTY, index, entry);
                default -> throw new AssertionError(change);
            }
        }

        private static long present(long pfn, int order, boolean writable) {
            return order == 0 ? Pte.page(pfn, writable) : Pte.leaf(pfn, writable);
        }

        private long devicePage(Pagemap pagemap, int order, boolean writable) {
            long entry = Pte.devicePrivate(w.memory.allocateDevice(pagemap, order), writable, pagemap.owner().id());
            return order == 0 ? entry : Pte.huge(entry);
        }

        private void announce(long start, long end, InvalidationEvent.Kind kind, int index, long entry) {
            changed = true;
            w.announce(start, end, kind, () -> w.table.write(index, entry));
        }

        private void finishMigration() {
            if (finishAddr < 0) {
                return;
            }
            long located = w.table.locate(finishAddr);
            int index = PageTable.locatedIndex(located);
            long entry = w.table.read(index);
            if (!Pte.present(entry) && Pte.type(entry) == Pte.MIGRATION) {
                unannounced = true;
                w.table.replace(index, entry, present(Pte.pfn(entry), PageTable.locatedShift(located) - Paging.PAGE_SHIFT,
                        Pte.writable(entry)));
            }
        }

        Run change(Change kind, int page, int moment, int finishing) {
            change = kind;
            target = page;
            at = moment;
            finishAt = finishing;
            return this;
        }

        Run go(boolean callersLoop) {
            rc = callersLoop ? engine.faultUnlocked(range, 0) : w.fault(engine, range);
            changing = true;
            boolean refused = w.notifier.readRetry(range.notifierSeq);
            if (rc == Errno.EBUSY) {
                assertThat(callersLoop).as("the caller's loop without timeout never ends busy").isFalse();
                assertThat(refused).as("-EBUSY says that the sequence moved").isTrue();
            }
            if (rc == 0) {
                IntStream.range(0, range.pfns.length).forEach(i -> check(i, false));
                satisfied();
                if (!refused) {
                    accepted();
                }
            }
            return this;
        }

        /** Success grants what was asked, but for device-private pages of the asker that are read-only. */
        private void satisfied() {
            for (int i = 0; i < range.pfns.length; i++) {
                long asked = baseline[i] & range.pfnFlagsMask | range.defaultFlags;
                long word = range.pfns[i];
                boolean first = i == 0 || i == EDGE || i == EDGE + 512;
                if ((asked & REQ_FAULT) == 0 || space.middle == Middle.HUGETLB_RW && i > EDGE && !first && i < EDGE + 512) {
                    continue;
                }
                assertThat(word & VALID).as("word %d grants reading", i).isNotZero();
                boolean own = w.memory.memmap().covers(HmmPfn.pfn(word)) && w.memory.pagemapOf(HmmPfn.pfn(word)) == w.ownPagemap;
                if ((asked & REQ_WRITE) != 0 && !own) {
                    assertThat(word & WRITE).as("word %d grants writing", i).isNotZero();
                }
            }
        }

        /** What the check under the driver's lock lets pass is still true. */
        private void accepted() {
            boolean exact = !unannounced;
            for (int i = 0; i < range.pfns.length; i++) {
                long now = SnapshotOracle.word(w.mm, range.start + i * PAGE, w.own);
                long word = range.pfns[i] & ~STICKY;
                boolean holds = exact ? word == now
                        // A hole may have been filled and a page become writable without notice; what is granted still stands.
                        : (word & VALID) == 0 || (word & (VALID | HmmPfn.PFN_MASK | HmmPfn.ORDER_MASK)) == (now & ~(WRITE | ERROR))
                                && (word & WRITE & ~now) == 0;
                if (!holds) {
                    assertThat(FaultWorld.spell(word)).as("word %d was accepted", i).isEqualTo(FaultWorld.spell(now));
                }
            }
        }

        boolean wordsAreStale() {
            changing = true;
            return IntStream.range(0, range.pfns.length).anyMatch(
                    i -> (range.pfns[i] & ~STICKY) != SnapshotOracle.word(w.mm, range.start + i * PAGE, w.own));
        }
    }

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void anyChangeAtAnyMoment(@ForAll("spaces") Space space, @ForAll FaultShape shape, @ForAll boolean callersLoop,
            @ForAll Change change, @ForAll long seed) {
        Run quiet = new Run(space, shape).go(callersLoop);
        Random random = new Random(seed);
        List<Integer> moments = IntStream.range(0, quiet.moments).boxed().collect(Collectors.toList());
        if (moments.size() > MAX_MOMENTS) {
            Collections.shuffle(moments, random);
            moments = moments.subList(0, MAX_MOMENTS);
        }
        int pages = quiet.range.pfns.length;
        for (int moment : moments) {
            // Mostly the edges, where the entries differ.
            int page = random.nextInt(2 * EDGE + 1);
            page = page < EDGE ? page : page == EDGE ? EDGE + random.nextInt(512) : pages - 1 - (page - EDGE - 1);
            new Run(space, shape).change(change, page, moment, moment + 1 + random.nextInt(30)).go(callersLoop);
        }
    }

    @Property(tries = 300)
    void snapshotIsTheTablePageByPage(@ForAll("spaces") Space space, @ForAll FaultShape shape) {
        Space snapshot = new Space(space.head, space.middle, space.tail, space.readOnlyTail, 0, 0, space.words);
        Run run = new Run(snapshot, shape).go(false);
        assertThat(run.rc).isZero();
        assertThat(run.restarts).isZero();
        assertThat(run.wordsAreStale()).isFalse();
    }

    /** The properties would pass if no change ever hit; so count that the ones that matter do. */
    @Example
    void changesHitAndAreRefused() {
        int stale = 0;
        int restarts = 0;
        int retries = 0;
        for (FaultShape shape : FaultShape.values()) {
            for (Change change : Change.values()) {
                List<Page> head = List.of(Page.RW, Page.OWN_RW, Page.RO_SHARED, Page.MIGRATION, Page.HOLE, Page.SWAP);
                List<Page> tail = List.of(Page.RW, Page.MIGRATION, Page.HOLE, Page.RW, Page.FOREIGN_RW, Page.RW);
                Space space = new Space(head, Middle.HUGE_RW, tail, false, REQ_FAULT, 0, List.of(0L, REQ_FAULT, 0L));
                assertThat(new Run(space, shape).go(false).rc).as("a foreign page is migrated, which is announced").isEqualTo(Errno.EBUSY);
                int total = new Run(space, shape).go(true).moments;
                for (int moment = 0; moment < total; moment++) {
                    Run run = new Run(space, shape).change(change, 0, moment, moment + 3).go(true);
                    restarts += run.restarts;
                    retries += run.engine.retries() > 1 ? 1 : 0;
                }
                // In the last walk nothing asks for the sequence any more: a change there must be refused at the end.
                for (int moment = total - 5; moment < total; moment++) {
                    Run run = new Run(space, shape).change(change, change == Change.DEVICE_PAGE_MOVES ? 1 : 0, moment,
                            Integer.MAX_VALUE).go(true);
                    boolean refused = run.w.notifier.readRetry(run.range.notifierSeq);
                    assertThat(run.changed).as("%s is announced", change).isEqualTo(change != Change.FILL);
                    assertThat(run.rc).isZero();
                    assertThat(refused).isEqualTo(run.changed);
                    stale += refused && run.wordsAreStale() ? 1 : 0;
                }
            }
        }
        assertThat(stale).as("five kinds of change that make a word stale, at five moments in two shapes").isEqualTo(50);
        assertThat(restarts).as("internal restarts").isGreaterThan(2000);
        assertThat(retries).as("runs that started over for the change").isGreaterThan(100);
    }
}
