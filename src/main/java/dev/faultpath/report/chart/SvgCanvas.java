package dev.faultpath.report.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.batik.svggen.DOMGroupManager;
import org.apache.batik.svggen.SVGColor;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Turns what a chart draws into elements. Widths of text come from {@link TextFont} and not from the fonts that this machine has, numbers
 * have two places, and properties are attributes, which a style sheet can override, where the library would write styles.
 */
final class SvgCanvas extends SVGGraphics2D {
    /** Properties in which drawings differ; all else is left to the viewer's defaults. */
    private static final Set<String> KEPT = Set.of("fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight",
            "clip-path");

    private final Rectangle2D picture;
    private final Set<String> used;

    private SvgCanvas(SVGGeneratorContext context, Rectangle2D picture, Set<String> used) {
        super(context, false);
        this.picture = picture;
        this.used = used;
    }

    private SvgCanvas(SvgCanvas other) {
        super(other);
        picture = other.picture;
        used = other.used;
    }

    /**
     * An empty canvas.
     *
     * @param id      of the picture; ids within are short, as many elements name them, and differ from picture to picture
     * @param picture all that can be seen, px
     */
    static SvgCanvas of(Document document, String id, Rectangle2D picture) {
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
        context.setPrecision(2);
        context.setIDGenerator(new SVGIDGenerator() {
            private int last;

            @Override
            public String generateID(String kind) {
                return "c" + Integer.toHexString(id.hashCode()) + "-" + ++last;
            }
        });
        Set<String> used = new HashSet<>();
        context.setStyleHandler((element, style, same) -> style(element, style, used));
        SVGGeneratorContext.GraphicContextDefaults defaults = new SVGGeneratorContext.GraphicContextDefaults();
        defaults.setFont(Look.TEXT);
        defaults.setPaint(Look.INK);
        context.setGraphicContextDefaults(defaults);
        return new SvgCanvas(context, picture, used);
    }

    private static void style(Element element, Map<?, ?> style, Set<String> used) {
        style.forEach((name, value) -> {
            if (KEPT.contains(name)) {
                element.setAttribute((String) name, (String) value);
                used.add(selector(name, value));
            }
        });
    }

    private static String selector(Object property, Object value) {
        return "[" + property + "=\"" + value + "\"]";
    }

    /**
     * A rule that gives another colour to what was drawn so far.
     *
     * @param property {@code fill} or {@code stroke}
     * @return nothing if nothing has the first colour
     */
    Optional<String> rule(String property, Color from, Color to) {
        String selector = selector(property, name(from));
        return used.contains(selector) ? Optional.of(selector + " { " + property + ": " + name(to) + "; }") : Optional.empty();
    }

    private String name(Color color) {
        return SVGColor.toSVG(color, getGeneratorContext()).getPaintValue();
    }

    /** All that was drawn, in one group that says what holds where an element says nothing else. */
    Element drawn() {
        Element group = getTopLevelGroup();
        getDOMTreeManager().applyDefaultRenderingStyle(group);
        return group;
    }

    @Override
    public Graphics create() {
        return new SvgCanvas(this);
    }

    @Override
    public FontMetrics getFontMetrics(Font font) {
        return ((TextFont) font).metrics();
    }

    /** A clip to the whole picture hides nothing, and every element would name it. */
    @Override
    public void clip(Shape shape) {
        if (!shape.contains(picture)) {
            super.clip(shape);
        }
    }

    /** Lines of axes and grids, which the charting library wants at whole pixels, stay sharp. */
    @Override
    public void draw(Shape shape) {
        Element element = getShapeConverter().toSVG(shape);
        if (element != null) {
            if (getRenderingHint(RenderingHints.KEY_STROKE_CONTROL) == RenderingHints.VALUE_STROKE_NORMALIZE) {
                element.setAttribute("shape-rendering", "crispEdges");
            }
            getDOMGroupManager().addElement(element, DOMGroupManager.DRAW);
        }
    }

    /** A text takes the width that the layout reckoned with, whatever font the reader has. */
    @Override
    public void drawString(String text, float x, float y) {
        Element element = getDOMFactory().createElementNS(SVG_NAMESPACE_URI, SVG_TEXT_TAG);
        element.setAttribute("x", getGeneratorContext().doubleString(x));
        element.setAttribute("y", getGeneratorContext().doubleString(y));
        element.setAttribute("textLength", getGeneratorContext().doubleString(((TextFont) getFont()).width(text)));
        element.appendChild(getDOMFactory().createTextNode(text));
        getDOMGroupManager().addElement(element, DOMGroupManager.FILL);
    }
}
