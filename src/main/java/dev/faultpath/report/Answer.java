package dev.faultpath.report;

import dev.faultpath.Table;
import dev.faultpath.Text;
import dev.faultpath.claims.ClaimVerdict;
import dev.faultpath.claims.Claims;
import dev.faultpath.claims.Evidence;
import dev.faultpath.claims.Figure;
import dev.faultpath.claims.Grade;
import dev.faultpath.claims.Verdict;
import dev.faultpath.results.Proof;
import dev.faultpath.results.Question;
import dev.faultpath.results.ResultSet;
import dev.faultpath.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What results say of the argument in a sentence, five lines and one picture, which stand above all else wherever results are shown. The
 * one home of them: each is made of the run's own figures, and says so in few words where the run lacks them.
 *
 * @param advice which design to take and where its cache does not pay, a sentence
 * @param lines  what a reader asks first, in that order
 * @param points of the picture: what a page costs over the owner check alone
 */
public record Answer(String advice, List<Line> lines, List<Point> points) {
    /** Where other devices' memory lies in runs of one pagemap. */
    private static final Pattern ALTERNATE = Pattern.compile("alternate:(\\d{1,6}):8");
    private static final String EACH = "callback-per-page";
    private static final String LAST = "callback-last-pagemap";
    private static final String NONE = "none";
    private static final String SEQUENCE = "notifier-sequence";
    private static final Pattern CHUNKS = Pattern.compile("chunks of ([^,]+),");
    /** What is said where two times cannot be told apart. */
    private static final String ALIKE = "no difference";
    private static final String SHOWN = "foreignShown";
    private static final String UNCHECKED = "broken-cache";
    /** Parameters that the picture and the lines hold still; a run of before may lack one. */
    private static final Map<String, String> STILL = Map.of("layout", "system-present", "profile", "mega", "mix", "none", "callbackCost",
            "0", "yesPercent", "100");
    /** The pages that a request of 2 MiB has. */
    private static final int PAGES = 512;
    /** Longest run that still is short. */
    private static final int SHORT = 16;
    private static final String MISSING = "Not measured in this run";

    /**
     * One of the lines.
     *
     * @param claim   that decides it; empty if none does
     * @param asked   the question
     * @param answer  in few words
     * @param figures behind it, a sentence
     */
    public record Line(String claim, String asked, String answer, String figures) {
        /** All of it as plain text. */
        public String text() {
            return asked + " " + answer + (claim.isEmpty() ? "" : " (" + claim + ")") + (figures.isEmpty() ? "." : ": " + figures + ".");
        }
    }

    /**
     * A point of the picture.
     *
     * @param run    pages of one pagemap in a row
     * @param series as {@link SideBySide#series()}
     * @param over   ns a page over the owner check alone; an estimate without bounds where there are too few forks
     * @param alone  ns a page of the owner check alone there
     */
    public record Point(String design, int run, String series, Interval over, double alone) {
    }

    /**
     * The answer of results that may be compared with each other.
     *
     * @param groups   rows of all cells
     * @param verdicts of all claims
     * @param facts    that tests hold of the build
     */
    public static Answer of(List<RowGroup> groups, List<ClaimVerdict> verdicts, List<Proof> facts) {
        Map<String, ClaimVerdict> claims = verdicts.stream().collect(Collectors.toMap(ClaimVerdict::claim, v -> v));
        List<RowGroup> checks = checks(groups);
        List<Point> points = points(checks).stream().map(p -> asClaimed(claims.get("C2"), p)).toList();
        return new Answer(advice(claims, points) + foreign(points), List.of(line(claims.get("C1"),
                "What do existing users (own memory only) pay?", "Nothing", "More", callsOfOwn(claims.get("C1")) == 0 ? "No calls, but time"
                : "Nothing in some cases", own(checks)), remembering(claims.get("C2"), points),
                safe(claims.get("C3"), groups, Proof.sound(facts, "C3")), wholeFault(claims.get("C4")), owners(claims.get("C6"))), points);
    }

    /** Walks by designs of Q4 with nothing else set than run lengths of 8 devices' memory, or own memory. */
    public static List<RowGroup> checks(List<RowGroup> groups) {
        return groups.stream().filter(g -> g.group().benchmarkClass().equals("PagemapCallbackBenchmark")
                && STILL.entrySet().stream().allMatch(e -> g.group().params().getOrDefault(e.getKey(), e.getValue()).equals(e.getValue())))
                .toList();
    }

    /** The run length of such a walk, pages; 0 if all memory is one device's. */
    public static int run(RowGroup group) {
        Matcher run = ALTERNATE.matcher(group.group().params().getOrDefault("placement", ""));
        return run.matches() ? Integer.parseInt(run.group(1)) : 0;
    }

    /** The same, of a run by itself. */
    public static Answer of(ResultSet set) {
        return of(RowGroup.of(set.cells()), Claims.judge(Evidence.of(set)), set.proofs());
    }

    private static Verdict verdict(ClaimVerdict claim) {
        return claim == null ? Verdict.INCONCLUSIVE : claim.verdict();
    }

    private static Line line(ClaimVerdict claim, String asked, String supported, String refuted, String depends, List<String> figures) {
        Map<Verdict, String> answers = Map.of(Verdict.SUPPORTED, supported, Verdict.REFUTED, refuted, Verdict.DEPENDS, depends,
                Verdict.INCONCLUSIVE, "Not decided by this run");
        Verdict verdict = verdict(claim);
        Verdict onHotSpot = claim == null || claim.hotSpot() == null ? verdict : claim.hotSpot().verdict();
        String answer = answers.get(verdict) + (onHotSpot == verdict || onHotSpot == Verdict.INCONCLUSIVE || verdict == Verdict.INCONCLUSIVE
                ? "" : ", by design; on HotSpot: " + answers.get(onHotSpot).toLowerCase(Locale.ROOT));
        String found = figures.stream().filter(f -> !f.isEmpty()).collect(Collectors.joining("; "));
        return found.isEmpty() && verdict == Verdict.INCONCLUSIVE ? new Line("", asked, MISSING, "")
                : new Line(claim == null ? "" : claim.claim(), asked, answer, found);
    }

    /** Which design to take, where its cache does not pay, and what it costs: of what the run decides. */
    private static String advice(Map<String, ClaimVerdict> claims, List<Point> points) {
        String owner = switch (verdict(claims.get("C1"))) {
            case SUPPORTED, DEPENDS -> "Compare the owner pointer first";
            case REFUTED -> "Comparing the owner pointer first does not spare own memory";
            case INCONCLUSIVE -> "Whether to compare the owner pointer first is not decided";
        };
        List<Integer> runs = bothMeasured(points);
        List<Integer> losing = losing(points);
        String remember = runs.size() < 2 ? "whether to cache the callback's last answer is not decided"
                : losing.isEmpty() ? "on a mismatch, cache the callback's last answer: at no measured run length does that not pay"
                : runs.stream().filter(r -> r > losing.get(losing.size() - 1)).findFirst().map(r -> "on a mismatch, cache the callback's"
                        + " last answer where runs of one device have " + pages(r) + " or more (in shorter ones an empty callback costs"
                        + " less)")
                        .orElse("on a mismatch, call the callback for each page: at the longest runs measured the cache does not pay");
        String locked = switch (verdict(claims.get("C3"))) {
            case SUPPORTED -> "never use a cached answer after the lock";
            case DEPENDS -> "use a cached answer only if each change lies within an invalidation, and the notifier's sequence"
                    + " stands, under the driver's lock, as entries are written";
            case REFUTED -> "a cached answer may be used after the lock";
            case INCONCLUSIVE -> "whether a cached answer may be used after the lock is not decided";
        };
        return owner + "; " + remember + "; " + locked + ".";
    }

    /** What a page of other devices' memory costs by design, a sentence behind another; empty if that was not measured. */
    private static String foreign(List<Point> points) {
        Optional<Integer> run = points.stream().map(Point::run).filter(r -> r <= SHORT).max(Comparator.naturalOrder());
        List<Map<String, String>> added = run.isEmpty() ? List.of() : Stream.of(EACH, LAST).map(design -> points.stream()
                .filter(p -> p.design.equals(design) && p.run == run.get())
                .collect(Collectors.toMap(Point::series, p -> two(p.over.estimate())))).toList();
        if (added.isEmpty() || added.stream().anyMatch(Map::isEmpty)) {
            return "";
        }
        Map<String, String> alone = points.stream().filter(p -> p.design.equals(EACH) && p.run == run.get())
                .collect(Collectors.toMap(Point::series, p -> two(p.alone)));
        boolean same = added.stream().allMatch(a -> a.keySet().equals(alone.keySet()));
        List<String> parts = added.stream().map(a -> bySeries(a, " ns", !same)).toList();
        return " In runs of " + run.get() + " an owner-checked walk takes " + bySeries(alone, " ns a page")
                + "; an empty callback adds " + parts.get(0) + ", a cached one " + parts.get(1) + ".";
    }

    /** Most calls of a callback in a walk of own memory, behind the comparison of owners; NaN if they were not counted. */
    private static double callsOfOwn(ClaimVerdict claim) {
        return Stream.of(EACH, LAST).flatMap(d -> figures(claim, f -> f.label().startsWith(d + ": callback calls, own")).stream())
                .mapToDouble(Figure::value).max().orElse(Double.NaN);
    }

    /** A design beside the owner check alone in the same walk of own memory. */
    private record Own(String series, Row row, Row reference) {
    }

    /** Remembering beside the owner check alone on own memory: the most, over what was shown before. */
    private static List<String> own(List<RowGroup> checks) {
        List<Own> all = checks.stream().filter(g -> "own".equals(g.group().params().get("placement"))
                && g.rows().get(0).cell().pages() == PAGES && g.reference() != null)
                .flatMap(g -> row(g, LAST).stream().flatMap(r -> Stream.of(new Own("JDK " + g.group().jdk(), r, g.reference()),
                        new Own(SideBySide.C, r.inC(), g.reference().inC()))))
                .filter(o -> o.row != null && o.reference != null && !Double.isNaN(ratio(o.row))).toList();
        if (all.isEmpty()) {
            return List.of();
        }
        Map<String, Double> times = new TreeMap<>();
        Map<String, Double> executed = new TreeMap<>();
        for (Own own : all) {
            times.merge(own.series, ratio(own.row), Math::max);
            double ratio = instructions(own.row) / checks.stream().flatMap(g -> g.rows().stream()).filter(r -> r.design().equals(NONE))
                    .map(r -> own.series.equals(SideBySide.C) ? r.inC() : r)
                    .filter(r -> r != null && r.cell().params().get("placement").equals("own") && r.cell().pages() == PAGES
                            && r.cell().jdk().equals(own.row.cell().jdk()))
                    .mapToDouble(Answer::instructions).filter(i -> !Double.isNaN(i)).min().orElse(Double.NaN);
            if (!Double.isNaN(ratio)) {
                executed.merge(own.series, ratio, Math::max);
            }
        }
        return List.of("the cached callback over the owner check, at most: time " + bySeries(twos(times), " ×"),
                executed.isEmpty() ? "" : "instructions " + bySeries(twos(executed), " ×"));
    }

    private static Map<String, String> twos(Map<String, Double> values) {
        return values.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> two(e.getValue())));
    }

    /** Values of the JDKs and of C, as {@code 2.0 / 2.5 ns (JDK 17 / 25), 1.9 ns in C}; one that all JDKs share stands once. */
    private static String bySeries(Map<String, String> values, String unit) {
        return bySeries(values, unit, true);
    }

    /** The same; {@code named} says which JDKs they are of. */
    private static String bySeries(Map<String, String> values, String unit, boolean named) {
        List<String> jdks = values.keySet().stream().filter(s -> !s.equals(SideBySide.C)).sorted().toList();
        String java = jdks.isEmpty() ? "" : jdks.stream().map(values::get).distinct().collect(Collectors.joining(" / ")) + unit
                + (named ? " (JDK " + jdks.stream().map(j -> j.replace("JDK ", "")).collect(Collectors.joining(" / ")) + ")" : "");
        String c = values.getOrDefault(SideBySide.C, "");
        return java + (c.isEmpty() ? "" : (java.isEmpty() ? "" : ", ") + c + unit + " in C");
    }

    private static double instructions(Row row) {
        return row.cell().instructions().orElse(Double.NaN);
    }

    /** Ratio of times; NaN if there is none. */
    private static double ratio(Row row) {
        return row.standing() == Row.Standing.INDISTINGUISHABLE ? 1 : row.standing() == Row.Standing.COMPARED ? row.ratio().estimate()
                : Double.NaN;
    }

    /** A number to two digits. */
    private static String two(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 9.95 ? "%.0f" : size >= 0.995 ? "%.1f" : "%.2f", value)
                .replaceFirst("^-(0\\.0+)$", "$1");
    }

    private static String percent(double share) {
        return share == 0 ? "0" : share < 0.0001 ? "under 0.01" : share > 0.99 && share < 1
                ? String.format(Locale.ROOT, "%.1f", 100 * share)
                : two(100 * share);
    }

    private static Optional<Row> row(RowGroup group, String design) {
        return group.rows().stream().filter(r -> r.design().equals(design)).findFirst();
    }

    private static String pages(int n) {
        return n == 1 ? "1 page" : n + " pages";
    }

    /** ns a page that remembering adds to asking for each, by run length and series. */
    private static Map<Integer, Map<String, Interval[]>> pairs(List<Point> points) {
        Map<Integer, Map<String, Interval[]>> pairs = new TreeMap<>();
        points.stream().filter(p -> p.design.equals(EACH)).forEach(each -> points.stream()
                .filter(p -> p.series.equals(each.series) && p.design.equals(LAST) && p.run == each.run)
                .forEach(last -> pairs.computeIfAbsent(each.run, r -> new TreeMap<>())
                        .put(each.series, new Interval[] {each.over, last.over})));
        return pairs;
    }

    private static List<Integer> bothMeasured(List<Point> points) {
        return List.copyOf(pairs(points).keySet());
    }

    /** Run lengths at which remembering is not faster everywhere, by the nearest ends of the intervals where there are such. */
    private static List<Integer> losing(List<Point> points) {
        return pairs(points).entrySet().stream().filter(r -> r.getValue().values().stream().anyMatch(p -> (p[0].bounded()
                && p[1].bounded() ? p[0].low() - p[1].high() : p[0].estimate() - p[1].estimate()) <= 0)).map(Map.Entry::getKey).toList();
    }

    /** At which run lengths remembering costs more, and how many calls go over runs that arise, exactly. */
    private static Line remembering(ClaimVerdict claim, List<Point> points) {
        String asked = "Where does the cache lose?";
        String calls = saved(figures(claim, f -> f.label().startsWith("share of calls that go")));
        List<Integer> losing = losing(points);
        if (bothMeasured(points).size() < 2) {
            return calls.isEmpty() ? new Line("", asked, MISSING, "") : new Line(claim.claim(), asked, "Times: not measured in this run",
                    calls);
        }
        String answer = losing.isEmpty() ? "At no run length measured" : "In runs of " + Text.and(losing.stream().map(r -> pages(r)
                + " (8 devices), " + bySeries(pairs(points).get(r).entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                        e -> String.format(Locale.ROOT, "%+.2f", added(claim, LAST, EACH, r, e.getKey()).map(Figure::value)
                                .orElse(e.getValue()[1].estimate() - e.getValue()[0].estimate())))), " ns a page")
                        + withRetpolines(claim, r)).toList()) + ", versus calling for each";
        return new Line(claim == null || calls.isEmpty() ? "" : claim.claim(), asked, answer, calls);
    }

    /** The same in C where indirect calls are at their dearest, as the claim has it; empty if that was not measured. */
    private static String withRetpolines(ClaimVerdict claim, int run) {
        return figures(claim, f -> f.label().startsWith(LAST + " over " + EACH + ", in C with retpolines, runs of " + pages(run) + ", "))
                .stream().findFirst().map(f -> " (" + (f.low() <= 0 && f.high() >= 0 ? "none" : String.format(Locale.ROOT, "%+.2f",
                        f.value())) + " with retpolines)").orElse("");
    }

    /** What a design adds to another, ns a page, as the claim has it. */
    private static Optional<Figure> added(ClaimVerdict claim, String design, String than, int run, String series) {
        return figures(claim, f -> f.label().matches(design + " over " + than + ", (in C, )?runs of " + pages(run) + ", 8 devices")
                && series.equals(f.label().contains(" in C, ") ? SideBySide.C : "JDK " + f.jdk())).stream().findFirst();
    }

    /** A point as the claim's evidence has it, so that the two agree; as it is where that has none. */
    private static Point asClaimed(ClaimVerdict claim, Point point) {
        return added(claim, point.design, NONE, point.run, point.series).map(f -> new Point(point.design, point.run, point.series,
                new Interval(f.value(), f.low(), f.high(), point.over.level(), point.over.n(), point.over.method()), point.alone))
                .orElse(point);
    }

    /** Which calls go over runs that migrations leave, by the size of what is migrated: the smallest, and what is larger. */
    private static String saved(List<Figure> shares) {
        Map<String, List<Figure>> bySize = new LinkedHashMap<>();
        for (Figure share : shares) {
            Matcher size = CHUNKS.matcher(share.label());
            if (size.find()) {
                bySize.computeIfAbsent(size.group(1), c -> new ArrayList<>()).add(share);
            }
        }
        if (bySize.isEmpty()) {
            return "";
        }
        String smallest = bySize.keySet().iterator().next();
        DoubleSummaryStatistics of = bySize.remove(smallest).stream().mapToDouble(Figure::value).summaryStatistics();
        return "calls saved: " + (of.getMin() == of.getMax() ? "" : percent(of.getMin()) + " to ") + percent(of.getMax())
                + " % after migrations of " + smallest + (bySize.isEmpty() ? "" : ", at least " + percent(bySize.values().stream()
                .flatMap(List::stream).mapToDouble(Figure::value).min().orElseThrow()) + " % after larger ones");
    }

    private static List<Figure> figures(ClaimVerdict claim, Predicate<Figure> which) {
        return claim == null ? List.of() : claim.figures().stream().filter(which).toList();
    }

    /** The check's share of a fault that maps memory where it lies, and of one that migrates. */
    private static Line wholeFault(ClaimVerdict claim) {
        List<String> figures = new ArrayList<>();
        Map<String, String> places = new TreeMap<>(Comparator.reverseOrder());
        // Entries as small as the pages are the most that an update writes; a short run has none of them.
        String small = "update of 4 KiB pages, 4 KiB entries, ";
        places.put(figures(claim, f -> f.label().contains(small)).isEmpty() ? small.replace("4 KiB entries", "2 MiB entries") : small,
                "of the model's update of 4 KiB pages, ");
        places.put("migration of 4 KiB pages, 2 MiB entries, ", "of a migration, ");
        places.forEach((place, words) -> {
            List<Figure> shares = figures(claim, f -> f.label().startsWith("check over fault, ") && f.label().contains(place)
                    && f.label().endsWith(EACH));
            // A refusal ends the walk: its share is of one call, and says nothing of asking each page.
            boolean one = figures(claim, f -> f.label().startsWith("calls of a fault, ") && f.label().contains(place)
                    && f.label().endsWith(EACH)).stream().anyMatch(f -> f.value() == 1);
            Map<String, String> times = shares.stream().filter(f -> !f.jdk().isEmpty())
                    .collect(Collectors.toMap(f -> "JDK " + f.jdk(), f -> share(f.value()), (a, b) -> a));
            List<String> touched = shares.stream().filter(f -> f.jdk().isEmpty()).map(f -> share(f.value())).toList();
            String all = !times.isEmpty() && touched.equals(times.values().stream().distinct().toList())
                    ? touched.get(0) + " % of loads, stores and time"
                    : Stream.concat(touched.stream().map(t -> t + " % of the loads and stores"),
                            Stream.of(bySeries(times, " % of the time"))).filter(t -> !t.isEmpty()).collect(Collectors.joining(", "));
            if (!all.isEmpty()) {
                figures.add(words + (one ? "the one call (the first refusal ends the walk) is " : "asking for each is ") + all);
            }
        });
        return line(claim, "How much of a fault is the check?", "It vanishes", "It stays visible",
                "Negligible beside a migration, not where an update asks for each page", figures);
    }

    /** A share in percent; of less than can be seen there, that it is. */
    private static String share(double share) {
        return share > 0 && share < 0.0005 ? "less than " + percent(0.001) : percent(share);
    }

    /** What the designs that are safe cost over the one that is not. */
    private static Line safe(ClaimVerdict claim, List<RowGroup> groups, Set<String> sound) {
        List<RowGroup> protocols = groups.stream().filter(g -> g.group().benchmarkClass().equals("RevalidationProtocolBenchmark")
                && row(g, UNCHECKED).filter(r -> r.cost() != null).isPresent()).toList();
        List<Row> safe = protocols.stream().flatMap(g -> sound.stream().flatMap(d -> row(g, d).stream())).filter(r -> r.cost() != null)
                .toList();
        // The kernel's own if it is safe; else by instructions first, as times may differ by less than can be told apart.
        String design = safe.stream().min(Comparator.comparing((Row r) -> !r.design().equals(SEQUENCE)).thenComparingDouble(r -> r.cell()
                .instructions().orElse(Double.MAX_VALUE)).thenComparingDouble(Row::ns)).map(Row::design).orElse("");
        Map<String, String> times = new TreeMap<>();
        for (RowGroup group : protocols) {
            row(group, design).filter(r -> r.cost() != null).ifPresent(r -> {
                String unchecked = row(group, UNCHECKED).orElseThrow().cell().label();
                times.put("JDK " + group.group().jdk(), figures(claim, f -> f.grade() == Grade.E4 && f.label().contains(", protocol, ")
                        && f.cells().equals(List.of(r.cell().label(), unchecked))).stream().findFirst()
                        .map(f -> two(f.value()) + " × the time" + (f.label().endsWith("shown only") ? " (shown only)" : ""))
                        .orElse(ALIKE));
            });
        }
        String time = times.values().stream().allMatch(ALIKE::equals) ? ALIKE + " in time"
                : !times.containsValue(ALIKE) ? bySeries(times, "")
                : times.entrySet().stream().map(t -> (t.getValue().equals(ALIKE) ? ALIKE + " in time" : t.getValue()) + " on "
                        + t.getKey()).collect(Collectors.joining(", "));
        return line(claim, "What makes a cached answer safe, at what price?", "Nothing that was tried", "It is safe as it is",
                "Each change lies within an invalidation of all that the client subscribed, and the sequence is read again"
                        + " under the driver's lock as entries are written", times.isEmpty() ? List.of()
                        : List.of("the read side of " + design + " over an unchecked cache (the invalidation is not priced): "
                                + readSide(claim, design) + time));
    }

    /** What a request loads and stores more than with a cache that nothing checks, as the claim has it; empty if that was not counted. */
    private static String readSide(ClaimVerdict claim, String design) {
        String where = ", protocol, 8 devices";
        Optional<Double> all = figures(claim, f -> f.label().equals("loads and stores" + where + ", " + design)).stream().findFirst()
                .map(Figure::value);
        return all.flatMap(a -> figures(claim, f -> f.label().equals("loads and stores, " + design + " / " + UNCHECKED + where)).stream()
                .findFirst().map(r -> Math.round(a - a / r.value()) + " loads and stores more a request, ")).orElse("");
    }

    /** Which links the kernel's owners deny. */
    private static Line owners(ClaimVerdict claim) {
        List<String> failing = claim == null ? List.of() : claim.design().regions().stream().filter(r -> r.holds().equals("does not hold"))
                .map(r -> r.where().replaceFirst(" \\(.*", "")).toList();
        List<String> denied = new ArrayList<>();
        for (String topology : failing) {
            Map<String, String> ends = new LinkedHashMap<>();
            figures(claim, f -> f.label().startsWith("greedy-groups on " + topology + ": linked pairs granted, ")
                    && !f.label().endsWith("mean order")).forEach(f -> ends.put(percent(f.value()), f.label()));
            if (!ends.isEmpty()) {
                denied.add(String.join(" to ", ends.keySet()) + " %" + (denied.isEmpty() ? " of linked pairs" : "") + " on " + topology);
            }
        }
        return line(claim, "What can owners not express?", "Nothing that was tried", "Links of any kind",
                "Links that are not transitive, or go one way",
                List.of(denied.isEmpty() ? "" : "first-fit groups over direct links grant " + String.join(", ", denied)));
    }

    /** Names of the series that have points, as they come in the picture. */
    public static List<String> series(List<Point> points) {
        return points.stream().map(Point::series).distinct().sorted(Comparator.comparing((String s) -> s.equals(SideBySide.C))
                .thenComparing(s -> s)).toList();
    }

    /** What the designs that were measured at several run lengths cost a page, less the owner check alone. */
    private static List<Point> points(List<RowGroup> checks) {
        Map<String, List<Point>> byDesign = new TreeMap<>();
        Set<String> seen = new TreeSet<>();
        checks.stream().sorted(Comparator.comparingInt(g -> g.rows().get(0).cell().pages())).forEach(group -> {
            int run = run(group);
            int pages = group.rows().get(0).cell().pages();
            if (run == 0 || !group.group().params().getOrDefault(SHOWN, "often").equals("often") || pages < PAGES
                    || pages <= run || group.reference() == null) {
                return;
            }
            Row reference = group.reference();
            for (Row row : group.rows()) {
                if (row.cell().control() || row.cell().question().orElse(null) != Question.Q4) {
                    continue;
                }
                for (Row of : Stream.of(row, row.inC()).filter(Objects::nonNull).toList()) {
                    String series = of == row ? "JDK " + group.group().jdk() : SideBySide.C;
                    Row than = of == row ? reference : reference.inC();
                    // The first is the smallest size, and the form that most forks have.
                    if (than != null && of.standing() == Row.Standing.COMPARED
                            && seen.add(row.design() + " " + run + " " + series)) {
                        double base = than.nsPerPage();
                        byDesign.computeIfAbsent(row.design(), d -> new ArrayList<>()).add(new Point(row.design(),
                                run, series, of.ratio().map(r -> (r - 1) * base), base));
                    }
                }
            }
        });
        return byDesign.values().stream().filter(p -> p.stream().map(Point::run).distinct().count() > 1).flatMap(List::stream)
                .sorted(Comparator.comparingInt(Point::run).thenComparing(p -> !p.design.equals(EACH)).thenComparing(Point::design)
                        .thenComparing(p -> series(List.of(p)).get(0))).toList();
    }

    /** The picture as a table for a terminal; empty if there is none. */
    private String table() {
        if (points.isEmpty()) {
            return "";
        }
        List<Integer> runs = points.stream().map(Point::run).distinct().sorted().toList();
        Table table = new Table(2, "ll" + "r".repeat(runs.size()));
        List<String> head = new ArrayList<>(List.of("ns a page over the owner check, runs of", ""));
        runs.forEach(r -> head.add(Integer.toString(r)));
        table.row(head);
        for (String design : points.stream().map(Point::design).distinct().toList()) {
            for (String series : series(points)) {
                List<String> row = new ArrayList<>(List.of(design, series));
                runs.forEach(r -> row.add(points.stream().filter(p -> p.run == r && p.design.equals(design) && p.series.equals(series))
                        .findFirst().map(p -> two(p.over.estimate())).orElse("")));
                if (row.subList(2, row.size()).stream().anyMatch(v -> !v.isEmpty())) {
                    table.row(row);
                }
            }
        }
        return table.toString();
    }

    /** For a terminal of so many columns: the advice, the lines, numbered, and the picture as a table. */
    public String text(int columns) {
        StringBuilder out = new StringBuilder("The answer\n");
        Text.wrap(out, "", advice, Math.min(ClaimsText.WIDTH, columns));
        for (int i = 0; i < lines.size(); i++) {
            Text.wrap(out, (i + 1) + ". ", lines.get(i).text(), Math.min(ClaimsText.WIDTH, columns));
        }
        return out + table();
    }
}
