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
 * <b>Question</b> (Q5): what does a request cost while rights are withdrawn and granted beside it, and how long does a revocation take
 * to return?
 *
 * <p><b>Kernel counterpart</b>: a GPU's fault handler on one core, and on another whoever takes a right away: a link that
 * goes down, a policy, a cgroup.
 *
 * <p><b>Designs</b>: those of {@link RevalidationDesign}.
 *
 * <p><b>Prediction</b>: at low rates designs cost what they cost uncontended. With the rate, notifier-sequence loses most, as each
 * revocation throws away whatever is in flight and all that is mapped; generation loses requests for pagemaps that nobody touched,
 * sequence-per-pagemap only with one device; switch-point is slower by orders of magnitude, for the walker as for the revoker.
 * tryget-live and epoch never refuse a commit, and their revocations wait for the request in flight. recheck-under-lock has the
 * shortest revocation of those that are sound; one of provider-table does nothing but zap. Refuted if tryget-live or epoch refuse a
 * commit, or if revocation of the designs that compare grows with {@code pages}.
 *
 * <p><b>Controls</b>: {@code revocationsPerMillionPages=0}, the same loop with no second thread, which must agree with
 * {@link CacheRevalidationBenchmark}; a run whose counters show no
 * revocation or, for designs that compare, no stale hit avoided at the highest rate did not race and says nothing. A revocation with no
 * walker beside it is in {@link TearDownBenchmark}.
 *
 * <p><b>Not measured</b>: more than one walker, or more threads than two cores; interrupts and remote flushes that a
 * revocation needs on hardware. Times under contention are indicative; counters and ratios are the result. The second thread runs
 * in the background, so that the score is the walker's alone.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
@Fork(jvmArgsAppend = SuiteBenchmark.COMPILE_SOON)
public class ContendedRevalidationBenchmark extends SuiteBenchmark {
    public static class Revoker extends SecondThread {
        /** Revocations for a million pages of requests; 0 for none. */
        @Param({"1000", "0", "10", "100000"})
        public int revocationsPerMillionPages;

        @Override
        protected int perMillionPages() {
            return revocationsPerMillionPages;
        }
    }

    /** Revocations that returned, and what they took; JMH sums over the iterations. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Revocations {
        public long revocations;
        /** What they took together, nanoseconds. */
        public long revokeNanos;

        @Setup(Level.Iteration)
        public void start(Revoker revoker, RevalidationDesign design) {
            revoker.start(design::revokeAndGrant);
        }

        @TearDown(Level.Iteration)
        public void stop(Revoker revoker) throws InterruptedException {
            revoker.stop();
            revocations = revoker.turns();
            revokeNanos = revoker.nanos();
        }
    }

    /** A request while rights to its pagemaps, one after the other, are withdrawn and granted again. */
    @Benchmark
    public DevicePageTable besideRevocations(RevalidationDesign design, Revoker revoker, Revocations revocations,
            RevalidationCounters counters) {
        DevicePageTable table = design.request();
        revoker.walked(design.pages());
        return table;
    }
}
