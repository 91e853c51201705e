package dev.faultpath.forks;

import dev.faultpath.c.CLibrary;
import dev.faultpath.exact.CompiledCode;
import dev.faultpath.exact.Counted;
import dev.faultpath.exact.Counting;
import dev.faultpath.exact.Where;
import dev.faultpath.results.CompiledForm;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Tells which form of the compiled code a fork has in its last measured iteration and, if it is asked, counts the instructions of
 * an operation in one more iteration: the very code that was timed, and nothing of it disturbs the times.
 */
public final class FormProfiler implements InternalProfiler {
    /** How labels of its results begin; they are no counters of a benchmark. */
    static final String LABEL = "form.";
    static final String INSTRUCTIONS = LABEL + "instructions";
    static final String LEAST = LABEL + "least";
    static final String MOST = LABEL + "most";
    /** What follows in the label is the text of the result: JMH's results are numbers. */
    static final String METHODS = LABEL + "methods:";
    static final String REACHED = LABEL + "reached:";
    static final String UNCOUNTED = LABEL + "uncounted:";
    static final String WHERE = LABEL + "where:";
    /** Methods that were compiled anew in the measured iterations; without a count, in all but the last, which ends with the tear-down. */
    static final String RECOMPILED = LABEL + "recompiled";

    /** Asks for a count after the measured iterations, of which there is one more then. */
    private static final String COUNT = "count";

    /** System property of a fork that tells where the instructions are. */
    static final String WHERE_PROPERTY = "faultpath.where";

    /** Classes whose compiled methods tell one form from another: all that an operation runs, which never makes a design. */
    static final String CLASSES = "dev\\.faultpath\\.(bench|c|design(?!\\.Designs\\b)|fault|model)\\.";
    /** What the lines of such methods have. */
    private static final String OURS = "dev.faultpath.";
    /** How long the iteration that counts may last; it is ended with the count. */
    private static final TimeValue TIME = TimeValue.seconds(30);
    /** Share of it after which it ends by itself. */
    private static final double NEARLY = 0.9;
    /** Part of it that the loop may run before it is stepped. */
    private static final double PATIENCE = 0.06;
    private static final int ATTEMPTS = 20;
    /** Steps, about five seconds of them. Operations that migrate do not come again in sixteen times as many either. */
    private static final int MOST_STEPS = 250_000;

    private final boolean count;
    private final int warmup;
    private int begun;
    private double nanos = Double.POSITIVE_INFINITY;
    private String warm = "";
    private String late = "";
    private CompiledCode before;
    private Counting counting;
    private boolean prepared;

    /** As JMH makes one in the launching process. */
    public FormProfiler() {
        this("0");
    }

    /** With what {@link #options} says. */
    public FormProfiler(String options) {
        count = options.endsWith(COUNT);
        warmup = Integer.parseInt(options.replace(COUNT, ""));
    }

    /** Iterations before the measured ones, and whether to count. */
    static String options(int warmup, boolean count) {
        return warmup + (count ? COUNT : "");
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams params) {
        begun++;
        if (count && begun == 1) {
            counting = Counting.of(benchmark);
        }
        if (prepared) {
            // JMH's own thread, which waits for the end of the iteration and takes an interrupt for it.
            Thread waiting = Thread.currentThread();
            double end = System.nanoTime() + NEARLY * TIME.convertTo(TimeUnit.NANOSECONDS);
            counting.start(() -> {
                if (params.getTime().equals(TIME) && System.nanoTime() < end) {
                    waiting.interrupt();
                }
            });
        }
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams params, IterationResult result) {
        List<Result<?>> results = new ArrayList<>();
        if (result.getRawPrimaryResults().isEmpty()) {
            return results; // it failed: why stands elsewhere
        }
        Thread.interrupted(); // if JMH had not yet waited
        nanos = Math.min(nanos, result.getPrimaryResult().getScore());
        if (begun == warmup) {
            warm = CompiledCode.list(); // read later: others wait for this fork's turn to end
        }
        int used = params.getCount() - (count ? 1 : 0);
        if (!count && begun == used - 1) {
            late = CompiledCode.list();
        }
        if (begun == used) {
            TurnProfiler.untilAllAreTimed();
            // If nothing is counted, the benchmark's tear-down has run by now, and what it had compiled anew was not timed.
            before = CompiledCode.of(late.isEmpty() ? CompiledCode.list() : late, count ? "" : OURS);
            CompiledCode timed = CompiledCode.of(warm, OURS);
            results.add(result(RECOMPILED, (double) before.newSince(timed, CLASSES)));
            if (count) {
                prepared = counting.prepare(nanos, MOST_STEPS, ATTEMPTS, PATIENCE * TIME.convertTo(TimeUnit.NANOSECONDS));
            }
            if (prepared) { // what cannot be counted gets no longer iteration: nothing would end it early
                last(params);
            }
            results.add(result(METHODS + before.form(CLASSES, timed) + (c() == null ? "" : CompiledForm.SEPARATOR + c()), 0));
        }
        if (count && begun == params.getCount()) {
            Counted counted = counting.end().after(result.getMetadata().getMeasuredOps() / benchmark.getOpsPerInvocation());
            List<String> changed = counted.changed(before, OURS);
            if (counted.failure() != null) {
                results.add(result(UNCOUNTED + counted.failure(), 0));
            } else if (!changed.isEmpty()) {
                results.add(result(UNCOUNTED + CompiledForm.CHANGED + String.join(CompiledForm.SEPARATOR, changed), 0));
            } else {
                List<String> reached = new ArrayList<>(counted.reached());
                Optional.ofNullable(c()).ifPresent(reached::add);
                results.add(result(REACHED + String.join(CompiledForm.SEPARATOR, reached), 0));
                results.add(result(INSTRUCTIONS, counted.instructions()));
                if (!counted.equal()) {
                    results.add(result(LEAST, (double) counted.least()));
                    results.add(result(MOST, (double) counted.most()));
                }
            }
            if (Boolean.getBoolean(WHERE_PROPERTY)) {
                results.add(result(WHERE + Where.of(counted), 0));
            }
        }
        return results;
    }

    /** The code of C, of no size that anybody knows; {@code null} if there is none. */
    private static String c() {
        String code = System.getProperty(CLibrary.FORM_PROPERTY);
        return code == null ? null : code + " 0";
    }

    /**
     * Makes the next iteration longer. Timed iterations are so short that on a busy machine one may end before it is held, and JMH has one
     * length for all: it reads it anew for each, but gives no way to set it.
     */
    private static void last(IterationParams params) {
        for (Class<?> type = IterationParams.class; type != null; type = type.getSuperclass()) {
            try {
                Field time = type.getDeclaredField("timeValue");
                time.setAccessible(true);
                time.set(params, TIME);
            } catch (NoSuchFieldException | IllegalAccessException e) {
                // JMH pads its classes by a row of superclasses. If none has it, the iteration counts if it is quick enough.
            }
        }
    }

    private static Result<?> result(String label, double value) {
        return new ScalarResult(label, value, "#", AggregationPolicy.MAX);
    }

    @Override
    public String getDescription() {
        return "the form of the compiled code, and the instructions of an operation";
    }
}
