package dev.faultpath.stats;

import java.util.Locale;

/**
 * An estimate with its two-sided interval.
 *
 * @param estimate the point estimate
 * @param low      lower bound, NaN if there were too few values for one
 * @param high     upper bound, NaN likewise
 * @param level    the coverage asked for, 0 to 1; the exact methods reach at least this
 * @param n        number of independent values behind it
 * @param method   how the bounds were made, for a table's foot
 */
public record Interval(double estimate, double low, double high, double level, int n, Method method) {
    /** How the bounds were made. */
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
        return new Interval(Math.exp(estimate), Math.exp(low), Math.exp(high), level, n, method);
    }

    /**
     * Half the width relative to the estimate, on the scale of ratios: 0.03 means plus or minus 3 %. To be called on an
     * interval of ratios.
     *
     * @return positive infinity if there are no bounds
     */
    public double relativeHalfWidth() {
        return bounded() ? (high - low) / 2 / estimate : Double.POSITIVE_INFINITY;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4f [%.4f, %.4f] n=%d %s", estimate, low, high, n, method);
    }
}
