package dev.faultpath.stats;

import java.util.Arrays;
import java.util.Comparator;

/** Adjustments of p-values for many tests in one run. */
public final class Multiplicity {
    private Multiplicity() {
    }

    /**
     * Holm's step-down adjustment: rejecting what is at most alpha keeps the chance of any false rejection at alpha, whatever the
     * dependence. Source: Holm (1979), <i>A simple sequentially rejective multiple test procedure</i>.
     *
     * @param p p-values, 0 to 1, none NaN
     * @return adjusted p-values in the same order, at most 1
     */
    public static double[] holm(double[] p) {
        Integer[] order = ascending(p);
        double[] adjusted = new double[p.length];
        double most = 0;
        for (int i = 0; i < order.length; i++) {
            most = Math.max(most, Math.min(1, p[order[i]] * (p.length - i)));
            adjusted[order[i]] = most;
        }
        return adjusted;
    }

    /**
     * The level that each test has in Holm's procedure: alpha divided by the number of hypotheses that were not rejected before it.
     * All that are not rejected share the level at which the procedure stopped, so a p-value is below its level exactly if it is
     * rejected.
     *
     * @param p     p-values, 0 to 1, none NaN
     * @param alpha level of the whole, 0 to 1
     * @return levels in the same order
     */
    public static double[] holmLevels(double[] p, double alpha) {
        Integer[] order = ascending(p);
        double[] levels = new double[p.length];
        boolean rejecting = true;
        double level = alpha / Math.max(1, p.length);
        for (int i = 0; i < order.length; i++) {
            if (rejecting) {
                level = alpha / (p.length - i);
                rejecting = p[order[i]] <= level;
            }
            levels[order[i]] = level;
        }
        return levels;
    }

    /**
     * Benjamini and Hochberg's step-up adjustment: rejecting what is at most q keeps the expected share of false ones among the
     * rejected at q, for independent or positively dependent tests. Source: Benjamini and Hochberg (1995).
     *
     * @param p p-values, 0 to 1, none NaN
     * @return adjusted p-values in the same order, at most 1
     */
    public static double[] benjaminiHochberg(double[] p) {
        Integer[] order = ascending(p);
        double[] adjusted = new double[p.length];
        double least = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            least = Math.min(least, p[order[i]] * p.length / (i + 1));
            adjusted[order[i]] = least;
        }
        return adjusted;
    }

    private static Integer[] ascending(double[] p) {
        for (double v : p) {
            if (!(v >= 0 && v <= 1)) {
                throw new IllegalArgumentException(v + " is no p-value");
            }
        }
        Integer[] order = new Integer[p.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
        return order;
    }
}
