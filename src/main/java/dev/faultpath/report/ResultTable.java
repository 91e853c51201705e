package dev.faultpath.report;

import dev.faultpath.Table;
import dev.faultpath.Text;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Estimator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The table at the end of a run: for each question and each set of parameters, one line a design with its time, its ratio to
 * the reference with the interval over forks, its allocation and a mark.
 */
public final class ResultTable {

    private ResultTable() {
    }

    /** The tables of cells in any order, and how to read them; several JDKs make several tables. */
    public static String of(List<CellResult> cells) {
        return of(cells, Integer.MAX_VALUE);
    }

    /** The same in so many columns of a terminal, if leaving out what can be spared is enough for that. */
    public static String of(List<CellResult> cells, int width) {
        return tables(cells, width) + foot(RowGroup.of(cells).stream().anyMatch(RowGroup::inC));
    }

    /** The tables alone. */
    public static String tables(List<CellResult> cells) {
        return tables(cells, Integer.MAX_VALUE);
    }

    private static String tables(List<CellResult> cells, int width) {
        StringBuilder out = new StringBuilder();
        String title = null;
        for (RowGroup group : RowGroup.of(cells)) {
            String question = group.title();
            if (!question.equals(title)) {
                out.append(out.length() == 0 ? "" : "\n").append(question).append('\n');
                title = question;
            }
            group(group, out, width);
        }
        return out.toString();
    }

    /** Heads of the columns that show the twin in C. */
    private static final List<String> IN_C = List.of("C ns/page", "C ratio", "C instr/page");

    /** Heads of the columns that can be spared, the first one first: all of them are in the report too. */
    private static final List<String> SPARED = List.of("B/op", "C instr/page", "instr/page", "instr/walk", "C ns/page", "ns/walk");

    private static void group(RowGroup group, StringBuilder out, int width) {
        String params = group.parameters();
        if (!params.isEmpty()) {
            out.append("\n  ").append(params).append('\n');
        }
        List<String> head = columns(group, List.of("design", "ns/walk", "ns/page", "ratio", "95 % interval", "", "B/op", "forks"),
                group.instructionsHead(), IN_C);
        List<String> sides = columns(group, List.of("l", "r", "r", "r", "l", "l", "r", "r"), "r", List.of("r", "r", "r"));
        List<List<String>> rows = new ArrayList<>(List.of(head));
        group.rows().forEach(r -> rows.add(row(r, group)));
        List<Integer> kept = new ArrayList<>(IntStream.range(0, head.size()).boxed().toList());
        String table = table(rows, sides, kept);
        for (int i = 0; i < SPARED.size() && table.lines().anyMatch(l -> l.length() > width); i++) {
            kept.remove((Object) head.indexOf(SPARED.get(i)));
            table = table(rows, sides, kept);
        }
        out.append(table);
        // Designs of which the same is to be said share a line.
        Map<String, List<String>> said = new LinkedHashMap<>();
        group.remarks().forEach(r -> said.computeIfAbsent(r.substring(r.indexOf(": ") + 1), t -> new ArrayList<>())
                .add(r.substring(0, Math.max(0, r.indexOf(": ")))));
        said.forEach((text, of) -> Text.wrap(out, "    ", String.join(", ", of) + (of.get(0).isEmpty() ? "" : ":") + text, width));
    }

    private static String table(List<List<String>> rows, List<String> sides, List<Integer> kept) {
        Table table = new Table(4, kept.stream().map(sides::get).collect(Collectors.joining()));
        rows.forEach(r -> table.row(kept.stream().map(r::get).toList()));
        return table.toString();
    }

    private static List<String> row(Row row, RowGroup group) {
        return columns(group, List.of(row.name(), row.nsText(), row.perPageText(), row.ratioText(), row.intervalText(),
                row.mark(), row.bytesText(), row.forksText()), row.instructionsText(),
                List.of(row.perPageInC(), row.ratioInC(), row.instructionsInC()));
    }

    /** The columns that a group has: those that all have, and what it knows of instructions and of C in its place. */
    private static List<String> columns(RowGroup group, List<String> all, String instructions, List<String> inC) {
        List<String> columns = new ArrayList<>(all);
        if (group.inC()) {
            columns.addAll(6, inC);
        }
        if (group.counts()) {
            columns.add(3, instructions);
        }
        return columns;
    }

    private static String foot(boolean inC) {
        return "\n" + Estimator.DESCRIPTION + "; ns/walk: its typical value over forks.\n"
                + "ratio to the reference: forks paired by block, 95 % interval by the exact signed-rank test on log ratios"
                + " (Student's t below six pairs).\n"
                + "forks: those that count; busy: of them, taken beside other programs or on a slow processor, as nothing better came.\n"
                + "= within 3 %   < faster   > slower   ? not decided by these forks\n"
                + (inC ? "C: the same design in C, built plain, beside the reference in C\n" : "");
    }
}
