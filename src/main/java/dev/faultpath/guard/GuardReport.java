package dev.faultpath.guard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.Table;
import dev.faultpath.Text;
import dev.faultpath.guard.decision.CellVerdict;
import dev.faultpath.guard.decision.CellVerdict.Evidence;
import dev.faultpath.guard.decision.CellVerdict.Gate;
import dev.faultpath.guard.decision.CellVerdict.Outcome;
import dev.faultpath.guard.decision.GuardResult;
import dev.faultpath.guard.decision.GuardResult.Inconclusive;
import dev.faultpath.guard.decision.Stage;
import dev.faultpath.stats.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An answer for people: a table for a terminal, Markdown for a pull request. The same answer gives the same bytes. */
public final class GuardReport {
    /** Slow-downs for which the report says in how many cells they would have been found. */
    private static final double[] SIZES = {0.03, 0.05, 0.10};
    /** More pairs than this are out of reach. */
    private static final int MANY_PAIRS = 1000;
    private static final List<String> HEAD = List.of("cell", "verdict", "change", "95 % interval", "at most", "adjusted p", "pairs",
            "finds");
    /** What matters first. */
    private static final List<Outcome> ORDER = List.of(Outcome.REGRESSED, Outcome.NOT_MEASURED, Outcome.INCONCLUSIVE, Outcome.IMPROVED,
            Outcome.UNCHANGED);

    private GuardReport() {
    }

    /** The answer for a terminal; lines, the last with a line feed. */
    public static String text(GuardResult result) {
        StringBuilder out = new StringBuilder();
        head(result.run()).forEach(line -> out.append(line).append('\n'));
        Table table = new Table(2, "llrlrrrr").row(HEAD);
        ordered(result).forEach(c -> table.row(row(c)));
        out.append('\n').append(table);
        remarks(result).forEach(line -> out.append("  ").append(line).append('\n'));
        out.append('\n').append(summary(result)).append('\n');
        power(result).forEach(line -> out.append(line).append('\n'));
        next(result).forEach(line -> out.append("next: ").append(line).append('\n'));
        foot(result).forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }

    /** The answer as Markdown, to stand in a comment on a pull request. */
    public static String markdown(GuardResult result) {
        StringBuilder out = new StringBuilder("### ").append(summary(result)).append("\n\n");
        head(result.run()).forEach(line -> out.append("* ").append(escape(line)).append('\n'));
        out.append("\n| ").append(String.join(" | ", HEAD)).append(" |\n|---|---|--:|---|--:|--:|--:|--:|\n");
        for (CellVerdict cell : ordered(result)) {
            List<String> row = new ArrayList<>(row(cell));
            row.set(0, "`" + row.get(0) + "`");
            if (cell.outcome() == Outcome.REGRESSED) {
                row.set(1, "**" + row.get(1) + "**");
            }
            out.append("| ").append(row.stream().map(GuardReport::escape).collect(Collectors.joining(" | "))).append(" |\n");
        }
        list(out, remarks(result));
        list(out, power(result));
        list(out, next(result).stream().map(line -> "Next: " + line).toList());
        out.append("\n<details><summary>How this was decided</summary>\n\n");
        foot(result).forEach(line -> out.append(escape(line)).append('\n'));
        return out.append("\n</details>\n").toString();
    }

    private static void list(StringBuilder out, List<String> lines) {
        out.append(lines.isEmpty() ? "" : "\n");
        lines.forEach(line -> out.append("* ").append(escape(line)).append('\n'));
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }

    private static List<String> head(JsonNode run) {
        List<String> lines = new ArrayList<>();
        run.properties().forEach(f -> lines.add(f.getKey() + ": " + plain(f.getValue())));
        return lines;
    }

    private static String plain(JsonNode value) {
        List<String> parts = new ArrayList<>();
        value.properties().forEach(f -> parts.add(f.getKey() + " " + plain(f.getValue())));
        return value.isObject() ? String.join(", ", parts) : value.isNull() ? "unknown" : value.asText();
    }

    private static List<CellVerdict> ordered(GuardResult result) {
        return result.cells().stream().sorted(Comparator.comparingInt(c -> ORDER.indexOf(c.outcome()))).toList();
    }

    private static List<String> labels(GuardResult result, Outcome outcome) {
        return result.cells().stream().filter(c -> c.outcome() == outcome).map(CellVerdict::cell).toList();
    }

    private static List<String> row(CellVerdict cell) {
        Evidence e = cell.evidence();
        String word = lower(cell.outcome());
        boolean loud = cell.outcome() == Outcome.REGRESSED || cell.outcome() == Outcome.NOT_MEASURED;
        String verdict = (loud ? word.toUpperCase(Locale.ROOT) : word) + (cell.strong() ? " (strong)" : "");
        if (e == null) {
            return List.of(cell.cell(), verdict, "", "", "", "", "", "");
        }
        Interval ratio = e.byMean() ? e.meanRatio() : e.ratio();
        return List.of(cell.cell(), verdict, Text.change(ratio.estimate() - 1), ratio.bounded() ? "[" + Text.change(ratio.low() - 1) + ", "
                        + Text.change(ratio.high() - 1) + "]" : "too few", Double.isInfinite(e.upper()) ? "" : Text.change(e.upper() - 1),
                e.stage() == Stage.SCREEN ? "" : e.adjustedP() < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", e.adjustedP()),
                e.used() == e.pairs() ? Integer.toString(e.pairs()) : e.used() + " of " + e.pairs(),
                Double.isNaN(e.smallest()) ? "" : Double.isInfinite(e.smallest()) ? "nothing" : Text.percent(e.smallest()));
    }

    private static String lower(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** A share as per cent, without needless digits. */
    private static String plain(double share) {
        return new BigDecimal(share * 100).round(new MathContext(4)).stripTrailingZeros().toPlainString();
    }

    private static List<String> remarks(GuardResult result) {
        List<String> remarks = new ArrayList<>();
        Map<String, Long> notRun = result.cells().stream().filter(c -> c.outcome() == Outcome.UNCHANGED && c.evidence() == null)
                .collect(Collectors.groupingBy(CellVerdict::reason, TreeMap::new, Collectors.counting()));
        notRun.forEach((reason, cells) -> remarks.add(cells + (cells == 1 ? " cell" : " cells") + " without figures: " + reason));
        for (CellVerdict cell : ordered(result)) {
            if (cell.outcome() != Outcome.UNCHANGED) {
                remarks.add(cell.cell() + ": " + cell.reason());
            }
            for (Gate gate : cell.gates()) {
                if (gate.change() != Gate.Change.UP) {
                    remarks.add(String.format(Locale.ROOT, "%s: %s %s (%s, before %s)", cell.cell(), gate.name(),
                            gate.change() == Gate.Change.DOWN ? "fell" : "differs, but is not the same in all forks of a build",
                            Gate.count(gate.candidate()), Gate.count(gate.baseline())));
                }
            }
            cell.notes().forEach(note -> remarks.add(cell.cell() + ": " + note));
        }
        return remarks;
    }

    private static String summary(GuardResult result) {
        if (!result.voids().isEmpty()) {
            return "Void: " + String.join("; ", result.voids());
        }
        String counts = ORDER.stream().filter(o -> result.count(o) > 0).map(o -> result.count(o) + " " + lower(o))
                .collect(Collectors.joining(", "));
        String verdict = switch (result.exitCode(Inconclusive.REPORT)) {
            case GuardResult.EXIT_REGRESSED -> "Regressed";
            case GuardResult.EXIT_UNCHANGED -> "Not slower by " + plain(result.rules().promise().margin()) + " %";
            case GuardResult.EXIT_INCONCLUSIVE -> "Inconclusive";
            default -> "Not measured";
        };
        return verdict + ": " + counts + (result.stopped() == null ? "" : "; ended early, " + result.stopped());
    }

    private static List<String> power(GuardResult result) {
        double[] known = result.cells().stream().map(CellVerdict::evidence).filter(Objects::nonNull).mapToDouble(Evidence::smallest)
                .filter(s -> !Double.isNaN(s)).toArray();
        return known.length == 0 ? List.of() : List.of("A run like this finds, in 95 of 100 cases, a slow-down of "
                + Arrays.stream(SIZES).mapToObj(size -> String.format(Locale.ROOT, "%.0f %% in %d", size * 100,
                        Arrays.stream(known).filter(s -> s <= size).count())).collect(Collectors.joining(", ")) + " of " + known.length
                + " cells.");
    }

    private static List<String> next(GuardResult result) {
        if (!result.voids().isEmpty()) {
            return List.of("run it again when the machine is quieter; nothing that was measured counts");
        }
        List<String> next = new ArrayList<>();
        List<String> regressed = labels(result, Outcome.REGRESSED);
        if (!regressed.isEmpty()) {
            next.add("a second run with another seed, before this blocks anything, as a layout of code or memory can be constant within"
                    + " one run: guard --cells " + quoted(regressed));
        }
        List<CellVerdict> open = result.cells().stream().filter(c -> c.outcome() == Outcome.INCONCLUSIVE).toList();
        if (!open.isEmpty()) {
            int most = open.stream().mapToInt(CellVerdict::pairsNeeded).max().orElse(0);
            next.add("the undecided cells alone, which leaves each of them more of the level"
                    + (most > MANY_PAIRS ? "; some need more than " + MANY_PAIRS + " pairs" : "; about " + most + " fresh pairs decide")
                    + ": guard --cells " + quoted(open.stream().map(CellVerdict::cell).toList()));
        }
        List<String> missing = labels(result, Outcome.NOT_MEASURED);
        if (!missing.isEmpty()) {
            next.add("see why these were not measured: " + quoted(missing));
        }
        return next;
    }

    private static String quoted(List<String> labels) {
        return labels.stream().map(l -> "'" + l + "'").collect(Collectors.joining(" "));
    }

    private static List<String> foot(GuardResult result) {
        String alpha = plain(result.rules().promise().alpha());
        double drop = result.rules().confirm().dropShare();
        return List.of("change: Hodges-Lehmann estimate of candidate / baseline over pairs of forks, exact signed-rank interval"
                        + (drop > 0 ? "; the noisiest " + plain(drop) + " % of the pairs are left out blindly." : "."),
                "regressed: fresh pairs of cells that looked slower, one-sided exact signed-rank test, looks paid for, Holm over these"
                        + " cells: if nothing is slower, at most " + alpha + " % of runs call anything so.",
                "unchanged: a slow-down of " + plain(result.rules().promise().margin()) + " % or more is excluded; wrong in at most "
                        + plain(result.rules().promise().alphaEquivalence())
                        + " % of such cells. at most: slow-downs above this are excluded at that level.",
                "finds: smallest slow-down found in 95 of 100 such runs, from this cell's own noise. seed " + result.seed() + ".");
    }
}
