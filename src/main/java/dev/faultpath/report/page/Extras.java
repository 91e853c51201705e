package dev.faultpath.report.page;

import dev.faultpath.Text;
import dev.faultpath.claims.ClaimVerdict;
import dev.faultpath.claims.ExternalCheck;
import dev.faultpath.report.Agreement;
import dev.faultpath.report.EventTime;
import dev.faultpath.report.Numbers;
import dev.faultpath.report.OperationText;
import dev.faultpath.report.Ranks;
import dev.faultpath.report.Row;
import dev.faultpath.report.RowGroup;
import dev.faultpath.results.ArisingRow;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Design;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Question;
import dev.faultpath.results.StressOutcome;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tables that single questions have besides: times of revocations, migration as rates, registration by number of peers, and others. */
final class Extras {
    private static final double PAGE_BYTES = 4096;
    private static final String PEERS = "peers";
    private static final String WORK = "work";
    /** Times that each page of an operation is moved: there and back, or in and another one out. */
    private static final Map<String, Integer> MOVES = Map.of("round-trip", 2, "evict", 2);

    private Extras() {
    }

    /** Those of a question on one JDK in one environment, which the heading names. */
    static List<Page.Plain> of(Question question, List<CellResult> cells, String heading) {
        List<CellResult> measured = cells.stream().filter(c -> c.scores().length > 0).toList();
        return switch (question) {
            case Q5 -> events(measured, heading);
            case Q7 -> registration(measured, heading);
            case Q8 -> migration(measured, heading);
            default -> List.of();
        };
    }

    private static List<Page.Plain> events(List<CellResult> cells, String heading) {
        List<List<String>> rows = EventTime.of(cells).stream().map(t -> List.of(t.cell().design(), t.event().word(),
                (t.cell().benchmarkClass() + " " + t.cell().group().parameters()).trim(), Numbers.number(t.time().estimate()),
                t.timeRange(), t.ratioText(), String.format(Locale.ROOT, "%.0f", t.events()))).toList();
        return plain("Until a revocation or an unplug returns, ns, " + heading, List.of("design", "event", "benchmark and parameters", "ns",
                "95 % interval", "ratio to the reference", "events"), rows, "Mean over a fork's events, typical value over forks; ratio of"
                + " forks paired by block. Alone: no request in flight. Beside: a walker asks all the time.");
    }

    /** A table with a note below; none if it has no rows. */
    private static List<Page.Plain> plain(String caption, List<String> head, List<List<String>> rows, String note) {
        return rows.isEmpty() ? List.of() : List.of(new Page.Plain(caption, head, rows, List.of(note)));
    }

    private static double ns(CellResult cell) {
        return Ratios.typical(cell.mainForm().scores()).estimate();
    }

    private static List<Page.Plain> migration(List<CellResult> cells, String heading) {
        List<List<String>> rows = new ArrayList<>();
        for (CellResult cell : cells) {
            Integer moves = MOVES.get(cell.params().get(WORK));
            if (moves == null || cell.pages() == 0) {
                continue;
            }
            double pages = moves * cell.pages() / ns(cell) * 1e9;
            CellResult copy = cells.stream().filter(c -> c.control() && !c.equals(cell) && (c.group().equals(cell.group())
                    || c.group().covers(cell.group()) || cell.group().covers(c.group()))).findFirst().orElse(null);
            rows.add(List.of(cell.design(), cell.group().without(Design.PARAMETER).parameters(), quantity(pages),
                    quantity(pages * PAGE_BYTES), copy == null || cell.control() ? "" : Text.percent(ns(copy) / ns(cell))));
        }
        return plain("Migration as rates, " + heading, List.of("design", "parameters", "pages/s", "bytes/s", "of the plain copy's rate"),
                rows, "A round trip moves each page twice, an eviction one page out for each that comes in. The control copies the same"
                        + " bytes there and back and does nothing else.");
    }

    private static List<Page.Plain> registration(List<CellResult> cells, String heading) {
        TreeSet<Integer> peers = new TreeSet<>();
        Map<String, SortedMap<Integer, CellResult>> byDesign = new LinkedHashMap<>();
        for (CellResult cell : cells.stream().sorted(Comparator.comparing(CellResult::benchmarkClass).thenComparing(CellResult::control))
                .toList()) {
            String value = cell.params().getOrDefault(PEERS, "");
            if (value.matches("[1-9]\\d{0,8}")) {
                peers.add(Integer.parseInt(value));
                String others = cell.group().without(Design.PARAMETER, PEERS).parameters();
                byDesign.computeIfAbsent(cell.design() + "\n" + (cell.benchmarkClass() + " " + others).trim(), d -> new TreeMap<>())
                        .put(Integer.parseInt(value), cell);
            }
        }
        List<String> head = new ArrayList<>(List.of("design", "benchmark and parameters"));
        peers.forEach(n -> head.add(n + " peers"));
        List<List<String>> rows = new ArrayList<>();
        byDesign.forEach((name, byPeers) -> {
            List<String> row = new ArrayList<>(List.of(name.split("\n")));
            peers.forEach(n -> row.add(byPeers.containsKey(n) ? Numbers.number(ns(byPeers.get(n)) / n) : ""));
            rows.add(row);
        });
        return plain("Registration, ns for each peer, by number of peers, " + heading, head, rows, "All peers register with an empty"
                + " registry, one after the other. What doubles here with the peers grows with their square in all. A fault pays none of"
                + " it.");
    }

    /**
     * What the designs of groups do, counted: all that the reference does, and what the others do otherwise. Controls are left out, as are
     * groups without a reference that was counted.
     *
     * @return {@code null} if nothing is left
     */
    static Page.Plain operations(List<RowGroup> groups, List<Operations> counted, String where) {
        Map<String, Operations> byCell = counted.stream().collect(Collectors.toMap(Operations::label, o -> o, (a, b) -> a));
        List<List<String>> rows = new ArrayList<>();
        for (RowGroup group : groups) {
            List<Row> designs = group.rows().stream().filter(r -> !r.cell().control() && byCell.containsKey(label(r))).toList();
            if (designs.isEmpty() || !designs.get(0).cell().reference()) {
                continue;
            }
            Operations reference = byCell.get(label(designs.get(0)));
            for (Row row : designs) {
                Operations operations = byCell.get(label(row));
                String text = operations == reference ? OperationText.line(operations) + " " + OperationText.per(operations)
                        : OperationText.difference(operations, reference);
                rows.add(List.of(row.design(), row == designs.get(0) ? group.parameters() + ": " + text : text, row.ratioText()));
            }
        }
        return rows.isEmpty() ? null : new Page.Plain("Operations, counted, " + where, List.of("design",
                "what the reference does, and what the others do more and less", "ratio"), rows, List.of("Byte code of one steady"
                + " walk, the same on every machine; lines are distinct ones of 64 bytes. src/main/docs/operations.md says which step of"
                + " the kernel each kind stands for."));
    }

    /** Whether instructions and time order designs alike, and why not as above; {@code null} where too few were counted. */
    static Page.Plain ranks(Prose text, List<RowGroup> groups, String where) {
        List<List<String>> rows = new ArrayList<>();
        Set<String> notes = new LinkedHashSet<>(List.of("Rank correlation of executed instructions and time over the designs of a"
                + " group. Pairs are named that differ by more than 3 % in both, the other way round: there misses, dependent loads,"
                + " atomics or branches decide."));
        for (RowGroup group : groups) {
            Ranks.of(group).ifPresent(r -> {
                rows.add(List.of((group.group().benchmarkClass() + " " + group.parameters()).trim(), Integer.toString(r.designs()),
                        String.format(Locale.ROOT, "%.2f", r.spearman()), r.apart().isEmpty() ? "none"
                                : r.apart().stream().map(Ranks.Apart::text).collect(Collectors.joining("; "))));
                r.apart().forEach(p -> notes.add(cause(text, p.more(), p.less(), "instructions and time")));
            });
        }
        return rows.isEmpty() ? null : new Page.Plain("Instructions against time, " + where, List.of("group", "designs", "Spearman",
                "more instructions, less time"), rows, List.copyOf(notes));
    }

    private static String cause(Prose text, String one, String other, String where) {
        return text.pair(one, other, where).orElse("No cause is written yet for " + one + " and " + other + " in " + where + ".");
    }

    /** Whether Java and C order designs alike, and why not where somebody has written it; {@code null} where too few have twins. */
    static Page.Plain agreement(Prose text, List<RowGroup> groups, String where) {
        List<List<String>> rows = new ArrayList<>();
        Set<String> notes = new LinkedHashSet<>(List.of("Kendall's rank correlation of times in Java and in C, built plain, over the"
                + " designs of a group. Pairs are named that the two order differently, both beyond their intervals: there a compiler"
                + " decides, and not the designs."));
        for (RowGroup group : groups) {
            Agreement.of(group).ifPresent(a -> {
                rows.add(List.of((group.group().benchmarkClass() + " " + group.parameters()).trim(), Integer.toString(a.designs()),
                        String.format(Locale.ROOT, "%.2f", a.tau()), a.apart().isEmpty() ? "none"
                                : a.apart().stream().map(Agreement.Apart::text).collect(Collectors.joining("; "))));
                a.apart().forEach(p -> notes.add(cause(text, p.slower(), p.faster(), "Java and C")));
            });
        }
        return rows.isEmpty() ? null : new Page.Plain("Java against C, " + where, List.of("group", "designs", "Kendall's tau",
                "slower in Java, faster in C"), rows, List.copyOf(notes));
    }

    private static String label(Row row) {
        return CellResult.label(row.cell().benchmark(), row.cell().params());
    }

    /** The figures of a claim by grade, a table each, with the cells behind them. */
    static List<Page.Plain> evidence(ClaimVerdict claim) {
        List<Page.Plain> tables = new ArrayList<>();
        claim.figuresByGrade().forEach((grade, figures) -> tables.add(new Page.Plain("Evidence for " + claim.claim() + ", " + grade + ": "
                + grade.words(), List.of("figure", "JDK", "value", "95 % interval", "cells behind it"), figures.stream().map(f -> List.of(
                        f.label(), f.jdk(), f.valueText(), f.rangeText(), String.join("\n", f.cells()))).toList(), List.of())));
        if (!claim.open().isEmpty()) {
            tables.add(list("What would decide what is open", claim.open()));
        }
        return tables;
    }

    /** What warnings are about, a table each. */
    static List<Page.Plain> warnings(List<Page.Warning> warnings) {
        return warnings.stream().filter(w -> !w.items().isEmpty()).map(w -> list(w.text(), w.items())).toList();
    }

    private static Page.Plain list(String caption, List<String> items) {
        return new Page.Plain(caption, List.of(""), items.stream().map(List::of).toList(), List.of());
    }

    /** What the concurrency tests saw on a JDK. */
    static Page.Plain stress(StressOutcome outcome, String heading) {
        List<List<String>> rows = outcome.tests().stream().map(t -> List.of(t.name(), t.design() == null ? "" : t.design(),
                t.passed() ? "passed" : "failed", t.stale().word(), Long.toString(t.samples()))).toList();
        return new Page.Plain("Concurrency tests, " + heading, List.of("test", "design", "outcome", "stale grant", "observations"), rows,
                List.of("A test passes if it saw a stale grant of a design that is wrong on purpose, and none of any other."));
    }

    /** Which runs of one pagemap arise after migrations, a table a captured layout and a row a case. */
    static List<Page.Plain> arising(List<ArisingRow> rows, String where) {
        Map<String, List<ArisingRow>> byLayout = new LinkedHashMap<>();
        rows.forEach(r -> byLayout.computeIfAbsent(r.layout(), l -> new ArrayList<>()).add(r));
        List<Page.Plain> tables = new ArrayList<>();
        byLayout.forEach((layout, of) -> tables.addAll(plain("Runs of one foreign pagemap that arise, " + layout + where, List.of("chunk",
                "access", "devices", "memory", "foreign pages", "calls without a cache", "runs", "median run, pages", "calls that go",
                "runs by length, from 1, 2, 4 … 512 pages"), of.stream().map(r -> List.of(r.chunkText(), r.access(),
                        Integer.toString(r.devices()), r.shortage() ? "short" : "enough", Long.toString(r.foreignPages()),
                        Long.toString(r.comparisons()), Long.toString(r.runs()), Integer.toString(r.median()), Text.percent(r.removed()),
                        r.lengths().stream().map(String::valueOf).collect(Collectors.joining(" ")))).toList(),
                "Devices pull a captured process's memory to themselves by the migration helpers, in chunks of at most this size, and the"
                        + " first one then faults everywhere, 2 MiB at a time; short: a device has room for half of its share. Computed,"
                        + " not timed.")));
        return tables;
    }

    /** What the owner registries grant, a table a topology. */
    static List<Page.Plain> grouping(List<GroupingRow> rows, String where) {
        Map<String, List<GroupingRow>> byTopology = new LinkedHashMap<>();
        rows.forEach(r -> byTopology.computeIfAbsent(r.topology(), t -> new ArrayList<>()).add(r));
        List<Page.Plain> tables = new ArrayList<>();
        byTopology.forEach((topology, of) -> {
            GroupingRow first = of.get(0);
            List<List<String>> lines = of.stream().map(r -> List.of(r.design(), (r.exhaustive() ? "all " : "sampled: ") + r.orders(),
                    Text.percent(r.worst()), Text.percent(r.mean()), Text.percent(r.best()), Long.toString(r.wrong()))).toList();
            String note = first.linkedPairs() + " ordered pairs are linked; links are " + (first.transitive() ? "" : "not ")
                    + "transitive, " + (first.symmetric() ? "" : "not ") + "symmetric"
                    + (first.shipped() ? "." : "; made up to show a single property.") + " Computed, not timed.";
            tables.addAll(plain("Share of linked pairs granted, " + topology + where, List.of("design", "arrival orders", "worst order",
                    "mean", "best order", "pairs wrongly granted"), lines, note));
        });
        return tables;
    }

    /** The check against published figures as tables, one a JDK; {@code null} if nothing of it was measured. */
    static Page.External external(ExternalCheck check) {
        Map<String, List<List<String>>> byJdk = new TreeMap<>();
        for (ExternalCheck.Row row : check.rows()) {
            for (ExternalCheck.Model model : row.models()) {
                boolean huge = model.pages().equals("2 MiB");
                byJdk.computeIfAbsent(model.share().jdk(), j -> new ArrayList<>()).add(List.of(row.stage(), model.pages(),
                        Text.percent(huge ? row.publishedHuge() : row.published4k()),
                        model.share().valueText(), model.share().rangeText()));
            }
        }
        if (byJdk.isEmpty()) {
            return null;
        }
        List<String> text = new ArrayList<>(List.of("Shares that the stages of a 2 MiB fault have of it, as published (" + check.source()
                + "), beside those that leaving a stage out gives in the model. Published pages of 4 KiB and huge pages stand beside faults"
                + " of the model on memory that the process maps in 4 KiB and 2 MiB. Nothing in the model is tuned to agree."));
        check.rows().forEach(r -> text.add(r.stage() + ": " + r.reason() + "."));
        return new Page.External(text, byJdk.entrySet().stream().map(e -> new Page.Plain("Stages of a fault, published and modelled, JDK "
                + e.getKey(), List.of("stage", "pages", "published", "model", "95 % interval"), e.getValue(), List.of())).toList());
    }

    /** Three digits with a prefix of the SI, such as {@code 1.25 M}. */
    static String quantity(double value) {
        String[] prefixes = {"", " k", " M", " G", " T", " P"};
        int i = 0;
        double rest = value;
        while (rest >= 1000 && i < prefixes.length - 1) {
            rest /= 1000;
            i++;
        }
        return String.format(Locale.ROOT, rest >= 100 ? "%.0f%s" : rest >= 10 ? "%.1f%s" : "%.2f%s", rest, prefixes[i]);
    }
}
