package dev.faultpath.stats;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.math3.distribution.NormalDistribution;

/** Whether a series still moves: the test behind the steady-state flag of a fork. */
public final class Trend {
    /** A shift that series have in common is too large from here on … */
    private static final double SHIFT = 0.02;
    /** … and sure enough below this p-value, which fewer than eight of them cannot reach. */
    private static final double SHIFT_P = 0.01;

    private Trend() {
    }

    /**
     * Two-sided p-value of the Mann–Kendall test, with the correction for ties and for continuity (Gilbert, <i>Statistical
     * Methods for Environmental Pollution Monitoring</i>, chapter 16).
     *
     * @param series values in order of time
     * @return 1 for fewer than four values or values that are all equal
     */
    public static double mannKendall(double[] series) {
        int n = series.length;
        if (n < 4) {
            return 1;
        }
        long s = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                s += (long) Math.signum(series[j] - series[i]);
            }
        }
        double variance = n * (n - 1.0) * (2.0 * n + 5);
        for (double t : Arrays.stream(series).boxed().collect(Collectors.groupingBy(Function.identity(), Collectors.counting())).values()) {
            variance -= t * (t - 1) * (2 * t + 5);
        }
        variance /= 18;
        if (variance <= 0 || s == 0) {
            return 1;
        }
        double z = (Math.abs(s) - 1) / Math.sqrt(variance);
        return 2 * (1 - new NormalDistribution(null, 0, 1).cumulativeProbability(z));
    }

    /**
     * How far the last third lies from the middle third, as the logarithm of the ratio of their 25th percentiles: 0.02 is 2 %
     * slower. A low quantile, since bursts of interference in one third do not matter here.
     *
     * @param series values above 0 in order of time
     * @return 0 for fewer than six values
     */
    public static double lateShift(double[] series) {
        int n = series.length;
        if (n < 6) {
            return 0;
        }
        double[] middle = Arrays.copyOfRange(series, n / 3, n - n / 3);
        double[] last = Arrays.copyOfRange(series, n - n / 3, n);
        return Math.log(Quantiles.of(last, 0.25) / Quantiles.of(middle, 0.25));
    }

    /**
     * The {@linkplain #lateShift late shift} on which series agree, so that they had not settled.
     *
     * @param series of one fork each
     * @return 0 if there is none that matters, or they are too few to tell
     */
    public static double commonShift(List<double[]> series) {
        double[] shifts = series.stream().mapToDouble(Trend::lateShift).toArray();
        double shift = shifts.length == 0 ? 0 : SignedRank.hodgesLehmann(shifts);
        return Math.abs(shift) > SHIFT && SignedRank.twoSided(shifts) < SHIFT_P ? shift : 0;
    }
}
