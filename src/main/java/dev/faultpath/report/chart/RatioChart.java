package dev.faultpath.report.chart;

import dev.faultpath.report.Row;
import dev.faultpath.report.RowGroup;
import dev.faultpath.stats.Interval;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** One group of designs: the ratio of each to the reference, with its interval, the line at 1 and the margin about it. */
final class RatioChart {
    /** An interval that reaches farther than this factor beyond every estimate is cut there, and an arrow says so. */
    private static final double CUT = 3;
    /** Factors: room beyond what is drawn, and the least shown about 1. */
    private static final double ROOM = 1.06;
    private static final double LEAST = 1.1;
    private static final int ROW_HEIGHT = 24;
    private static final int AXIS_HEIGHT = 60;

    private final RowGroup group;
    private final List<Row> rows;
    private double low = 1 / LEAST;
    private double high = LEAST;

    RatioChart(RowGroup group) {
        this.group = group;
        this.rows = group.rows();
    }

    /** Whether anything is compared in the group. */
    static boolean compares(RowGroup group) {
        return group.reference() != null && group.rows().stream()
                .anyMatch(r -> r.standing() == Row.Standing.COMPARED || r.standing() == Row.Standing.INDISTINGUISHABLE);
    }

    Chart draw() {
        range();
        XYPlot plot = Frame.plot();
        plot.setDataset(0, arrows());
        plot.setRenderer(0, arrowRenderer());
        plot.setDataset(1, dots());
        plot.setRenderer(1, dotRenderer());
        String reference = group.reference().design();
        SortedMap<Double, String> names = new TreeMap<>();
        SortedMap<Double, String> values = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            names.put((double) i, rows.get(i).name());
            values.put((double) i, text(rows.get(i)));
        }
        double inner = Frame.WIDTH - 60 - widest(names) - widest(values);
        plot.setDomainAxis(Axes.logarithmic("time divided by that of " + reference + " (log scale)", low, high,
                new Ticks(low, high, inner, true).round()));
        plot.setRangeAxis(0, Axes.names(null, rows.size(), names, false, true));
        plot.setRangeAxis(1, Axes.names(null, rows.size(), values, false, true));
        plot.setRangeAxisLocation(1, AxisLocation.BOTTOM_OR_RIGHT);
        IntervalMarker margin = new IntervalMarker(1 / (1 + Row.MARGIN), 1 + Row.MARGIN, Look.BAND);
        margin.setAlpha(1);
        plot.addDomainMarker(margin, Layer.BACKGROUND);
        plot.addDomainMarker(new ValueMarker(1, Look.FAINT, Look.WHISKER), Layer.BACKGROUND);
        String shown = "dots: estimates; lines: 95 % intervals over forks; arrows: off the scale; band: within "
                + Math.round(Row.MARGIN * 100) + " % of 1";
        return Frame.chart(plot, rows.size() * ROW_HEIGHT + AXIS_HEIGHT, new LegendItemCollection(), Ids.of("ratios", group.group()),
                group.title() + ": time relative to " + reference, Charts.subtitle(group.group(), shown), description());
    }

    private static double widest(SortedMap<Double, String> labels) {
        return labels.values().stream().mapToDouble(Look.TEXT::width).max().orElse(0);
    }

    /** What stands at the right of a row: the numbers, or why there are none. */
    private static String text(Row row) {
        return switch (row.standing()) {
            case FAILED, VOID -> row.nsText();
            case ALONE -> "not comparable";
            case REFERENCE, INDISTINGUISHABLE -> row.intervalText();
            case COMPARED -> row.ratioText() + " " + row.intervalText() + " " + row.mark();
        };
    }

    /** The designs decide what is shown; a control beyond it, which often costs next to nothing, becomes an arrow. */
    private void range() {
        List<Interval> ratios = rows.stream().filter(r -> r.standing() == Row.Standing.COMPARED && !r.cell().control()).map(Row::ratio)
                .toList();
        for (Interval ratio : ratios) {
            low = Math.min(low, ratio.estimate());
            high = Math.max(high, ratio.estimate());
        }
        double lowest = low / CUT;
        double highest = high * CUT;
        for (Interval ratio : ratios) {
            if (ratio.bounded()) {
                low = Math.min(low, Math.max(lowest, ratio.low()));
                high = Math.max(high, Math.min(highest, ratio.high()));
            }
        }
        low /= ROOM;
        high *= ROOM;
    }

    private XYIntervalSeriesCollection dots() {
        XYIntervalSeriesCollection dots = new XYIntervalSeriesCollection();
        for (int i = 0; i < rows.size(); i++) {
            XYIntervalSeries series = new XYIntervalSeries(i);
            Row row = rows.get(i);
            if (row.standing() == Row.Standing.REFERENCE) {
                series.add(1, 1, 1, i, i, i);
            } else if (row.standing() == Row.Standing.COMPARED && low < row.ratio().estimate() && row.ratio().estimate() < high) {
                Interval r = row.ratio();
                // What is cut ends outside, where the arrow takes the place of the bar.
                double from = r.bounded() ? Math.max(low / CUT, r.low()) : r.estimate();
                double to = r.bounded() ? Math.min(high * CUT, r.high()) : r.estimate();
                series.add(r.estimate(), from, to, i, i, i);
            }
            dots.addSeries(series);
        }
        return dots;
    }

    private Whiskers dotRenderer() {
        Whiskers renderer = new Whiskers(true);
        renderer.setUseFillPaint(true);
        renderer.setDrawOutlines(true);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Color color = row.cell().control() ? Look.FAINT : Look.color(0);
            boolean certain = row.standing() == Row.Standing.REFERENCE || row.standing() == Row.Standing.COMPARED && row.ratio().bounded();
            renderer.setSeriesPaint(i, color);
            renderer.setSeriesShape(i, Look.mark(row.standing() == Row.Standing.REFERENCE ? 3 : row.cell().control() ? 1 : 0));
            renderer.setSeriesFillPaint(i, certain ? color : Look.PAPER); // hollow: no interval
        }
        return renderer;
    }

    /** One series to the left, one to the right. */
    private XYSeriesCollection arrows() {
        XYSeries left = new XYSeries("left", false, true);
        XYSeries right = new XYSeries("right", false, true);
        for (int i = 0; i < rows.size(); i++) {
            Interval ratio = rows.get(i).ratio();
            if (ratio != null) {
                if (ratio.estimate() < low || ratio.low() < low) {
                    left.add(low, i);
                }
                if (ratio.estimate() > high || ratio.high() > high) {
                    right.add(high, i);
                }
            }
        }
        XYSeriesCollection arrows = new XYSeriesCollection();
        arrows.addSeries(left);
        arrows.addSeries(right);
        return arrows;
    }

    private static XYLineAndShapeRenderer arrowRenderer() {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        for (int i = 0; i < 2; i++) {
            renderer.setSeriesShape(i, Look.arrow(i == 0 ? -1 : 1));
            renderer.setSeriesPaint(i, Look.color(0));
        }
        return renderer;
    }

    private String description() {
        List<String> parts = new ArrayList<>();
        List<Row> compared = rows.stream().filter(r -> r.standing() == Row.Standing.COMPARED && !r.cell().control()).toList();
        for (String mark : List.of("< faster", "> slower", "= within the margin", "? not decided")) {
            long n = compared.stream().filter(r -> mark.startsWith(r.mark())).count();
            if (n > 0) {
                parts.add(n + mark.substring(1));
            }
        }
        long nothing = rows.stream().filter(r -> r.standing() == Row.Standing.INDISTINGUISHABLE && !r.cell().control()).count();
        if (nothing > 0) {
            parts.add(nothing + " " + Row.INDISTINGUISHABLE);
        }
        if (parts.isEmpty()) {
            return "Only controls are compared with " + group.reference().design() + ".";
        }
        StringBuilder text = new StringBuilder("Compared with ").append(group.reference().design()).append(": ")
                .append(String.join(", ", parts))
                .append('.');
        compared.stream().min(Comparator.comparingDouble(r -> r.ratio().estimate()))
                .ifPresent(r -> text.append(" Lowest ratio: ").append(r.name()).append(", ").append(r.ratioText()).append(' ')
                        .append(r.intervalText()).append('.'));
        return text.toString();
    }
}
