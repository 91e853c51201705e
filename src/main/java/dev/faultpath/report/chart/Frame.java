package dev.faultpath.report.chart;

import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.LegendItemSource;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.block.ColumnArrangement;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.VerticalAlignment;

/** What all charts have in common: the title above, the legend below, one entry a line, and the size that follows from both. */
final class Frame {
    /** Of every chart, px. */
    static final int WIDTH = 760;

    private static final int MARGIN = 12;
    private static final int TEXT_WIDTH = WIDTH - 2 * MARGIN - 20;
    private static final int MARK_WIDTH = 24;
    private static final int LEGEND_LINE = 20;

    private Frame() {
    }

    /** A plot in the common colours, without axes and data. */
    static XYPlot plot() {
        XYPlot plot = new XYPlot();
        plot.setBackgroundPaint(Look.PAPER);
        plot.setOutlinePaint(Look.FAINT);
        plot.setDomainGridlinePaint(Look.GRID);
        plot.setRangeGridlinePaint(Look.GRID);
        plot.setDomainGridlineStroke(Look.THIN);
        plot.setRangeGridlineStroke(Look.THIN);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        return plot;
    }

    /**
     * Draws a plot with its title and legend.
     *
     * @param plotHeight  of the plot with its axes, px
     * @param subtitle    what the title leaves out; broken into lines; may be empty
     * @param description for readers who do not see the picture
     */
    static Chart chart(XYPlot plot, int plotHeight, LegendItemCollection legend, String id, String title, String subtitle,
            String description) {
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(Look.PAPER);
        chart.setPadding(new RectangleInsets(MARGIN, MARGIN, MARGIN, MARGIN));
        double height = plotHeight + 2 * MARGIN;
        List<TextTitle> lines = new ArrayList<>();
        broken(title, Look.TITLE, TEXT_WIDTH).forEach(line -> lines.add(line(line, Look.TITLE)));
        broken(subtitle, Look.SUBTITLE, TEXT_WIDTH).forEach(line -> lines.add(line(line, Look.SUBTITLE)));
        for (TextTitle line : lines) {
            chart.addSubtitle(line);
            height += 1.15 * line.getFont().getSize() + 3;
        }
        if (legend.getItemCount() > 0) {
            LegendItemSource source = () -> legend;
            LegendTitle box = new LegendTitle(source, new ColumnArrangement(HorizontalAlignment.LEFT, VerticalAlignment.TOP, 0, 0),
                    new ColumnArrangement(HorizontalAlignment.LEFT, VerticalAlignment.TOP, 0, 0));
            box.setPosition(RectangleEdge.BOTTOM);
            box.setHorizontalAlignment(HorizontalAlignment.LEFT);
            box.setItemFont(Look.TEXT);
            box.setItemPaint(Look.INK);
            box.setBackgroundPaint(null);
            box.setFrame(BlockBorder.NONE);
            box.setItemLabelPadding(new RectangleInsets(2, 6, 2, 2));
            box.setLegendItemGraphicPadding(new RectangleInsets(2, 2, 2, 2));
            chart.addSubtitle(box);
            height += MARGIN;
            for (int i = 0; i < legend.getItemCount(); i++) {
                height += LEGEND_LINE * legend.get(i).getLabel().lines().count();
            }
        }
        String full = subtitle.isEmpty() ? title : title + " (" + subtitle + ")";
        return new Chart(id, full, Svg.of(chart, WIDTH, (int) Math.ceil(height), id, full, description), description);
    }

    /** A label that fits into the legend, in as many lines as it needs. */
    static String label(String text) {
        return String.join("\n", broken(text, Look.TEXT, TEXT_WIDTH - MARK_WIDTH));
    }

    private static TextTitle line(String text, TextFont font) {
        TextTitle line = new TextTitle(text, font);
        line.setPaint(font.isBold() ? Look.INK : Look.FAINT);
        line.setHorizontalAlignment(HorizontalAlignment.LEFT);
        line.setPadding(new RectangleInsets(0, 2, 3, 2));
        return line;
    }

    /** Breaks a text at blanks into lines that fit; the library's way depends on the locale. */
    static List<String> broken(String text, TextFont font, double width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && font.width(line + " " + word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        if (line.length() > 0) {
            lines.add(line.toString());
        }
        return lines;
    }
}
