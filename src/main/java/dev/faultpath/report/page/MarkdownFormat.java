package dev.faultpath.report.page;

import dev.faultpath.Text;
import freemarker.core.CommonMarkupOutputFormat;
import freemarker.core.CommonTemplateMarkupOutputModel;
import freemarker.template.TemplateModelException;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.Pattern;

/**
 * Markdown as an output format of the template engine, so that what comes from a result file is escaped wherever a template prints it: text
 * stays text, on its line and in its table cell, whatever signs it holds.
 */
final class MarkdownFormat extends CommonMarkupOutputFormat<MarkdownFormat.Output> {
    static final MarkdownFormat INSTANCE = new MarkdownFormat();
    private static final Pattern SIGNS = Pattern.compile("[\\\\`*_\\[\\]|#~]");

    private MarkdownFormat() {
    }

    /** Finished Markdown, or text that still has to be escaped. */
    static final class Output extends CommonTemplateMarkupOutputModel<Output> {
        private Output(String plain, String markup) {
            super(plain, markup);
        }

        @Override
        public MarkdownFormat getOutputFormat() {
            return INSTANCE;
        }
    }

    @Override
    public String getName() {
        return "Markdown";
    }

    @Override
    public String getMimeType() {
        return "text/markdown";
    }

    @Override
    public void output(String text, Writer out) throws IOException, TemplateModelException {
        out.write(escapePlainText(text));
    }

    /** A backslash before each sign that means something in a line of Markdown; a line break becomes a blank. */
    @Override
    public String escapePlainText(String text) {
        return SIGNS.matcher(Text.inLine(text)).replaceAll("\\\\$0").replace("&", "&amp;").replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    @Override
    public boolean isLegacyBuiltInBypassed(String builtIn) {
        return builtIn.equals("html") || builtIn.equals("xml") || builtIn.equals("xhtml");
    }

    @Override
    protected Output newTemplateMarkupOutputModel(String plain, String markup) {
        return new Output(plain, markup);
    }
}
