package dev.faultpath.fault;

import static dev.faultpath.fault.FaultWorld.ANON_RW;
import static dev.faultpath.fault.FaultWorld.BASE;
import static dev.faultpath.fault.FaultWorld.PAGE;
import static dev.faultpath.model.HmmPfn.REQ_FAULT;
import static dev.faultpath.model.HmmPfn.REQ_WRITE;
import static dev.faultpath.model.HmmPfn.VALID;
import static dev.faultpath.model.HmmPfn.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Consequences of the fault span: a CPU fault is taken for every page to the end of the segment, not for the one page that needs it. */
class FaultSpanTest {
    private static final long SEGMENT = BASE + Paging.PMD_SIZE;
    private static final long SEGMENT_END = SEGMENT + Paging.PMD_SIZE;

    private final FaultWorld w = new FaultWorld();

    private HmmRange segment(long defaultFlags, long mask) {
        w.map(SEGMENT, SEGMENT_END, ANON_RW);
        HmmRange range = w.range(SEGMENT, SEGMENT_END, defaultFlags);
        range.pfnFlagsMask = mask;
        return range;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("one hole at the start of a segment costs 512 CPU faults, though 511 pages are present")
    void holeAtStart(FaultShape shape) {
        HmmRange range = segment(REQ_FAULT, 0);
        w.pages(SEGMENT + PAGE, SEGMENT_END);
        RangeFault engine = new RangeFault(w.mm, shape);

        assertThat(w.fault(engine, range)).isZero();

        assertThat(engine.lastWalk().cpuFaults()).isEqualTo(512);
        assertThat(engine.lastWalk().walks()).isEqualTo(2);
        assertThat(range.pfns[0]).isEqualTo(VALID | Memmap.ZERO_PFN);
        assertThat(Arrays.stream(range.pfns, 1, 512)).allMatch(word -> (word & (VALID | WRITE)) == (VALID | WRITE));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a hole in the last page costs one CPU fault")
    void holeAtEnd(FaultShape shape) {
        HmmRange range = segment(REQ_FAULT, 0);
        w.pages(SEGMENT, SEGMENT_END - PAGE);
        RangeFault engine = new RangeFault(w.mm, shape);

        assertThat(w.fault(engine, range)).isZero();

        assertThat(w.handler.faults).containsExactly(new FaultWorld.CpuFault(SEGMENT_END - PAGE, false));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("holes all over: one round fills them all")
    void allHoles(FaultShape shape) {
        HmmRange range = segment(REQ_FAULT, 0);
        w.table.ensure(SEGMENT, Paging.PAGE_SHIFT);
        RangeFault engine = new RangeFault(w.mm, shape);

        assertThat(w.fault(engine, range)).isZero();

        assertThat(engine.lastWalk().cpuFaults()).isEqualTo(512);
        assertThat(engine.lastWalk().walks()).isEqualTo(2);
        assertThat(range.pfns).containsOnly(VALID | Memmap.ZERO_PFN);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a write need at page k breaks COW on pages behind it that nobody asked to write")
    void writeSpreads(FaultShape shape) {
        HmmRange range = segment(0, REQ_FAULT | REQ_WRITE);
        for (int i = 0; i < 512; i++) {
            long shared = w.page(false);
            w.memory.memmap().addMapCount(Pte.pfn(shared), 1);
            w.table.setPte(SEGMENT + i * PAGE, shared);
        }
        range.pfns[500] = REQ_FAULT | REQ_WRITE;
        long inUse = w.memory.systemPagesInUse();
        RangeFault engine = new RangeFault(w.mm, shape);

        assertThat(engine.faultUnlocked(range, 0)).isZero();

        assertThat(w.handler.faults).hasSize(12).allMatch(FaultWorld.CpuFault::write);
        assertThat(w.memory.systemPagesInUse() - inUse).as("pages copied").isEqualTo(12);
        for (int i = 0; i < 512; i++) {
            assertThat((range.pfns[i] & WRITE) != 0).as("page %d", i).isEqualTo(i >= 500);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("page 3 wants a fault and the rest is snapshot: 4 to 511 are populated as well")
    void faultSpreads(FaultShape shape) {
        HmmRange range = segment(0, REQ_FAULT);
        w.table.ensure(SEGMENT, Paging.PAGE_SHIFT);
        range.pfns[3] = REQ_FAULT;
        RangeFault engine = new RangeFault(w.mm, shape);

        assertThat(w.fault(engine, range)).isZero();

        assertThat(engine.lastWalk().cpuFaults()).isEqualTo(509);
        assertThat(Arrays.copyOf(range.pfns, 3)).containsOnly(0);
        assertThat(Arrays.copyOfRange(range.pfns, 3, 512)).containsOnly(VALID | Memmap.ZERO_PFN);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("walks of a segment: one, and one for every escalation")
    void escalations(FaultShape shape) {
        HmmRange range = segment(REQ_FAULT, REQ_WRITE);
        w.table.ensure(SEGMENT, Paging.PAGE_SHIFT);
        // Page 10 needs a read fault; after that page 20, with the zero page by then, still needs a write fault.
        w.pages(SEGMENT, SEGMENT + 10 * PAGE);
        range.pfns[20] = REQ_WRITE;
        RangeFault engine = new RangeFault(w.mm, shape);

        assertThat(w.fault(engine, range)).as("the zero page is replaced, which is announced").isEqualTo(Errno.EBUSY);
        assertThat(engine.lastWalk().walks()).isEqualTo(2);
        assertThat(engine.lastWalk().cpuFaults()).isEqualTo(502 + 492);
        assertThat(engine.lastWalk().last()).isEqualTo(SEGMENT + 20 * PAGE);

        // Words 0 to 19 are output now, and under the mask they are requests, which what is mapped satisfies.
        assertThat(engine.faultUnlocked(range, 0)).isZero();
        assertThat(engine.lastWalk().walks()).isEqualTo(1);
        assertThat(range.pfns[10]).isEqualTo(VALID | Memmap.ZERO_PFN);
        assertThat(range.pfns[20] & (VALID | WRITE)).isEqualTo(VALID | WRITE);
        assertThat(range.pfns[511] & (VALID | WRITE)).isEqualTo(VALID | WRITE);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a hole of 1 GiB is one record: 262,144 CPU faults, of which transparent huge pages make 511 of 512 trivial")
    void gigabyteHole(FaultShape shape) {
        long start = BASE + Paging.PUD_SIZE;
        w.map(start, start + Paging.PUD_SIZE, ANON_RW | Vma.HUGEPAGE);
        HmmRange range = w.range(start, start + Paging.PUD_SIZE, REQ_FAULT | REQ_WRITE);
        RangeFault engine = new RangeFault(w.mm, shape);

        assertThat(w.fault(engine, range)).isZero();

        assertThat(engine.lastWalk().cpuFaults()).isEqualTo(262_144);
        assertThat(engine.lastWalk().walks()).isEqualTo(2);
        assertThat(w.memory.systemPagesInUse()).isEqualTo(262_144);
        long flags = VALID | WRITE | HmmPfn.orderBits(Paging.PMD_ORDER);
        assertThat(Arrays.stream(range.pfns)).allMatch(word -> (word & HmmPfn.FLAGS) == flags);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("holes under a snapshot cost no CPU fault and no second walk")
    void snapshotOfHoles(FaultShape shape) {
        long start = BASE + Paging.PUD_SIZE;
        w.map(start, start + Paging.PUD_SIZE, ANON_RW);
        HmmRange range = w.range(start, start + Paging.PUD_SIZE, 0);
        Arrays.fill(range.pfns, REQ_FAULT | REQ_WRITE);
        int tables = w.table.tables();
        RangeFault engine = new RangeFault(w.mm, shape);

        assertThat(w.fault(engine, range)).isZero();

        assertThat(engine.lastWalk().cpuFaults()).isZero();
        assertThat(engine.lastWalk().walks()).isEqualTo(1);
        assertThat(range.pfns).containsOnly(0);
        assertThat(w.table.tables()).isEqualTo(tables);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a poisoned page behind a hole makes the whole span fail with -EFAULT, though nobody asked for it")
    void poisonInSpan(FaultShape shape) {
        HmmRange range = segment(0, REQ_FAULT);
        w.table.setPte(SEGMENT + 7 * PAGE, Pte.hwpoison(99));
        range.pfns[2] = REQ_FAULT;
        long[] input = range.pfns.clone();
        RangeFault engine = new RangeFault(w.mm, shape);

        int rc = w.fault(engine, range);

        assertThat(rc).isEqualTo(Errno.EFAULT);
        assertThat(engine.lastWalk().cpuFaults()).isEqualTo(6);
        assertThat(engine.lastWalk().last()).isEqualTo(SEGMENT + 2 * PAGE);
        assertThat(range.pfns).isEqualTo(input);
        assertThat(w.table.lookup(SEGMENT + 6 * PAGE)).as("what was populated stays").isEqualTo(Pte.zeroPage());
        assertThat(w.table.lookup(SEGMENT + 8 * PAGE)).isEqualTo(Pte.NONE);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a write fault in a read-only area is -EPERM before any CPU fault, and words before it are written")
    void permission(FaultShape shape) {
        w.map(SEGMENT, SEGMENT + 4 * PAGE, ANON_RW);
        w.map(SEGMENT + 4 * PAGE, SEGMENT_END, Vma.READ | Vma.ANONYMOUS);
        w.pages(SEGMENT, SEGMENT + 4 * PAGE);
        HmmRange range = w.range(SEGMENT, SEGMENT_END, REQ_FAULT | REQ_WRITE);
        RangeFault engine = new RangeFault(w.mm, shape);

        assertThat(w.fault(engine, range)).isEqualTo(Errno.EPERM);

        assertThat(w.handler.faults).isEmpty();
        assertThat(Arrays.stream(range.pfns, 0, 4)).allMatch(word -> (word & (VALID | WRITE)) == (VALID | WRITE));
        assertThat(Arrays.copyOfRange(range.pfns, 4, 512)).containsOnly(0);
        assertThat(engine.lastWalk().last()).isEqualTo(SEGMENT + 4 * PAGE);
    }
}
