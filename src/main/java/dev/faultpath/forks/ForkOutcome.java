package dev.faultpath.forks;

import dev.faultpath.Text;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Estimator;
import dev.faultpath.results.Fork;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.Trend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What came back from one fork.
 *
 * @param status        what became of it; never {@link Fork.Status#VOID}
 * @param reason        one line that says why it is not OK; {@code null} if it is
 * @param iterations    ns per operation of all iterations, in order of time
 * @param bytesPerOp    bytes allocated per operation of all iterations; empty if not counted
 * @param recompiled    whether the code was compiled anew in used iterations
 * @param counters      what the benchmark itself counted in each iteration, by name; empty if it counts nothing
 * @param speed         the processor's speed before each iteration, nanoseconds, see {@link SpeedExecutor}; empty if not timed
 * @param form          what its code was compiled to; {@code null} if not told
 * @param vm            what JMH says of the JVM that ran it; {@code null} if nothing came back
 * @param seconds       wall time from request to answer
 * @param steal         share of the machine's time that the hypervisor stole meanwhile, NaN if unknown
 * @param foreign       share of the machine's time that other processes used meanwhile, NaN if unknown
 */
public record ForkOutcome(Fork.Status status, String reason, double[] iterations, double[] bytesPerOp, boolean recompiled,
                          SortedMap<String, double[]> counters, double[] speed, CompiledForm form, Fork.Vm vm, double seconds, double steal,
                          double foreign) {
    /** A fork is flagged if its used iterations trend with a smaller p-value than this … */
    private static final double TREND_P = 0.01;
    /** … and their last third lies further than this from the middle third. */
    private static final double TREND_SHIFT = 0.02;
    private static final double[] NONE = {};
    /** Characters that are kept of why a fork failed. */
    private static final int LONGEST_REASON = 300;

    /** A fork that did not end well, and why, which is published: impersonal, and only then cut; for the rest see {@link #meanwhile}. */
    public static ForkOutcome failed(Fork.Status status, String reason) {
        return new ForkOutcome(status, Text.oneLine(Text.impersonal(reason), LONGEST_REASON), NONE, NONE, false,
                Collections.emptySortedMap(), NONE, null, null, 0, Double.NaN, Double.NaN);
    }

    /** The same, with the time it took and what the machine did meanwhile. */
    public ForkOutcome meanwhile(double time, double stolen, double others) {
        return new ForkOutcome(status, reason, iterations, bytesPerOp, recompiled, counters, speed, form, vm, time, stolen, others);
    }

    /**
     * Whether forks failed because the run is being ended. A terminal's Ctrl-C ends the forks before this program has heard of it, so
     * this waits a moment for the word.
     */
    public static boolean cutShort(List<ForkOutcome> outcomes, BooleanSupplier cancelled) throws InterruptedException {
        return cutShort(outcomes.stream().anyMatch(o -> o.status != Fork.Status.OK), cancelled);
    }

    /** The same, of forks of which it is known whether one failed. */
    public static boolean cutShort(boolean failed, BooleanSupplier cancelled) throws InterruptedException {
        for (int i = 0; failed && i < 5 && !cancelled.getAsBoolean(); i++) {
            Thread.sleep(40);
        }
        return failed && cancelled.getAsBoolean();
    }

    /** What is kept of the fork, with all that its iterations say. */
    public Fork fork(int block, Shape shape) {
        if (status != Fork.Status.OK) {
            return new Fork(block, status, reason, NONE, NONE, Double.NaN, Double.NaN, null, seconds, steal, foreign, List.of(), null,
                    null, null, vm);
        }
        double[] measured = Arrays.copyOfRange(iterations, shape.warmup(), iterations.length);
        List<String> flags = new ArrayList<>();
        if (Trend.mannKendall(measured) < TREND_P && Math.abs(Trend.lateShift(measured)) > TREND_SHIFT) {
            flags.add(Fork.TREND);
        }
        if (recompiled) {
            flags.add(Fork.COMPILED);
        }
        SortedMap<String, Double> sums = new TreeMap<>();
        counters.forEach((name, counts) -> used(counts, shape).ifPresent(c -> sums.put(name, Arrays.stream(c).sum())));
        return new Fork(block, status, null, Arrays.copyOf(iterations, shape.warmup()), measured,
                Quantiles.of(measured, Estimator.QUANTILE), StatUtils.mean(measured),
                used(bytesPerOp, shape).map(Quantiles::median).orElse(null), seconds, steal, foreign, flags, sums,
                // The quantile that makes the score: the quiet iterations of the one are those of the other.
                used(speed, shape).map(s -> Quantiles.of(s, Estimator.QUANTILE)).orElse(null), form, vm);
    }

    /** What belongs to the used iterations; empty if it was not taken in each. */
    private Optional<double[]> used(double[] values, Shape shape) {
        return values.length != iterations.length ? Optional.empty()
                : Optional.of(Arrays.copyOfRange(values, shape.warmup(), values.length));
    }
}
