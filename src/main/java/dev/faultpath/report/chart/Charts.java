package dev.faultpath.report.chart;

import dev.faultpath.report.Answer;
import dev.faultpath.report.Growth;
import dev.faultpath.report.Numbers;
import dev.faultpath.report.ParameterWords;
import dev.faultpath.report.RowGroup;
import dev.faultpath.report.SideBySide;
import dev.faultpath.results.ArisingRow;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.TimedEvent;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.LineFit;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The charts of a report. Each shows one benchmark on one JDK, which its title names. Cells may come in any order, but of one machine; the
 * bytes of a chart depend on them alone.
 */
public final class Charts {
    private static final String PLACEMENT = "placement";
    /** A placement by the pages of a run and the number of pagemaps that take turns. */
    private static final Pattern ALTERNATE = Pattern.compile("alternate:(\\d{1,9}):(.+)");
    private static final String RATE = "revocationsPerMillionPages";
    private static final String LINES = "lines: 95 % intervals over forks";
    private static final String INTERVALS = "whiskers: 95 % intervals over forks";

    private Charts() {
    }

    /** Cost of each design of groups side by side, the cheapest first; empty if there are not two to compare. */
    public static Optional<Chart> cost(SideBySide groups) {
        List<CostChart.Bars> bars = groups.lines().stream().filter(l -> l.rows().stream().anyMatch(r -> r != null && r.cost() != null))
                .map(l -> bars(l.name(), l.first().cell().control(), l.rows().stream().map(r -> r == null || r.cost() == null ? null
                        : r.cost().map(ns -> ns * SideBySide.cost(r) / r.ns())).toList(), l.others().stream().map(o -> o.stream()
                                .filter(r -> r.cost() != null).map(SideBySide::cost).toList()).toList())).toList();
        boolean forms = bars.stream().flatMap(b -> b.marks().stream()).anyMatch(m -> !m.isEmpty());
        if (bars.size() < 2) {
            return Optional.empty();
        }
        CellResult.Group group = groups.group();
        return Optional.of(new CostChart(Ids.of("cost", new CellResult.Group(null, group.benchmarkClass(), group.work(), group.params())),
                groups.title() + ": cost of " + (groups.perPage() ? "a page" : "an operation"),
                subtitle(group, String.join(", ", groups.series()) + ", the cheapest first; " + LINES
                        + (forms ? "; upright marks: compiled forms that fewer forks have" : "")),
                groups.perPage() ? "ns for each page of 4 KiB" : "ns for each operation",
                groups.series(), List.of(new CostChart.Section("", bars)), "Cheapest: " + bars.get(0).name() + ", dearest: "
                + bars.get(bars.size() - 1).name() + ", of " + count(bars.size(), "design") + ".").draw());
    }

    /** What a page of other devices' memory costs over the owner check alone, by run length; empty if that was not measured. */
    public static Optional<Chart> answer(Answer answer) {
        if (answer.points().isEmpty()) {
            return Optional.empty();
        }
        List<String> series = Answer.series(answer.points());
        Map<Integer, Map<String, List<Interval>>> runs = new TreeMap<>();
        answer.points().forEach(p -> runs.computeIfAbsent(p.run(), r -> new LinkedHashMap<>()).computeIfAbsent(p.design(),
                d -> new ArrayList<>(Collections.nCopies(series.size(), null))).set(series.indexOf(p.series()), p.over()));
        List<CostChart.Section> sections = new ArrayList<>();
        runs.forEach((run, designs) -> sections.add(new CostChart.Section("runs of " + count(run, "page"), designs.entrySet().stream()
                .map(e -> bars(e.getKey(), false, e.getValue(), List.of())).toList())));
        String lacking = series.stream().flatMap(s -> lacking(s, answer.points(), runs.keySet()).stream()).collect(Collectors.joining());
        return Optional.of(new CostChart("answer", "What a page costs over the owner check alone",
                "memory of 8 devices in turn, seven of them others; by the pages that one device has in a row; " + lacking + LINES,
                "ns for each page of 4 KiB, less those of the owner check alone",
                series, sections, count(runs.size(), "run length") + ", " + String.join(", ", series) + ".").draw());
    }

    /** At which run lengths alone a series was measured; empty if at all. */
    private static Optional<String> lacking(String series, List<Answer.Point> points, Set<Integer> runs) {
        Set<Integer> has = points.stream().filter(p -> p.series().equals(series)).map(Answer.Point::run)
                .collect(Collectors.toCollection(TreeSet::new));
        return has.equals(runs) ? Optional.empty() : Optional.of(series + " was timed in runs of "
                + has.stream().map(Object::toString).collect(Collectors.joining(" and ")) + " only; ");
    }

    private static CostChart.Bars bars(String name, boolean control, List<Interval> costs, List<List<Double>> marks) {
        return new CostChart.Bars(name, control, costs.stream().mapToDouble(c -> c == null ? Double.NaN : c.estimate()).toArray(),
                costs.stream().mapToDouble(c -> c == null ? Double.NaN : c.low()).toArray(),
                costs.stream().mapToDouble(c -> c == null ? Double.NaN : c.high()).toArray(), marks);
    }

    /**
     * Cost of a page against pages, a series a design, with the line through its sizes.
     *
     * @return one chart for each benchmark, JDK and set of other parameters with a design that was measured at enough sizes for a line
     */
    public static List<Chart> growth(List<CellResult> cells) {
        Map<CellResult.Group, List<Growth>> groups = new LinkedHashMap<>();
        for (Growth growth : Growth.of(sorted(cells))) {
            groups.computeIfAbsent(growth.group(), g -> new ArrayList<>()).add(growth);
        }
        spreadControls(groups, growth -> growth.sizes().get(0));
        List<Chart> charts = new ArrayList<>();
        groups.forEach((group, growths) -> {
            if (growths.stream().anyMatch(g -> g.fit().isPresent())) {
                charts.add(growth(group, growths));
            }
        });
        return charts;
    }

    private static Chart growth(CellResult.Group group, List<Growth> growths) {
        List<Series> series = new ArrayList<>();
        for (Growth growth : growths) {
            List<Series.Point> points = new ArrayList<>();
            for (int i = 0; i < growth.sizes().size(); i++) {
                int pages = growth.sizes().get(i).pages();
                points.add(point(pages, growth.costs().get(i).map(ns -> ns / pages)));
            }
            series.add(new Series(growth.design() + growth.fit().map(f -> ": " + text(f)).orElse(": too few sizes for a line"), points,
                    growth.fit().map(f -> new double[] {f.fixed(), f.perUnit()})));
        }
        int[] sizes = growths.stream().flatMap(g -> g.sizes().stream()).mapToInt(CellResult::pages).distinct().sorted().toArray();
        StringBuilder description = new StringBuilder(count(growths.size(), "design")).append(" at ").append(count(sizes.length, "size"))
                .append(" from ").append(sizes[0]).append(" to ").append(sizes[sizes.length - 1]).append(" pages.");
        growths.stream().filter(g -> g.fit().isPresent() && !g.sizes().get(0).control())
                .min(Comparator.comparingDouble(g -> g.fit().get().perUnit()))
                .ifPresent(g -> description.append(" Lowest cost a page: ").append(g.design()).append(", ").append(text(g.fit().get()))
                        .append('.'));
        return SeriesChart.linear(series, "pages in a walk (log scale)", "ns for each page of 4 KiB",
                Ids.of("growth", group), RowGroup.title(group) + ": cost of a page against pages",
                subtitle(group, "lines: a fixed cost shared by the pages + cost a page, by least squares; " + INTERVALS),
                description.toString());
    }

    private static String text(LineFit fit) {
        return Numbers.number(fit.fixed()) + " ns + " + Numbers.number(fit.perUnit()) + " ns a page";
    }

    /**
     * Run length against callback calls for each page, exact counts.
     *
     * @return one chart for each JDK and set of other parameters in which calls were counted at two run lengths or more
     */
    public static List<Chart> runLength(List<CellResult> cells) {
        Map<CellResult.Group, Map<String, SortedMap<Double, Series.Point>>> groups = new LinkedHashMap<>();
        for (CellResult cell : sorted(cells)) {
            Matcher placement = ALTERNATE.matcher(cell.params().getOrDefault(PLACEMENT, ""));
            double calls = ratio(cell.counters(), "callbackCalls", "countedWalks") / cell.pages();
            if (placement.matches() && Double.isFinite(calls)) {
                double run = Double.parseDouble(placement.group(1));
                groups.computeIfAbsent(cell.group().with(PLACEMENT, "alternate:R:" + placement.group(2)), g -> new LinkedHashMap<>())
                        .computeIfAbsent(cell.design(), d -> new TreeMap<>())
                        .put(run, new Series.Point(run, calls, Double.NaN, Double.NaN));
            }
        }
        List<Chart> charts = new ArrayList<>();
        groups.forEach((group, designs) -> {
            double[] runs = designs.values().stream().flatMap(p -> p.keySet().stream()).mapToDouble(r -> r).distinct().sorted().toArray();
            if (runs.length >= 2) {
                charts.add(runLength(group, designs, runs));
            }
        });
        return charts;
    }

    private static Chart runLength(CellResult.Group group, Map<String, SortedMap<Double, Series.Point>> designs, double[] runs) {
        // Counts are exact: designs that ask equally often are one line.
        Map<List<Series.Point>, List<String>> alike = new LinkedHashMap<>();
        designs.forEach((design, points) -> alike.computeIfAbsent(List.copyOf(points.values()), p -> new ArrayList<>()).add(design));
        List<Series> series = new ArrayList<>();
        alike.forEach((points, names) -> series.add(new Series(String.join(", ", names), points, Optional.empty())));
        String silent = alike.entrySet().stream().filter(e -> e.getKey().stream().allMatch(p -> p.y() == 0))
                .flatMap(e -> e.getValue().stream()).collect(Collectors.joining(", "));
        boolean zero = series.stream().flatMap(s -> s.points().stream()).anyMatch(p -> p.y() == 0);
        return SeriesChart.of(series, "run length R: pages of one pagemap in a row (log scale)",
                "callback calls per page (log scale" + (zero ? "; 0 at the foot)" : ")"), Ids.of("runlength", group),
                RowGroup.title(group) + ": callback calls against run length",
                subtitle(group, "exact counts of one walk; designs that ask equally often share a line"),
                count(designs.size(), "design") + " at run lengths from " + Ticks.label(runs[0]) + " to "
                        + Ticks.label(runs[runs.length - 1])
                        + " pages." + (silent.isEmpty() ? "" : " No calls at any of them: " + silent + "."));
    }

    /**
     * How long the runs of one pagemap are that arise after migrations: of all devices' count the largest, and with memory enough, as the
     * table has the others.
     *
     * @return one chart for each layout
     */
    public static List<Chart> arising(List<ArisingRow> rows) {
        Map<String, List<ArisingRow>> byLayout = new LinkedHashMap<>();
        int devices = rows.stream().mapToInt(ArisingRow::devices).max().orElse(0);
        rows.stream().filter(r -> r.devices() == devices && !r.shortage() && r.runs() > 0)
                .forEach(r -> byLayout.computeIfAbsent(r.layout(), l -> new ArrayList<>()).add(r));
        List<Chart> charts = new ArrayList<>();
        byLayout.forEach((layout, cases) -> {
            List<Series> series = cases.stream()
                    .map(r -> new Series(r.chunkText() + ", " + r.access(), atLeast(r), Optional.empty())).toList();
            charts.add(SeriesChart.of(series, "length of a run, pages (log scale)",
                    "runs at least this long, % (log scale)",
                    Ids.of("arising", layout, null, Map.of()), "Runs of one foreign pagemap that arise, " + layout,
                    devices + " devices with memory enough, by largest chunk and access; exact counts",
                    count(cases.size(), "case") + ". Shortest median run: "
                            + cases.stream().min(Comparator.comparingInt(ArisingRow::median))
                            .map(r -> r.median() + (r.median() == 1 ? " page, " : " pages, ") + r.chunkText() + " " + r.access()).orElse("")
                            + "."));
        });
        return charts;
    }

    private static List<Series.Point> atLeast(ArisingRow row) {
        List<Series.Point> points = new ArrayList<>();
        long runs = row.runs();
        for (int i = 0; i < row.lengths().size() && runs > 0; i++) {
            points.add(new Series.Point(1 << i, 100.0 * runs / row.runs(), Double.NaN, Double.NaN));
            runs -= row.lengths().get(i);
        }
        return points;
    }

    /**
     * Rate of revocations against what a request costs, and against how long a revocation takes to return.
     *
     * @return two charts at most for each JDK and set of other parameters in which two rates or more were measured
     */
    public static List<Chart> revocation(List<CellResult> cells) {
        Map<CellResult.Group, List<CellResult>> groups = new LinkedHashMap<>();
        for (CellResult cell : sorted(cells)) {
            if (cell.params().getOrDefault(RATE, "").matches("\\d{1,9}")) {
                groups.computeIfAbsent(cell.group().without(RATE), g -> new ArrayList<>()).add(cell);
            }
        }
        List<Chart> charts = new ArrayList<>();
        groups.forEach((group, members) -> {
            String x = "revocations per million pages of requests (log scale";
            boolean zero = members.stream().anyMatch(c -> rate(c) == 0);
            rates(group, members, Charts::scores, x + (zero ? "; 0: left of the dashed line)" : ")"), "ns per request (log scale)",
                    "revocation-cost", "cost of a request against the rate of revocations").ifPresent(charts::add);
            rates(group, members, TimedEvent.REVOCATION::times, x + ")", "ns until a revocation returns (log scale)", "revocation-time",
                    "time of a revocation against the rate of revocations").ifPresent(charts::add);
        });
        return charts;
    }

    private static Optional<Chart> rates(CellResult.Group group, List<CellResult> cells, Function<CellResult, double[]> values, String x,
                                         String y, String kind, String about) {
        Map<String, SortedMap<Double, Series.Point>> designs = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            double[] forks = values.apply(cell);
            if (forks.length > 0) {
                designs.computeIfAbsent(cell.design(), d -> new TreeMap<>()).put(rate(cell), point(rate(cell), Ratios.typical(forks)));
            }
        }
        double[] rates = designs.values().stream().flatMap(p -> p.keySet().stream()).mapToDouble(r -> r).distinct().sorted().toArray();
        if (rates.length < 2) {
            return Optional.empty();
        }
        List<Series> series = new ArrayList<>();
        designs.forEach((design, points) -> series.add(new Series(design, List.copyOf(points.values()), Optional.empty())));
        double last = rates[rates.length - 1];
        StringBuilder description = new StringBuilder(count(designs.size(), "design")).append(" at ").append(count(rates.length, "rate"))
                .append(" from ").append(Ticks.label(rates[0])).append(" to ").append(Ticks.label(last)).append(" per million pages.");
        designs.entrySet().stream().filter(d -> d.getValue().containsKey(last))
                .min(Comparator.comparingDouble(d -> d.getValue().get(last).y()))
                .ifPresent(d -> description.append(" Lowest at the highest rate: ").append(d.getKey()).append(", ")
                        .append(Numbers.number(d.getValue().get(last).y())).append(" ns."));
        return Optional.of(SeriesChart.of(series, x, y, Ids.of(kind, group), RowGroup.title(group) + ": " + about,
                subtitle(group, INTERVALS), description.toString()));
    }

    private static double rate(CellResult cell) {
        return Double.parseDouble(cell.params().get(RATE));
    }

    private static double[] scores(CellResult cell) {
        return cell.usable() ? cell.mainForm().scores() : new double[0];
    }

    /** In the order of the tables, but of each benchmark and JDK the reference first and the controls last. */
    private static List<CellResult> sorted(List<CellResult> cells) {
        Map<List<String>, List<CellResult>> byBenchmark = cells.stream().sorted(RowGroup.ORDER)
                .collect(Collectors.groupingBy(c -> List.of(c.benchmarkClass(), c.jdk()), LinkedHashMap::new, Collectors.toList()));
        return byBenchmark.values().stream()
                .flatMap(c -> c.stream().sorted(Comparator.comparing(x -> x.reference() ? 0 : x.control() ? 2 : 1)))
                .toList();
    }

    /** A control that lacks parameters stands in every group that it covers, as it does in the tables. */
    private static <T> void spreadControls(Map<CellResult.Group, List<T>> groups, Function<T, CellResult> cell) {
        for (CellResult.Group group : List.copyOf(groups.keySet())) {
            List<T> controls = groups.get(group).stream().filter(t -> cell.apply(t).control()).toList();
            List<CellResult.Group> beside = groups.keySet().stream().filter(g -> g.covers(group)).toList();
            if (!beside.isEmpty()) {
                beside.forEach(g -> groups.get(g).addAll(controls));
                groups.get(group).removeAll(controls);
            }
        }
        groups.values().removeIf(List::isEmpty);
    }

    private static Series.Point point(double x, Interval y) {
        return new Series.Point(x, y.estimate(), y.low(), y.high());
    }

    /** One count divided by another; NaN if one is missing. */
    private static double ratio(SortedMap<String, Double> counters, String count, String by) {
        return counters.getOrDefault(count, Double.NaN) / counters.getOrDefault(by, Double.NaN);
    }

    private static String count(int n, String word) {
        return n + " " + word + (n == 1 ? "" : "s");
    }

    static String subtitle(CellResult.Group group, String shown) {
        return Stream.of(ParameterWords.of(group), shown).filter(w -> !w.isEmpty()).collect(Collectors.joining("; "));
    }
}
