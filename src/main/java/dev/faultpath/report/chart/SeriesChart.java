package dev.faultpath.report.chart;

import java.awt.Color;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Two quantities against each other, a series a design: x on a logarithmic axis, y on such a one or on a linear one from 0. Zero, which a
 * logarithmic axis does not have, gets a place of its own before the smallest value, beyond a dashed line. Equal points lie on each
 * other; marks are open, so that none hides another.
 */
final class SeriesChart {
    private static final int PLOT_HEIGHT = 400;
    private static final int PLOT_WIDTH = Frame.WIDTH - 110;
    /** An interval that reaches farther than this factor beyond every estimate leaves the chart. */
    private static final double CUT = 4;
    /** Room for a mark, px. */
    private static final double MARK = 40;
    /** Factors: least room beyond what is drawn, on a logarithmic and a linear axis, and least gap between zero and the smallest value. */
    private static final double ROOM = 1.25;
    private static final double ABOVE = 1.06;
    private static final double GAP = 3;
    /** Least span of an axis for these purposes, as a factor. */
    private static final double SPAN = 10;
    /** Points of a fitted line. */
    private static final int STEPS = 48;

    private final List<Series> series;
    private final Scale x;
    private final Scale y;

    private SeriesChart(List<Series> series, boolean linear) {
        this.series = series;
        this.x = Scale.of(MARK / PLOT_WIDTH, values(series, Series.Point::x), List.of());
        List<Double> bounds = series.stream().flatMap(s -> s.points().stream())
                .filter(Series.Point::bounded).flatMap(p -> Stream.of(p.low(), p.high())).toList();
        this.y = linear ? Scale.linear(values(series, Series.Point::y), bounds)
                : Scale.of(MARK / PLOT_HEIGHT, values(series, Series.Point::y), bounds);
    }

    /** Draws at least one series with y on a logarithmic axis; labels have their units. */
    static Chart of(List<Series> series, String xLabel, String yLabel, String id, String title, String subtitle, String description) {
        return new SeriesChart(series, false).draw(xLabel, yLabel, id, title, subtitle, description);
    }

    /** The same with y on a linear axis from 0. */
    static Chart linear(List<Series> series, String xLabel, String yLabel, String id, String title, String subtitle, String description) {
        return new SeriesChart(series, true).draw(xLabel, yLabel, id, title, subtitle, description);
    }

    private static List<Double> values(List<Series> series, ToDoubleFunction<Series.Point> value) {
        return series.stream().flatMap(s -> s.points().stream()).map(value::applyAsDouble).toList();
    }

    /** One axis: its ends, and where zero stands ({@code NaN} if it has no place of its own). */
    private record Scale(double low, double high, double zero, List<Double> values, boolean isLinear) {
        /** From 0 to the largest value and its interval, unless that reaches too far. */
        static Scale linear(Collection<Double> values, Collection<Double> bounds) {
            double most = values.stream().mapToDouble(v -> v).max().orElse(0);
            double high = bounds.stream().mapToDouble(b -> Math.min(b, most * CUT)).reduce(most > 0 ? most : 1, Math::max);
            return new Scale(0, high * ABOVE, Double.NaN, List.of(), true);
        }

        /** Finds the ends; {@code group} is the share of the axis that the marks of one place take, {@code bounds} are of intervals. */
        static Scale of(double group, Collection<Double> values, Collection<Double> bounds) {
            TreeSet<Double> above = new TreeSet<>(values);
            boolean zero = above.remove(0.0);
            double least = above.isEmpty() ? 1 : above.first();
            double most = above.isEmpty() ? 1 : above.last();
            double low = least;
            double high = most;
            for (double bound : bounds) {
                low = Math.min(low, Math.max(least / CUT, bound));
                high = Math.max(high, Math.min(most * CUT, bound));
            }
            double taken = Math.pow(Math.max(SPAN, high / low), group);
            double room = Math.max(ROOM, Math.sqrt(taken));
            double place = Double.NaN;
            if (zero) {
                place = low / Math.max(GAP, taken * Math.sqrt(taken));
                low = place;
            }
            return new Scale(low / room, high * room, place, List.copyOf(above), false);
        }

        double place(double value) {
            return value > 0 || isLinear ? value : zero;
        }

        /** Where the axis is broken: half-way between zero and the smallest value. */
        double broken() {
            return Math.sqrt(zero * values.get(0));
        }

        boolean isBroken() {
            return !Double.isNaN(zero) && !values.isEmpty();
        }

        SortedMap<Double, String> ticks(boolean measured, double length, boolean horizontal) {
            if (isLinear) {
                return Ticks.linear(high);
            }
            Ticks ticks = new Ticks(low, high, length, horizontal);
            SortedMap<Double, String> labels = new TreeMap<>(measured ? ticks.thinned(values) : ticks.round());
            if (!Double.isNaN(zero)) {
                labels.keySet().removeIf(v -> v < (isBroken() ? broken() : high));
                labels.put(zero, "0");
            }
            return labels;
        }
    }

    private Chart draw(String xLabel, String yLabel, String id, String title, String subtitle, String description) {
        XYPlot plot = Frame.plot();
        plot.setDomainAxis(Axes.logarithmic(xLabel, x.low, x.high, x.ticks(true, PLOT_WIDTH, true)));
        SortedMap<Double, String> ticks = y.ticks(false, PLOT_HEIGHT - 60, false);
        plot.setRangeAxis(y.isLinear ? Axes.linear(yLabel, y.low, y.high, ticks) : Axes.logarithmic(yLabel, y.low, y.high, ticks));
        plot.setDataset(0, lines());
        plot.setDataset(1, points());
        XYLineAndShapeRenderer lines = new XYLineAndShapeRenderer(true, false);
        lines.setDrawSeriesLineAsPath(true);
        Whiskers dots = new Whiskers();
        dots.setDefaultShapesFilled(false);
        LegendItemCollection legend = new LegendItemCollection();
        for (int i = 0; i < series.size(); i++) {
            Color color = Look.color(i);
            lines.setSeriesPaint(i, color);
            lines.setSeriesStroke(i, series.get(i).line().isPresent() ? Look.THIN : Look.DASHED);
            dots.setSeriesPaint(i, color);
            dots.setSeriesShape(i, Look.mark(i));
            legend.add(new LegendItem(Frame.label(series.get(i).label()), null, null, null, true, Look.mark(i), false, color, true, color,
                    Look.THIN, false, Look.mark(i), Look.THIN, color));
        }
        plot.setRenderer(0, lines);
        plot.setRenderer(1, dots);
        if (x.isBroken()) {
            plot.addDomainMarker(new ValueMarker(x.broken(), Look.FAINT, Look.DASHED), Layer.BACKGROUND);
        }
        if (y.isBroken()) {
            plot.addRangeMarker(new ValueMarker(y.broken(), Look.FAINT, Look.DASHED), Layer.BACKGROUND);
        }
        return Frame.chart(plot, PLOT_HEIGHT, legend, id, title, subtitle, description);
    }

    private XYIntervalSeriesCollection points() {
        XYIntervalSeriesCollection all = new XYIntervalSeriesCollection();
        for (int i = 0; i < series.size(); i++) {
            XYIntervalSeries points = new XYIntervalSeries(i);
            for (Series.Point p : series.get(i).points()) {
                double at = x.place(p.x());
                double value = y.place(p.y());
                // Beyond the ends an interval has no bar at its end: it goes on.
                double low = p.bounded() ? Math.max(p.low(), y.low / CUT) : value;
                double high = p.bounded() ? Math.min(p.high(), y.high * CUT) : value;
                points.add(at, at, at, value, low, high);
            }
            all.addSeries(points);
        }
        return all;
    }

    private XYSeriesCollection lines() {
        XYSeriesCollection all = new XYSeriesCollection();
        for (int i = 0; i < series.size(); i++) {
            XYSeries line = new XYSeries(i, false, true);
            List<Series.Point> points = series.get(i).points();
            if (series.get(i).line().isPresent()) {
                double[] fit = series.get(i).line().get();
                double from = points.get(0).x();
                double to = points.get(points.size() - 1).x();
                for (int k = 0; k <= STEPS; k++) {
                    double at = from * Math.pow(to / from, (double) k / STEPS);
                    double value = fit[0] / at + fit[1];
                    if (value > y.low) { // a line of negative fixed cost goes below 0
                        line.add(at, value);
                    }
                }
            } else {
                for (Series.Point p : points) {
                    if (p.x() > 0) { // no way leads from zero to the others
                        line.add(x.place(p.x()), y.place(p.y()));
                    }
                }
            }
            all.addSeries(line);
        }
        return all;
    }
}
