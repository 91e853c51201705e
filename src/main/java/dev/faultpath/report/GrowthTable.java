package dev.faultpath.report;

import dev.faultpath.results.CellResult;
import dev.faultpath.stats.LineFit;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How cost grows with pages: for each design measured at several sizes, the fixed and the per-page cost of a line through them
 * and how far the worst size lies off it. A cost that should be linear and is not shows here, and so does a fixed cost that
 * ns/page hides.
 */
public final class GrowthTable {
    private static final String PAGES = "pages";

    private GrowthTable() {
    }

    private record Series(String jdk, String benchmarkClass, String work, String design, SortedMap<String, String> others) {
    }

    /**
     * One line for each design, benchmark, JDK and other parameters that were measured at {@link LineFit#FEWEST} sizes or more.
     *
     * @return lines with line feeds; empty if there is no such series
     */
    public static String of(List<CellResult> cells) {
        Map<Series, List<CellResult>> series = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            if (cell.pages() > 0 && cell.scores().length > 0) {
                SortedMap<String, String> others = new TreeMap<>(cell.params());
                others.remove(PAGES);
                series.computeIfAbsent(new Series(cell.jdk(), cell.benchmarkClass(), cell.group().work(), cell.design(), others), s -> new ArrayList<>())
                        .add(cell);
            }
        }
        StringBuilder out = new StringBuilder();
        series.forEach((of, sizes) -> {
            double[] pages = sizes.stream().mapToDouble(CellResult::pages).toArray();
            if (pages.length >= LineFit.FEWEST) {
                double[] costs = sizes.stream().mapToDouble(c -> Ratios.typical(c.scores()).estimate()).toArray();
                LineFit fit = LineFit.of(pages, costs);
                out.append(String.format(Locale.ROOT, "  %-28s %10s + %8s a page   worst %+6.1f %% at %.0f   %s, JDK %s%s\n", of.design,
                        ResultTable.number(fit.fixed()), ResultTable.number(fit.perUnit()), fit.worst() * 100, fit.worstAt(),
                        of.benchmarkClass, of.jdk, others(of)));
            }
        });
        return out.length() == 0 ? "" : "\ncost against pages, ns: a line by least squares of the relative residuals, and the size that lies"
                + " farthest off it\n" + out;
    }

    private static String others(Series series) {
        StringBuilder text = new StringBuilder();
        series.others.forEach((name, value) -> {
            if (!name.equals("design")) {
                text.append(' ').append(name).append('=').append(value);
            }
        });
        return text.toString();
    }
}
