package dev.faultpath.stats;

import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.util.KthSelector;

/** Quantiles by linear interpolation of order statistics: type 7 of Hyndman and Fan (1996), R's and NumPy's default. */
public final class Quantiles {
    /** Standard deviation of normal values whose absolute deviations have median 1. */
    static final double NORMAL = 1.4826;

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
        for (double v : values) {
            if (Double.isNaN(v)) {
                throw new IllegalArgumentException("a value is NaN");
            }
        }
        double min = values[0];
        for (double v : values) {
            min = Math.min(min, v);
        }
        if (share == 0) {
            return min; // Commons Math takes only shares above 0
        }
        // Its default type is not R's; the type must be named.
        return new Percentile().withEstimationType(Percentile.EstimationType.R_7).withNaNStrategy(NaNStrategy.FAILED)
                .withKthSelector(new KthSelector()).evaluate(values, share * 100);
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
        double centre = median(values);
        double[] distance = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            distance[i] = Math.abs(values[i] - centre);
        }
        return NORMAL * median(distance);
    }

    /** The arithmetic mean. */
    public static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }
}
