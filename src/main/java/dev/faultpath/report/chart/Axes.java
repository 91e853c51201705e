package dev.faultpath.report.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** The kinds of axes: logarithmic and linear ones with plain numbers, and ones with a name at each place. */
final class Axes {
    private Axes() {
    }

    private static void dress(ValueAxis axis) {
        axis.setLabelFont(Look.LABEL);
        axis.setLabelPaint(Look.INK);
        axis.setTickLabelFont(Look.TEXT);
        axis.setTickLabelPaint(Look.INK);
        axis.setAxisLinePaint(Look.FAINT);
        axis.setTickMarkPaint(Look.FAINT);
    }

    private static List<NumberTick> ticks(SortedMap<Double, String> labels, ValueAxis axis, AxisState state, RectangleEdge edge) {
        boolean upright = axis.isVerticalTickLabels();
        TextAnchor anchor = edge == RectangleEdge.BOTTOM ? TextAnchor.TOP_CENTER : edge == RectangleEdge.LEFT ? TextAnchor.CENTER_RIGHT
                : edge == RectangleEdge.RIGHT ? TextAnchor.CENTER_LEFT : upright ? TextAnchor.CENTER_LEFT : TextAnchor.BOTTOM_CENTER;
        List<NumberTick> ticks = new ArrayList<>();
        labels.forEach((value, label) -> ticks.add(new NumberTick(value, label, anchor, anchor, upright ? -Math.PI / 2 : 0)));
        state.setTicks(ticks);
        return ticks;
    }

    /**
     * A logarithmic axis.
     *
     * @param label  with the unit
     * @param low    above 0
     * @param high   above {@code low}
     * @param labels where the ticks are, with their labels
     */
    static ValueAxis logarithmic(String label, double low, double high, SortedMap<Double, String> labels) {
        LogAxis axis = new LogAxis(label) {
            private static final long serialVersionUID = 1L;

            @Override
            public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
                return ticks(labels, this, state, edge);
            }
        };
        axis.setSmallestValue(Double.MIN_NORMAL);
        axis.setRange(low, high);
        dress(axis);
        return axis;
    }

    /** A linear axis, otherwise as {@link #logarithmic}. */
    static ValueAxis linear(String label, double low, double high, SortedMap<Double, String> labels) {
        NumberAxis axis = new NumberAxis(label) {
            private static final long serialVersionUID = 1L;

            @Override
            public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
                return ticks(labels, this, state, edge);
            }
        };
        axis.setRange(low, high);
        dress(axis);
        return axis;
    }

    /**
     * An axis with names at 0, 1, 2 …, the first at the left or at the top.
     *
     * @param label    what the names are; {@code null} for none
     * @param count    number of places
     * @param names    by place
     * @param vertical whether the names are upright
     * @param inverted whether place 0 is at the top
     */
    static ValueAxis names(String label, int count, SortedMap<Double, String> names, boolean vertical, boolean inverted) {
        ValueAxis axis = linear(label, -0.5, count - 0.5, names);
        axis.setInverted(inverted);
        axis.setVerticalTickLabels(vertical);
        axis.setTickMarksVisible(false);
        return axis;
    }
}
