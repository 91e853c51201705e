package dev.faultpath.stats;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/** Quantiles by linear interpolation of order statistics: type 7 of Hyndman and Fan (1996), R's and NumPy's default. */
public final class Quantiles {
    /** Standard deviation of normal values whose absolute deviations have median 1. */
    private static final double NORMAL = 1.4826;

    private Quantiles() {
    }

    /**
     * One quantile.
     *
     * @param values at least one value, none NaN, any order; left unchanged
     * @param share  0 to 1
     * @return the quantile, in the unit of the values
     * @throws IllegalArgumentException if there is no value, a value is NaN, or the share is out of range
     */
    public static double of(double[] values, double share) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share + " is outside 0 to 1");
        }
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("a value is NaN");
        }
        // Commons Math takes only shares above 0, and its default type is another.
        return new Percentile().withEstimationType(Percentile.EstimationType.R_7).evaluate(values, Math.max(Double.MIN_VALUE, share * 100));
    }

    /** The median, type 7: the mean of the two middle values for an even count. */
    public static double median(double[] values) {
        return of(values, 0.5);
    }

    /**
     * Median absolute deviation from the median, times {@value #NORMAL}: for normal values an estimate of their standard deviation
     * that outliers hardly move.
     */
    public static double mad(double[] values) {
        return deviation(values, median(values));
    }

    /** The same from a centre that is known. */
    public static double deviation(double[] values, double centre) {
        return NORMAL * median(Arrays.stream(values).map(v -> Math.abs(v - centre)).toArray());
    }
}
