package dev.faultpath.stats;

import java.util.Arrays;

/**
 * The rank-sum test of two unpaired samples, exactly: by the permutation distribution of the mid-ranks that were seen, so ties are
 * no approximation. With it the Hodges–Lehmann estimate of the shift (median of all differences) and the bounds that invert the
 * test without ties. Commons Math's own test is not used: it has only the normal approximation, without any correction.
 *
 * <p>Source of the rules: Hollander and Wolfe, <i>Nonparametric Statistical Methods</i>, chapter 4.
 */
public final class MannWhitney {
    /** Most values in both samples together; the work grows with the fourth power. */
    public static final int MAX_EXACT = 120;

    private MannWhitney() {
    }

    /**
     * One-sided p-value of the exact test that the first sample is larger.
     *
     * @param x at least one value, none NaN
     * @param y at least one value, none NaN
     * @return probability, under any assignment of the values to the samples, of a rank sum of {@code x} at least as large as seen
     * @throws IllegalArgumentException if a sample is empty or both hold more than {@link #MAX_EXACT} values
     */
    public static double greater(double[] x, double[] y) {
        check(x.length, y.length);
        int m = x.length;
        int all = m + y.length;
        double[] values = Arrays.copyOf(x, all);
        System.arraycopy(y, 0, values, m, y.length);
        int[] doubled = doubledRanks(values);
        int seen = 0;
        for (int i = 0; i < m; i++) {
            seen += doubled[i];
        }
        double[] p = distribution(doubled, m);
        double tail = 0;
        for (int i = p.length - 1; i >= seen; i--) {
            tail += p[i];
        }
        return Math.min(1, tail);
    }

    /** Two-sided p-value: twice the smaller one-sided one, at most 1. */
    public static double twoSided(double[] x, double[] y) {
        return Math.min(1, 2 * Math.min(greater(x, y), greater(y, x)));
    }

    /**
     * The Hodges–Lehmann estimate of how far the first sample lies above the second: the median of all differences.
     *
     * @param x at least one value, none NaN
     * @param y at least one value, none NaN
     */
    public static double shift(double[] x, double[] y) {
        return Quantiles.median(differences(x, y));
    }

    /**
     * Exact one-sided lower bound for the shift, for samples without ties; with ties it is wrong less often than {@code alpha}.
     *
     * @param x     at least one value, none NaN
     * @param y     at least one value, none NaN
     * @param alpha chance that the shift is below, 0 to 1 exclusive
     * @return negative infinity if there are too few values for the level
     */
    public static double lowerBound(double[] x, double[] y, double alpha) {
        check(x.length, y.length);
        int m = x.length;
        int all = m + y.length;
        int[] doubled = new int[all];
        Arrays.setAll(doubled, i -> 2 * (i + 1));
        double[] p = distribution(doubled, m);
        int least = m * (m + 1); // twice the smallest rank sum
        double tail = 0;
        int k = 0; // P(U ≤ k − 1) ≤ alpha: the k-th smallest difference is the bound
        while (least + 2 * k < p.length && tail + p[least + 2 * k] <= alpha) {
            tail += p[least + 2 * k++];
        }
        return k == 0 ? Double.NEGATIVE_INFINITY : differences(x, y)[Math.min(k, m * y.length) - 1];
    }

    /** Exact one-sided upper bound for the shift; see {@link #lowerBound}. */
    public static double upperBound(double[] x, double[] y, double alpha) {
        return -lowerBound(y, x, alpha);
    }

    /** All differences x − y, sorted. */
    private static double[] differences(double[] x, double[] y) {
        double[] all = new double[x.length * y.length];
        int k = 0;
        for (double a : x) {
            for (double b : y) {
                all[k++] = a - b;
            }
        }
        Arrays.sort(all);
        return all;
    }

    private static int[] doubledRanks(double[] values) {
        int[] doubled = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = 0;
            int same = 0;
            for (double v : values) {
                below += v < values[i] ? 1 : 0;
                same += v == values[i] ? 1 : 0;
            }
            doubled[i] = 2 * below + same + 1;
        }
        return doubled;
    }

    /** Probabilities of the sums of m of the ranks, each choice equally likely. */
    private static double[] distribution(int[] ranks, int m) {
        int total = Arrays.stream(ranks).sum();
        // chosen[c][s]: how likely it is, drawing each value in turn with the right chance, to have c of them with the sum s.
        double[][] chosen = new double[m + 1][total + 1];
        chosen[0][0] = 1;
        int top = 0;
        for (int i = 0; i < ranks.length; i++) {
            top += ranks[i];
            int left = ranks.length - i;
            for (int c = Math.min(m, i + 1); c >= 0; c--) {
                double take = c == 0 ? 0 : (double) (m - c + 1) / left;
                double leave = 1 - (double) (m - c) / left;
                double[] here = chosen[c];
                double[] below = c == 0 ? null : chosen[c - 1];
                for (int s = top; s >= 0; s--) {
                    here[s] = leave * here[s] + (below != null && s >= ranks[i] ? take * below[s - ranks[i]] : 0);
                }
            }
        }
        return chosen[m];
    }

    private static void check(int m, int n) {
        if (m < 1 || n < 1) {
            throw new IllegalArgumentException("a sample is empty: " + m + " and " + n + " values");
        }
        if (m + n > MAX_EXACT) {
            throw new IllegalArgumentException(m + " and " + n + " values are more than " + MAX_EXACT + " together");
        }
    }
}
