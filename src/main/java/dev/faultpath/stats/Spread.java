package dev.faultpath.stats;

import java.util.Arrays;

/** How much ratios of equal code scatter. */
public final class Spread {
    private Spread() {
    }

    /**
     * Root mean square of logarithms of ratios of equal code about zero, where they would all lie without noise: about the
     * relative error of one ratio.
     *
     * @param logRatios at least one
     */
    public static double aboutZero(double[] logRatios) {
        if (logRatios.length == 0) {
            throw new IllegalArgumentException("no ratios");
        }
        return Math.sqrt(Arrays.stream(logRatios).map(r -> r * r).sum() / logRatios.length);
    }

    /**
     * The same, robust: the median of their sizes, scaled to the standard deviation of normal values.
     *
     * @param logRatios at least one
     */
    public static double robust(double[] logRatios) {
        return Quantiles.NORMAL * Quantiles.median(Arrays.stream(logRatios).map(Math::abs).toArray());
    }
}
