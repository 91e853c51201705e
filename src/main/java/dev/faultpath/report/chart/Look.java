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
 * Colours, fonts, strokes and marks of all charts. Colours are told apart by people who see few of them (after Okabe and Ito), and no two series
 * differ by colour alone. Each has a counterpart for dark backgrounds, to which the style sheet in the picture switches.
 */
final class Look {
    static final Color PAPER = new Color(255, 255, 255);
    static final Color INK = new Color(32, 33, 36);
    static final Color FAINT = new Color(95, 99, 104);
    static final Color GRID = new Color(226, 228, 232);
    static final Color BAND = new Color(232, 238, 246);
    static final Color DENIED = new Color(196, 78, 0);

    /** Of the series, in turn: seven, so that with the eight marks no pair comes again before the fifty-seventh. */
    private static final List<Color> SERIES = List.of(new Color(0, 96, 168), new Color(200, 80, 0), new Color(0, 128, 98),
            new Color(170, 66, 130), new Color(40, 150, 205), new Color(150, 110, 0), new Color(70, 70, 80));

    static final TextFont TITLE = new TextFont(true, 15);
    static final TextFont SUBTITLE = new TextFont(false, 12);
    static final TextFont LABEL = new TextFont(false, 13);
    static final TextFont TEXT = new TextFont(false, 12);

    static final Stroke THIN = new BasicStroke(1f);
    static final Stroke WHISKER = new BasicStroke(1.5f);
    static final Stroke DASHED = new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 4f, new float[] {4f, 3f}, 0f);

    private Look() {
    }

    /** Each colour on light paper, with the one that takes its place on dark paper. */
    static Map<Color, Color> dark() {
        Map<Color, Color> dark = new LinkedHashMap<>();
        dark.put(PAPER, new Color(22, 27, 34));
        dark.put(INK, new Color(230, 237, 243));
        dark.put(FAINT, new Color(168, 178, 189));
        dark.put(GRID, new Color(48, 54, 61));
        dark.put(BAND, new Color(33, 48, 68));
        dark.put(DENIED, new Color(255, 150, 80));
        List<Color> series = List.of(new Color(110, 180, 255), new Color(255, 150, 90), new Color(70, 205, 165), new Color(235, 150, 205),
                new Color(130, 215, 250), new Color(225, 190, 90), new Color(200, 205, 215));
        for (int i = 0; i < SERIES.size(); i++) {
            dark.put(SERIES.get(i), series.get(i));
        }
        return dark;
    }

    /** Colour of the series with this number, from 0. */
    static Color color(int series) {
        return SERIES.get(series % SERIES.size());
    }

    /** Mark of the series with this number, from 0, about the origin. */
    static Shape mark(int series) {
        return switch (series % 8) {
            case 0 -> new Ellipse2D.Double(-4, -4, 8, 8);
            case 1 -> new Rectangle2D.Double(-3.5, -3.5, 7, 7);
            case 2 -> ShapeUtils.createUpTriangle(4.5f);
            case 3 -> ShapeUtils.createDiamond(5f);
            case 4 -> ShapeUtils.createDownTriangle(4.5f);
            case 5 -> ShapeUtils.createDiagonalCross(3.5f, 1.2f);
            case 6 -> ShapeUtils.createRegularCross(4.5f, 1.2f);
            default -> hourglass();
        };
    }

    /** A mark that points to the left ({@code -1}) or to the right ({@code 1}): it goes on there. */
    static Shape arrow(int direction) {
        Path2D arrow = new Path2D.Double();
        arrow.moveTo(0, 0);
        arrow.lineTo(-7 * direction, -4);
        arrow.lineTo(-7 * direction, 4);
        arrow.closePath();
        return arrow;
    }

    private static Shape hourglass() {
        Path2D glass = new Path2D.Double();
        glass.moveTo(-4, -4);
        glass.lineTo(4, -4);
        glass.lineTo(-4, 4);
        glass.lineTo(4, 4);
        glass.closePath();
        return glass;
    }
}
