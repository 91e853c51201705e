package dev.faultpath.stats;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.util.KthSelector;

/**
 * Wilcoxon's signed-rank statistic, exactly: its null distribution by convolution, the Hodges–Lehmann estimate and the
 * interval that inverts the test (order statistics of the Walsh averages). Commons Math's own signed-rank test is not
 * used: it counts zeros as negative, corrects for continuity with the wrong sign and is exponential in n.
 *
 * <p>Source of the rules: Hollander and Wolfe, <i>Nonparametric Statistical Methods</i>, chapter 3.
 */
public final class SignedRank {
    /** Most values for which the exact distribution is made; far beyond what a run has forks. */
    public static final int MAX_EXACT = 1000;

    /** Distributions of up to this many values are kept once made. */
    private static final int KEPT = 128;
    private static final AtomicReferenceArray<double[]> DISTRIBUTIONS = new AtomicReferenceArray<>(KEPT + 1);

    private SignedRank() {
    }

    /** Probabilities of the rank sums 0 to n(n+1)/2. The array is shared and not to be written. */
    static double[] distribution(int n) {
        if (n < 0 || n > MAX_EXACT) {
            throw new IllegalArgumentException("n " + n + " is outside 0 to " + MAX_EXACT);
        }
        if (n > KEPT) {
            return convolved(n);
        }
        double[] kept = DISTRIBUTIONS.get(n);
        if (kept == null) {
            kept = convolved(n);
            DISTRIBUTIONS.set(n, kept);
        }
        return kept;
    }

    private static double[] convolved(int n) {
        int[] ranks = new int[n];
        Arrays.setAll(ranks, i -> i + 1);
        return convolved(ranks);
    }

    /**
     * One-sided p-value of the exact test that the values are larger than zero, ties in size shared by mid-ranks (their
     * exact conditional distribution, by convolution on doubled ranks) and zeros left out, as Wilcoxon did.
     *
     * @param values differences; symmetric about zero under the null hypothesis
     * @return probability of a rank sum at least as large as seen; 1 if nothing is left
     */
    public static double greater(double[] values) {
        double[] nonZero = Arrays.stream(values).filter(v -> v != 0).toArray();
        int n = nonZero.length;
        if (n == 0) {
            return 1;
        }
        if (n > MAX_EXACT) {
            throw new IllegalArgumentException("n " + n + " is more than " + MAX_EXACT);
        }
        double[] ranks = new NaturalRanking().rank(Arrays.stream(nonZero).map(Math::abs).toArray());
        boolean ties = Arrays.stream(ranks).distinct().count() < n;
        int[] doubled = Arrays.stream(ranks).mapToInt(rank -> (int) (2 * rank)).toArray();
        int seen = 0;
        for (int i = 0; i < n; i++) {
            if (nonZero[i] > 0) {
                seen += doubled[i];
            }
        }
        // The tail from the top: its terms are the smallest ones, so nothing is lost in the sum.
        double[] p = ties ? convolved(doubled) : distribution(n);
        int from = ties ? seen : seen / 2;
        double tail = 0;
        for (int i = p.length - 1; i >= from; i--) {
            tail += p[i];
        }
        return Math.min(1, tail);
    }

    /** Probabilities of the sums of any of the ranks, each in it or not with equal chance. */
    private static double[] convolved(int[] ranks) {
        double[] p = new double[Arrays.stream(ranks).sum() + 1];
        p[0] = 1;
        int top = 0;
        for (int rank : ranks) {
            top += rank;
            // From the top down, so that p[i - rank] is still the old one.
            for (int i = top; i >= 0; i--) {
                p[i] = 0.5 * p[i] + (i >= rank ? 0.5 * p[i - rank] : 0);
            }
        }
        return p;
    }

    /** Two-sided p-value: twice the smaller one-sided one, at most 1. */
    public static double twoSided(double[] values) {
        double[] negated = Arrays.stream(values).map(v -> -v).toArray();
        return Math.min(1, 2 * Math.min(greater(values), greater(negated)));
    }

    /** The Walsh averages of the first n values (mean of every pair, each value with itself too), in no order: n(n+1)/2 of them. */
    static double[] averages(double[] values, int n) {
        double[] averages = new double[n * (n + 1) / 2];
        int k = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                averages[k++] = (values[i] + values[j]) / 2;
            }
        }
        return averages;
    }

    /** The k-th smallest of some values, from 1 on, which changes their order: there are many, and no more than a few are wanted. */
    private static double least(double[] values, int k) {
        return new KthSelector().select(values, null, k - 1);
    }

    /**
     * The Hodges–Lehmann estimate of the centre of symmetric values: the median of their Walsh averages.
     *
     * @param values at least one value, none NaN
     */
    public static double hodgesLehmann(double[] values) {
        return median(averages(values, values.length));
    }

    /** The median, which changes their order. */
    private static double median(double[] averages) {
        int n = averages.length;
        double lower = least(averages, (n + 1) / 2);
        return n % 2 == 1 ? lower : lower + 0.5 * (least(averages, n / 2 + 1) - lower);
    }

    /**
     * Fewest values for which a two-sided interval of this level exists: the smallest n with 2 · 2<sup>-n</sup> ≤ 1 − level.
     *
     * @param level 0 to 1, exclusive
     */
    public static int fewest(double level) {
        int n = 1;
        while (2 * Math.pow(0.5, n) > 1 - level) {
            n++;
        }
        return n;
    }

    /**
     * Estimate and exact two-sided interval for the centre.
     *
     * @param values at least {@link #fewest(double)} values, none NaN
     * @param level  coverage, 0 to 1 exclusive; the interval has at least this
     * @throws IllegalArgumentException if there are too few values for the level
     */
    public static Interval interval(double[] values, double level) {
        int n = values.length;
        if (n < fewest(level)) {
            throw new IllegalArgumentException(n + " values cannot give an interval of level " + level);
        }
        int k = cut(n, (1 - level) / 2);
        double[] averages = averages(values, n);
        return new Interval(median(averages), least(averages, k), least(averages, averages.length + 1 - k), level, n,
                Interval.Method.SIGNED_RANK);
    }

    /**
     * How many of the outermost Walsh averages a one-sided bound may leave out: the largest k with
     * P(rank sum ≤ k − 1) ≤ alpha. The bound is then the k-th average from that end.
     *
     * @param n     number of values, 0 to {@link #MAX_EXACT}
     * @param alpha chance that the bound is wrong, 0 to 1
     * @return 0 if there are too few values for a bound of this level
     */
    public static int cut(int n, double alpha) {
        double[] p = distribution(n);
        double tail = 0;
        int k = 0;
        while (k < p.length && tail + p[k] <= alpha) {
            tail += p[k++];
        }
        return k;
    }

    /**
     * Exact one-sided lower bound for the centre: all centres below it are rejected by {@link #greater} at this level.
     *
     * @param values none NaN
     * @param alpha  chance that the centre is below, 0 to 1 exclusive
     * @return negative infinity if there are too few values for the level
     */
    public static double lowerBound(double[] values, double alpha) {
        int k = cut(values.length, alpha);
        double[] averages = averages(values, values.length);
        return k == 0 ? Double.NEGATIVE_INFINITY : least(averages, Math.min(k, averages.length));
    }

    /**
     * Exact one-sided upper bound for the centre.
     *
     * @param values none NaN
     * @param alpha  chance that the centre is above, 0 to 1 exclusive
     * @return positive infinity if there are too few values for the level
     */
    public static double upperBound(double[] values, double alpha) {
        return -lowerBound(Arrays.stream(values).map(v -> -v).toArray(), alpha);
    }
}
