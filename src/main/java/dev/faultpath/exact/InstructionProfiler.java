package dev.faultpath.exact;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;
import sun.misc.Signal;

/**
 * A JMH profiler that counts the instructions of an operation, exactly and without hardware counters: {@code -prof
 * dev.faultpath.exact.InstructionProfiler}, for any benchmark with one thread, in modes thrpt and avgt, on Linux (x86-64 and AArch64).
 * Instructions are those that the benchmark's thread executes in user space, JMH's own loop around the operation among them.
 *
 * <p>In the last warm-up iteration the benchmark's thread is single-stepped through a few operations by a {@link Stepper}; measured times
 * are not touched. Without warm-up it is the last measured iteration, whose time is then worth nothing. Code that is compiled again
 * later than it was counted is told of.
 *
 * <p>With the option {@code where} ({@code -prof dev.faultpath.exact.InstructionProfiler:where}) it prints the instructions by compiled
 * method too. What cannot be counted is said in one line, and the run goes on.
 */
public final class InstructionProfiler implements InternalProfiler {
    /** Name of the result. */
    public static final String LABEL = "instructions";
    /** How lines begin that it prints. */
    public static final String PREFIX = "# Instructions: ";

    private static final String WORKER = "-jmh-worker-1";
    private static final int DELAY_MILLIS = 20;
    /** Instructions a nanosecond that no processor reaches: with so many the time of an operation is filled for sure. */
    private static final double FASTEST = 50;
    private static final int FEWEST_STEPS = 2_000;
    /** Steps where nothing is known of an operation's time. */
    private static final int UNKNOWN_STEPS = 200_000;
    private static final int MOST_STEPS = 4_000_000;
    /** Steps, by the fewest ones, after which operations that were never equal are taken to differ. */
    private static final int PATIENCE = 3;

    private final boolean where;
    private final Map<IterationType, Integer> begun = new EnumMap<>(IterationType.class);
    private double nanos = Double.NaN;
    private Thread counter;
    private volatile Counted counted;
    private volatile CompiledCode code;

    public InstructionProfiler() {
        where = false;
    }

    /** @param options {@code where} or nothing */
    public InstructionProfiler(String options) throws ProfilerException {
        where = options != null && options.trim().equals("where");
        if (options != null && !options.isBlank() && !where) {
            throw new ProfilerException("InstructionProfiler has one option, 'where', not '" + options + "'");
        }
    }

    @Override
    public String getDescription() {
        return "instructions of an operation, counted by single steps";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams params) {
        int number = begun.merge(params.getType(), 1, Integer::sum);
        boolean last = number == params.getCount();
        if (!last || params.getType() == IterationType.MEASUREMENT && benchmark.getWarmup().getCount() > 0) {
            return;
        }
        try {
            begin(benchmark, params);
        } catch (Unable e) {
            counted = Counted.failed(e.getMessage());
        }
    }

    private void begin(BenchmarkParams benchmark, IterationParams params) throws Unable {
        if (benchmark.getThreads() != 1) {
            throw new Unable(benchmark.getBenchmark() + " runs " + benchmark.getThreads() + " threads, and only one can be stepped");
        }
        if (benchmark.getMode() != Mode.AverageTime && benchmark.getMode() != Mode.Throughput) {
            throw new Unable("mode " + benchmark.getMode().shortLabel() + " has no loop of operations; avgt and thrpt have");
        }
        double most = Double.isNaN(nanos) ? UNKNOWN_STEPS : Math.max(FEWEST_STEPS, FASTEST * nanos);
        if (most > MOST_STEPS) {
            throw new Unable(String.format(Locale.ROOT, "an operation of %.0f us is too long to be stepped", nanos / 1e3));
        }
        // The thread is there once an iteration ran, and while it waits for the next one nothing is lost by asking.
        int known = CompiledCode.thread(WORKER);
        StepperProcess stepper = new StepperProcess();
        // If the stepper is killed, the thread may meet one more trap: handled, it goes on; by default the process would end.
        Signal.handle(new Signal("TRAP"), signal -> { });
        counter = new Thread(() -> count(stepper, known, (int) most), "instructions");
        counter.setDaemon(true);
        counter.start();
    }

    private void count(StepperProcess stepper, int known, int least) {
        try (stepper) {
            Thread.sleep(DELAY_MILLIS); // until the loop runs
            int thread = known == 0 ? CompiledCode.thread(WORKER) : known;
            if (thread == 0) {
                throw new Unable("the benchmark's thread cannot be found");
            }
            counted = stepper.count(thread, least, PATIENCE * least + UNKNOWN_STEPS);
            code = CompiledCode.now();
        } catch (Unable e) {
            counted = Counted.failed(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams params, IterationResult result) {
        long operations = result.getMetadata().getMeasuredOps();
        if (operations > 0) {
            nanos = (double) params.getTime().convertTo(TimeUnit.NANOSECONDS) / operations;
        }
        if (counter != null) {
            try {
                counter.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            counter = null;
        }
        if (params.getType() != IterationType.MEASUREMENT || begun.get(IterationType.MEASUREMENT) != params.getCount() || counted == null) {
            return List.of();
        }
        if (counted.failure() != null) {
            System.out.println(PREFIX + "not counted: " + counted.failure());
            return List.of();
        }
        tell();
        return List.of(new ScalarResult(LABEL, counted.instructions(), "#/op", AggregationPolicy.MAX));
    }

    private void tell() {
        StringBuilder text = new StringBuilder(PREFIX);
        text.append(counted.least() == counted.most()
                ? String.format(Locale.ROOT, "%,.0f an operation", counted.instructions())
                : String.format(Locale.ROOT, "%,.0f an operation, from %,d to %,d", counted.instructions(), counted.least(), counted.most()));
        text.append(String.format(Locale.ROOT, " (%,d steps in %.1f s)", counted.steps(), counted.seconds()));
        CompiledCode now = CompiledCode.now();
        if (counted.visits().keySet().stream().anyMatch(a -> code.at(a) != null && !code.at(a).equals(now.at(a)))) {
            text.append("; code was compiled again after it was counted, give it more warm-up");
        }
        System.out.println(text);
        if (where) {
            counted.by(code).entrySet().stream().sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                    .forEach(e -> System.out.println(String.format(Locale.ROOT, "%s%12.0f  %s", PREFIX, e.getValue(), e.getKey())));
        }
    }
}
