package dev.faultpath.stats;

import java.util.Arrays;

/**
 * Whether two designs cost the same for practical purposes: two one-sided tests (Schuirmann 1987), each at {@value #ALPHA}, that the ratio
 * is not below and not above a margin; in other words, that the {@value #LEVEL} interval lies inside the margin. A difference that was not
 * found is no evidence that there is none; this is.
 *
 * @param ratio  estimate and {@value #LEVEL} interval of candidate / reference
 * @param margin largest difference that counts as none, 0.02 for 2 %: the ratio may lie between 1 / (1 + margin) and 1 + margin
 * @param p      the larger of the two one-sided p-values
 */
public record Equivalence(Interval ratio, double margin, double p) {
    /** Level of each of the two tests. */
    public static final double ALPHA = 0.05;
    /** Coverage of the interval that decides the same: one minus twice {@link #ALPHA}. */
    public static final double LEVEL = 0.90;

    /**
     * Tests fork values that belong together in pairs, by the exact signed-rank test on the logarithms of their ratios.
     *
     * @param candidate fork values above 0
     * @param reference fork values above 0 in the same unit and order, as many
     * @param margin    above 0
     */
    public static Equivalence of(double[] candidate, double[] reference, double margin) {
        if (!(margin > 0)) {
            throw new IllegalArgumentException("a margin must be above 0, not " + margin);
        }
        double[] logs = Ratios.logRatios(candidate, reference);
        double limit = Math.log1p(margin);
        double notBelow = SignedRank.greater(Arrays.stream(logs).map(v -> v + limit).toArray());
        double notAbove = SignedRank.greater(Arrays.stream(logs).map(v -> limit - v).toArray());
        return new Equivalence(Ratios.centre(logs, LEVEL).exp(), margin, Math.max(notBelow, notAbove));
    }

    public boolean equivalent() {
        return notAbove() && ratio.low() >= 1 / (1 + margin);
    }

    /** Whether the candidate is at most the margin above the reference: the upper of the two tests alone. */
    public boolean notAbove() {
        return ratio.bounded() && ratio.high() <= 1 + margin;
    }
}
