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

import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges that begin and end anywhere: within a mapping, over several areas, in gaps, nowhere. */
class RangeShapeTest {
    private static final long RW = VALID | WRITE;
    private static final long HUGE = HmmPfn.orderBits(Paging.PMD_ORDER);
    private static final long PMD = BASE + Paging.PMD_SIZE;

    private final FaultWorld w = new FaultWorld();
    private final RangeFault engine = new RangeFault(w.mm, FaultShape.RECORD_REWALK);

    private long hugePage(long addr, boolean writable) {
        long pfn = w.systemPage(Paging.PMD_ORDER);
        w.table.setPmd(addr, Pte.leaf(pfn, writable));
        return pfn;
    }

    private static long[] words(long firstPfn, int pages, long bits) {
        return LongStream.range(firstPfn, firstPfn + pages).map(pfn -> pfn | bits).toArray();
    }

    @Test
    @DisplayName("a range from the middle of one huge page to the middle of the next has each word's own pfn and the full order")
    void middleToMiddle() {
        w.map(PMD, PMD + 2 * Paging.PMD_SIZE, ANON_RW);
        long first = hugePage(PMD, true);
        long second = hugePage(PMD + Paging.PMD_SIZE, false);
        HmmRange range = w.range(PMD + 500 * PAGE, PMD + Paging.PMD_SIZE + 20 * PAGE, REQ_FAULT);

        assertThat(w.fault(engine, range)).isZero();

        assertThat(Arrays.copyOf(range.pfns, 12)).isEqualTo(words(first + 500, 12, RW | HUGE));
        assertThat(Arrays.copyOfRange(range.pfns, 12, 32)).isEqualTo(words(second, 20, VALID | HUGE));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("the fault span of a huge page is clipped to the range")
    void clippedSpan(FaultShape shape) {
        w.map(PMD, PMD + Paging.PMD_SIZE, ANON_RW);
        long pfn = hugePage(PMD, false);
        HmmRange range = w.range(PMD + 7 * PAGE, PMD + 9 * PAGE, REQ_FAULT | REQ_WRITE);

        assertThat(w.fault(new RangeFault(w.mm, shape), range)).isZero();

        assertThat(w.handler.faults).containsExactly(new FaultWorld.CpuFault(PMD + 7 * PAGE, true),
                new FaultWorld.CpuFault(PMD + 8 * PAGE, true));
        assertThat(range.pfns).isEqualTo(words(pfn + 7, 2, RW | HUGE));
    }

    @Test
    @DisplayName("the last page of a 1 GiB mapping and the first of the next")
    void acrossGigabytePages() {
        long pud = BASE + Paging.PUD_SIZE;
        w.map(BASE, pud + Paging.PUD_SIZE, ANON_RW);
        w.table.setPud(BASE, Pte.leaf(1L << 30, true));
        w.table.setPud(pud, Pte.leaf(1L << 31, false));
        HmmRange range = w.range(pud - PAGE, pud + PAGE, REQ_FAULT);

        assertThat(w.fault(engine, range)).isZero();

        long order = HmmPfn.orderBits(Paging.PUD_ORDER);
        assertThat(range.pfns).containsExactly((1L << 30) + 262_143 | RW | order, 1L << 31 | VALID | order);
    }

    @Test
    @DisplayName("hugetlb: the first word in the range decides, wherever in the page it lies")
    void hugetlbFirstWord() {
        w.mm.map(new Vma(PMD, PMD + Paging.PMD_SIZE, Vma.READ | Vma.WRITE | Vma.HUGETLB, Paging.PMD_ORDER));
        long pfn = hugePage(PMD, false);
        HmmRange range = w.range(PMD + 100 * PAGE, PMD + 110 * PAGE, 0);
        range.pfnFlagsMask = REQ_FAULT | REQ_WRITE;
        Arrays.fill(range.pfns, 1, 10, REQ_FAULT | REQ_WRITE);
        assertThat(w.fault(engine, range)).isZero();
        assertThat(w.handler.faults).isEmpty();
        assertThat(range.pfns).isEqualTo(words(pfn + 100, 10, VALID | HUGE));

        Arrays.fill(range.pfns, 0);
        range.pfns[0] = REQ_FAULT | REQ_WRITE;
        assertThat(w.fault(engine, range)).isZero();
        assertThat(w.handler.faults).hasSize(10).allMatch(FaultWorld.CpuFault::write);
        assertThat(range.pfns).isEqualTo(words(pfn + 100, 10, RW | HUGE));
    }

    @Test
    @DisplayName("an ordinary huge page: any word in the range decides")
    void anyWordOfHugePage() {
        w.map(PMD, PMD + Paging.PMD_SIZE, ANON_RW);
        long pfn = hugePage(PMD, false);
        HmmRange range = w.range(PMD + 100 * PAGE, PMD + 110 * PAGE, 0);
        range.pfnFlagsMask = REQ_FAULT | REQ_WRITE;
        range.pfns[9] = REQ_FAULT | REQ_WRITE;
        assertThat(w.fault(engine, range)).isZero();
        assertThat(w.handler.faults).hasSize(10).allMatch(FaultWorld.CpuFault::write);
        assertThat(range.pfns).isEqualTo(words(pfn + 100, 10, RW | HUGE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 9})
    @DisplayName("a stretch needs what its words need together, wherever they stand")
    void unionOfNeeds(int asking) {
        for (boolean hole : new boolean[] {false, true}) {
            FaultWorld world = new FaultWorld();
            world.map(PMD, PMD + Paging.PMD_SIZE, ANON_RW);
            if (!hole) {
                world.table.setPmd(PMD, Pte.protnone(Pte.leaf(world.systemPage(Paging.PMD_ORDER), true)));
            }
            for (long asked : new long[] {REQ_FAULT, REQ_FAULT | REQ_WRITE}) {
                HmmRange range = world.range(PMD + 100 * PAGE, PMD + 110 * PAGE, 0);
                range.pfnFlagsMask = REQ_FAULT | REQ_WRITE;
                range.pfns[5] = asked == REQ_FAULT ? 0 : REQ_FAULT;
                range.pfns[asking] = asked;
                world.table.setPmd(PMD, hole ? Pte.NONE : Pte.protnone(world.table.lookup(PMD)));
                world.handler.faults.clear();
                assertThat(world.fault(new RangeFault(world.mm, FaultShape.RECORD_REWALK), range)).isZero();
                assertThat(world.handler.faults).hasSize(10).allMatch(fault -> fault.write() == (asked != REQ_FAULT));
            }
        }
    }

    /** Pages 0-1 area, 2 gap, 3-4 read-only area with a hole at 4, 5-6 VM_IO, 7 area; the range has a gap at both ends. */
    private HmmRange patchwork(long defaultFlags) {
        w.map(PMD, PMD + 2 * PAGE, ANON_RW);
        w.map(PMD + 3 * PAGE, PMD + 5 * PAGE, Vma.READ | Vma.ANONYMOUS);
        w.map(PMD + 5 * PAGE, PMD + 7 * PAGE, ANON_RW | Vma.IO);
        w.map(PMD + 7 * PAGE, PMD + 8 * PAGE, ANON_RW);
        w.pages(PMD, PMD + 2 * PAGE);
        w.table.setPte(PMD + 3 * PAGE, w.page(false));
        w.pages(PMD + 5 * PAGE, PMD + 8 * PAGE);
        return w.range(PMD - PAGE, PMD + 9 * PAGE, defaultFlags);
    }

    private long pfn(int page) {
        return Pte.pfn(w.table.lookup(PMD + page * PAGE));
    }

    @Test
    @DisplayName("a snapshot goes over areas and gaps of every kind")
    void patchworkSnapshot() {
        HmmRange range = patchwork(0);
        assertThat(w.fault(engine, range)).isZero();
        assertThat(range.pfns).containsExactly(ERROR, pfn(0) | RW, pfn(1) | RW, ERROR, pfn(3) | VALID, 0, ERROR, ERROR, pfn(7) | RW, ERROR);
        assertThat(engine.lastWalk().walks()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("the return code is that of the first stretch that fails, in address order")
    void firstFailure(boolean write) {
        HmmRange range = patchwork(write ? REQ_FAULT | REQ_WRITE : REQ_FAULT);
        long end = range.end;
        assertThat(w.fault(engine, range)).as("the gap in front").isEqualTo(Errno.EFAULT);
        assertThat(range.pfns).containsOnly(0);

        range.start = PMD;
        assertThat(w.fault(engine, range)).as("the gap behind page 1").isEqualTo(Errno.EFAULT);
        assertThat(Arrays.copyOf(range.pfns, 2)).containsExactly(pfn(0) | RW, pfn(1) | RW);
        assertThat(Arrays.copyOfRange(range.pfns, 2, 10)).containsOnly(0);

        range.start = PMD + 3 * PAGE;
        range.end = end;
        Arrays.fill(range.pfns, 0);
        if (write) {
            assertThat(w.fault(engine, range)).as("the read-only area").isEqualTo(Errno.EPERM);
            assertThat(range.pfns).containsOnly(0);
        } else {
            assertThat(w.fault(engine, range)).as("the VM_IO area, after the hole before it was filled").isEqualTo(Errno.EFAULT);
            assertThat(Arrays.copyOf(range.pfns, 2)).containsExactly(pfn(3) | VALID, pfn(4) | VALID);
            assertThat(Arrays.copyOfRange(range.pfns, 2, 10)).containsOnly(0);
        }
        // Only the last area alone succeeds.
        range.start = PMD + 7 * PAGE;
        range.end = PMD + 8 * PAGE;
        assertThat(w.fault(engine, range)).isZero();
    }

    @Test
    @DisplayName("areas that touch are one stretch of addresses, each with its own rights")
    void touchingAreas() {
        w.map(PMD, PMD + 2 * PAGE, ANON_RW);
        w.map(PMD + 2 * PAGE, PMD + 4 * PAGE, Vma.READ | Vma.ANONYMOUS);
        HmmRange range = w.range(PMD, PMD + 4 * PAGE, REQ_FAULT);
        range.pfnFlagsMask = REQ_WRITE;
        range.pfns[0] = REQ_WRITE;
        assertThat(w.fault(engine, range)).isZero();
        // The span of page 0 stops at the end of its area, though the hole goes on behind it.
        assertThat(w.handler.faults).containsExactly(new FaultWorld.CpuFault(PMD, true), new FaultWorld.CpuFault(PMD + PAGE, true),
                new FaultWorld.CpuFault(PMD + 2 * PAGE, false), new FaultWorld.CpuFault(PMD + 3 * PAGE, false));
        assertThat(engine.lastWalk().walks()).isEqualTo(3);
    }

    @Test
    @DisplayName("an address space without an area, and a range above the last one")
    void noArea() {
        HmmRange range = w.range(PMD, PMD + 3 * PAGE, 0);
        assertThat(w.fault(engine, range)).isZero();
        assertThat(range.pfns).containsOnly(ERROR);
        range.defaultFlags = REQ_FAULT;
        assertThat(w.fault(engine, range)).isEqualTo(Errno.EFAULT);

        w.map(BASE, BASE + PAGE, ANON_RW);
        range.defaultFlags = 0;
        Arrays.fill(range.pfns, 0);
        assertThat(w.fault(engine, range)).isZero();
        assertThat(range.pfns).containsOnly(ERROR);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("an empty or inverted range is -EINVAL")
    void emptyRange(FaultShape shape) {
        w.map(PMD, PMD + 4 * PAGE, ANON_RW);
        RangeFault empty = new RangeFault(w.mm, shape);
        HmmRange range = w.range(PMD + PAGE, PMD + PAGE, REQ_FAULT);
        assertThat(w.fault(empty, range)).isEqualTo(Errno.EINVAL);
        range.end = PMD;
        assertThat(w.fault(empty, range)).isEqualTo(Errno.EINVAL);
        assertThat(empty.faultUnlocked(range, 0)).isEqualTo(Errno.EINVAL);
        assertThat(w.handler.faults).isEmpty();
        assertThat(w.mm.mmapLock().held()).isFalse();
    }

    @Test
    @DisplayName("the highest page of the address space")
    void topOfAddressSpace() {
        w.map(Paging.TASK_SIZE - 2 * PAGE, Paging.TASK_SIZE, ANON_RW);
        HmmRange range = w.range(Paging.TASK_SIZE - 2 * PAGE, Paging.TASK_SIZE, REQ_FAULT | REQ_WRITE);
        assertThat(w.fault(engine, range)).isZero();
        assertThat(w.handler.faults).hasSize(2);
        assertThat(Arrays.stream(range.pfns)).allMatch(word -> (word & RW) == RW);
    }

    @Test
    @DisplayName("every kind of write keeps the three sticky bits and nothing else of the input")
    void stickyBits() {
        long next = PMD;
        w.map(PMD, PMD + 3 * Paging.PMD_SIZE, ANON_RW);
        long huge = hugePage(PMD, true);
        long device = w.deviceHuge(w.ownPagemap, true);
        w.table.setPmd(next + Paging.PMD_SIZE, device);
        long last = PMD + 2 * Paging.PMD_SIZE;
        w.table.setPte(last, w.page(true));
        w.table.setPte(last + PAGE, Pte.protnone(w.page(true)));
        w.table.setPte(last + 2 * PAGE, Pte.special(1L << 30, true));
        w.table.setPte(last + 3 * PAGE, w.devicePage(w.ownPagemap, false));
        w.table.setPte(last + 4 * PAGE, w.devicePage(w.otherPagemap, true));
        w.table.setPte(last + 5 * PAGE, Pte.swap(1));
        long hugetlb = BASE + Paging.PUD_SIZE;
        HmmRange range = w.range(PMD - PAGE, last + 8 * PAGE, 0);
        Arrays.fill(range.pfns, -1);

        for (int round = 0; round < 2; round++) {
            assertThat(w.fault(engine, range)).isZero();
            int at = 0;
            assertThat(range.pfns[at++]).isEqualTo(STICKY | ERROR);
            assertThat(Arrays.copyOfRange(range.pfns, at, at += 512)).isEqualTo(words(huge, 512, STICKY | RW | HUGE));
            assertThat(Arrays.copyOfRange(range.pfns, at, at += 512)).isEqualTo(words(Pte.pfn(device), 512, STICKY | RW | HUGE));
            long[] pfns = LongStream.range(0, 6).map(i -> Pte.pfn(w.table.lookup(last + i * PAGE))).toArray();
            assertThat(Arrays.copyOfRange(range.pfns, at, at + 8)).containsExactly(STICKY | RW | pfns[0], STICKY | pfns[1],
                    STICKY | ERROR, STICKY | VALID | pfns[3], STICKY, STICKY, STICKY, STICKY);
        }

        w.mm.map(new Vma(hugetlb, hugetlb + Paging.PMD_SIZE, Vma.READ | Vma.HUGETLB, Paging.PMD_ORDER));
        long pfn = hugePage(hugetlb, false);
        HmmRange other = w.range(hugetlb, hugetlb + 2 * PAGE, 0);
        Arrays.fill(other.pfns, STICKY);
        assertThat(w.fault(engine, other)).isZero();
        assertThat(other.pfns).isEqualTo(words(pfn, 2, STICKY | VALID | HUGE));
        w.table.setPmd(hugetlb, Pte.NONE);
        assertThat(w.fault(engine, other)).isZero();
        assertThat(other.pfns).containsOnly(STICKY);
    }

    @Test
    @DisplayName("an array that was answered is a request under a mask: what was writable must be so again")
    void answerIsRequest() {
        w.map(PMD, PMD + 2 * PAGE, ANON_RW);
        w.pages(PMD, PMD + PAGE);
        HmmRange range = w.range(PMD, PMD + 2 * PAGE, 0);
        assertThat(w.fault(engine, range)).isZero();
        assertThat(range.pfns[1]).isZero();

        w.table.setPte(PMD, Pte.NONE);
        range.pfnFlagsMask = REQ_FAULT | REQ_WRITE;
        assertThat(w.fault(engine, range)).isZero();
        assertThat(w.handler.faults).hasSize(2).allMatch(FaultWorld.CpuFault::write);
        assertThat(Arrays.stream(range.pfns)).allMatch(word -> (word & RW) == RW);
    }
}
