package dev.faultpath.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.faultpath.report.Row;
import dev.faultpath.report.RowGroup;
import dev.faultpath.results.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The full data of a report as scripts beside its page, which takes one in when a reader asks for it: a page that was opened from disk may
 * run scripts, and fetch nothing.
 */
final class Data {
    /** Folder of the scripts. */
    static final String FOLDER = "report-data";
    /** Name of the script with the sources of the C pair by file name; only if forks of what they are were measured. */
    static final String C_SOURCES = "c-sources";
    /** Names of the fields of {@link #rows}, in order. */
    private static final List<String> FIELDS = List.of("table", "group", "pages", "design", "kind", "JDK", "forks", "ns/walk", "ns/page",
            "instr", "ratio", "95 % interval", "mark", "C ns/page", "C ratio", "C instr", "B/op", "counted", "cell");

    private Data() {
    }

    /**
     * All of a question.
     *
     * @param rows   of all groups, as {@link #rows} makes them
     * @param tables all else that is known
     * @param charts of it
     * @param links  where the forks stand of cells that tables name
     */
    record Question(List<String> fields, List<List<String>> rows, List<String> remarks, List<Page.Plain> tables,
                    List<Page.Picture> charts, SortedMap<String, Page.ForkLink> links) {
        Question(List<List<String>> rows, List<String> remarks, List<Page.Plain> tables, List<Page.Picture> charts,
                 SortedMap<String, Page.ForkLink> links) {
            this(FIELDS, rows, remarks, tables, charts, links);
        }
    }

    /** Tables alone, with the forks of cells that they name. */
    static Question tables(List<Page.Plain> tables, SortedMap<String, Page.ForkLink> links) {
        return new Question(List.of(), List.of(), tables, List.of(), links);
    }

    /** Name of the script with the forks of a question. */
    static String forks(String question) {
        return question + "-forks";
    }

    /** Rows of a group; {@code caption} names its benchmark and, where there are several, its environment. */
    static List<List<String>> rows(String caption, RowGroup group, Map<String, Page.ForkLink> links) {
        List<List<String>> rows = new ArrayList<>();
        for (Row r : group.rows()) {
            rows.add(List.of(caption, group.parameters(), Integer.toString(r.cell().pages()), r.name(), r.kind(), group.group().jdk(),
                    r.forksText(), r.nsText(), r.perPageText(), r.instructionsText(), r.ratioText(), r.rangeText(), r.mark(),
                    r.perPageInC(), r.ratioInC(), r.instructionsInC(), r.bytesText(), r.counted(), links.get(r.label()).anchor()));
        }
        return rows;
    }

    /** A script that hands its data over under a name. Browsers take a first line like that of a page for a comment. */
    static String script(String name, Object data) {
        try {
            return Report.MARKER + "faultpath(\"" + name + "\", " + Json.MAPPER.writeValueAsString(data) + ");\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String file(String name) {
        return FOLDER + "/" + name + ".js";
    }
}
