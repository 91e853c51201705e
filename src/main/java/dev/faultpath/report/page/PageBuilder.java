package dev.faultpath.report.page;

import dev.faultpath.Text;
import dev.faultpath.claims.ClaimVerdict;
import dev.faultpath.claims.Claims;
import dev.faultpath.claims.Evidence;
import dev.faultpath.claims.ExternalCheck;
import dev.faultpath.report.Answer;
import dev.faultpath.report.Growth;
import dev.faultpath.report.Numbers;
import dev.faultpath.report.OperationText;
import dev.faultpath.report.RowGroup;
import dev.faultpath.report.SideBySide;
import dev.faultpath.report.chart.Chart;
import dev.faultpath.report.chart.Charts;
import dev.faultpath.report.chart.ReachChart;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Estimator;
import dev.faultpath.results.Fork;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.JmhCommandLine;
import dev.faultpath.results.Json;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Question;
import dev.faultpath.results.ResultSet;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.LineFit;
import dev.faultpath.stats.Ratios;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes pages out of results: everything a report says is decided here or in what this calls, nothing in a template. */
final class PageBuilder {
    /** Id of what belongs to no question. */
    static final String OTHERS = "others";
    private static final String NONE = "no question of the suite";

    private final List<ResultSet> sets;
    private final List<ReachChart> reach;
    private final List<Map<String, Page.ForkLink>> links = new ArrayList<>();
    /** Operations of each set by label. */
    private final List<Map<String, Operations>> counted = new ArrayList<>();
    /** Rows of all cells of each set. */
    private final List<List<RowGroup>> rows = new ArrayList<>();
    /** Of each cell, once: Markdown has them on a page, HTML in scripts. */
    private final IdentityHashMap<CellResult, Page.CellForks> forks = new IdentityHashMap<>();
    private final SortedMap<String, String> charts = new TreeMap<>();
    private final SortedMap<String, String> scripts = new TreeMap<>();

    /**
     * @param sets  at least one
     * @param reach topologies to draw where owner registries are spoken of, if the results hold figures of them: one that is added later
     *              leaves their report as it is
     */
    PageBuilder(List<ResultSet> sets, List<ReachChart> reach) {
        this.sets = sets;
        Set<String> grouped = sets.stream().flatMap(set -> set.grouping().stream()).map(GroupingRow::topology).collect(Collectors.toSet());
        this.reach = reach.stream().filter(chart -> grouped.contains(chart.name()) && chart.tells()).toList();
        for (int i = 0; i < sets.size(); i++) {
            links.add(ForkLinks.of(prefix(i), sets.get(i).cells()));
            rows.add(RowGroup.of(sets.get(i).cells()));
            Map<String, Operations> byLabel = new HashMap<>();
            sets.get(i).operations().forEach(o -> byLabel.put(o.label(), o));
            counted.add(byLabel);
        }
    }

    /** The charts by file name, once the page has been made. */
    SortedMap<String, String> charts() {
        return charts;
    }

    /** The scripts by file name, each with what a reader may ask for beyond the page, once that has been made. */
    SortedMap<String, String> scripts() {
        return scripts;
    }

    static String id(Question question) {
        return question == null ? OTHERS : question.name();
    }

    private static String name(Question question) {
        return question == null ? NONE : question.name() + " " + question.title();
    }

    private void script(String name, Object data) {
        scripts.put(Data.file(name), Data.script(name, data));
    }

    Page page() {
        List<Page.Environment> environments = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            environments.add(environment(i));
        }
        // The forks of a question's cells have a script of their own: most readers never ask for them.
        Map<String, SortedMap<String, Page.CellForks>> byQuestion = new TreeMap<>();
        for (int i = 0; i < sets.size(); i++) {
            for (CellResult cell : sets.get(i).cells()) {
                Page.CellForks of = forks(i, cell);
                byQuestion.computeIfAbsent(links.get(i).get(cell.label()).question(), q -> new TreeMap<>()).put(of.anchor(), of);
            }
        }
        byQuestion.forEach((question, of) -> script(Data.forks(question), of));
        if (forks.values().stream().anyMatch(f -> !f.source().isEmpty())) {
            script(Data.C_SOURCES, CSource.SOURCES);
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
        Map<String, List<CellResult>> byPage = set.cells().stream()
                .collect(Collectors.groupingBy(c -> links.get(i).get(c.label()).page(), LinkedHashMap::new, Collectors.toList()));
        List<Page.ForkPage> pages = new ArrayList<>();
        byPage.forEach((file, cells) -> pages.add(new Page.ForkPage(file, name(cells.get(0).question().orElse(null))
                + " on " + heading(i, cells.get(0).jdk()), cells.stream().map(c -> forks(i, c)).toList())));
        Evidence evidence = Evidence.of(set);
        List<ClaimVerdict> verdicts = Claims.judge(evidence);
        Answer answer = Answer.of(rows.get(i), verdicts, set.proofs());
        Page.Picture picture = Charts.answer(answer).map(c -> kept(i, c)).orElse(null);
        List<Page.Warning> warnings = Warnings.of(set, rows.get(i), verdicts);
        verdicts.forEach(v -> script(prefix(i) + v.claim().toLowerCase(Locale.ROOT),
                Data.tables(Extras.evidence(v), v.figures().stream().flatMap(f -> f.cells().stream()).distinct()
                        .filter(links.get(i)::containsKey)
                        .collect(Collectors.toMap(c -> c, links.get(i)::get, (a, b) -> a, TreeMap::new)))));
        script(prefix(i) + "warnings", Data.tables(Extras.warnings(warnings), new TreeMap<>()));
        return new Page.Environment(prefix(i), name, answer, picture, links.get(i), verdicts, warnings, Facts.of(set),
                Facts.commands(set), Extras.external(ExternalCheck.of(evidence)), pages);
    }

    private Page.CellForks forks(int set, CellResult cell) {
        return forks.computeIfAbsent(cell, c -> forksOf(set, c));
    }

    private Page.CellForks forksOf(int set, CellResult cell) {
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
        String label = CellResult.label(cell.benchmark(), cell.params());
        Operations operations = counted.get(set).get(label);
        summary += operations == null ? "" : "; " + OperationText.line(operations) + " " + OperationText.per(operations);
        List<List<String>> lines = cell.forks().stream().map(f -> List.of(Integer.toString(f.block()),
                f.status().name().toLowerCase(Locale.ROOT), Json.text(f.score()), Json.text(f.mean()), Json.text(f.bytesPerOp()),
                f.counters().entrySet().stream().map(c -> c.getKey() + " " + Json.text(c.getValue())).collect(Collectors.joining(", ")),
                notes(f))).toList();
        return new Page.CellForks(links.get(set).get(cell.label()).anchor(), cell.label(), summary, JmhCommandLine.of(cell),
                CSource.of(cell, sets.get(set).cHash()), lines);
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
        Stream.concat(Stream.of(Question.values()), Stream.of((Question) null)).forEach(q -> question(q).ifPresent(parts::add));
        return parts;
    }

    /** What is shown of a question, and in its script all that is known; {@code null} for what belongs to none. */
    private Optional<Page.QuestionPart> question(Question question) {
        String id = id(question);
        List<Page.Part> parts = new ArrayList<>();
        List<List<String>> data = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        List<Page.Plain> tables = new ArrayList<>(question == null ? List.of() : untimed(question));
        List<Page.Picture> pictures = new ArrayList<>(question == null ? List.of() : untimedPictures(question));
        for (int i = 0; i < sets.size(); i++) {
            int set = i;
            String where = sets.size() == 1 ? "" : ", environment " + letter(i);
            List<RowGroup> groups = rows.get(i).stream().filter(g -> g.group().question().orElse(null) == question).toList();
            SideBySide.main(question, groups).ifPresent(main -> parts.add(new Page.Part(main.group().benchmarkClass() + where,
                    links.get(set), main, Charts.cost(main).map(c -> kept(set, c)).orElse(null))));
            for (RowGroup group : groups) {
                data.addAll(Data.rows(group.group().benchmarkClass() + where, group, links.get(i)));
                group.remarks().forEach(r -> remarks.add((group.group().benchmarkClass() + " on " + heading(set, group.group().jdk()) + " "
                        + group.parameters()).trim() + ": " + r));
            }
            for (String jdk : sets.get(i).jdks()) {
                List<CellResult> cells = sets.get(i).cells().stream()
                        .filter(c -> c.jdk().equals(jdk) && c.question().orElse(null) == question).toList();
                tables.addAll(tables(i, jdk, question, cells, groups.stream().filter(g -> g.group().jdk().equals(jdk)).toList()));
                Stream.of(Charts.growth(cells), Charts.runLength(cells), Charts.revocation(cells)).flatMap(List::stream)
                        .forEach(c -> pictures.add(picture(set, c)));
            }
        }
        if (data.isEmpty() && tables.isEmpty()) {
            return Optional.empty();
        }
        script(id.toLowerCase(Locale.ROOT), new Data.Question(data, remarks, tables, pictures, new TreeMap<>()));
        Prose text = question == null ? new Prose(List.of()) : Prose.of(id);
        return Optional.of(new Page.QuestionPart(id, name(question), question == null ? text : text.first(),
                text.rest(), parts, data.size()));
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

    /** All tables of a question on one JDK but that of its rows. */
    private List<Page.Plain> tables(int set, String jdk, Question question, List<CellResult> cells, List<RowGroup> groups) {
        List<Page.Plain> tables = new ArrayList<>();
        groups.stream().collect(Collectors.groupingBy(g -> g.group().benchmarkClass(), LinkedHashMap::new, Collectors.toList()))
                .forEach((name, of) -> tables.add(Extras.operations(of, sets.get(set).operations(), name + ", " + heading(set, jdk))));
        List<List<String>> growth = Growth.of(cells).stream().filter(g -> g.fit().isPresent()).map(PageBuilder::growth).toList();
        if (!growth.isEmpty()) {
            tables.add(new Page.Plain("Cost against pages, ns, " + heading(set, jdk), List.of("design", "benchmark and parameters", "fixed",
                    "a page", "farthest", "at pages"), growth, List.of("A line by least squares of the relative residuals, and the size"
                            + " farthest off it.")));
        }
        tables.addAll(question == null ? List.of() : Extras.of(question, cells, heading(set, jdk)));
        if (question != null) {
            Prose text = Prose.of(question.name());
            tables.add(Extras.ranks(text, groups, heading(set, jdk)));
            tables.add(Extras.agreement(text, groups, heading(set, jdk)));
        }
        return tables.stream().filter(Objects::nonNull).toList();
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

    /** A picture that the Markdown page shows too. */
    private Page.Picture kept(int set, Chart chart) {
        Page.Picture picture = picture(set, chart);
        charts.put(picture.file(), chart.svg());
        return picture;
    }

    private static Page.Picture picture(String prefix, String where, Chart chart) {
        String id = prefix + chart.id();
        String data = "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(chart.svg().getBytes(StandardCharsets.UTF_8));
        return new Page.Picture("chart-" + id, chart.title() + where, Report.CHARTS + "/" + id + ".svg", data, chart.description());
    }
}
