package dev.faultpath.run;

import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import dev.faultpath.stats.Ratios;
import java.util.Arrays;
import java.util.List;

/** How precisely a cell is known: half the width of the interval of its ratio to the reference. */
final class Precision {
    private Precision() {
    }

    /**
     * Half-width of a cell's ratio to its reference, 0.03 for plus or minus 3 %; infinite if there are too few pairs.
     *
     * @param fewer how many of the latest pairs to leave out
     */
    static double halfWidth(List<Fork> forks, List<Fork> reference, int fewer) {
        Pairs pairs = Pairs.of(forks, reference, Fork::score);
        int n = pairs.size() - fewer;
        return n < 1 ? Double.POSITIVE_INFINITY
                : Ratios.paired(Arrays.copyOf(pairs.candidate(), n), Arrays.copyOf(pairs.reference(), n)).relativeHalfWidth();
    }
}
