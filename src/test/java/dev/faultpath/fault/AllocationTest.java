package dev.faultpath.fault;

import static dev.faultpath.fault.FaultWorld.ANON_RW;
import static dev.faultpath.fault.FaultWorld.BASE;
import static dev.faultpath.fault.FaultWorld.PAGE;
import static dev.faultpath.model.HmmPfn.REQ_FAULT;
import static dev.faultpath.model.HmmPfn.REQ_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A request allocates nothing, whatever it walks over, once the code is warm. */
class AllocationTest {
    private static final int WARM_UP = 4000;
    private static final int BATCHES = 10;
    private static final int WALKS = 500;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Every kind of stretch that can be walked without a CPU fault: six PMDs, and a gap. */
    private static HmmRange everything(FaultWorld w) {
        w.map(BASE, BASE + 6 * Paging.PMD_SIZE, ANON_RW);
        w.pages(BASE, BASE + Paging.PMD_SIZE);
        for (int i = 0; i < 512; i++) {
            w.table.setPte(BASE + Paging.PMD_SIZE + i * PAGE, w.devicePage(i % 2 == 0 ? w.ownPagemap : w.otherPagemap, true));
        }
        w.table.setPmd(BASE + 2 * Paging.PMD_SIZE, Pte.leaf(w.systemPage(Paging.PMD_ORDER), true));
        w.table.setPmd(BASE + 3 * Paging.PMD_SIZE, w.deviceHuge(w.ownPagemap, true));
        w.table.setPte(BASE + 4 * Paging.PMD_SIZE, Pte.swap(1));
        w.table.setPte(BASE + 4 * Paging.PMD_SIZE + PAGE, Pte.protnone(w.page(true)));
        w.table.setPte(BASE + 4 * Paging.PMD_SIZE + 2 * PAGE, Pte.special(1L << 30, true));
        w.mm.map(new Vma(BASE + 7 * Paging.PMD_SIZE, BASE + 8 * Paging.PMD_SIZE, Vma.READ | Vma.HUGETLB, Paging.PMD_ORDER));
        w.table.setPmd(BASE + 7 * Paging.PMD_SIZE, Pte.leaf(w.systemPage(Paging.PMD_ORDER), true));
        return w.range(BASE, BASE + 8 * Paging.PMD_SIZE, 0);
    }

    @ParameterizedTest
    @EnumSource
    void snapshotOfEverything(FaultShape shape) {
        FaultWorld w = new FaultWorld();
        HmmRange range = everything(w);
        allocatesNothing(w, shape, range, 0);
    }

    @ParameterizedTest
    @EnumSource
    void writeRequestThatIsSatisfied(FaultShape shape) {
        FaultWorld w = new FaultWorld();
        w.map(BASE, BASE + 2 * Paging.PMD_SIZE, ANON_RW);
        w.pages(BASE, BASE + Paging.PMD_SIZE);
        w.table.setPmd(BASE + Paging.PMD_SIZE, Pte.leaf(w.systemPage(Paging.PMD_ORDER), true));
        HmmRange range = w.range(BASE, BASE + 2 * Paging.PMD_SIZE, REQ_FAULT | REQ_WRITE);
        allocatesNothing(w, shape, range, 0);
    }

    @ParameterizedTest
    @EnumSource
    void requestsOfTheWords(FaultShape shape) {
        FaultWorld w = new FaultWorld();
        w.map(BASE, BASE + Paging.PMD_SIZE, ANON_RW);
        w.pages(BASE, BASE + Paging.PMD_SIZE);
        HmmRange range = w.range(BASE, BASE + Paging.PMD_SIZE, 0);
        range.pfnFlagsMask = REQ_FAULT | REQ_WRITE;
        allocatesNothing(w, shape, range, 0);
    }

    /** A hole that is resolved at every request: recording, unwinding, the second look-up of the area and the re-walk. */
    @ParameterizedTest
    @EnumSource
    void restarts(FaultShape shape) {
        FaultWorld w = new FaultWorld();
        w.map(BASE, BASE + Paging.PMD_SIZE, ANON_RW);
        w.pages(BASE, BASE + Paging.PMD_SIZE);
        long addr = BASE + 300 * PAGE;
        int index = w.table.pteIndex(addr);
        long page = w.table.lookup(addr);
        w.mm.faultHandler((mm, vma, at, flags) -> {
            w.table.replace(index, Pte.NONE, page);
            return 0;
        });
        allocatesNothing(w, shape, w.range(BASE, BASE + Paging.PMD_SIZE, REQ_FAULT), index);
    }

    private void allocatesNothing(FaultWorld w, FaultShape shape, HmmRange range, int clear) {
        assertThat(threads.isThreadAllocatedMemoryEnabled()).isTrue();
        RangeFault engine = new RangeFault(w.mm, shape);
        long warm = batch(w, engine, range, clear, WARM_UP);
        assertThat(warm).as("walks").isGreaterThanOrEqualTo(WARM_UP);
        long thread = Thread.currentThread().getId();
        // The reading itself must cost nothing, else the test would measure that.
        threads.getThreadAllocatedBytes(thread);
        long[] bytes = new long[BATCHES];
        for (int i = 0; i < BATCHES; i++) {
            long before = threads.getThreadAllocatedBytes(thread);
            batch(w, engine, range, clear, WALKS);
            bytes[i] = threads.getThreadAllocatedBytes(thread) - before;
        }
        // A batch may meet the compiler replacing its code; an allocation a request would show in every one.
        assertThat(Arrays.stream(bytes).min()).as("bytes of the cheapest of %s", Arrays.toString(bytes)).hasValue(0);
        assertThat(Arrays.stream(bytes).sum() / (BATCHES * WALKS)).as("bytes a request on average").isZero();
    }

    private static long batch(FaultWorld w, RangeFault engine, HmmRange range, int clear, int requests) {
        long walks = 0;
        for (int i = 0; i < requests; i++) {
            if (clear != 0) {
                w.table.write(clear, Pte.NONE);
            }
            int rc = (i & 1) == 0 ? engine.faultUnlocked(range, 0) : w.fault(engine, range);
            if (rc != 0) {
                throw new AssertionError("return code " + rc);
            }
            walks += engine.lastWalk().walks();
        }
        return walks;
    }
}
