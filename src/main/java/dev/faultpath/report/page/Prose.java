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
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text written by hand that stands beside the tables, in the plainest Markdown: paragraphs, {@code **bold**} and {@code `code`}, so that
 * one source serves the Markdown page as it is and the HTML page after three replacements.
 *
 * @param paragraphs without line breaks
 */
public record Prose(List<String> paragraphs) {
    private static final Pattern PAIR = Pattern.compile("\\*\\*`([^`]+)` and `([^`]+)` in (Java and C|instructions and time)\\.\\*\\*");
    private static final String FOLDER = "/dev/faultpath/report/questions/";

    /** What words of the reports mean, each in a line: the one home of their tooltips and of the list of them. */
    static final Map<String, String> GLOSSARY = glossary();

    private static Map<String, String> glossary() {
        Map<String, String> words = new LinkedHashMap<>();
        for (String paragraph : of("glossary").paragraphs) {
            int colon = paragraph.indexOf(": ");
            words.put(paragraph.substring(0, colon), paragraph.substring(colon + 2));
        }
        return Collections.unmodifiableMap(words);
    }

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

    /** All but the first paragraph and those of pairs. */
    Prose rest() {
        return new Prose(paragraphs.stream().skip(1).filter(p -> !PAIR.matcher(p).lookingAt()).toList());
    }

    /**
     * Why two designs change places, as plain text: the paragraph that begins with their names, as
     * <code>**`a` and `b` in Java and C.**</code>, in either order; empty if nobody has written it yet.
     *
     * @param where {@code Java and C} or {@code instructions and time}
     */
    Optional<String> pair(String one, String other, String where) {
        for (String paragraph : paragraphs) {
            Matcher pair = PAIR.matcher(paragraph);
            if (pair.lookingAt() && Set.of(pair.group(1), pair.group(2)).equals(Set.of(one, other)) && pair.group(3).equals(where)) {
                return Optional.of(paragraph.replaceAll("[*`]", ""));
            }
        }
        return Optional.empty();
    }

    /** For a template of the HTML page. */
    public TemplateHTMLOutputModel html() {
        StringBuilder out = new StringBuilder();
        try {
            for (String p : paragraphs) {
                out.append("<p>").append(HTMLOutputFormat.INSTANCE.escapePlainText(p).replaceAll("\\*\\*(.+?)\\*\\*", "<strong>$1</strong>")
                        .replaceAll("`(.+?)`", "<code>$1</code>")).append("</p>\n");
            }
            explain(out);
            return HTMLOutputFormat.INSTANCE.fromMarkup(out.toString());
        } catch (TemplateModelException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts a tooltip on the first place of each word that the glossary has, outside code. */
    private static void explain(StringBuilder html) throws TemplateModelException {
        List<Map.Entry<String, String>> longest = new ArrayList<>(GLOSSARY.entrySet());
        longest.sort(Comparator.comparingInt(word -> -word.getKey().length()));
        for (Map.Entry<String, String> word : longest) {
            Matcher at = Pattern.compile("(?<![\\w-])" + Pattern.quote(word.getKey()) + "(?![\\w-])(?=[^<>\"]*<(?!/code|/abbr))")
                    .matcher(html);
            if (at.find()) {
                html.replace(at.start(), at.end(), "<abbr title=\"" + HTMLOutputFormat.INSTANCE.escapePlainText(word.getValue()) + "\">"
                        + word.getKey() + "</abbr>");
            }
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
