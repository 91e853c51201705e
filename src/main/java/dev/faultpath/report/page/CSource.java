package dev.faultpath.report.page;

import dev.faultpath.c.CLibrary;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Question;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the loop of a design in C stands. */
final class CSource {
    /** Texts by file name. */
    static final SortedMap<String, String> SOURCES = CLibrary.sources();
    private static final String HASH = CLibrary.sourcesHash();
    private static final String FOLDER = "src/main/c/";

    private CSource() {
    }

    /**
     * File and line from the project's folder, as {@code src/main/c/callback.c#L87}; empty for what is no design in C, and where the code
     * is another by now.
     *
     * @param cHash of the sources that were measured; empty if that is not known
     */
    static String of(CellResult cell, String cHash) {
        boolean changed = !cHash.isEmpty() && !cHash.equals(HASH);
        if (changed || !Question.inC(cell.benchmarkClass()) || cell.question().isEmpty()) {
            return "";
        }
        String name = cell.question().get().name() + " " + cell.design();
        for (Map.Entry<String, String> source : SOURCES.entrySet()) {
            if (source.getValue().contains('"' + name + '"')) {
                // The loop over a table's entries where it is by itself, else what calls one.
                Matcher function = Pattern.compile("(?m)^static [^;={}\\n]*\\b(?:answer_)?" + cell.design().replace('-', '_') + "\\(")
                        .matcher(source.getValue());
                if (function.find()) {
                    return FOLDER + source.getKey() + "#L" + source.getValue().substring(0, function.end()).lines().count();
                }
            }
        }
        return "";
    }
}
