package dev.faultpath.report.chart;

import dev.faultpath.results.CellResult;
import java.util.List;

/** The charts of a report. */
public final class Charts {
    private Charts() {
    }

    /**
     * Ratio of each design to the reference with its interval, a chart a group.
     *
     * @param cells any order; of one machine
     * @return one chart for each group in which something is compared, in the order of the tables
     */
    public static List<Chart> ratios(List<CellResult> cells) {
        return List.of();
    }

    /**
     * Cost against pages on logarithmic axes, a series a design, with the line through its sizes.
     *
     * @param cells any order; of one machine
     * @return one chart for each benchmark, JDK and set of other parameters with a design that was measured at enough sizes for a line
     */
    public static List<Chart> growth(List<CellResult> cells) {
        return List.of();
    }

    /**
     * Run length against callback calls for each page, exact counts.
     *
     * @param cells any order; of one machine
     * @return one chart for each JDK and set of other parameters in which calls were counted at two run lengths or more
     */
    public static List<Chart> runLength(List<CellResult> cells) {
        return List.of();
    }

    /**
     * Rate of revocations against what a request costs, and against how long a revocation takes to return.
     *
     * @param cells any order; of one machine
     * @return two charts at most for each JDK and set of other parameters in which two rates or more were measured
     */
    public static List<Chart> revocation(List<CellResult> cells) {
        return List.of();
    }

    /**
     * Who reaches whose memory in a topology, and which of these pairs a way of assigning owners denies.
     *
     * @param name    name of the topology
     * @param devices names of the devices
     * @param reaches {@code reaches[a][b]}: whether device a reaches the memory of device b
     * @param granted {@code granted[a][b]}: whether the owners that the design assigned let device a read the memory of device b
     * @throws IllegalArgumentException if a matrix is not square with one row a device
     */
    public static Chart reach(String name, List<String> devices, boolean[][] reaches, boolean[][] granted) {
        return new Chart("reach", name, "", "");
    }
}
