package dev.faultpath.stats;

import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;

/**
 * An estimate with its two-sided interval.
 *
 * @param low    lower bound, NaN if there were too few values for one
 * @param high   upper bound, NaN likewise
 * @param level  the coverage asked for, 0 to 1; the exact methods reach at least this
 * @param n      number of independent values behind it
 * @param method how the bounds were made
 */
public record Interval(double estimate, double low, double high, double level, int n, Method method) {
    private static final int MOST_MORE = 1000;

    /** A way to make bounds. */
    public enum Method {
        /** Hodges–Lehmann estimate, bounds from inverting the exact signed-rank test. */
        SIGNED_RANK,
        /** Mean and Student's t. */
        STUDENT,
        /** One value: an estimate without bounds. */
        NONE
    }

    /** Whether there are bounds at all. */
    public boolean bounded() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }

    /** The interval of the exponentials: logarithms of ratios become ratios. */
    public Interval exp() {
        return map(Math::exp);
    }

    /** The interval of what a monotonic function makes of the value. */
    public Interval map(DoubleUnaryOperator function) {
        double a = function.applyAsDouble(low);
        double b = function.applyAsDouble(high);
        return new Interval(function.applyAsDouble(estimate), Math.min(a, b), Math.max(a, b), level, n, method);
    }

    /** Half the width of an interval of ratios, relative to the estimate: 0.03 is ± 3 %; positive infinity if there are no bounds. */
    public double relativeHalfWidth() {
        return bounded() ? (high - low) / 2 / estimate : Double.POSITIVE_INFINITY;
    }

    /**
     * How many more values an interval of ratios needs until it no longer contains a limit, if the estimate stays and the width shrinks
     * with the root of their number. A forecast to plan a run by, our own rule; nothing is decided by it.
     *
     * @param limit above 0
     * @return at least 1; empty if more than {@value #MOST_MORE} are needed: the estimate lies on the limit
     */
    public OptionalInt moreToLeave(double limit) {
        double half = (Math.log(high) - Math.log(low)) / 2;
        double factor = half / Math.abs(Math.log(estimate) - Math.log(limit));
        double needed = Math.ceil(n * factor * factor) - n;
        return needed <= MOST_MORE ? OptionalInt.of((int) Math.max(1, needed)) : OptionalInt.empty();
    }
}
