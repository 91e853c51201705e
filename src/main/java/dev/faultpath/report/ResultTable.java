package dev.faultpath.report;

import dev.faultpath.claims.HarnessFloor;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Estimator;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import dev.faultpath.results.Question;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import dev.faultpath.stats.SignedRank;
import dev.faultpath.stats.Trend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The table at the end of a run: for each question and each set of parameters, one line a design with its time, its ratio to
 * the reference with the interval over forks, its allocation and a mark.
 */
public final class ResultTable {
    /** Practical margin of the mark {@code =}: our own choice, the same as the guard's. */
    public static final double MARGIN = 0.03;
    /** Share of flagged forks from which a cell is said not to have settled. */
    private static final double MANY_FLAGGED = 1.0 / 3;
    /** A cell is said not to have settled if its forks agree on a shift of more than this … */
    private static final double SHIFT = 0.02;
    /** … with a smaller p-value than this … */
    private static final double SHIFT_P = 0.01;
    /** … and there are so many of them; below, the p-value cannot be reached. */
    private static final int SHIFT_FORKS = 8;
    private static final List<String> HEAD = List.of("design", "ns/walk", "ns/page", "ratio", "95 % interval", "", "B/op", "forks");

    /** One JDK after the other within a question, so that no two JDKs stand in one table. */
    private static final Comparator<CellResult> ORDER = Comparator
            .comparing((CellResult c) -> c.question().map(Question::id).orElse("~")).thenComparing(CellResult::benchmarkClass)
            .thenComparing(CellResult::jdk).thenComparing(CellResult.ORDER);

    private ResultTable() {
    }

    /**
     * The tables of all cells.
     *
     * @param cells any order; several JDKs make several tables
     * @return lines, the last with a line feed; columns aligned by blanks
     */
    public static String of(List<CellResult> cells) {
        StringBuilder out = new StringBuilder();
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
        String title = null;
        for (Map.Entry<CellResult.Group, List<CellResult>> group : groups.entrySet()) {
            String question = title(group.getKey());
            if (!question.equals(title)) {
                out.append(out.length() == 0 ? "" : "\n").append(question).append('\n');
                title = question;
            }
            group(group.getKey(), group.getValue(), HarnessFloor.of(cells, group.getKey().jdk()), out);
        }
        out.append(foot());
        return out.toString();
    }

    private static String title(CellResult.Group group) {
        String jdk = ", JDK " + group.jdk();
        return Question.ofBenchmark(group.benchmarkClass()).map(q -> q.id() + " " + q.title()
                + (q.answers().size() > 1 ? " (" + group.benchmarkClass() + ")" : "") + jdk).orElse(group.benchmarkClass() + jdk);
    }

    private static void group(CellResult.Group group, List<CellResult> cells, HarnessFloor floor, StringBuilder out) {
        String params = group.params().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(" "));
        if (!params.isEmpty()) {
            out.append("\n  ").append(params).append('\n');
        }
        CellResult reference = cells.stream().filter(c -> c.reference() && c.scores().length > 0).findFirst().orElse(null);
        List<CellResult> order = new ArrayList<>();
        cells.stream().filter(CellResult::reference).forEach(order::add);
        cells.stream().filter(c -> !c.reference() && !c.control()).forEach(order::add);
        cells.stream().filter(CellResult::control).forEach(order::add);
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        List<String> remarks = new ArrayList<>();
        for (CellResult cell : order) {
            rows.add(row(cell, reference, floor, remarks));
        }
        align(rows, out);
        remarks.forEach(r -> out.append("    ").append(r).append('\n'));
    }

    private static List<String> row(CellResult cell, CellResult reference, HarnessFloor floor, List<String> remarks) {
        double[] scores = cell.scores();
        remarks(cell, remarks);
        String forks = Integer.toString(scores.length);
        if (scores.length == 0) {
            return List.of(cell.design(), "failed", "", "", "", "", "", forks);
        }
        double ns = Ratios.typical(scores).estimate();
        List<String> row = new ArrayList<>(List.of(cell.design(), number(ns), cell.pages() == 0 ? "" : number(ns / cell.pages())));
        Pairs pairs = reference == null || reference == cell ? null : Pairs.of(cell.forks(), reference.forks());
        if (cell == reference) {
            row.addAll(List.of("1", "reference", ""));
        } else if (pairs == null || pairs.size() == 0) {
            row.addAll(List.of("", "", ""));
        } else {
            Interval ratio = Ratios.paired(pairs.candidate(), pairs.reference());
            // What the harness itself costs cannot be told from what the design costs: a ratio would be a ratio of nothing.
            if (ns <= floor.ns() || floor.hides(ratio, Ratios.typical(pairs.reference()).estimate())) {
                row.addAll(List.of("", "indistinguishable from baseline", "="));
            } else {
                row.addAll(List.of(fixed(ratio.estimate()), ratio.bounded() ? "[" + fixed(ratio.low()) + ", " + fixed(ratio.high())
                        + "]" : "too few forks", String.valueOf(Ratios.mark(ratio, MARGIN))));
            }
        }
        row.add(cell.bytesPerOp().map(ResultTable::bytes).orElse(""));
        row.add(forks);
        return row;
    }

    private static void remarks(CellResult cell, List<String> remarks) {
        List<Fork> counting = cell.counting();
        long unsettled = counting.stream().filter(f -> f.flags().contains(Fork.TREND) || f.flags().contains(Fork.COMPILED)).count();
        double[] shifts = counting.stream().mapToDouble(f -> Trend.lateShift(f.measured())).toArray();
        if (shifts.length >= SHIFT_FORKS && Math.abs(SignedRank.hodgesLehmann(shifts)) > SHIFT && SignedRank.twoSided(shifts) < SHIFT_P) {
            remarks.add(String.format(Locale.ROOT, "%s: not settled, the last third of its iterations differs by %+.1f %% from the middle one",
                    cell.design(), Math.expm1(SignedRank.hodgesLehmann(shifts)) * 100));
        } else if (unsettled > 0 && unsettled >= counting.size() * MANY_FLAGGED) {
            remarks.add(cell.design() + ": " + unsettled + " of " + counting.size() + " forks had not settled");
        }
        Map<String, Long> failures = cell.forks().stream().filter(f -> f.status() == Fork.Status.FAILED
                || f.status() == Fork.Status.TIMEOUT).collect(Collectors.groupingBy(Fork::reason, LinkedHashMap::new, Collectors.counting()));
        failures.forEach((reason, n) -> remarks.add(cell.design() + ": " + n + (n == 1 ? " fork" : " forks") + " failed: " + reason));
    }

    private static String foot() {
        return "\n" + Estimator.DESCRIPTION + "; ns/walk: its typical value over forks.\n"
                + "ratio to the reference: forks paired by block, 95 % interval by the exact signed-rank test on log ratios"
                + " (Student's t below six pairs).\n"
                + "= within 3 %   < faster   > slower   ? not decided by these forks\n";
    }

    private static void align(List<List<String>> rows, StringBuilder out) {
        int[] width = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < width.length; i++) {
                width[i] = Math.max(width[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("    ");
            for (int i = 0; i < width.length; i++) {
                String pad = " ".repeat(width[i] - row.get(i).length());
                boolean left = i == 0 || i == 4 || i == 5;
                line.append(left ? row.get(i) + pad : pad + row.get(i)).append("  ");
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** Three to four significant digits without an exponent. */
    static String number(double value) {
        double size = Math.abs(value);
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static String fixed(double ratio) {
        return ratio >= 100 ? number(ratio) : String.format(Locale.ROOT, "%.3f", ratio);
    }

    private static String bytes(double value) {
        return value < 0.5 ? "0" : String.format(Locale.ROOT, "%.0f", value);
    }
}
