package dev.faultpath.bench;

import dev.faultpath.bench.state.SecondThread;
import dev.faultpath.bench.state.SubscriptionState;
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
 * <b>Question</b> (Q5): how many requests begin again for nothing, by the size of the subscription?
 *
 * <p><b>Kernel counterpart</b>: a GPU's fault handler on one core, and on another a process that unmaps, protects or migrates pages
 * which the request does not touch: {@code mmu_interval_notifier_insert()} decides how many of these invalidations move the sequence
 * that the handler compares. Left out: what the invalidating side does between.
 *
 * <p><b>Designs</b>: none to choose from: recheck-under-lock maps one page over and over, as what answers the access check does not
 * matter here. {@code subscriptionPages} is the axis: one page, 2 MiB, 512 MiB, the whole address space (0).
 *
 * <p><b>Prediction</b>: false retries are in proportion to the subscription's share of the area that is invalidated: none with one page,
 * all that hit a request in flight with the whole space. Refuted if one page sees any, or if the whole space sees no more than 512 MiB.
 *
 * <p><b>Controls</b>: {@link #baselineRequest} makes the same requests with no second thread; the subscription of one page, which no
 * invalidation meets, never begins again; a run whose counters show no invalidation says nothing.
 *
 * <p><b>Not measured</b>: the tree of subscriptions that an invalidation searches, with one in it here. Times under contention are
 * indicative; counters are the result. The second thread runs in the background, so that the score is the walker's alone.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
@Fork(jvmArgsAppend = SuiteBenchmark.COMPILE_SOON)
public class FalseRetriesBenchmark extends SuiteBenchmark {
    /** Invalidations of other pages, and what they did to the walker; JMH sums over the iterations. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class FalseRetries {
        public long requests;
        public long invalidations;
        /** Attempts that began again though the page had not changed. */
        public long falseRetries;

        private long before;

        @Setup(Level.Iteration)
        public void start(SubscriptionState state, Invalidator invalidator) {
            before = state.falseRetries();
            invalidator.start(state::invalidateElsewhere);
        }

        @TearDown(Level.Iteration)
        public void stop(SubscriptionState state, Invalidator invalidator) throws InterruptedException {
            invalidator.stop();
            invalidations = invalidator.turns();
            falseRetries = state.falseRetries() - before;
        }
    }

    public static class Invalidator extends SecondThread {
        /** Invalidations of other pages for a million pages of requests. */
        @Param({"100000"})
        public int invalidationsPerMillionPages;

        @Override
        protected int perMillionPages() {
            return invalidationsPerMillionPages;
        }
    }

    /** A request for one page while other pages are invalidated. */
    @Benchmark
    public DevicePageTable besideInvalidations(SubscriptionState state, Invalidator invalidator, FalseRetries counts) {
        DevicePageTable table = state.request();
        counts.requests++;
        invalidator.walked(1);
        return table;
    }

    @Benchmark
    public DevicePageTable baselineRequest(SubscriptionState state) {
        return state.request();
    }
}
