package dev.faultpath.report;

import dev.faultpath.claims.HarnessFloor;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Question;
import dev.faultpath.results.SizedCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Cells that may be compared with each other, judged, in the order of a report: the reference, the other designs, the controls.
 *
 * @param rows at least one
 */
public record RowGroup(CellResult.Group group, List<Row> rows) {
    /** One JDK after the other within a question, so that no two stand in one table. */
    public static final Comparator<CellResult> ORDER = Comparator
            .comparing((CellResult c) -> c.question().map(Question::name).orElse("~")).thenComparing(CellResult::benchmarkClass)
            .thenComparing(CellResult::jdk).thenComparing(CellResult.ORDER);

    /**
     * All groups of some cells: by question, benchmark, JDK, parameters. A control that lacks a parameter stands in every group it covers.
     *
     * @param cells any order, any number of JDKs, of one machine
     */
    public static List<RowGroup> of(List<CellResult> cells) {
        Map<CellResult.Group, List<CellResult>> groups = new LinkedHashMap<>();
        cells.stream().sorted(ORDER).forEach(c -> groups.computeIfAbsent(c.group(), g -> new ArrayList<>()).add(c));
        for (CellResult control : cells) {
            if (control.control()) {
                List<CellResult.Group> beside = groups.keySet().stream().filter(g -> g.covers(control.group())).toList();
                beside.forEach(g -> groups.get(g).add(control));
                if (!beside.isEmpty()) {
                    groups.get(control.group()).remove(control);
                }
            }
        }
        groups.values().removeIf(List::isEmpty);
        List<RowGroup> judged = new ArrayList<>();
        groups.forEach((group, members) -> judged.add(judge(group, members, HarnessFloor.of(cells, group.jdk()))));
        List<Row> ofC = judged.stream().flatMap(g -> g.rows.stream()).filter(r -> Question.inC(r.cell().benchmarkClass())).toList();
        judged.replaceAll(g -> new RowGroup(g.group, g.rows.stream().map(r -> r.beside(ofC)).toList()));
        // Cells come by design within a benchmark; groups are read by their parameters.
        judged.sort(Comparator.comparing((RowGroup g) -> g.group.question().map(Question::name).orElse("~"))
                .thenComparing(g -> g.group.benchmarkClass()).thenComparing(g -> g.group.jdk())
                .thenComparing(g -> g.group.work()).thenComparing(g -> g.group.params(), CellResult::compareParams));
        return judged;
    }

    private static RowGroup judge(CellResult.Group group, List<CellResult> cells, HarnessFloor floor) {
        // Of a reference with several forms, that of most forks is compared with.
        CellResult reference = cells.stream().filter(c -> c.reference() && c.usable()).findFirst().map(CellResult::mainForm).orElse(null);
        List<CellResult> order = new ArrayList<>();
        cells.stream().filter(CellResult::reference).forEach(order::add);
        cells.stream().filter(c -> !c.reference() && !c.control()).forEach(order::add);
        cells.stream().filter(CellResult::control).forEach(order::add);
        return new RowGroup(group, order.stream().flatMap(c -> rows(c, reference, floor).stream()).toList());
    }

    /** A row for each form of a cell. */
    private static List<Row> rows(CellResult cell, CellResult reference, HarnessFloor floor) {
        List<CellResult> forms = cell.byForm();
        int all = cell.counting().size();
        return forms.stream().map(f -> Row.of(f.equals(reference) ? reference : f, forms.size() == 1 ? "" : form(f, all), reference, floor))
                .toList();
    }

    private static String form(CellResult form, int all) {
        return form.counting().size() + " of " + all + " forks" + (form.instructions().isEmpty() ? ", not counted" : "");
    }

    /** Of each cell the row of the form that most of its forks have. */
    List<Row> main() {
        Set<String> seen = new HashSet<>();
        return rows.stream().filter(r -> seen.add(r.cell().label())).toList();
    }

    /** Whether instructions of any row are known. */
    public boolean counts() {
        return rows.stream().anyMatch(r -> !r.instructionsText().isEmpty());
    }

    /** Whether any row has its twin in C. */
    public boolean inC() {
        return rows.stream().anyMatch(r -> r.inC() != null);
    }

    /** What {@link Row#instructionsText} is in this group. */
    public String instructionsHead() {
        return rows.get(0).cell().pages() == 0 ? "instr/walk" : "instr/page";
    }

    /** The question, the benchmark where a question has several, and the JDK. Groups that differ only in parameters share it. */
    public String title() {
        return title(group);
    }

    /** The title of a group, without its parameters. */
    public static String title(CellResult.Group group) {
        return group.question().map(q -> q.name() + " " + q.title() + (q.needsBenchmark(group.benchmarkClass())
                ? " (" + group.benchmarkClass() + ")" : "")).orElse(group.benchmarkClass()) + ", JDK " + group.jdk();
    }

    /** The work, where it has a name, and the parameters, as {@code name=value} with blanks between; empty if there are none. */
    public String parameters() {
        return group.parameters();
    }

    /** What to know of the forks of all rows. */
    public List<String> remarks() {
        return Stream.concat(rows.stream().map(Row::cell).filter(c -> SizedCount.known(c.smaller()))
                .map(c -> Row.ABOUT + " instructions counted at " + SizedCount.sizes(c.smaller()) + ": a fixed part, and a part a page")
                .distinct(), rows.stream().flatMap(r -> r.remarks().stream())).toList();
    }

    /** The row of the reference; {@code null} if the group has none that was measured. */
    public Row reference() {
        return rows.stream().filter(r -> r.standing() == Row.Standing.REFERENCE).findFirst().orElse(null);
    }
}
