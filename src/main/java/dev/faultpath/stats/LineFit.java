package dev.faultpath.stats;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;

/**
 * A line {@code fixed + perUnit * x} through costs that span orders of magnitude: least squares of the <em>relative</em>
 * residuals, so that the smallest size counts as much as the largest.
 *
 * @param fixed   cost at size 0, in the unit of the costs; at least 0, as nothing costs less
 * @param perUnit cost of one more unit of size
 * @param worst   largest residual, as a share of the cost there
 * @param worstAt the size at which it is
 */
public record LineFit(double fixed, double perUnit, double worst, double worstAt) {
    /** Sizes that are needed before a residual says anything. */
    public static final int FEWEST = 3;

    /**
     * Fits the line.
     *
     * @param sizes above 0, at least {@link #FEWEST} different ones
     * @param costs above 0, one for each size
     * @throws IllegalArgumentException if there are fewer, the lengths differ, or a value is not above 0
     */
    public static LineFit of(double[] sizes, double[] costs) {
        if (sizes.length != costs.length || Arrays.stream(sizes).distinct().count() < FEWEST) {
            throw new IllegalArgumentException(sizes.length + " sizes and " + costs.length + " costs; at least " + FEWEST
                    + " different sizes are needed");
        }
        // With y = a + b x, dividing by y makes the residuals relative: 1 = a (1/y) + b (x/y), without an intercept.
        double[][] regressors = new double[sizes.length][];
        double[] ones = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            if (!(sizes[i] > 0) || !(costs[i] > 0) || Double.isInfinite(costs[i])) {
                throw new IllegalArgumentException("size " + sizes[i] + " with cost " + costs[i]);
            }
            regressors[i] = new double[] {1 / costs[i], sizes[i] / costs[i]};
            ones[i] = 1;
        }
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        regression.setNoIntercept(true);
        regression.newSampleData(ones, regressors);
        double[] parameters = regression.estimateRegressionParameters();
        double fixed = Math.max(0, parameters[0]);
        double perUnit = parameters[0] >= 0 ? parameters[1] : throughNothing(regressors);
        double worst = 0;
        double worstAt = sizes[0];
        for (int i = 0; i < sizes.length; i++) {
            double residual = costs[i] / (fixed + perUnit * sizes[i]) - 1;
            if (Math.abs(residual) > Math.abs(worst)) {
                worst = residual;
                worstAt = sizes[i];
            }
        }
        return new LineFit(fixed, perUnit, worst, worstAt);
    }

    /** The slope that least squares give where the line has no fixed part. */
    private static double throughNothing(double[][] regressors) {
        double[] relative = Arrays.stream(regressors).mapToDouble(r -> r[1]).toArray();
        return StatUtils.sum(relative) / StatUtils.sumSq(relative);
    }
}
