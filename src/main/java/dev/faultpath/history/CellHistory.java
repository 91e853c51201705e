package dev.faultpath.history;

import dev.faultpath.stats.TimeSeries;
import java.util.List;
import java.util.SortedMap;

/**
 * One cell over the folders that hold it: plain data, for a table or a chart.
 *
 * @param benchmark qualified class name, a dot, and the method
 * @param params    parameter values by name
 * @param design    the design measured, as tables print it
 * @param quantity  what the values are
 * @param moments   for each value of the series, the position of its folder in {@link History#moments}
 * @param series    the values with their intervals over forks, and the changes
 */
public record CellHistory(String benchmark, SortedMap<String, String> params, String design, Quantity quantity, List<Integer> moments,
                          TimeSeries series) {
    /** What is followed over time. */
    public enum Quantity {
        /**
         * Time of the cell divided by that of its reference, over forks paired by block. The machine's drift is in both and cancels: what
         * changes here is the code of one of the two, or the JDK.
         */
        RATIO,
        /** Time of the cell, ns per operation. What changes here may be the machine. */
        TIME
    }
}
