package dev.faultpath.cli;

import dev.faultpath.report.KnownRatios;
import dev.faultpath.report.RowGroup;
import dev.faultpath.results.CellResult;
import java.util.List;
import java.util.Locale;

/** Says which ratios did not get as precise as the preset wanted. */
final class PrecisionNote {
    private PrecisionNote() {
    }

    /** A line with the count, then one for each ratio wider than the target (0.03 is ± 3 %), each after a line break. */
    static String of(List<CellResult> cells, double target) {
        KnownRatios known = KnownRatios.of(RowGroup.of(cells), target);
        StringBuilder text = new StringBuilder();
        if (known.compared() > 0) {
            text.append(String.format(Locale.ROOT, "%n%d of %d ratios are known to ±%.0f %% or better%s",
                    known.compared() - known.wide().size(), known.compared(), target * 100, known.wide().isEmpty() ? "" : "; not yet:"));
            known.wide().forEach(line -> text.append(String.format(Locale.ROOT, "%n  %s", line)));
        }
        return text.toString();
    }
}
