package dev.faultpath.report.chart;

import java.util.List;
import java.util.Optional;

/**
 * One design's points in a chart of two quantities.
 *
 * @param label  in the legend
 * @param points at least one, by x
 * @param line   fixed and per-unit cost, to draw the cost of a unit at each x through them; empty to join the points
 */
record Series(String label, List<Point> points, Optional<double[]> line) {
    /**
     * A point with the interval of its y.
     *
     * @param x    0 or more
     * @param y    0 or more
     * @param low  lower bound, NaN if there is none
     * @param high upper bound, NaN likewise
     */
    record Point(double x, double y, double low, double high) {
        /** Whether there is an interval. */
        boolean bounded() {
            return !Double.isNaN(low) && !Double.isNaN(high);
        }
    }
}
