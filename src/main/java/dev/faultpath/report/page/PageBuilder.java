package dev.faultpath.report.page;

import dev.faultpath.Text;
import dev.faultpath.claims.ClaimVerdict;
import dev.faultpath.claims.Claims;
import dev.faultpath.claims.Evidence;
import dev.faultpath.claims.ExternalCheck;
import dev.faultpath.report.Growth;
import dev.faultpath.report.Numbers;
import dev.faultpath.report.RowGroup;
import dev.faultpath.report.chart.Chart;
import dev.faultpath.report.chart.Charts;
import dev.faultpath.report.chart.ReachChart;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Estimator;
import dev.faultpath.results.Fork;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.Json;
import dev.faultpath.results.Question;
import dev.faultpath.results.ResultSet;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.LineFit;
import dev.faultpath.stats.Ratios;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes pages out of results: everything a report says is decided here or in what this calls, nothing in a template. */
final class PageBuilder {
    private static final String NONE = "no question of the suite";

    private final List<ResultSet> sets;
    private final List<ReachChart> reach;
    private final List<Map<String, String>> anchors = new ArrayList<>();
    /** Rows of all cells of each set. */
    private final List<List<RowGroup>> rows = new ArrayList<>();
    private final SortedMap<String, String> charts = new TreeMap<>();

    /**
     * @param sets  at least one
     * @param reach topologies to draw where owner registries are spoken of, if the results hold figures of them: one that is added later
     *              leaves their report as it is
     */
    PageBuilder(List<ResultSet> sets, List<ReachChart> reach) {
        this.sets = sets;
        Set<String> grouped = sets.stream().flatMap(set -> set.grouping().stream()).map(GroupingRow::topology).collect(Collectors.toSet());
        this.reach = reach.stream().filter(chart -> grouped.contains(chart.name())).toList();
        for (int i = 0; i < sets.size(); i++) {
            anchors.add(Anchors.of(prefix(i), sets.get(i).cells()));
            rows.add(RowGroup.of(sets.get(i).cells()));
        }
    }

    /** The charts by file name, once the page has been made. */
    SortedMap<String, String> charts() {
        return charts;
    }

    Page page() {
        List<Page.Environment> environments = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            environments.add(environment(i));
        }
        String title = "Fault path results: " + sets.stream().map(ResultSet::name).collect(Collectors.joining("; "));
        return new Page(title, sets.size() > 1, environments, questions(), Estimator.DESCRIPTION);
    }

    private String prefix(int set) {
        return sets.size() == 1 ? "" : (char) ('a' + set % 26) + (set < 26 ? "" : Integer.toString(set / 26)) + "-";
    }

    private String letter(int set) {
        return prefix(set).replace("-", "").toUpperCase(Locale.ROOT);
    }

    private String heading(int set, String jdk) {
        return "JDK " + jdk + (sets.size() == 1 ? "" : ", environment " + letter(set));
    }

    private Page.Environment environment(int i) {
        ResultSet set = sets.get(i);
        String name = (sets.size() == 1 ? "" : "Environment " + letter(i) + ": ") + set.name();
        Map<String, List<Page.CellForks>> forks = new LinkedHashMap<>();
        set.jdks().forEach(jdk -> forks.put(heading(i, jdk),
                set.cells().stream().filter(c -> c.jdk().equals(jdk)).map(c -> forks(i, c)).toList()));
        Evidence evidence = Evidence.of(set);
        List<ClaimVerdict> verdicts = Claims.judge(evidence);
        return new Page.Environment(prefix(i), name, anchors.get(i), verdicts, Warnings.of(set, rows.get(i), verdicts), Facts.of(set),
                Facts.commands(set), Extras.external(ExternalCheck.of(evidence)), forks);
    }

    private Page.CellForks forks(int set, CellResult cell) {
        long counting = cell.counting().size();
        String summary = counting + " of " + cell.forks().size() + " forks count";
        List<CellResult> forms = cell.byForm();
        if (counting > 0 && forms.size() == 1) {
            summary += "; " + typical(cell);
        }
        if (forms.size() > 1) {
            summary += "; by compiled form: " + forms.stream().map(f -> f.counting().size() + " of " + (f.instructions().isPresent()
                    ? String.format(Locale.ROOT, "%,.0f instructions", f.instructions().getAsDouble()) : "a form that was not counted")
                    + " (" + typical(f) + ")").collect(Collectors.joining(", "));
        } else if (cell.instructions().isPresent()) {
            summary += String.format(Locale.ROOT, "; %,.0f instructions", cell.instructions().getAsDouble());
        }
        List<List<String>> lines = cell.forks().stream().map(f -> List.of(Integer.toString(f.block()),
                f.status().name().toLowerCase(Locale.ROOT), Json.text(f.score()), Json.text(f.mean()), Json.text(f.bytesPerOp()),
                f.counters().entrySet().stream().map(c -> c.getKey() + " " + Json.text(c.getValue())).collect(Collectors.joining(", ")),
                notes(f))).toList();
        return new Page.CellForks(anchors.get(set).get(cell.label()), cell.label(), summary, lines);
    }

    private static String typical(CellResult cell) {
        Interval cost = Ratios.typical(cell.scores());
        return "typical value " + Numbers.number(cost.estimate()) + " ns" + (cost.bounded()
                ? ", 95 % interval " + Numbers.number(cost.low()) + " to " + Numbers.number(cost.high()) : "");
    }

    private static String notes(Fork fork) {
        List<String> notes = new ArrayList<>(fork.flags());
        if (fork.form() != null) {
            notes.add("form " + fork.form().id());
        }
        if (fork.reason() != null) {
            notes.add(fork.reason());
        }
        return String.join(", ", notes);
    }

    private List<Page.QuestionPart> questions() {
        List<Page.QuestionPart> parts = new ArrayList<>();
        for (Question q : Question.values()) {
            List<Page.Part> measured = parts(q);
            List<Page.Plain> untimed = untimed(q);
            if (!measured.isEmpty() || !untimed.isEmpty()) {
                Prose text = Prose.of(q.name());
                parts.add(new Page.QuestionPart(q.name(), q.title(), text.first(), text.rest(), measured, untimed, untimedPictures(q)));
            }
        }
        List<Page.Part> others = parts(null);
        if (!others.isEmpty()) {
            Prose nothing = new Prose(List.of());
            parts.add(new Page.QuestionPart("others", NONE, nothing, nothing, others, List.of(), List.of()));
        }
        return parts;
    }

    private List<Page.Plain> untimed(Question question) {
        List<Page.Plain> tables = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            int set = i;
            if (question == Question.Q5) {
                sets.get(i).stress().forEach(s -> tables.add(Extras.stress(s, heading(set, s.jdk()))));
            }
            if (question == Question.Q4) {
                tables.addAll(Extras.arising(sets.get(i).arising(), sets.size() == 1 ? "" : ", environment " + letter(i)));
            }
            if (question == Question.Q7 && !sets.get(i).grouping().isEmpty()) {
                tables.addAll(Extras.grouping(sets.get(i).grouping(), sets.size() == 1 ? "" : ", environment " + letter(i)));
            }
        }
        return tables;
    }

    private List<Page.Picture> untimedPictures(Question question) {
        List<Page.Picture> pictures = new ArrayList<>();
        for (int i = 0; i < sets.size() && question == Question.Q4; i++) {
            int set = i;
            Charts.arising(sets.get(i).arising()).forEach(c -> pictures.add(picture(set, c)));
        }
        if (question == Question.Q7) {
            reach.forEach(r -> pictures.add(picture("", "", r.draw())));
        }
        return pictures;
    }

    private List<Page.Part> parts(Question question) {
        List<Page.Part> parts = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            for (String jdk : sets.get(i).jdks()) {
                List<CellResult> cells = sets.get(i).cells().stream()
                        .filter(c -> c.jdk().equals(jdk) && c.question().orElse(null) == question).toList();
                if (!cells.isEmpty()) {
                    parts.add(part(i, jdk, question, cells));
                }
            }
        }
        return parts;
    }

    private Page.Part part(int set, String jdk, Question question, List<CellResult> cells) {
        Map<String, List<RowGroup>> byClass = new LinkedHashMap<>();
        rows.get(set).stream().filter(g -> g.group().jdk().equals(jdk)
                        && g.group().question().orElse(null) == question)
                .forEach(g -> byClass.computeIfAbsent(g.group().benchmarkClass(), c -> new ArrayList<>()).add(g));
        List<Page.Table> tables = new ArrayList<>();
        byClass.forEach((name, groups) -> tables.add(new Page.Table(name + ", " + heading(set, jdk),
                groups.stream().flatMap(g -> g.rows().stream()).anyMatch(r -> !r.counted().isEmpty()),
                groups.stream().anyMatch(RowGroup::counts),
                groups.stream().anyMatch(RowGroup::inC),
                groups,
                Extras.operations(groups, sets.get(set).operations(), name + ", " + heading(set, jdk)))));
        List<List<String>> growth = Growth.of(cells).stream().filter(g -> g.fit().isPresent()).map(PageBuilder::growth).toList();
        List<RowGroup> all = byClass.values().stream().flatMap(List::stream).toList();
        List<Page.Plain> extras = new ArrayList<>(question == null ? List.of() : Extras.of(question, cells, heading(set, jdk)));
        Optional.ofNullable(Extras.ranks(all, heading(set, jdk))).ifPresent(extras::add);
        if (question != null) {
            Optional.ofNullable(Extras.agreement(Prose.of(question.name()), all, heading(set, jdk))).ifPresent(extras::add);
        }
        Optional<RowGroup> largest = all.stream().max(Comparator.comparingInt(g -> g.rows().size()));
        List<Chart> shown = new ArrayList<>();
        List<Chart> folded = new ArrayList<>();
        for (RowGroup group : all) {
            Charts.ratio(group).ifPresent((group == largest.orElse(null) ? shown : folded)::add);
        }
        shown.addAll(Charts.growth(cells));
        shown.addAll(Charts.runLength(cells));
        shown.addAll(Charts.revocation(cells));
        return new Page.Part(heading(set, jdk), anchors.get(set), tables, growth, extras, shown.stream().map(c -> picture(set, c)).toList(),
                folded.stream().map(c -> picture(set, c)).toList());
    }

    private static List<String> growth(Growth series) {
        LineFit fit = series.fit().orElseThrow();
        return List.of(series.design(), (series.group().benchmarkClass() + " " + series.group().parameters()).trim(),
                Numbers.number(fit.fixed()), Numbers.number(fit.perUnit()), Text.change(fit.worst()),
                String.format(Locale.ROOT, "%.0f", fit.worstAt()));
    }

    private Page.Picture picture(int set, Chart chart) {
        return picture(prefix(set), sets.size() == 1 ? "" : ", environment " + letter(set), chart);
    }

    private Page.Picture picture(String prefix, String where, Chart chart) {
        String id = prefix + chart.id();
        String file = Report.CHARTS + "/" + id + ".svg";
        charts.put(file, chart.svg());
        String data = "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(chart.svg().getBytes(StandardCharsets.UTF_8));
        return new Page.Picture("chart-" + id, chart.title() + where, file, data, chart.description());
    }
}
