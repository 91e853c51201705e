package dev.faultpath.results;

/**
 * The one value that stands for a fork, chosen before looking at any result and named under every table.
 *
 * <p>Interference only ever adds time, so a low quantile of many short iterations varies less between forks than their mean
 * or median; the minimum varies less still but fails on code that settles in one of two states. Our own choice, made by the
 * study that {@code scripts/estimator-study} repeats.
 */
public final class Estimator {
    /** Name in result files. */
    public static final String NAME = "p25";
    /** The quantile, as a share. */
    public static final double QUANTILE = 0.25;
    /** What a table's foot says. */
    public static final String DESCRIPTION = "fork value: 25th percentile (R_7) of the used iterations";

    private Estimator() {
    }
}
