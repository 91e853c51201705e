package dev.faultpath.stats;

import java.util.List;

/**
 * A quantity above 0 over time, and where its level changed for good.
 *
 * @param values  one value with its interval for each time, in order of time
 * @param changes as {@link ChangePoints} finds them on the logarithms of the values, so that a shift of 0.1 is a level ten per cent higher
 */
public record TimeSeries(List<Interval> values, List<ChangePoints.Change> changes) {
    /**
     * Looks for changes.
     *
     * @param values estimates above 0
     * @throws IllegalArgumentException if an estimate is not above 0
     */
    public static TimeSeries of(List<Interval> values) {
        double[] logs = new double[values.size()];
        for (int i = 0; i < logs.length; i++) {
            double estimate = values.get(i).estimate();
            if (!(estimate > 0) || Double.isInfinite(estimate)) {
                throw new IllegalArgumentException("a value must be above 0 and finite, not " + estimate);
            }
            logs[i] = Math.log(estimate);
        }
        return new TimeSeries(List.copyOf(values), ChangePoints.of(logs));
    }

    /** Whether there are enough values for a change to be found at all. */
    public boolean longEnough() {
        return values.size() >= ChangePoints.SHORTEST;
    }
}
