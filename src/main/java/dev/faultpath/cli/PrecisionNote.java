package dev.faultpath.cli;

import dev.faultpath.Text;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says which ratios did not get as precise as the preset wanted. */
final class PrecisionNote {
    private PrecisionNote() {
    }

    /** A line with the count, then one for each ratio wider than the target (0.03 is ± 3 %), each after a line break. */
    static String of(List<CellResult> cells, double target) {
        int compared = 0;
        List<String> wide = new ArrayList<>();
        for (CellResult cell : cells) {
            CellResult reference = cells.stream().filter(c -> c.reference()
                    && (c.group().equals(cell.group()) || cell.control() && c.group().covers(cell.group()))).findFirst().orElse(null);
            if (reference == null || reference == cell) {
                continue;
            }
            compared++;
            Pairs pairs = Pairs.of(cell.mainForm().forks(), reference.mainForm().forks(), Fork::score);
            Interval ratio = pairs.size() == 0 ? null : Ratios.paired(pairs.candidate(), pairs.reference());
            if (ratio == null || !(ratio.relativeHalfWidth() <= target)) {
                wide.add(String.format(Locale.ROOT, "%n  %s: %s", cell.label(), ratio == null || !ratio.bounded() ? "no interval"
                        : "±" + Text.percent(ratio.relativeHalfWidth())));
            }
        }
        return compared == 0 ? "" : String.format(Locale.ROOT, "%n%d of %d ratios are known to ±%.0f %% or better%s",
                compared - wide.size(), compared, target * 100, wide.isEmpty() ? "" : "; not yet:") + String.join("", wide);
    }
}
