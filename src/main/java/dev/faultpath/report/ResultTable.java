package dev.faultpath.report;

import dev.faultpath.Table;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Estimator;
import java.util.ArrayList;
import java.util.List;

/**
 * The table at the end of a run: for each question and each set of parameters, one line a design with its time, its ratio to
 * the reference with the interval over forks, its allocation and a mark.
 */
public final class ResultTable {

    private ResultTable() {
    }

    /** The tables of cells in any order, and how to read them; several JDKs make several tables. */
    public static String of(List<CellResult> cells) {
        return tables(cells) + foot();
    }

    /** The tables alone. */
    public static String tables(List<CellResult> cells) {
        StringBuilder out = new StringBuilder();
        String title = null;
        for (RowGroup group : RowGroup.of(cells)) {
            String question = group.title();
            if (!question.equals(title)) {
                out.append(out.length() == 0 ? "" : "\n").append(question).append('\n');
                title = question;
            }
            group(group, out);
        }
        return out.toString();
    }

    private static void group(RowGroup group, StringBuilder out) {
        String params = group.parameters();
        if (!params.isEmpty()) {
            out.append("\n  ").append(params).append('\n');
        }
        Table table = group.counts() ? new Table(4, "lrrrrllrr").row("design", "ns/walk", "ns/page", group.instructionsHead(), "ratio",
                "95 % interval", "", "B/op", "forks")
                : new Table(4, "lrrrllrr").row("design", "ns/walk", "ns/page", "ratio", "95 % interval", "", "B/op", "forks");
        group.rows().forEach(r -> table.row(row(r, group.counts())));
        out.append(table);
        group.remarks().forEach(remark -> out.append("    ").append(remark).append('\n'));
    }

    private static List<String> row(Row row, boolean counts) {
        List<String> cells = new ArrayList<>(List.of(row.name(), row.nsText(), row.perPageText(), row.ratioText(), row.intervalText(),
                row.mark(), row.bytesText(), row.forksText()));
        if (counts) {
            cells.add(3, row.instructionsText());
        }
        return cells;
    }

    private static String foot() {
        return "\n" + Estimator.DESCRIPTION + "; ns/walk: its typical value over forks.\n"
                + "ratio to the reference: forks paired by block, 95 % interval by the exact signed-rank test on log ratios"
                + " (Student's t below six pairs).\n"
                + "forks: those that count; busy: of them, taken beside other programs or on a slow processor, as nothing better came.\n"
                + "= within 3 %   < faster   > slower   ? not decided by these forks\n";
    }
}
