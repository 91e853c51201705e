package dev.faultpath.report.page;

import freemarker.core.HTMLOutputFormat;
import freemarker.core.TemplateHTMLOutputModel;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Text written by hand that stands beside the tables, in the plainest Markdown: paragraphs, {@code **bold**} and {@code `code`}, so that
 * one source serves the Markdown page as it is and the HTML page after three replacements.
 *
 * @param paragraphs without line breaks
 */
public record Prose(List<String> paragraphs) {
    private static final String FOLDER = "/dev/faultpath/report/questions/";

    /** Reads a text that ships with the suite, such as {@code Q3} or {@code model}. */
    static Prose of(String name) {
        try (InputStream in = Prose.class.getResourceAsStream(FOLDER + name + ".md")) {
            if (in == null) {
                throw new IllegalStateException("no text called " + name);
            }
            List<String> paragraphs = new ArrayList<>();
            for (String p : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split("\\R\\R+")) {
                paragraphs.add(p.replaceAll("\\s*\\R\\s*", " "));
            }
            return new Prose(paragraphs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first paragraph: what is asked. */
    Prose first() {
        return new Prose(paragraphs.subList(0, 1));
    }

    /** All but the first paragraph. */
    Prose rest() {
        return new Prose(paragraphs.subList(1, paragraphs.size()));
    }

    /** For a template of the HTML page. */
    public TemplateHTMLOutputModel html() {
        StringBuilder out = new StringBuilder();
        try {
            for (String p : paragraphs) {
                out.append("<p>").append(HTMLOutputFormat.INSTANCE.escapePlainText(p).replaceAll("\\*\\*(.+?)\\*\\*", "<strong>$1</strong>")
                        .replaceAll("`(.+?)`", "<code>$1</code>")).append("</p>\n");
            }
            return HTMLOutputFormat.INSTANCE.fromMarkup(out.toString());
        } catch (TemplateModelException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a template of the Markdown page. */
    public TemplateModel markdown() {
        try {
            return MarkdownFormat.INSTANCE.fromMarkup(String.join("\n\n", paragraphs) + "\n");
        } catch (TemplateModelException e) {
            throw new IllegalStateException(e);
        }
    }
}
