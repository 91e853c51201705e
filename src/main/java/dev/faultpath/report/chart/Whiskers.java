package dev.faultpath.report.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.data.xy.IntervalXYDataset;
import org.jfree.data.xy.XYDataset;

/** Marks with intervals of y. A point with both bounds on it has none and gets no whisker: one of no length would claim certainty. */
final class Whiskers extends XYErrorRenderer {
    private static final long serialVersionUID = 1L;
    private static final double CAP = 6;

    Whiskers() {
        setDrawXError(false);
        setDrawYError(true);
        setErrorStroke(Look.WHISKER);
        setCapLength(CAP);
    }

    @Override
    public void drawItem(Graphics2D g2, XYItemRendererState state, Rectangle2D area, PlotRenderingInfo info, XYPlot plot, ValueAxis domain,
                         ValueAxis range, XYDataset dataset, int series, int item, CrosshairState crosshair, int pass) {
        IntervalXYDataset points = (IntervalXYDataset) dataset;
        if (pass > 0 || points.getStartYValue(series, item) < points.getEndYValue(series, item)) {
            super.drawItem(g2, state, area, info, plot, domain, range, dataset, series, item, crosshair, pass);
        }
    }
}
