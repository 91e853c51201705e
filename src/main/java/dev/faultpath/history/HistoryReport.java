package dev.faultpath.history;

import dev.faultpath.Table;
import dev.faultpath.Text;
import dev.faultpath.history.CellHistory.Quantity;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Design;
import dev.faultpath.results.Json;
import dev.faultpath.stats.ChangePoints;
import dev.faultpath.stats.Interval;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is told of a {@link History}: changes, every cell, and how far to trust it. The same history gives the same bytes. */
public final class HistoryReport {
    /** Version of the JSON form; grows when a field changes its meaning. */
    public static final String SCHEMA = "faultpath-history/1";

    private static final List<String> HEAD = List.of("design", "folders", "ns/op", "ratio", "95 % interval", "changes");

    private HistoryReport() {
    }

    // Text.

    /**
     * The text for a terminal; lines, the last with a line feed.
     *
     * @param all whether cells are listed, too, where no series is long enough to show a change
     */
    public static String text(List<History> histories, boolean all) {
        StringBuilder out = new StringBuilder();
        for (History history : histories) {
            out.append(out.length() == 0 ? "" : "\n");
            text(history, all, out);
        }
        return out.toString();
    }

    private static void text(History history, boolean all, StringBuilder out) {
        int folders = history.moments().size();
        line(out, "%s, JDK %s: %d folder%s", history.machine(), history.jdk(), folders, folders == 1 ? "" : "s");
        for (int i = 0; i < folders; i++) {
            History.Moment m = history.moments().get(i);
            line(out, "  %2d  %s  %s", i + 1, m.revision(), m.folder());
        }
        changes(history, Quantity.RATIO, "changes of a ratio: the code of the design or of its reference, as the machine cancels", out);
        changes(history, Quantity.TIME, "changes of a time: the code, or the machine if many change at once", out);
        if (all || history.cells().stream().anyMatch(c -> c.series().longEnough())) {
            table(history, out);
        } else {
            line(out, "\n  no cell is in enough folders to show a change; --all lists each with its latest time and ratio");
        }
        line(out, "");
        summary(history, Quantity.RATIO, "ratios", out);
        summary(history, Quantity.TIME, "times", out);
    }

    private static void changes(History history, Quantity quantity, String title, StringBuilder out) {
        List<CellHistory> changed = history.cells().stream()
                .filter(c -> c.quantity() == quantity && !c.series().changes().isEmpty()).toList();
        out.append(changed.isEmpty() ? "" : "\n" + title + "\n");
        for (CellHistory cell : changed) {
            line(out, "  %s", name(cell));
            for (ChangePoints.Change change : cell.series().changes()) {
                line(out, "    %s from folder %d to %d, commits %s..%s", percent(change.shift()),
                        cell.moments().get(change.index() - 1) + 1, cell.moments().get(change.index()) + 1,
                        history.before(cell, change).revision(), history.after(cell, change).revision());
            }
        }
    }

    private static String percent(double shift) {
        return Text.percent(Math.abs(Math.expm1(shift))) + (shift > 0 ? " slower" : " faster");
    }

    private static String name(CellHistory cell) {
        return CellResult.label(cell.benchmark(), cell.params(), "").replaceFirst(" on JDK $", "");
    }

    /** A table for each set of parameters, one line a design: its latest time and ratio, and how many changes each had. */
    private static void table(History history, StringBuilder out) {
        Map<String, Map<String, CellHistory[]>> groups = new LinkedHashMap<>();
        for (CellHistory cell : history.cells()) {
            groups.computeIfAbsent(group(cell), g -> new LinkedHashMap<>())
                    .computeIfAbsent(cell.design(), d -> new CellHistory[2])[cell.quantity().ordinal()] = cell;
        }
        groups.forEach((title, designs) -> {
            line(out, "");
            line(out, "  %s", title);
            Table table = new Table(4, "lrrrrl").row(HEAD);
            designs.forEach((design, pair) -> table.row(row(design, pair[Quantity.RATIO.ordinal()], pair[Quantity.TIME.ordinal()])));
            out.append(table);
        });
    }

    /** What the cells of one table have in common, in one line. */
    private static String group(CellHistory cell) {
        String type = cell.benchmark().substring(0, cell.benchmark().lastIndexOf('.'));
        return type.substring(type.lastIndexOf('.') + 1) + cell.params().entrySet().stream()
                .filter(p -> !p.getKey().equals(Design.PARAMETER))
                .map(p -> " " + p.getKey() + "=" + p.getValue()).collect(Collectors.joining());
    }

    private static List<String> row(String design, CellHistory ratio, CellHistory time) {
        CellHistory any = time == null ? ratio : time;
        Interval latest = ratio == null ? null : last(ratio);
        String value = latest == null ? "" : String.format(Locale.ROOT, "%.3f", latest.estimate());
        String bounds = latest == null ? "" : latest.bounded() ? String.format(Locale.ROOT, "[%.3f, %.3f]", latest.low(), latest.high())
                : "too few forks";
        List<String> marks = new ArrayList<>();
        for (CellHistory cell : new CellHistory[] {ratio, time}) {
            int count = cell == null ? 0 : cell.series().changes().size();
            if (count > 0) {
                marks.add(word(cell.quantity()) + " " + count);
            }
        }
        return List.of(design, Integer.toString(any.moments().size()), time == null ? "" : number(last(time).estimate()), value, bounds,
                String.join(", ", marks));
    }

    private static Interval last(CellHistory cell) {
        List<Interval> values = cell.series().values();
        return values.get(values.size() - 1);
    }

    private static String number(double ns) {
        return String.format(Locale.ROOT, ns < 10 ? "%.2f" : ns < 1000 ? "%.1f" : "%.0f", ns);
    }

    private static void summary(History history, Quantity quantity, String what, StringBuilder out) {
        History.Summary s = history.summary(quantity);
        line(out, "%s: %d series, %d of them with the %d folders in which a change can be seen; %.1f of these would be flagged at the level"
                + " of %.0f %% if none had changed; flagged: %d slower, %d faster", what, s.series(), s.longSeries(), ChangePoints.SHORTEST,
                s.expectedFalse(), 100 * ChangePoints.LEVEL, s.flaggedSlower(), s.flaggedFaster());
    }

    private static void line(StringBuilder out, String format, Object... args) {
        out.append(String.format(Locale.ROOT, format, args).stripTrailing()).append('\n');
    }

    // JSON.

    /** The same for a program, schema {@value #SCHEMA}. */
    public static String json(List<History> histories) {
        return Json.pretty(new Answer(SCHEMA, ChangePoints.LEVEL, ChangePoints.SHORTEST, histories.stream().map(Machine::of).toList()));
    }

    private static String word(Quantity quantity) {
        return quantity.name().toLowerCase(Locale.ROOT);
    }

    private record Answer(String schema, double level, int shortest, List<Machine> histories) {
    }

    private record Machine(String machine, String jdk, List<History.Moment> folders, Map<Quantity, History.Summary> summary,
            List<Cell> cells) {
        static Machine of(History history) {
            Map<Quantity, History.Summary> summary = new EnumMap<>(Quantity.class);
            for (Quantity q : Quantity.values()) {
                summary.put(q, history.summary(q));
            }
            return new Machine(history.machine(), history.jdk(), history.moments(), summary,
                    history.cells().stream().map(c -> Cell.of(history, c)).toList());
        }
    }

    /** The numbers of folders are their places in the list of them, from 0. */
    private record Cell(String benchmark, Map<String, String> params, String design, Quantity quantity, List<Value> values,
                        List<Change> changes) {
        static Cell of(History history, CellHistory cell) {
            List<Value> values = new ArrayList<>();
            for (int i = 0; i < cell.moments().size(); i++) {
                Interval value = cell.series().values().get(i);
                values.add(new Value(cell.moments().get(i), value.estimate(), value.low(), value.high(), value.n()));
            }
            return new Cell(cell.benchmark(), cell.params(), cell.design(), cell.quantity(), values, cell.series().changes().stream()
                    .map(c -> new Change(cell.moments().get(c.index() - 1), cell.moments().get(c.index()),
                            history.before(cell, c).revision(), history.after(cell, c).revision(), Math.exp(c.shift()), c.statistic()))
                    .toList());
        }
    }

    private record Value(int folder, double estimate, double low, double high, int forks) {
    }

    private record Change(int lastBefore, int firstAfter, String fromCommit, String toCommit, double factor, double statistic) {
    }
}
