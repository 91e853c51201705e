package dev.faultpath.report.chart;

import java.awt.geom.Rectangle2D;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.text.TextUtils;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/** Turns a chart into SVG whose bytes depend on nothing but the chart; one element a line, so that two versions can be compared. */
final class Svg {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";
    /** Any sans-serif font will do: each text is fitted to the width that the layout gave it. */
    static final String FONTS = "Helvetica, Arial, Liberation Sans, sans-serif";

    static {
        // Else upright text would be drawn as outlines of the glyphs of an installed font.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    private Svg() {
    }

    /** One element a line; sizes in px. */
    static String of(JFreeChart chart, int width, int height, String id, String title, String description) {
        Document document = document();
        Element svg = document.createElementNS(NAMESPACE, "svg");
        svg.setAttribute("xmlns", NAMESPACE);
        svg.setAttribute("id", id);
        svg.setAttribute("class", "faultpath-chart");
        svg.setAttribute("width", Integer.toString(width));
        svg.setAttribute("height", Integer.toString(height));
        svg.setAttribute("viewBox", "0 0 " + width + " " + height);
        svg.setAttribute("role", "img");
        svg.setAttribute("aria-labelledby", id + "-title " + id + "-desc");
        svg.setAttribute("font-family", FONTS);
        child(svg, "title", title).setAttribute("id", id + "-title");
        child(svg, "desc", description).setAttribute("id", id + "-desc");
        Rectangle2D picture = new Rectangle2D.Double(0, 0, width, height);
        SvgCanvas canvas = SvgCanvas.of(document, id, picture);
        chart.draw(canvas, picture);
        Element drawn = canvas.drawn();
        child(svg, "style", style(canvas));
        svg.appendChild(drawn);
        StringBuilder out = new StringBuilder();
        write(svg, out);
        return out.toString();
    }

    private static Document document() {
        try {
            return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e); // nothing was configured
        }
    }

    private static Element child(Element parent, String name, String text) {
        Element child = parent.getOwnerDocument().createElementNS(NAMESPACE, name);
        child.setTextContent(text);
        parent.appendChild(child);
        return child;
    }

    /** Colours for dark paper. */
    private static String style(SvgCanvas canvas) {
        StringBuilder css = new StringBuilder("\n@media (prefers-color-scheme: dark) {\n");
        Look.dark().forEach((light, dark) -> Stream.of("fill", "stroke").flatMap(p -> canvas.rule(p, light, dark).stream())
                .forEach(rule -> css.append(".faultpath-chart ").append(rule).append('\n')));
        return css.append("}\n").toString();
    }

    private static void write(Node node, StringBuilder out) {
        if (node instanceof Text) {
            out.append(escaped(node.getNodeValue()));
            return;
        }
        out.append('<').append(node.getNodeName());
        NamedNodeMap attributes = node.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Node attribute = attributes.item(i);
            out.append(' ').append(attribute.getNodeName()).append("='").append(escaped(attribute.getNodeValue())).append('\'');
        }
        Node child = node.getFirstChild();
        if (child == null) {
            out.append("/>\n");
            return;
        }
        out.append(child instanceof Text ? ">" : ">\n");
        for (; child != null; child = child.getNextSibling()) {
            write(child, out);
        }
        out.append("</").append(node.getNodeName()).append(">\n");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;");
    }
}
