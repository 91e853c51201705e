package dev.faultpath.exact;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;

/** One count: while JMH runs an iteration in this JVM, its worker is stepped through a few operations by a {@link StepperProcess}. */
public final class Counting {
    /** How a failure ends where the benchmark has more threads than one: no other fork can count it either. */
    public static final String MORE_THREADS = ", and only one can be stepped";
    /** Instructions a nanosecond that no processor reaches: with that many the time of an operation is filled for sure. */
    private static final double FASTEST = 50;
    /** Instructions a nanosecond that hardly any code reaches; this much of an operation is stepped at least, where steps last for it. */
    private static final double FAST = 32;
    /** Instructions a nanosecond that code stays above that does not sleep: memory and atomics are slow, but not that slow. */
    private static final double SLOWEST = 0.2;
    private static final int FEWEST_STEPS = 2_000;
    /** Steps where nothing is known of an operation's time. */
    private static final int UNKNOWN_STEPS = 200_000;
    /** Time between two looks at whether the loop runs, milliseconds. */
    private static final int LOOK_MILLIS = 10;
    /** How long the loop runs at least before it is stepped: much longer than a look, so that it is known how many operations that are. */
    private static final long RUN_NANOS = 5_000_000L * LOOK_MILLIS;
    /** Operations that it runs before, if that does not take too long: by far more than an operation that is counted has pages. */
    private static final int RUN_OPERATIONS = 16_384;
    /** How long a benchmark may set itself up for an iteration. */
    private static final long LONGEST_SET_UP_NANOS = 5_000_000_000L;
    /** How the name of the method ends that JMH makes for the loop of operations. */
    private static final String LOOP = "_jmhStub";
    private static final String WORKER = "-jmh-worker-1";

    private final String benchmark;
    private final StepperProcess stepper;
    private final Thread thread = new Thread(this::count, "instructions");
    private Stepper.Request request;
    private final int process = (int) ProcessHandle.current().pid();
    /** The worker's processor time when it was seen before its loop for the last time. */
    private long begun;
    /** How long the loop is to run before it is stepped, nanoseconds. */
    private long run = RUN_NANOS;
    private volatile Counted counted;
    private Runnable ended;

    private Counting(String benchmark, StepperProcess stepper, String unable) {
        this.benchmark = benchmark;
        this.stepper = stepper;
        counted = Counted.failed(unable == null ? "the count was interrupted" : unable);
        thread.setDaemon(true);
    }

    /**
     * Makes ready for a count, before the first iteration: what this loads and runs changes what the JVM knows of locks and queues, and
     * code that depends on it is compiled anew. The process that steps sleeps until it is asked. Where nothing can be counted,
     * {@link #end} says why.
     */
    public static Counting of(BenchmarkParams benchmark) {
        String name = benchmark.getBenchmark();
        try {
            if (benchmark.getThreads() != 1) {
                throw new Unable(name + " runs " + benchmark.getThreads() + " threads" + MORE_THREADS);
            }
            if (benchmark.getMode() != Mode.AverageTime && benchmark.getMode() != Mode.Throughput) {
                throw new Unable("mode " + benchmark.getMode().shortLabel() + " has no loop of operations; avgt and thrpt have");
            }
            StepperProcess stepper = new StepperProcess();
            Ptrace.surviveTraps();
            return new Counting(name, stepper, null);
        } catch (Unable e) {
            return new Counting(name, null, e.getMessage());
        }
    }

    /**
     * Says what to count, between two iterations.
     *
     * @param nanos    time of an operation that nothing disturbed, nanoseconds; infinite if unknown
     * @param most     most steps
     * @param attempts how often to begin anew if the worker waits for another thread
     * @param patience how long the loop may run before it is stepped, nanoseconds: a part of what the iteration lasts
     * @return whether it can be counted and is to be started
     */
    public boolean prepare(double nanos, int most, int attempts, double patience) {
        if (stepper == null) {
            return false;
        }
        run = Double.isInfinite(nanos) ? RUN_NANOS : (long) Math.max(RUN_NANOS, Math.min(patience, RUN_OPERATIONS * nanos));
        // The worker is there once an iteration ran, and while it waits for the next one nothing is lost by asking.
        request = request(CompiledCode.thread(WORKER), nanos, most, attempts);
        if (request.floor() > most) {
            stepper.close();
            counted = Counted.failed(String.format(Locale.ROOT, "an operation of %.0f us is too long to be stepped", nanos / 1e3));
            return false;
        }
        return true;
    }

    /** What to ask for of operations that take so long. */
    static Stepper.Request request(int thread, double nanos, int most, int attempts) {
        boolean unknown = Double.isInfinite(nanos);
        double filled = unknown ? UNKNOWN_STEPS : Math.max(FEWEST_STEPS, FASTEST * nanos);
        double floor = unknown ? 0 : SLOWEST * nanos;
        double span = unknown ? 0 : Math.min(FAST * nanos, most / 2.0);
        return new Stepper.Request(thread, (int) Math.min(filled, 1e9), most, (int) floor, (int) span, attempts, nanos, 0);
    }

    /**
     * Counts as soon as the iteration runs; to be called just before it begins.
     *
     * @param done called once, when there is a count or there will be none: if it then ends the iteration, that ran no more operations
     *             than the loop's counter says
     */
    public void start(Runnable done) {
        ended = done;
        thread.start();
    }

    private void count() {
        try (stepper) {
            Map<Thread, StackTraceElement[]> running = awaitLoop();
            int worker = request.thread() != 0 ? request.thread() : CompiledCode.thread(WORKER);
            Optional<Thread> other = other(benchmark, running);
            counted = worker == 0 ? Counted.failed("the benchmark's thread cannot be found")
                    : other.isPresent() ? Counted.failed(benchmark + " also runs in a thread '" + other.get().getName()
                            + "' of its own" + MORE_THREADS)
                    : stepper.count(request.of(worker, begun), this::done).in(CompiledCode.now());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            done();
        }
    }

    /** By the thread that counts alone: with its answer, and at its end if there was none. */
    private void done() {
        Runnable first = ended;
        ended = () -> { };
        first.run();
    }

    /** Waits until the worker has left the benchmark's set-up, which may take its time, and is in JMH's loop; returns what then runs. */
    private Map<Thread, StackTraceElement[]> awaitLoop() throws InterruptedException {
        Map<Thread, StackTraceElement[]> running;
        long end = System.nanoTime() + LONGEST_SET_UP_NANOS;
        do {
            begun = used();
            Thread.sleep(LOOK_MILLIS);
            running = Thread.getAllStackTraces();
        } while (!inLoop(running) && System.nanoTime() < end);
        while (used() > 0 && used() - begun < run && System.nanoTime() < end) {
            Thread.sleep(LOOK_MILLIS);
        }
        return running;
    }

    private long used() {
        return Ptrace.processorNanos(process, request.thread());
    }

    /** Whether JMH's worker runs the method that holds the loop of operations. */
    static boolean inLoop(Map<Thread, StackTraceElement[]> running) {
        return running.entrySet().stream().filter(t -> t.getKey().getName().endsWith(WORKER))
                .anyMatch(t -> Stream.of(t.getValue()).anyMatch(f -> f.getMethodName().endsWith(LOOP)));
    }

    /** A thread that runs code of a benchmark's package beside JMH's worker: what it does to the worker is no property of the worker. */
    static Optional<Thread> other(String benchmark, Map<Thread, StackTraceElement[]> running) {
        String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
        String ofPackage = type.substring(0, type.lastIndexOf('.') + 1);
        return running.entrySet().stream().filter(t -> !t.getKey().getName().endsWith(WORKER))
                .filter(t -> Stream.of(t.getValue()).anyMatch(f -> !ofPackage.isEmpty() && f.getClassName().startsWith(ofPackage)))
                .map(Map.Entry::getKey).findFirst();
    }

    /** Waits for the count, if it was started; to be called when the iteration has ended. */
    public Counted end() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return counted;
    }
}
