package dev.faultpath.report;

import dev.faultpath.Text;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Json;
import dev.faultpath.results.Question;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every fork as a line for tools that read CSV (RFC 4180: commas, quotes where needed, CRLF). The first line names the columns:
 *
 * <ul>
 * <li>{@code environment}: only lines of one number may be compared; {@code results}: folders they come from; {@code commit},
 * {@code machine}: code and class of machine;
 * <li>{@code jdk}, {@code jdkVersion}, {@code question}, {@code benchmark}, {@code method}, {@code design}, {@code role}
 * ({@code reference}, {@code design} or {@code control});
 * <li>{@code block}: forks of one block ran next to each other and are compared in pairs; {@code status} ({@code ok} alone counts),
 * {@code reason} why not, {@code flags} with blanks between;
 * <li>{@code score}: the fork's value, ns for each operation; {@code mean} of its used iterations, ns; {@code bytesPerOp};
 * {@code seconds} of wall time; {@code steal} and {@code foreign}: shares of the machine's time that others had, 0 to 1;
 * {@code speedNanos}: what a fixed piece of arithmetic took beside it, ns;
 * <li>{@code form}: forks of one cell with the same one have the same compiled code; {@code instructions} that an operation of that form
 * executes, where it was counted;
 * <li>{@code cNsPerPage}, {@code cRatio}, {@code cInstrPerPage}: of the same design in C, built plain, as tables show them; empty where a
 * run has none;
 * <li>{@code param.NAME}: a column for each parameter that occurs; {@code counter.NAME}: a column for each counter, the sum over the
 * fork's used iterations.
 * </ul>
 *
 * <p>Numbers have a point and no grouping in every locale; what is not known is empty. Text that a spreadsheet would take for a formula
 * has an apostrophe before it.
 */
public final class ForkCsv {
    private static final List<String> HEAD = List.of("environment", "results", "commit", "machine", "jdk", "jdkVersion", "question",
            "benchmark", "method", "design", "role", "block", "status", "reason", "flags", "score", "mean", "bytesPerOp", "seconds",
            "steal", "foreign", "speedNanos", "form", "instructions", "cNsPerPage", "cRatio", "cInstrPerPage");

    /** What begins as a formula and is no number. */
    private static final Pattern FORMULA = Pattern.compile("[=+@-](?![0-9.]+(E-?[0-9]+)?$)");

    private ForkCsv() {
    }

    /** The text, whatever the order of the results. */
    public static String of(List<ResultFolder> folders) {
        List<ResultSet> sets = ResultSet.merge(folders);
        TreeSet<String> params = new TreeSet<>();
        TreeSet<String> counters = new TreeSet<>();
        for (ResultSet set : sets) {
            for (CellResult cell : set.cells()) {
                params.addAll(cell.params().keySet());
                cell.forks().forEach(f -> counters.addAll(f.counters().keySet()));
            }
        }
        StringBuilder out = new StringBuilder();
        List<String> head = new ArrayList<>(HEAD);
        params.forEach(p -> head.add("param." + p));
        counters.forEach(c -> head.add("counter." + c));
        line(head, out);
        for (int i = 0; i < sets.size(); i++) {
            Map<String, Row> beside = RowGroup.of(sets.get(i).cells()).stream().flatMap(g -> g.rows().stream()).filter(r -> r.inC() != null)
                    .collect(Collectors.toMap(Row::label, r -> r, (a, b) -> a));
            for (CellResult cell : sets.get(i).cells()) {
                List<String> inC = inC(beside.get(cell.label()));
                for (Fork fork : cell.forks()) {
                    List<String> row = row(i + 1, sets.get(i), cell, fork);
                    row.addAll(inC);
                    params.forEach(p -> row.add(cell.params().getOrDefault(p, "")));
                    counters.forEach(c -> row.add(Json.text(fork.counters().get(c))));
                    line(row, out);
                }
            }
        }
        return out.toString();
    }

    private static List<String> row(int environment, ResultSet set, CellResult cell, Fork fork) {
        return new ArrayList<>(List.of(Integer.toString(environment), set.name(), set.environment().path("commit").asText(),
                set.environment().path("machine").path("class").asText(), cell.jdk(), cell.jdkVersion(),
                cell.question().map(Question::name).orElse(""), cell.benchmarkClass(), cell.method(), cell.design(),
                cell.reference() ? "reference" : cell.control() ? "control" : "design", Integer.toString(fork.block()),
                fork.status().name().toLowerCase(Locale.ROOT), fork.reason() == null ? "" : fork.reason(), String.join(" ", fork.flags()),
                Json.text(fork.score()), Json.text(fork.mean()), Json.text(fork.bytesPerOp()), Json.text(fork.seconds()),
                Json.text(fork.steal()), Json.text(fork.foreign()), Json.text(fork.speedNanos()),
                fork.form() == null ? "" : fork.form().id(), fork.form() == null ? ""
                        : Json.text(fork.form().counted() ? fork.form().instructions() : cell.counts().get(fork.form().id()))));
    }

    private static List<String> inC(Row row) {
        return row == null ? List.of("", "", "") : List.of(row.perPageInC(), row.ratioInC(), row.instructionsInC());
    }

    private static void line(List<String> values, StringBuilder out) {
        out.append(values.stream().map(ForkCsv::quoted).collect(Collectors.joining(","))).append("\r\n");
    }

    /** A spreadsheet takes what begins as a formula does for one, also between quotes. */
    private static String quoted(String text) {
        String value = Text.plain(text);
        value = FORMULA.matcher(value).lookingAt() ? "'" + value : value;
        return value.matches("[^\",\\r\\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
