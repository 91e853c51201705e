package dev.faultpath.guard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.Table;
import dev.faultpath.Text;
import dev.faultpath.guard.CellVerdict.Outcome;
import dev.faultpath.guard.GuardResult.Inconclusive;
import dev.faultpath.guard.decision.Timed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An answer for people: text for a terminal, Markdown for a pull request. The same answer gives the same bytes. */
public final class GuardReport {
    /** First line of the Markdown, by which a job finds its comment again. */
    public static final String MARK = "<!-- faultpath guard -->";
    private static final String MORE = "    ";
    private static final int LONGEST_NAME = 56;
    private static final List<String> HEAD = List.of("cell", "verdict", "time", "95 % interval", "at most", "instr");
    private static final int MOST_CHANGED = 4;

    private final GuardResult result;
    private final ShortNames names;
    private final List<CellVerdict> shown;
    private final Map<String, Long> rest;

    private GuardReport(GuardResult result) {
        this.result = result;
        names = new ShortNames(result.cells().stream().map(CellVerdict::of).toList());
        shown = result.cells().stream().filter(GuardReport::worthALine).sorted(Comparator.comparing(CellVerdict::outcome)
                .thenComparing(Comparator.comparingDouble(GuardReport::size).reversed())).toList();
        rest = result.cells().stream().filter(c -> !worthALine(c))
                .collect(Collectors.groupingBy(CellVerdict::reason, TreeMap::new, Collectors.counting()));
    }

    /** Whether it has something to tell: a stage that found a difference is always named. */
    private static boolean worthALine(CellVerdict cell) {
        return cell.outcome() != Outcome.UNCHANGED || cell.timed() != null || cell.exact() != null && cell.exact().differs();
    }

    /** How large the change is: by the clock, else by instructions. */
    private static double size(CellVerdict cell) {
        return cell.timed() != null && cell.timed().ratio() != null ? cell.timed().ratio().estimate()
                : cell.exact() != null && cell.exact().instructions() != null
                ? cell.exact().instructions().after() / cell.exact().instructions().before() : 1;
    }

    /** The answer for a terminal of some columns; lines, the last with a line feed. Its table is as wide as it is. */
    public static String text(GuardResult result, int width) {
        return new GuardReport(result).text(width);
    }

    /** The answer as Markdown, to stand in a comment on a pull request: what changed, the rest folded. */
    public static String markdown(GuardResult result) {
        return new GuardReport(result).markdown();
    }

    private String text(int width) {
        StringBuilder out = new StringBuilder();
        wrap(out, width, "", summary());
        wrap(out, width, "", builds());
        wrap(out, width, "", "all cells: " + names.shared());
        if (!shown.isEmpty()) {
            Table table = new Table(2, "llrlrr").row(HEAD);
            shown.forEach(c -> table.row(row(c)));
            out.append('\n').append(table);
            for (CellVerdict cell : shown) {
                wrap(out, width, "  ", names.of(cell.of()) + ": " + reason(cell));
            }
        }
        out.append(rest.isEmpty() ? "" : "\n");
        rest.forEach((reason, n) -> wrap(out, width, "", "unchanged, " + reason + ": " + cells(n)));
        next().forEach((why, command) -> {
            out.append('\n');
            wrap(out, width, "", "next: " + why);
            out.append(command);
        });
        out.append('\n');
        foot().forEach(line -> wrap(out, width, "", line));
        return out.toString();
    }

    private String markdown() {
        StringBuilder out = new StringBuilder(MARK).append("\n### ").append(summary()).append("\n\n")
                .append(escape(builds())).append("\n\n");
        if (!shown.isEmpty()) {
            out.append("| ").append(String.join(" | ", HEAD)).append(" |\n|---|---|--:|---|--:|--:|\n");
            for (CellVerdict cell : shown) {
                List<String> row = new ArrayList<>(row(cell));
                row.set(0, "`" + row.get(0) + "`");
                out.append("| ").append(row.stream().map(GuardReport::escape).collect(Collectors.joining(" | "))).append(" |\n");
            }
            out.append('\n');
            shown.forEach(c -> out.append("* `").append(names.of(c.of())).append("`: ").append(escape(reason(c))).append('\n'));
        }
        next().forEach((why, command) -> out.append("\nNext: ").append(escape(why)).append("\n\n```\n").append(command).append("```\n"));
        out.append("\n<details><summary>").append(cells(rest.values().stream().mapToLong(n -> n).sum()))
                .append(" unchanged without a difference, and how this was decided</summary>\n\n");
        result.cells().stream().filter(c -> !shown.contains(c))
                .forEach(c -> out.append("* `").append(names.of(c.of())).append("`: ").append(escape(c.reason())).append('\n'));
        out.append("\nAll cells: ").append(escape(names.shared())).append(".\n");
        foot().forEach(line -> out.append(escape(line)).append('\n'));
        return out.append("\n</details>\n").toString();
    }

    private static String cells(long n) {
        return n + (n == 1 ? " cell" : " cells");
    }

    private static String escape(String text) {
        return Text.inLine(text).replace("|", "\\|").replace("<", "&lt;");
    }

    /** Appends a paragraph, later lines indented by more. */
    private static void wrap(StringBuilder out, int width, String indent, String text) {
        StringBuilder lines = new StringBuilder();
        Text.wrap(lines, indent + MORE, Text.inLine(text), width);
        out.append(lines, Math.min(MORE.length(), lines.length() - 1), lines.length()); // an empty text has no indent
    }

    private String summary() {
        String counts = Arrays.stream(Outcome.values()).filter(o -> result.count(o) > 0).map(o -> result.count(o) + " " + lower(o))
                .collect(Collectors.joining(", "));
        boolean timed = result.cells().stream().anyMatch(c -> c.timed() != null);
        String verdict = switch (result.exitCode(Inconclusive.REPORT)) {
            case GuardResult.EXIT_REGRESSED -> "Regressed";
            case GuardResult.EXIT_UNCHANGED -> "Unchanged" + (timed ? " within " + Judge.percent(result.rules().margin()) : "");
            case GuardResult.EXIT_INCONCLUSIVE -> "Inconclusive";
            default -> "Not measured";
        };
        return verdict + ": " + counts + (result.stopped() == null ? "" : "; ended early, " + result.stopped());
    }

    private static String lower(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private String builds() {
        List<String> parts = new ArrayList<>();
        result.run().properties().forEach(f -> parts.add(f.getKey() + " " + plain(f.getValue())));
        return String.join("; ", parts);
    }

    private static String plain(JsonNode value) {
        List<String> parts = new ArrayList<>();
        value.properties().stream().filter(f -> !f.getKey().equals("jar")).forEach(f -> parts.add(plain(f.getValue())));
        return value.isObject() ? String.join(", ", parts) : value.isNull() ? "unknown" : value.asText();
    }

    private List<String> row(CellVerdict cell) {
        Timed timed = cell.timed();
        boolean loud = cell.outcome() == Outcome.REGRESSED || cell.outcome() == Outcome.NOT_MEASURED;
        String verdict = loud ? lower(cell.outcome()).toUpperCase(Locale.ROOT) : lower(cell.outcome());
        boolean times = timed != null && timed.ratio() != null;
        return List.of(Text.oneLine(names.of(cell.of()), LONGEST_NAME), verdict, times ? Text.change(timed.ratio().estimate() - 1) : "",
                !times ? "" : timed.ratio().bounded() ? "[" + Text.change(timed.ratio().low() - 1) + ", "
                        + Text.change(timed.ratio().high() - 1) + "]" : "too few",
                !times || Double.isInfinite(timed.upper()) ? "" : Text.change(timed.upper() - 1),
                cell.exact() == null ? "" : cell.exact().share());
    }

    private static String reason(CellVerdict cell) {
        List<String> parts = new ArrayList<>(List.of(cell.reason()));
        if (cell.exact() != null) {
            parts.add(cell.exact().words());
            parts.add(cell.exact().uncounted() == null || cell.reason().contains(cell.exact().uncounted()) ? "" : cell.exact().uncounted());
            parts.add(cell.exact().memoryBound() ? "an operation touches more than a second-level cache" : "");
        }
        if (!cell.changed().isEmpty()) {
            int more = cell.changed().size() - MOST_CHANGED;
            parts.add("changed: " + cell.changed().stream().limit(MOST_CHANGED).collect(Collectors.joining(", "))
                    + (more > 0 ? " and " + more + " more" : ""));
        }
        if (cell.timed() != null) {
            Timed t = cell.timed();
            parts.add(t.pairs() + " pairs" + (t.lost() > 0 ? ", " + t.lost() + " lost" : "")
                    + (t.repeated() > 0 ? ", " + t.repeated() + " measured again, as their processors were of different speed" : ""));
        }
        return parts.stream().filter(p -> !p.isEmpty()).collect(Collectors.joining("; "));
    }

    /** Commands that go on from here, by what they are for; each a few lines of a shell. */
    private Map<String, String> next() {
        Map<String, String> next = new TreeMap<>();
        if (!result.rules().exactOnly()) {
            command(next, Outcome.REGRESSED, "a second run, before this blocks anything: where code and memory lie is constant within one",
                    " --seed " + (result.seed() + 1));
            command(next, Outcome.INCONCLUSIVE, "the undecided cells alone, for longer", " --budget 3600");
        }
        return next;
    }

    private void command(Map<String, String> next, Outcome outcome, String why, String more) {
        List<CellVerdict> cells = result.cells().stream().filter(c -> c.outcome() == outcome).toList();
        if (!cells.isEmpty()) {
            String from = result.run().path("baseline").path("build").asText();
            String to = result.run().path("candidate").path("build").asText();
            next.put(why, "  scripts/guard " + (from.startsWith("jar ") ? "--baseline " : "") + named(from)
                    + (to.startsWith("jar ") || to.startsWith("revision ") ? " --candidate " + named(to) : "")
                    + (result.rules().margin() < 0.1 ? "" : " --fast") + more + " --cells"
                    + cells.stream().map(c -> " \\\n    '" + names.pattern(c.of()) + "'").collect(Collectors.joining()) + "\n");
        }
    }

    /** What a user named a build by. */
    private static String named(String build) {
        return build.substring(build.indexOf(' ') + 1);
    }

    private List<String> foot() {
        String margin = Judge.percent(result.rules().margin());
        if (result.rules().exactOnly()) {
            return List.of("Counts alone, no clock: regressed if instructions, allocation or a kind of operations grew by more than "
                    + Judge.percent(result.rules().exactMargin()) + "; the same on every run.");
        }
        return List.of("Counted first: equal operations, allocation, instructions and executed byte code are unchanged. What differs, or is"
                        + " memory bound or cannot be counted, was timed in pairs of forks in turns.",
                "regressed: one-sided exact signed-rank test, looks paid for, Holm over the cells that were timed: if nothing is slower, at"
                        + " most " + Judge.percent(result.rules().alpha()) + " of runs call anything so; or more is allocated.",
                "unchanged: a slow-down of " + margin + " is excluded, wrong in at most " + Judge.percent(result.rules().alphaEquivalence())
                        + " of such cells. at most: slow-downs above this are excluded at that level. seed " + result.seed() + ".");
    }
}
