package dev.faultpath.report;

import dev.faultpath.Table;
import dev.faultpath.results.CellResult;
import dev.faultpath.stats.LineFit;
import java.util.List;
import java.util.Locale;

/**
 * How cost grows with pages: for each design measured at several sizes, the fixed and the per-page cost of a line through them, and how far
 * the worst size lies off it. A cost that should be linear and is not shows here, and so does a fixed cost that ns/page hides.
 */
public final class GrowthTable {
    private GrowthTable() {
    }

    /**
     * One line for each design, benchmark, JDK and other parameters that were measured at {@link LineFit#FEWEST} sizes or more.
     *
     * @return lines with line feeds; empty if there is no such series
     */
    public static String of(List<CellResult> cells) {
        Table table = new Table(2, "lrrll");
        for (Growth series : Growth.of(cells)) {
            CellResult.Group group = series.group();
            series.fit().ifPresent(fit -> table.row(series.design(), Numbers.number(fit.fixed()) + " +",
                    Numbers.number(fit.perUnit()) + " a page",
                    String.format(Locale.ROOT, "worst %+6.1f %% at %.0f", fit.worst() * 100, fit.worstAt()),
                    group.benchmarkClass() + ", JDK " + group.jdk() + (group.parameters().isEmpty() ? "" : " " + group.parameters())));
        }
        String lines = table.toString();
        return lines.isEmpty() ? "" : "\ncost against pages, ns: a line by least squares of the relative residuals, and the size farthest"
                + " off it\n" + lines;
    }
}
