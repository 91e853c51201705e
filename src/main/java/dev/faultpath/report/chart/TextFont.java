package dev.faultpath.report.chart;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.geom.Rectangle2D;
import java.text.AttributedCharacterIterator.Attribute;
import java.util.Map;

/**
 * A font that knows its widths itself, so that the layout of a chart is the same with every set of installed fonts, and with none. The
 * widths are about those of common sans-serif fonts; {@link SvgCanvas} makes the reader's font keep them.
 */
final class TextFont extends Font {
    private static final long serialVersionUID = 1L;

    /** Advance of the characters from blank to tilde, thousandths of the size: what Arial, Helvetica and their like have in common. */
    private static final int[] ADVANCE = {
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};
    /** Any other character. */
    private static final int OTHER = 600;
    /** Bold is wider than that, and everything a little, for fonts that are wider. */
    private static final int BOLD_PERCENT = 110;
    private static final int PLAIN_PERCENT = 103;

    private final transient Lines lines = new Lines();

    /** Of a size in px. */
    TextFont(boolean bold, int size) {
        super(SANS_SERIF, bold ? BOLD : PLAIN, size);
    }

    /** Of a text, px. */
    double width(String text) {
        long thousandths = text.chars().mapToLong(c -> c >= ' ' && c < ' ' + ADVANCE.length ? ADVANCE[c - ' '] : OTHER).sum();
        return thousandths * getSize() * (isBold() ? BOLD_PERCENT : PLAIN_PERCENT) / 100_000.0;
    }

    /** The metrics that the charting library asks for. */
    FontMetrics metrics() {
        return new FontMetrics(this) {
            private static final long serialVersionUID = 1L;

            @Override
            public int getAscent() {
                return (int) Math.ceil(lines.getAscent());
            }

            @Override
            public int getDescent() {
                return (int) Math.ceil(lines.getDescent());
            }

            @Override
            public int stringWidth(String text) {
                return (int) Math.ceil(width(text));
            }
        };
    }

    @Override
    public String getFamily() {
        return SANS_SERIF; // not looked up among the installed fonts
    }

    /** The canvas asks for this font in another size, for its family alone. */
    @Override
    public Font deriveFont(Map<? extends Attribute, ?> attributes) {
        return this; // a font made from attributes would be looked up
    }

    @Override
    public LineMetrics getLineMetrics(String text, FontRenderContext context) {
        return lines;
    }

    @Override
    public Rectangle2D getStringBounds(String text, FontRenderContext context) {
        return new Rectangle2D.Double(0, -lines.getAscent(), width(text), lines.getHeight());
    }

    /** Heights as shares of the size. */
    private final class Lines extends LineMetrics {
        private static final float ASCENT = 0.9f;
        private static final float DESCENT = 0.25f;

        @Override
        public int getNumChars() {
            return 1;
        }

        @Override
        public float getAscent() {
            return ASCENT * getSize();
        }

        @Override
        public float getDescent() {
            return DESCENT * getSize();
        }

        @Override
        public float getLeading() {
            return 0;
        }

        @Override
        public float getHeight() {
            return getAscent() + getDescent();
        }

        @Override
        public int getBaselineIndex() {
            return ROMAN_BASELINE;
        }

        @Override
        public float[] getBaselineOffsets() {
            return new float[3];
        }

        @Override
        public float getStrikethroughOffset() {
            return -getAscent() / 3;
        }

        @Override
        public float getStrikethroughThickness() {
            return 1;
        }

        @Override
        public float getUnderlineOffset() {
            return 1;
        }

        @Override
        public float getUnderlineThickness() {
            return 1;
        }
    }
}
