package dev.faultpath.report.chart;

import java.awt.Color;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.annotations.XYShapeAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.plot.XYPlot;

/**
 * A topology as a matrix: a row for who asks, a column for whose memory. Made by whoever knows topologies.
 *
 * @param name    of the topology
 * @param devices their names, at least one
 * @param reaches {@code reaches[a][b]}: whether device a reaches the memory of device b
 * @param granted {@code granted[a][b]}: whether the owners that a design assigned let device a read the memory of device b
 */
public record ReachChart(String name, List<String> devices, boolean[][] reaches, boolean[][] granted) {
    /** Side of the matrix and of a cell, px: few devices get large cells, many small ones. */
    private static final int SIDE = 520;
    private static final int LARGEST_CELL = 40;
    /** Up to this many devices each pair is drawn by itself; beyond, pairs of a row that are alike are drawn as one bar. */
    private static final int SINGLE = 24;
    private static final double INSET = 0.12;

    private enum Kind {
        SELF("the device itself", Look.GRID, true),
        GRANTED("reachable and granted", Look.color(0), true),
        DENIED("reachable but denied", Look.DENIED, false),
        WRONG("granted although not reachable", Look.color(3), true),
        NONE("not reachable", Look.PAPER, false);

        private final String text;
        private final Color color;
        private final boolean filled;

        Kind(String text, Color color, boolean filled) {
            this.text = text;
            this.color = color;
            this.filled = filled;
        }
    }

    /** Refuses a matrix that has not one row and one column a device. */
    public ReachChart {
        square(reaches, devices.size());
        square(granted, devices.size());
    }

    private static void square(boolean[][] matrix, int n) {
        if (n == 0 || matrix.length != n || !Stream.of(matrix).allMatch(row -> row.length == n)) {
            throw new IllegalArgumentException("a matrix of " + matrix.length + " rows for " + n
                    + " devices; one row and one column a device are needed");
        }
    }

    /** Whether there is anything to see: some device does not reach another, or is not granted what it reaches. */
    public boolean tells() {
        return IntStream.range(0, devices.size()).anyMatch(a -> IntStream.range(0, devices.size())
                .anyMatch(b -> a != b && kind(a, b) != Kind.GRANTED));
    }

    private Kind kind(int asker, int provider) {
        if (asker == provider) {
            return Kind.SELF;
        }
        if (reaches[asker][provider]) {
            return granted[asker][provider] ? Kind.GRANTED : Kind.DENIED;
        }
        return granted[asker][provider] ? Kind.WRONG : Kind.NONE;
    }

    private int count(Kind kind) {
        int count = 0;
        for (int a = 0; a < devices.size(); a++) {
            for (int b = 0; b < devices.size(); b++) {
                count += kind(a, b) == kind ? 1 : 0;
            }
        }
        return count;
    }

    public Chart draw() {
        int n = devices.size();
        XYPlot plot = Frame.plot();
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        double widest = devices.stream().mapToDouble(Look.TEXT::width).max().orElse(0);
        double cell = Math.min(LARGEST_CELL, (double) SIDE / n);
        boolean upright = widest + 4 > (Frame.WIDTH - widest - 60) / n * every(cell);
        plot.setDomainAxis(Axes.names("whose memory", n, names((Frame.WIDTH - widest - 60) / n), upright, false));
        plot.setRangeAxis(Axes.names("who asks", n, names(cell), false, true));
        plot.setDomainAxisLocation(AxisLocation.TOP_OR_LEFT);
        for (int a = 0; a < n; a++) {
            int from = 0;
            for (int b = 1; b <= n; b++) {
                if (b == n || n <= SINGLE || kind(a, b) != kind(a, from)) {
                    draw(plot, a, from, b);
                    from = b;
                }
            }
        }
        LegendItemCollection legend = new LegendItemCollection();
        for (Kind kind : Kind.values()) {
            int count = count(kind);
            if (count > 0 && kind != Kind.NONE) {
                legend.add(new LegendItem(kind == Kind.SELF ? kind.text : kind.text + ": " + count, null, null, null, true,
                        new Rectangle2D.Double(-6, -6, 12, 12), kind.filled, kind.color, true, kind.color, Look.WHISKER, false,
                        new Rectangle2D.Double(), Look.THIN, kind.color));
            }
        }
        int height = (int) Math.round(n * cell + 50 + (upright ? widest : Look.TEXT.getSize()));
        return Frame.chart(plot, height, legend, Ids.of("reach", name, null, Map.of()), "Who reaches whose memory: " + name,
                "ordered pairs of devices; an empty place: not reachable", description());
    }

    private int every(double room) {
        return (int) Math.ceil((Look.TEXT.getSize() + 4) / room);
    }

    /** Names of the devices, of as many as there is room for. */
    private SortedMap<Double, String> names(double room) {
        SortedMap<Double, String> names = new TreeMap<>();
        for (int i = 0; i < devices.size(); i += every(room)) {
            names.put((double) i, devices.get(i));
        }
        return names;
    }

    private void draw(XYPlot plot, int row, int from, int to) {
        Kind kind = kind(row, from);
        if (kind == Kind.NONE) {
            return;
        }
        Rectangle2D box = new Rectangle2D.Double(from - 0.5 + INSET, row - 0.5 + INSET, to - from - 2 * INSET, 1 - 2 * INSET);
        if (kind.filled) {
            plot.addAnnotation(new XYShapeAnnotation(box, null, null, kind.color));
        } else {
            // Hollow and struck through: told from the others by its shape too.
            plot.addAnnotation(new XYShapeAnnotation(box, Look.WHISKER, kind.color));
            if (devices.size() <= SINGLE) {
                plot.addAnnotation(new XYShapeAnnotation(new Line2D.Double(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY()),
                        Look.WHISKER, kind.color));
            }
        }
    }

    private String description() {
        int n = devices.size();
        int linked = count(Kind.GRANTED) + count(Kind.DENIED);
        int wrong = count(Kind.WRONG);
        return n + " devices; " + linked + " of " + n * (n - 1) + " ordered pairs are reachable, " + count(Kind.DENIED) + " of these denied"
                + (wrong > 0 ? ", and " + wrong + " others granted." : ".");
    }
}
