package dev.faultpath.stats;

import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.BinomialDistribution;

/** Counts of successes: exact bounds for the chance behind them, and the test that it is one half. */
public final class Proportion {
    private Proportion() {
    }

    /**
     * One-sided upper bound for a chance by Clopper and Pearson (1934): at the bound, this many successes or fewer have the chance
     * {@code alpha}.
     *
     * @param successes 0 to {@code trials}
     * @param trials    at least 1
     * @param alpha     chance that the truth is above, 0 to 1 exclusive
     */
    public static double upper(int successes, int trials, double alpha) {
        check(successes, trials, alpha);
        return successes == trials ? 1 : new BetaDistribution(null, successes + 1.0, trials - successes)
                .inverseCumulativeProbability(1 - alpha);
    }

    /**
     * One-sided lower bound for a chance by Clopper and Pearson: at the bound, this many successes or more have the chance
     * {@code alpha}.
     *
     * @param successes 0 to {@code trials}
     * @param trials    at least 1
     * @param alpha     chance that the truth is below, 0 to 1 exclusive
     */
    public static double lower(int successes, int trials, double alpha) {
        check(successes, trials, alpha);
        return successes == 0 ? 0 : new BetaDistribution(null, successes, trials - successes + 1.0).inverseCumulativeProbability(alpha);
    }

    /**
     * Two-sided p-value of the exact sign test: how surprising the split is if both sides are equally likely.
     *
     * @param successes 0 to {@code trials}
     * @param trials    0 or more; none gives 1
     */
    public static double signTest(int successes, int trials) {
        if (trials == 0) {
            return 1;
        }
        check(successes, trials, 0.5);
        return Math.min(1, 2 * new BinomialDistribution(null, trials, 0.5)
                .cumulativeProbability(Math.min(successes, trials - successes)));
    }

    private static void check(int successes, int trials, double alpha) {
        if (trials < 1 || successes < 0 || successes > trials || !(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(successes + " of " + trials + " at " + alpha);
        }
    }
}
