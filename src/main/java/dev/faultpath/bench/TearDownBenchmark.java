package dev.faultpath.bench;

import dev.faultpath.bench.state.RevalidationCounters;
import dev.faultpath.bench.state.RevalidationDesign;
import dev.faultpath.bench.state.SecondThread;
import dev.faultpath.model.DevicePageTable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * <b>Question</b> (Q5): how long does it take to take a peer's memory away from a client, by revocation and by unplug, alone and beside
 * a walker, and how long does the walker wait meanwhile?
 *
 * <p><b>Kernel counterpart</b>: {@code drm_dev_unplug()}, the eviction of all pages by {@code migrate_device_range()}, and
 * {@code memunmap_pages()} with its wait for the last reference; afterwards another device stands in the slot, its pagemap where
 * the last one stood and over the same pfns. Left out: the bytes of the pages, which Q8 copies.
 *
 * <p><b>Designs</b>: those of {@link RevalidationDesign}.
 *
 * <p><b>Prediction</b>: alone, an unplug is its evictions, an invalidation for each page, and no design but switch-point can be told
 * from the reference. Beside a walker each of these takes the driver's lock that the walker commits under, so an unplug takes longer
 * for all designs, and the walker begins again for most of its length; tryget-live and epoch wait for one request more, which is
 * little against the evictions; notifier-sequence adds one invalidation to hundreds, provider-table none: it takes the driver's lock
 * once more for each client. A revocation has no evictions, so there the wait shows. Refuted if tryget-live or epoch lose more than
 * two requests' time against the reference, or if a design that waits for nobody is slower beside a walker than they are.
 *
 * <p><b>Controls</b>: {@code unplugsPerMillionPages=0}, the same loop with no second thread, which must agree with
 * {@link CacheRevalidationBenchmark}; a revocation beside a walker is in {@link ContendedRevalidationBenchmark}. What an event takes is
 * in the counters: what blocks it is its time beside a walker less its time alone, at the same {@code pages} and {@code devices}.
 *
 * <p><b>Not measured</b>: several clients; an unplug that finds no system memory. Times under contention are indicative. The score
 * of {@link #unplugAlone} and {@link #revokeAlone} is a whole round with request, event and return, and no result of its own.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
@Fork(jvmArgsAppend = SuiteBenchmark.COMPILE_SOON)
public class TearDownBenchmark extends SuiteBenchmark {
    public static class Unplugger extends SecondThread {
        /** Unplugs for a million pages of requests; 0 for none. */
        @Param({"10", "0", "1", "100"})
        public int unplugsPerMillionPages;

        @Override
        protected int perMillionPages() {
            return unplugsPerMillionPages;
        }
    }

    /** Unplugs beside the walker; JMH sums over the iterations. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class UnplugsBeside {
        public long unplugs;
        /** What they took together, nanoseconds. */
        public long unplugNanos;

        @Setup
        public void show(Unplugger unplugger, RevalidationDesign design) throws InterruptedException {
            if (unplugger.unplugsPerMillionPages > 0) {
                design.showUnplugs();
            }
        }

        @Setup(Level.Iteration)
        public void start(Unplugger unplugger, RevalidationDesign design) {
            unplugger.start(design::unplugAndPlugIn);
        }

        @TearDown(Level.Iteration)
        public void stop(Unplugger unplugger) throws InterruptedException {
            unplugger.stop();
            unplugs = unplugger.turns();
            unplugNanos = unplugger.nanos();
        }
    }

    /** Unplugs with no request in flight; JMH sums over the iterations. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class UnplugsAlone {
        public long unplugs;
        /** What they took together, nanoseconds. */
        public long unplugNanos;

        @Setup
        public void show(RevalidationDesign design) throws InterruptedException {
            design.showUnplugs();
        }
    }

    /** Revocations with no request in flight; JMH sums over the iterations. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class RevocationsAlone {
        public long revocations;
        /** What they took together, nanoseconds. */
        public long revokeNanos;
    }

    /** A request while devices, one after the other, are unplugged and others plugged in. */
    @Benchmark
    public DevicePageTable besideUnplugs(RevalidationDesign design, Unplugger unplugger, UnplugsBeside unplugs,
            RevalidationCounters counters) {
        DevicePageTable table = design.request();
        unplugger.walked(design.pages());
        return table;
    }

    /** A request, then an unplug of what it mapped, then another device in the slot: one thread, nothing in flight. */
    @Benchmark
    public DevicePageTable unplugAlone(RevalidationDesign design, UnplugsAlone counts) throws InterruptedException {
        DevicePageTable table = design.request();
        counts.unplugNanos += design.unplugAndPlugIn((int) counts.unplugs);
        counts.unplugs++;
        return table;
    }

    /** A request, then a revocation of what it mapped, then the right again: one thread, nothing in flight. */
    @Benchmark
    public DevicePageTable revokeAlone(RevalidationDesign design, RevocationsAlone counts) throws InterruptedException {
        DevicePageTable table = design.request();
        counts.revokeNanos += design.revokeAndGrant((int) counts.revocations);
        counts.revocations++;
        return table;
    }
}
