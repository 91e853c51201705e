package dev.faultpath.exact;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;

/**
 * A JMH profiler that counts the instructions of an operation, exactly and without hardware counters: {@code -prof
 * dev.faultpath.exact.InstructionProfiler}, for any benchmark with one thread, in modes thrpt and avgt, on Linux (x86-64 and AArch64).
 * Instructions are those that the benchmark's thread executes in user space, JMH's own loop around the operation among them.
 *
 * <p>In the last warm-up iteration the benchmark's thread is single-stepped through a few operations by a {@link Stepper}; measured times
 * are not touched. Without warm-up it is the last measured iteration, whose time is then worth nothing. Code that is compiled again
 * later than it was counted is told of.
 *
 * <p>With the option {@code where} ({@code -prof dev.faultpath.exact.InstructionProfiler:where}) it prints {@link Where} they are. What
 * cannot be counted is said in one line, and the run goes on.
 */
public final class InstructionProfiler implements InternalProfiler {
    /** Name of the result. */
    public static final String LABEL = "instructions";
    /** How lines begin that it prints. */
    public static final String PREFIX = "# Instructions: ";

    private static final int MOST_STEPS = 4_000_000;
    private static final int ATTEMPTS = 20;
    /** Part of an iteration that the loop may run before it is stepped: most is left to step in. */
    private static final double PATIENCE = 0.1;

    private final boolean where;
    private final Map<IterationType, Integer> begun = new EnumMap<>(IterationType.class);
    private double nanos = Double.POSITIVE_INFINITY;
    private Counting counting;
    private boolean asked;
    private Counted counted;

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
        if (counting == null) {
            counting = Counting.of(benchmark);
        }
        boolean last = number == params.getCount();
        if (!last || params.getType() == IterationType.MEASUREMENT && benchmark.getWarmup().getCount() > 0) {
            return;
        }
        if (counting.prepare(nanos, MOST_STEPS, ATTEMPTS, PATIENCE * params.getTime().convertTo(TimeUnit.NANOSECONDS))) {
            counting.start(() -> { });
        }
        asked = true;
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams params, IterationResult result) {
        long operations = result.getMetadata().getMeasuredOps();
        if (operations > 0) {
            nanos = Math.min(nanos, (double) params.getTime().convertTo(TimeUnit.NANOSECONDS) / operations);
        }
        if (asked && counted == null) {
            counted = counting.end();
        }
        boolean measured = params.getType() == IterationType.MEASUREMENT;
        if (!measured || begun.get(IterationType.MEASUREMENT) != params.getCount() || counted == null) {
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
        text.append(counted.equal()
                ? String.format(Locale.ROOT, "%,.0f an operation", counted.instructions())
                : String.format(Locale.ROOT, "%,.0f an operation, from %,d to %,d", counted.instructions(), counted.least(),
                        counted.most()));
        text.append(String.format(Locale.ROOT, " (%,d steps in %.1f s)", counted.steps(), counted.seconds()));
        if (!counted.changed(CompiledCode.now(), "").isEmpty()) {
            text.append("; code was compiled again after it was counted, give it more warm-up");
        }
        System.out.println(text);
        if (where) {
            Where.of(counted).lines().forEach(line -> System.out.println((PREFIX + line).stripTrailing()));
        }
    }
}
