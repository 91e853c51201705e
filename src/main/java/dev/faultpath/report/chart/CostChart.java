package dev.faultpath.report.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Bars from 0 on a linear axis, one a series for each name, with intervals and the values beside them. Written out, not drawn: a tenth of
 * what a chart of the library takes in a page.
 *
 * @param id          of the chart
 * @param axis        what the bars measure, with the unit
 * @param series      names, in the order of values
 * @param sections    bars that belong together, under a heading each
 * @param description for who does not see the picture
 */
public record CostChart(String id, String title, String subtitle, String axis, List<String> series, List<Section> sections,
                        String description) {
    /** Bars under a heading, which may be empty. */
    public record Section(String heading, List<Bars> bars) {
    }

    /**
     * The bars of a name.
     *
     * @param faint  whether it is a control
     * @param values one a series; NaN for none
     * @param low    ends of the intervals; NaN for none
     * @param marks  other values, a list a series; empty for none at all
     */
    public record Bars(String name, boolean faint, double[] values, double[] low, double[] high, List<List<Double>> marks) {
    }

    /** Fits a telephone: names stand above their bars. */
    private static final int WIDTH = 400;
    private static final int MARGIN = 12;
    private static final int BAR = 11;
    private static final int STEP = 14;
    private static final int NAME = 16;
    private static final int GAP = 7;
    /** A bar more than this many times as long as the next is cut, and says so. */
    private static final double CUT = 4;
    /** An interval that goes on beyond this many times the longest bar ends there. */
    private static final double WIDEST = 1.2;

    /** The picture. */
    public Chart draw() {
        double left = MARGIN;
        double right = WIDTH - MARGIN - 84;
        double low = Math.min(0, all().min().orElse(0));
        double high = highest();
        double scale = (right - left) / (high - low);
        double zero = left - low * scale;
        StringBuilder out = new StringBuilder();
        double y = MARGIN;
        for (TextLine line : lines()) {
            y += 1.15 * line.font.getSize() + 3;
            text(out, line.font == Look.TITLE ? "t" : "u", MARGIN, y - 4, line.text, line.font);
        }
        y += 8;
        double x = MARGIN;
        for (int s = 0; s < series.size(); s++) {
            rect(out, "s" + s, x, y, BAR, BAR);
            text(out, "", x + BAR + 5, y + BAR - 1, series.get(s), Look.TEXT);
            x += BAR + 24 + Look.TEXT.width(series.get(s));
        }
        y += STEP + 10;
        double top = y;
        StringBuilder bars = new StringBuilder();
        for (Section section : sections) {
            if (!section.heading.isEmpty()) {
                y += 4;
                text(bars, "h", MARGIN, y + 10, section.heading, Look.TEXT);
                y += 18;
            }
            for (Bars bar : section.bars) {
                text(bars, bar.faint ? "u" : "", MARGIN, y + BAR, bar.name, Look.TEXT);
                y += NAME;
                for (int s = 0; s < series.size(); s++) {
                    double v = bar.values[s];
                    if (Double.isNaN(v)) {
                        continue;
                    }
                    boolean cut = v > high;
                    double end = cut ? right : zero + v * scale;
                    rect(bars, "s" + s + (bar.faint ? " f" : ""), Math.min(zero, end), y, Math.abs(end - zero), BAR);
                    double reach = Math.max(end, zero);
                    if (!cut && bar.low[s] < bar.high[s]) {
                        double from = zero + Math.max(low, bar.low[s]) * scale;
                        double to = zero + Math.min(high, bar.high[s]) * scale;
                        bars.append("<path class='w' d='M").append(n(from)).append(' ').append(n(y + BAR / 2.0)).append('H').append(n(to))
                                .append("'/>\n");
                        reach = Math.max(reach, to);
                    }
                    for (double mark : bar.marks.isEmpty() ? List.<Double>of() : bar.marks.get(s)) {
                        double at = zero + Math.min(mark, high) * scale;
                        bars.append("<path class='w' d='M").append(n(at)).append(' ').append(n(y)).append('v').append(BAR)
                                .append("'/>\n");
                        reach = Math.max(reach, at);
                    }
                    text(bars, "v", reach + 8, y + BAR - 1, (cut ? "→ " : "") + beside(v) + " " + series.get(s), Look.SUBTITLE);
                    y += STEP;
                }
                y += GAP;
            }
        }
        double step = Ticks.step(high - low);
        for (long i = (long) Math.ceil(low / step); i * step <= high * (1 + 1e-9); i++) {
            double at = zero + i * step * scale;
            out.append("<path class='g' d='M").append(n(at)).append(' ').append(n(top - 4)).append('V').append(n(y)).append("'/>\n");
            String label = Ticks.label(i * step);
            text(out, "u", Math.max(1, at - Look.SUBTITLE.width(label) / 2), y + 14, label, Look.SUBTITLE);
        }
        out.append(bars);
        out.append("<path class='z' d='M").append(n(zero)).append(' ').append(n(top - 4)).append('V').append(n(y)).append("'/>\n");
        text(out, "", left, y + 32, axis, Look.LABEL);
        int height = (int) Math.ceil(y + 32 + MARGIN);
        String full = subtitle.isEmpty() ? title : title + " (" + subtitle + ")";
        return new Chart(id, full, "<svg xmlns='http://www.w3.org/2000/svg' id='" + id + "' class='faultpath-chart' width='" + WIDTH
                + "' height='" + height + "' viewBox='0 0 " + WIDTH + " " + height + "' role='img' aria-labelledby='" + id + "-title " + id
                + "-desc' font-family='" + Svg.FONTS + "' font-size='" + Look.TEXT.getSize() + "'>\n<title id='" + id + "-title'>"
                + Svg.escaped(full) + "</title>\n<desc id='" + id + "-desc'>" + Svg.escaped(description) + "</desc>\n<style>"
                + style() + "</style>\n<rect class='p' width='" + WIDTH + "' height='" + height + "'/>\n" + out + "</svg>\n", description);
    }

    private DoubleStream all() {
        return sections.stream().flatMap(s -> s.bars.stream()).flatMapToDouble(b -> DoubleStream.of(b.values))
                .filter(v -> !Double.isNaN(v));
    }

    /** The end of the axis: that of the longest bar and its interval, unless it would leave nothing to see of all others. */
    private double highest() {
        double[] sorted = all().filter(v -> v > 0).sorted().toArray();
        double high = sorted.length == 0 ? 1 : sorted[sorted.length - 1];
        for (int i = sorted.length - 1; i > sorted.length / 2; i--) {
            if (sorted[i] > CUT * sorted[i - 1]) {
                high = sorted[i - 1] * 1.2;
            }
        }
        double most = high;
        double ends = sections.stream().flatMap(c -> c.bars.stream()).flatMapToDouble(b -> IntStream.range(0, b.values.length)
                .filter(i -> b.values[i] <= most && b.high[i] > most).mapToDouble(i -> b.high[i])).max().orElse(most);
        return Math.min(ends, most * WIDEST);
    }

    /** The value of a bar: one more digit where two would make many the same. */
    private static String beside(double value) {
        return value >= 0.001 && value < 0.1 ? String.format(Locale.ROOT, "%.3f", value) : value(value);
    }

    private static String value(double value) {
        double size = Math.abs(value);
        String text = String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
        return text.replaceFirst("^-(0\\.?0*)$", "$1").replaceAll("\\B(?=(\\d{3})+$)", size >= 10_000 ? " " : "");
    }

    private record TextLine(String text, TextFont font) {
    }

    private List<TextLine> lines() {
        List<TextLine> lines = new ArrayList<>();
        Frame.broken(title, Look.TITLE, WIDTH - 2 * MARGIN).forEach(l -> lines.add(new TextLine(l, Look.TITLE)));
        Frame.broken(subtitle, Look.SUBTITLE, WIDTH - 2 * MARGIN).forEach(l -> lines.add(new TextLine(l, Look.SUBTITLE)));
        return lines;
    }

    /** A text takes the width that the layout reckoned with, whatever font the reader has. */
    private static void text(StringBuilder out, String style, double x, double y, String text, TextFont font) {
        out.append("<text").append(style.isEmpty() ? "" : " class='" + style + "'").append(" x='").append(n(x)).append("' y='").append(n(y))
                .append("' textLength='").append(n(font.width(text))).append("'>").append(Svg.escaped(text)).append("</text>\n");
    }

    private static void rect(StringBuilder out, String style, double x, double y, double width, double height) {
        out.append("<rect class='").append(style).append("' x='").append(n(x)).append("' y='").append(n(y)).append("' width='")
                .append(n(width)).append("' height='").append(n(height)).append("'/>\n");
    }

    private static String n(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }

    private String style() {
        StringBuilder light = new StringBuilder("\n");
        StringBuilder dark = new StringBuilder("@media (prefers-color-scheme: dark) {\n");
        rule(light, dark, "text", "fill", Look.INK);
        rule(light, dark, ".p", "fill", Look.PAPER);
        rule(light, dark, ".u", "fill", Look.FAINT);
        rule(light, dark, ".v", "fill", Look.FAINT);
        rule(light, dark, ".g", "stroke", Look.GRID);
        rule(light, dark, ".z", "stroke", Look.FAINT);
        rule(light, dark, ".w", "stroke", Look.INK);
        for (int s = 0; s < series.size(); s++) {
            rule(light, dark, ".s" + s, "fill", Look.color(s));
        }
        return light + ".faultpath-chart .t { font-weight: bold; font-size: 15px; }\n.faultpath-chart .h { font-weight: bold; }\n"
                + ".faultpath-chart .w { stroke-width: 1.5; }\n.faultpath-chart .f { opacity: .45; }\n" + dark + "}\n";
    }

    private static void rule(StringBuilder light, StringBuilder dark, String of, String property, Color color) {
        light.append(rule(of, property, color));
        dark.append(rule(of, property, Look.dark().get(color)));
    }

    private static String rule(String of, String property, Color color) {
        return String.format(Locale.ROOT, ".faultpath-chart %s { %s: #%06x; }%n", of, property, color.getRGB() & 0xffffff)
                .replace("\r", "");
    }
}
