package dev.faultpath.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jfree.chart.util.ShapeUtils;

/**
 * Colours, fonts, strokes and marks of all charts. People who see few colours can tell these apart (after Okabe and Ito), and no two series
 * differ by colour alone. The style sheet in the picture switches to each one's counterpart on a dark background.
 */
final class Look {
    private static final Map<Color, Color> DARK = new LinkedHashMap<>();

    static final Color PAPER = color(0xffffff, 0x161b22);
    static final Color INK = color(0x202124, 0xe6edf3);
    static final Color FAINT = color(0x5f6368, 0xa8b2bd);
    static final Color GRID = color(0xe2e4e8, 0x30363d);
    static final Color DENIED = color(0xc44e00, 0xff9650);

    /** Of the series, in turn: seven, so that with the eight marks no pair comes again before the fifty-seventh. */
    private static final List<Color> SERIES = List.of(color(0x0060a8, 0x6eb4ff), color(0xc85000, 0xff965a), color(0x008062, 0x46cda5),
            color(0xaa4282, 0xeb96cd), color(0x2896cd, 0x82d7fa), color(0x966e00, 0xe1be5a), color(0x464650, 0xc8cdd7));

    static final TextFont TITLE = new TextFont(true, 15);
    static final TextFont SUBTITLE = new TextFont(false, 12);
    static final TextFont LABEL = new TextFont(false, 13);
    static final TextFont TEXT = new TextFont(false, 12);

    static final Stroke THIN = new BasicStroke(1f);
    static final Stroke WHISKER = new BasicStroke(1.5f);
    static final Stroke DASHED = new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 4f, new float[] {4f, 3f}, 0f);

    private Look() {
    }

    /** A colour on light paper, and the one that takes its place on dark paper. */
    private static Color color(int light, int dark) {
        Color color = new Color(light);
        DARK.put(color, new Color(dark));
        return color;
    }

    static Map<Color, Color> dark() {
        return DARK;
    }

    /** Of the series with this number, from 0. */
    static Color color(int series) {
        return SERIES.get(series % SERIES.size());
    }

    /** Of the series with this number, from 0, about the origin. */
    static Shape mark(int series) {
        return switch (series % 8) {
            case 0 -> new Ellipse2D.Double(-4, -4, 8, 8);
            case 1 -> new Rectangle2D.Double(-3.5, -3.5, 7, 7);
            case 2 -> ShapeUtils.createUpTriangle(4.5f);
            case 3 -> ShapeUtils.createDiamond(5f);
            case 4 -> ShapeUtils.createDownTriangle(4.5f);
            case 5 -> ShapeUtils.createDiagonalCross(3.5f, 1.2f);
            case 6 -> ShapeUtils.createRegularCross(4.5f, 1.2f);
            default -> polygon(-4, -4, 4, -4, -4, 4, 4, 4); // an hourglass
        };
    }

    private static Shape polygon(double... xy) {
        Path2D path = new Path2D.Double();
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        path.closePath();
        return path;
    }
}
