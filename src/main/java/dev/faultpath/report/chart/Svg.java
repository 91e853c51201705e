package dev.faultpath.report.chart;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.text.TextUtils;
import org.jfree.svg.SVGGraphics2D;

/**
 * Turns a chart into SVG whose bytes depend on nothing but the chart: widths of text come from {@link TextFont}, numbers have two
 * places, ids come from the chart's id. What the library writes on one line is broken at elements, so that two versions can be compared.
 */
final class Svg {
    /** Any sans-serif font will do: each text is fitted to the width that the layout gave it. */
    private static final String FONTS = "Helvetica, Arial, Liberation Sans, sans-serif";

    private static final Pattern STYLE = Pattern.compile(" style='([^']*)'");
    private static final Pattern OPACITY = Pattern.compile("(fill|stroke)-opacity:[^;]*;?");
    private static final Pattern TEXT = Pattern.compile("<text ([^>]*)>([^<]*)</text>");
    private static final Pattern PLAIN_GROUP = Pattern.compile("<g>(<text [^>]*>[^<]*</text>)</g>");
    private static final Pattern ONE_IN_GROUP = Pattern.compile("<g ([^>]*)><path ([^>]*)/></g>");
    /** Ids are numbered in the order of use, and the first clip is the whole picture; other properties are defaults in all but name. */
    private static final Pattern NEEDLESS = Pattern.compile(" clip-path='url\\(#[^)]*-clip-0\\)'| shape-rendering='geometricPrecision'"
            + "| stroke-miterlimit='10'| stroke-linecap='square'");
    private static final Pattern SIZE = Pattern.compile("font-size='(\\d+)px'");

    static {
        // Else upright text would be drawn as outlines of the glyphs of an installed font.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    private Svg() {
    }

    /**
     * Draws a chart.
     *
     * @param width       px
     * @param height      px
     * @param id          of the {@code svg} element, and what all ids within it begin with
     * @param title       for the {@code title} element
     * @param description for the {@code desc} element
     * @return one element a line, the last with a line feed
     */
    static String of(JFreeChart chart, int width, int height, String id, String title, String description) {
        SVGGraphics2D canvas = new SVGGraphics2D(width, height);
        canvas.setDefsKeyPrefix(id + "-");
        canvas.setGeomDoubleConverter(Svg::decimal);
        canvas.setTransformDoubleConverter(Svg::decimal);
        canvas.setFont(Look.TEXT);
        chart.draw(new FontlessGraphics(canvas), new Rectangle2D.Double(0, 0, width, height));
        String drawn = canvas.getSVGElement();
        String body = drawn.substring(drawn.indexOf('>') + 1);
        body = TEXT.matcher(attributes(body)).replaceAll(Svg::fitted);
        body = PLAIN_GROUP.matcher(body).replaceAll("$1");
        body = NEEDLESS.matcher(ONE_IN_GROUP.matcher(body).replaceAll("<path $2 $1/>")).replaceAll("");
        return "<svg xmlns='http://www.w3.org/2000/svg' id='" + id + "' class='faultpath-chart' width='" + width + "' height='" + height
                + "' viewBox='0 0 " + width + " " + height + "'\n role='img' aria-labelledby='" + id + "-title " + id + "-desc' font-family='"
                + FONTS + "'>\n"
                + "<title id='" + id + "-title'>" + escape(title) + "</title>\n"
                + "<desc id='" + id + "-desc'>" + escape(description) + "</desc>\n"
                + style() + body.replace("><", ">\n<").strip() + "\n";
    }

    /** Two places at most, and no zeros behind them. */
    static String decimal(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    /** Style attributes become attributes of their own: a style sheet can override those. All is opaque, so opacities go. */
    private static String attributes(String svg) {
        return STYLE.matcher(svg).replaceAll(style -> {
            StringBuilder out = new StringBuilder();
            for (String property : OPACITY.matcher(style.group(1).replace(" ", "")).replaceAll("").split(";")) {
                int colon = property.indexOf(':');
                String name = colon < 0 ? "" : property.substring(0, colon);
                if (colon > 0 && !name.equals("font-family")) {
                    out.append(' ').append(name).append("='").append(property.substring(colon + 1)).append('\'');
                }
            }
            return Matcher.quoteReplacement(out.toString());
        });
    }

    /** A text takes the width that the layout reckoned with, whatever font the reader has. */
    private static String fitted(MatchResult text) {
        Matcher size = SIZE.matcher(text.group(1));
        if (!size.find()) {
            throw new IllegalStateException("a text without a size: " + text.group());
        }
        boolean bold = text.group(1).contains("font-weight='bold'");
        double width = TextFont.width(unescape(text.group(2)), Integer.parseInt(size.group(1)), bold);
        return Matcher.quoteReplacement("<text " + text.group(1) + " textLength='" + decimal(width) + "' lengthAdjust='spacingAndGlyphs'>"
                + text.group(2) + "</text>");
    }

    private static String style() {
        StringBuilder css = new StringBuilder("<style>\n@media (prefers-color-scheme: dark) {\n");
        for (Map.Entry<Color, Color> pair : Look.dark().entrySet()) {
            for (String property : new String[] {"fill", "stroke"}) {
                css.append(".faultpath-chart [").append(property).append("=\"").append(rgb(pair.getKey())).append("\"] { ").append(property)
                        .append(": ").append(rgb(pair.getValue())).append("; }\n");
            }
        }
        return css.append("}\n</style>\n").toString();
    }

    private static String rgb(Color color) {
        return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String unescape(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&");
    }
}
