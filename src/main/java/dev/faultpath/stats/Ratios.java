package dev.faultpath.stats;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Ratios of two designs from fork values that belong together in pairs, and the spread of one design's own forks. The
 * fork is the unit of replication: iterations never enter here.
 */
public final class Ratios {
    /** Coverage of every interval that a table prints. */
    public static final double LEVEL = 0.95;

    private Ratios() {
    }

    /**
     * Interval for the ratio candidate / reference.
     *
     * <p>With at least six pairs: Hodges–Lehmann on the logarithms of the pairs' ratios, bounds from the exact signed-rank
     * test. With two to five, too few for that test at 95 %: mean and Student's t on the logarithms. With one: the ratio
     * without bounds.
     *
     * @param candidate fork values above 0, in any one unit
     * @param reference fork values above 0 in the same unit; {@code reference[i]} ran next to {@code candidate[i]}
     * @throws IllegalArgumentException if the lengths differ, there is no pair, or a value is not above 0
     */
    public static Interval paired(double[] candidate, double[] reference) {
        return centre(logRatios(candidate, reference), LEVEL).exp();
    }

    /** Logarithms of candidate / reference, pair by pair. */
    static double[] logRatios(double[] candidate, double[] reference) {
        if (candidate.length != reference.length) {
            throw new IllegalArgumentException(candidate.length + " candidate values, " + reference.length + " reference values");
        }
        double[] logs = new double[candidate.length];
        Arrays.setAll(logs, i -> log(candidate[i]) - log(reference[i]));
        return logs;
    }

    /**
     * Interval for the typical value of one design's forks, by the same methods on logarithms.
     *
     * @param values fork values above 0
     */
    public static Interval typical(double[] values) {
        return centre(Arrays.stream(values).map(Ratios::log).toArray(), LEVEL).exp();
    }

    private static double log(double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("a time must be above 0 and finite, not " + value);
        }
        return Math.log(value);
    }

    /**
     * Interval for the centre of values that are symmetric about it.
     *
     * @param values at least one, none NaN
     * @param level  coverage, 0 to 1 exclusive
     */
    public static Interval centre(double[] values, double level) {
        int n = values.length;
        if (n == 0) {
            throw new IllegalArgumentException("no values");
        }
        if (n >= SignedRank.fewest(level)) {
            return SignedRank.interval(values, level);
        }
        double mean = StatUtils.mean(values);
        if (n == 1) {
            return new Interval(mean, Double.NaN, Double.NaN, level, 1, Interval.Method.NONE);
        }
        double half = Math.sqrt(StatUtils.variance(values, mean) / n) * new TDistribution(null, n - 1)
                .inverseCumulativeProbability((1 + level) / 2);
        return new Interval(mean, mean - half, mean + half, level, n, Interval.Method.STUDENT);
    }

    /**
     * The mark that a table prints beside a ratio.
     *
     * @param ratio  interval of a ratio to the reference
     * @param margin practical margin, 0.03 for 3 %
     * @return {@code =} if the whole interval is within the margin of 1, else {@code <} or {@code >} if it is wholly below or
     *         above 1, else {@code ?}
     */
    public static char mark(Interval ratio, double margin) {
        if (!ratio.bounded()) {
            return '?';
        }
        if (ratio.low() >= 1 / (1 + margin) && ratio.high() <= 1 + margin) {
            return '=';
        }
        return ratio.high() < 1 ? '<' : ratio.low() > 1 ? '>' : '?';
    }
}
