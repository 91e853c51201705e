package dev.faultpath.report.page;

import freemarker.cache.ClassTemplateLoader;
import freemarker.cache.ConditionalTemplateConfigurationFactory;
import freemarker.cache.FileExtensionMatcher;
import freemarker.cache.FirstMatchTemplateConfigurationFactory;
import freemarker.core.HTMLOutputFormat;
import freemarker.core.OutputFormat;
import freemarker.core.TemplateConfiguration;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/**
 * The template engine, set up so that a template only places text: everything it prints is escaped for its output format, and a
 * number that our own code has not formatted is an error, as the engine would format it by locale.
 */
final class Templates {
    private static final Version VERSION = Configuration.VERSION_2_3_34;
    private static final Configuration ENGINE = engine();

    private Templates() {
    }

    private static Configuration engine() {
        Configuration engine = new Configuration(VERSION);
        engine.setTemplateLoader(new ClassTemplateLoader(Templates.class, "/dev/faultpath/report"));
        engine.setDefaultEncoding("UTF-8");
        engine.setLocale(Locale.ROOT);
        engine.setLocalizedLookup(false);
        engine.setLogTemplateExceptions(false);
        engine.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        // "computer" never asks a locale; no template prints a number anyway.
        engine.setNumberFormat("computer");
        FirstMatchTemplateConfigurationFactory formats = new FirstMatchTemplateConfigurationFactory(
                format("md.ftl", MarkdownFormat.INSTANCE), format("html.ftl", HTMLOutputFormat.INSTANCE));
        engine.setTemplateConfigurations(formats.allowNoMatch(true));
        return engine;
    }

    private static ConditionalTemplateConfigurationFactory format(String extension, OutputFormat format) {
        TemplateConfiguration configuration = new TemplateConfiguration();
        configuration.setOutputFormat(format);
        return new ConditionalTemplateConfigurationFactory(new FileExtensionMatcher(extension), configuration);
    }

    /**
     * Fills a template.
     *
     * @param name file below the resources of {@code dev.faultpath.report}, such as {@code report.md.ftl}
     * @param data what it may use: texts, booleans, lists and records of them
     */
    static String fill(String name, Map<String, ?> data) {
        StringWriter out = new StringWriter();
        try {
            ENGINE.getTemplate(name).process(data, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("template " + name + ": " + e.getMessage(), e);
        }
        return out.toString();
    }
}
