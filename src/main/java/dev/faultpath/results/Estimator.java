package dev.faultpath.results;

/**
 * The one value that stands for a fork, chosen before looking at any result and named under every table.
 *
 * <p>Interference only ever adds time, so a low quantile of many short iterations varies less between forks than their mean
 * or median. On a shared machine it comes in episodes that outlast many iterations, so the quantile must be lower than the usual
 * quartile; the minimum varies as little but fails on code that settles in one of two states. Our own choice, made by a study of
 * equal forks: {@code results/studies}.
 */
public final class Estimator {
    /** Name in result files. */
    public static final String NAME = "p10";
    /** The quantile, as a share. */
    public static final double QUANTILE = 0.10;
    /** What a table's foot says. */
    public static final String DESCRIPTION = "fork value: 10th percentile (R_7) of the used iterations";

    private Estimator() {
    }
}
