package dev.faultpath.exact;

import java.util.Locale;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;

/** One count: while JMH runs an iteration in this JVM, its worker is stepped through a few operations by a {@link StepperProcess}. */
public final class Counting {
    /** Instructions a nanosecond that no processor reaches: with that many the time of an operation is filled for sure. */
    private static final double FASTEST = 50;
    /** Instructions a nanosecond that code stays above that does not sleep: memory and atomics are slow, but not that slow. */
    private static final double SLOWEST = 0.2;
    private static final int FEWEST_STEPS = 2_000;
    /** Steps where nothing is known of an operation's time. */
    private static final int UNKNOWN_STEPS = 200_000;
    /** How long after the start the iteration surely runs. */
    private static final int DELAY_MILLIS = 20;
    private static final String WORKER = "-jmh-worker-1";

    private final Thread thread;
    private volatile Counted counted = Counted.failed("the count was interrupted");

    private Counting(StepperProcess stepper, Stepper.Request request) {
        thread = new Thread(() -> count(stepper, request), "instructions");
        thread.setDaemon(true);
    }

    /**
     * Makes ready for a count, between two iterations.
     *
     * @param nanos    time of an operation; NaN if unknown
     * @param most     most steps
     * @param attempts how often to begin anew if the worker waits for another thread
     * @throws Unable if it cannot be counted here, or not this benchmark
     */
    public static Counting prepared(BenchmarkParams benchmark, double nanos, int most, int attempts) throws Unable {
        if (benchmark.getThreads() != 1) {
            throw new Unable(benchmark.getBenchmark() + " runs " + benchmark.getThreads() + " threads, and only one can be stepped");
        }
        if (benchmark.getMode() != Mode.AverageTime && benchmark.getMode() != Mode.Throughput) {
            throw new Unable("mode " + benchmark.getMode().shortLabel() + " has no loop of operations; avgt and thrpt have");
        }
        double filled = Double.isNaN(nanos) ? UNKNOWN_STEPS : Math.max(FEWEST_STEPS, FASTEST * nanos);
        double floor = Double.isNaN(nanos) ? 0 : SLOWEST * nanos;
        if (floor > most) {
            throw new Unable(String.format(Locale.ROOT, "an operation of %.0f us is too long to be stepped", nanos / 1e3));
        }
        // The worker is there once an iteration ran, and while it waits for the next one nothing is lost by asking.
        Stepper.Request request = new Stepper.Request(CompiledCode.thread(WORKER), (int) Math.min(filled, 1e9), most,
                (int) floor, attempts);
        StepperProcess stepper = new StepperProcess();
        Ptrace.surviveTraps();
        return new Counting(stepper, request);
    }

    /** Counts as soon as the iteration runs; to be called just before it begins. */
    public void start() {
        thread.start();
    }

    private void count(StepperProcess stepper, Stepper.Request request) {
        try (stepper) {
            Thread.sleep(DELAY_MILLIS);
            int worker = request.thread() != 0 ? request.thread() : CompiledCode.thread(WORKER);
            counted = worker == 0 ? Counted.failed("the benchmark's thread cannot be found")
                    : stepper.count(new Stepper.Request(worker, request.least(), request.most(), request.floor(), request.attempts()))
                            .in(CompiledCode.now());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has something done when the count has ended, in whatever way; at once if it has. */
    public void then(Runnable action) {
        Thread after = new Thread(() -> {
            end();
            action.run();
        }, "after instructions");
        after.setDaemon(true);
        after.start();
    }

    /** Waits for the count; to be called when the iteration has ended. */
    public Counted end() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return counted;
    }
}
