package dev.faultpath.report;

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
        StringBuilder out = new StringBuilder();
        for (Growth series : Growth.of(cells)) {
            series.fit().ifPresent(fit -> out.append(String.format(Locale.ROOT,
                    "  %-28s %10s + %8s a page   worst %+6.1f %% at %.0f   %s, JDK %s%s\n", series.design(), Numbers.number(fit.fixed()),
                    Numbers.number(fit.perUnit()), fit.worst() * 100, fit.worstAt(), series.group().benchmarkClass(), series.group().jdk(),
                    series.group().parameters().isEmpty() ? "" : " " + series.group().parameters())));
        }
        return out.isEmpty() ? "" : "\ncost against pages, ns: a line by least squares of the relative residuals, and the size farthest"
                + " off it\n" + out;
    }
}
