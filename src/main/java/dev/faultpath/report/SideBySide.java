package dev.faultpath.report;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.Design;
import dev.faultpath.results.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Groups that differ in the JDK alone, side by side, and beside them C where it was timed.
 *
 * @param group  benchmark, work and parameters; its JDK is that of the first
 * @param series names of the columns: a JDK each, then C if it has a value
 * @param lines  designs and controls, the cheapest first
 */
public record SideBySide(CellResult.Group group, List<String> series, List<Line> lines, List<String> remarks) {
    /** Name of the column of the C pair. */
    public static final String C = "C";

    /**
     * A design.
     *
     * @param name   as tables print it
     * @param rows   one a series, of the compiled form that most forks have; {@code null} where it was not measured there
     * @param others the rows of its other forms, a list a series
     */
    public record Line(String name, List<Row> rows, List<List<Row>> others) {
        /** The first row that there is. */
        public Row first() {
            return rows.stream().filter(Objects::nonNull).findFirst().orElseThrow();
        }

        /** Cost of the first that has one, as {@link SideBySide#cost}. */
        OptionalDouble cost() {
            return rows.stream().filter(r -> r != null && r.cost() != null).mapToDouble(SideBySide::cost).findFirst();
        }
    }

    /** ns for each page, or for each operation where a benchmark has no pages. */
    public static double cost(Row row) {
        return row.cell().pages() == 0 ? row.ns() : row.nsPerPage();
    }

    /** All groups of Java, in the order of a report. */
    public static List<SideBySide> of(List<RowGroup> groups) {
        Map<CellResult.Group, List<RowGroup>> together = new LinkedHashMap<>();
        groups.stream().filter(g -> !Question.inC(g.group().benchmarkClass())).forEach(g -> together.computeIfAbsent(
                new CellResult.Group("", g.group().benchmarkClass(), g.group().work(), g.group().params()), k -> new ArrayList<>()).add(g));
        return together.values().stream().map(SideBySide::join).toList();
    }

    private static SideBySide join(List<RowGroup> groups) {
        boolean inC = groups.stream().flatMap(g -> g.rows().stream()).anyMatch(r -> r.inC() != null && r.inC().cost() != null);
        List<String> series = new ArrayList<>(groups.stream().map(g -> "JDK " + g.group().jdk()).toList());
        if (inC) {
            series.add(C);
        }
        Map<String, Line> byDesign = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            for (Row row : groups.get(i).rows()) {
                Line line = byDesign.computeIfAbsent(row.design(), n -> new Line(n, Arrays.asList(new Row[series.size()]),
                        series.stream().map(s -> (List<Row>) new ArrayList<Row>()).toList()));
                if (line.rows.get(i) == null) {
                    line.rows.set(i, row);
                } else {
                    line.others.get(i).add(row);
                }
                if (inC && line.rows.get(series.size() - 1) == null) {
                    line.rows.set(series.size() - 1, row.inC());
                }
            }
        }
        List<Line> lines = new ArrayList<>();
        byDesign.values().forEach(l -> lines.add(new Line(l.name, Collections.unmodifiableList(l.rows), l.others.stream()
                .map(List::copyOf).toList())));
        lines.sort(Comparator.comparingDouble(l -> l.cost().orElse(Double.POSITIVE_INFINITY)));
        List<String> remarks = new ArrayList<>();
        groups.forEach(g -> g.remarks().forEach(r -> remarks.add((groups.size() == 1 ? "" : "JDK " + g.group().jdk() + ", ") + r)));
        return new SideBySide(groups.get(0).group(), List.copyOf(series), List.copyOf(lines), List.copyOf(remarks));
    }

    /** Whether the cost is of a page. */
    public boolean perPage() {
        return lines.get(0).first().cell().pages() != 0;
    }

    /** The parameters in words. */
    public String words() {
        return ParameterWords.of(group);
    }

    /** The question and, where it has several, the benchmark. */
    public String title() {
        return RowGroup.title(group).replaceFirst(", JDK [^,]*$", "");
    }

    /** Of each design that is compared with the reference, its comparisons; a part of one is none. */
    private Stream<List<Row>> comparisons() {
        return lines.stream().filter(l -> !Design.isPart(l.name)).map(l -> l.rows.stream().filter(r -> r != null && !r.cell().control()
                && r.standing() == Row.Standing.COMPARED).toList()).filter(rows -> !rows.isEmpty());
    }

    /** How far apart they are: logarithm of the largest ratio or its inverse. */
    private double spread() {
        return comparisons().flatMap(List::stream).mapToDouble(r -> Math.abs(Math.log(r.ratio().estimate()))).max().orElse(0);
    }

    private int rank(Question question) {
        return question.answers().stream().map(Question.Answer::benchmark).toList().indexOf(group.benchmarkClass());
    }

    /**
     * The one group to show of a question: that with the most designs, then columns, then of its main benchmark, then that in which the
     * designs are farthest apart.
     */
    public static Optional<SideBySide> main(Question question, List<RowGroup> groups) {
        return of(groups.stream().filter(g -> g.group().question().orElse(null) == question).toList()).stream()
                .max(Comparator.<SideBySide>comparingLong(s -> s.comparisons().count()).thenComparingInt(g -> g.series.size())
                        .thenComparingInt(g -> question == null ? 0 : -g.rank(question)).thenComparingDouble(SideBySide::spread));
    }
}
