package dev.faultpath.claims;

import dev.faultpath.results.CellResult;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import java.util.List;

/**
 * What an empty benchmark method costs: the harness cannot tell a difference below that from none, so a ratio would be one of nothing.
 * Tables and verdicts ask here and nowhere else.
 *
 * @param ns cost of the empty method, ns an operation; NaN if it was not measured: then nothing is hidden, and no time decides
 */
public record HarnessFloor(double ns) {
    private static final String BENCHMARK = "HarnessBaselineBenchmark";
    private static final String METHOD = "baselineEmpty";

    /** That of an event that a benchmark times itself. */
    static final HarnessFloor NONE = new HarnessFloor(0);

    /** The floor of a JDK, from the cells of a run. */
    public static HarnessFloor of(List<CellResult> cells, String jdk) {
        return new HarnessFloor(cells.stream().filter(c -> c.jdk().equals(jdk) && c.benchmarkClass().equals(BENCHMARK)
                        && c.method().equals(METHOD) && c.usable())
                .mapToDouble(c -> Ratios.typical(c.mainForm().scores()).estimate()).findFirst().orElse(Double.NaN));
    }

    /** Whether the empty method was measured. */
    boolean measured() {
        return !Double.isNaN(ns);
    }

    /** The cell that measures it on a JDK, in one line. */
    static String cell(String jdk) {
        return Evidence.CELL + BENCHMARK + "." + METHOD + " on JDK " + jdk;
    }

    /**
     * Whether a difference, as estimated, is below the floor.
     *
     * @param ratio     ratio to the reference
     * @param reference what the reference costs, ns an operation
     */
    public boolean hides(Interval ratio, double reference) {
        return Math.abs(ratio.estimate() - 1) * reference <= ns;
    }
}
