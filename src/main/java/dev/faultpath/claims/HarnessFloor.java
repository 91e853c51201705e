package dev.faultpath.claims;

import dev.faultpath.results.CellResult;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import java.util.List;

/**
 * What an empty benchmark method costs: the harness cannot tell a difference below that from none, so a ratio would be one of nothing.
 * Tables and verdicts ask here and nowhere else.
 *
 * @param ns cost of the empty method, ns an operation; 0 if it was not measured, and then nothing is hidden
 */
public record HarnessFloor(double ns) {
    private static final String BENCHMARK = "HarnessBaselineBenchmark";
    private static final String METHOD = "baselineEmpty";

    /** The floor of a JDK, from the cells of a run. */
    public static HarnessFloor of(List<CellResult> cells, String jdk) {
        return new HarnessFloor(cells.stream().filter(c -> c.jdk().equals(jdk) && c.benchmarkClass().equals(BENCHMARK)
                        && c.method().equals(METHOD) && c.usable())
                .mapToDouble(c -> Ratios.typical(c.scores()).estimate()).findFirst().orElse(0));
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
