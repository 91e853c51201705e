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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What results say of the argument in five lines and one picture, which stand above all else wherever results are shown. The one home of
 * both: a line is made of the run's own figures, and says so in few words where the run lacks them.
 *
 * @param lines  what a reader asks first, in that order
 * @param points of the picture: what a page costs over the owner check alone
 */
public record Answer(List<Line> lines, List<Point> points) {
    /** Where other devices' memory lies in runs of one pagemap. */
    private static final Pattern ALTERNATE = Pattern.compile("alternate:(\\d{1,6}):8");
    private static final String EACH = "callback-per-page";
    private static final String LAST = "callback-last-pagemap";
    private static final String NONE = "none";
    private static final String SHOWN = "foreignShown";
    /** Values of it in the order of the lines, and last where there is none. */
    private static final List<String> SHOWS = List.of("never", "rare", "often", "");
    private static final String IN_C = "in C";
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
     */
    public record Point(String design, int run, String series, Interval over) {
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
        List<Point> points = points(checks);
        return new Answer(List.of(foreign(points), remembering(claims.get("C2"), points), own(claims.get("C1"), checks),
                wholeFault(claims.get("C4")), safe(claims.get("C3"), groups, Proof.sound(facts, "C3"))), points);
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

    private static Line line(ClaimVerdict claim, String asked, String supported, String refuted, String depends, List<String> figures) {
        Verdict verdict = claim == null ? Verdict.INCONCLUSIVE : claim.verdict();
        Map<Verdict, String> answers = Map.of(Verdict.SUPPORTED, supported, Verdict.REFUTED, refuted, Verdict.DEPENDS, depends,
                Verdict.INCONCLUSIVE, "Not decided by this run");
        Verdict onHotSpot = claim == null || claim.hotSpot() == null ? verdict : claim.hotSpot().verdict();
        String answer = answers.get(verdict) + (onHotSpot == verdict || onHotSpot == Verdict.INCONCLUSIVE || verdict == Verdict.INCONCLUSIVE
                ? "" : ", by design; on HotSpot: " + answers.get(onHotSpot).toLowerCase(Locale.ROOT));
        String found = figures.stream().filter(f -> !f.isEmpty()).collect(Collectors.joining("; "));
        return found.isEmpty() && verdict == Verdict.INCONCLUSIVE ? new Line("", asked, MISSING, "")
                : new Line(claim == null ? "" : claim.claim(), asked, answer, found);
    }

    /**
     * A design beside the one it is compared with, in the same walk.
     *
     * @param where      the JDK or C, as a sentence has it
     * @param shown      how often foreign pages were met before; empty where that makes no difference
     * @param references all forms of the other, that of most forks first
     */
    private record Beside(String where, String shown, Row row, List<Row> references) {
        private static List<Beside> of(RowGroup group, Row row, String reference, String shown) {
            List<Row> references = group.rows().stream().filter(r -> r.design().equals(reference)).toList();
            Beside java = new Beside("on JDK " + group.group().jdk(), shown, row, references);
            return row.inC() == null ? List.of(java) : List.of(java, new Beside(IN_C, "", row.inC(),
                    references.stream().map(Row::inC).filter(Objects::nonNull).toList()));
        }

        /** Instructions of the shortest form that was counted of the other in the same place, whatever was shown; NaN if none was. */
        private double shortest(List<Beside> all) {
            return all.stream().filter(b -> b.where.equals(where)).flatMap(b -> b.references.stream())
                    .map(r -> r.cell().instructions()).filter(OptionalDouble::isPresent).mapToDouble(OptionalDouble::getAsDouble)
                    .min().orElse(Double.NaN);
        }

        /** Instructions of a row over the shortest form of the other, as text; empty if they are not known. */
        private String executed(Row of, List<Beside> all) {
            double ratio = of.cell().instructions().orElse(Double.NaN) / shortest(all);
            return Double.isNaN(ratio) ? "" : two(ratio);
        }

        /** The ratio of times, and in brackets that of instructions to the shortest form of the other. */
        private String text(String time, List<Beside> all) {
            String executed = executed(row, all);
            return time + " (" + (executed.isEmpty() ? "not counted" : executed) + ") " + where;
        }

        /** Whether the form that the time is compared with is longer than another of the same design. */
        private boolean longer(List<Beside> all) {
            return !references.isEmpty() && !List.of("", two(1)).contains(executed(references.get(0), all));
        }

        /** Whether the time is less although no fewer instructions are executed. */
        private boolean seeming(List<Beside> all) {
            String executed = executed(row, all);
            return ratio(row).startsWith("0.") && !executed.isEmpty() && !executed.startsWith("0.");
        }
    }

    /** What the figures of {@link Beside#text} are. */
    private static String over(String reference) {
        return "time over that of " + reference + ", in brackets instructions over its shortest form's";
    }

    /** Remembering beside the owner check alone on own memory, by what was shown before. */
    private static Line own(ClaimVerdict claim, List<RowGroup> checks) {
        List<Beside> all = checks.stream().filter(g -> "own".equals(g.group().params().get("placement"))
                && g.rows().get(0).cell().pages() == PAGES).flatMap(g -> row(g, LAST).stream().flatMap(r -> Beside.of(g, r, NONE,
                        g.group().params().getOrDefault(SHOWN, "")).stream()))
                .filter(b -> !ratio(b.row).isEmpty()).sorted(Comparator.comparing((Beside b) -> SHOWS.indexOf(b.shown))).toList();
        List<String> figures = new ArrayList<>();
        for (String shown : SHOWS) {
            List<String> texts = all.stream().filter(b -> b.shown.equals(shown) && !b.where.equals(IN_C))
                    .map(b -> b.text(ratio(b.row), all)).toList();
            if (!texts.isEmpty()) {
                figures.add((shown.isEmpty() ? "" : words(shown) + ", ") + and(texts));
            }
        }
        // The same beside each, as nothing is shown in C.
        all.stream().filter(b -> b.where.equals(IN_C)).findFirst().ifPresent(b -> figures.add(b.text(ratio(b.row), all)));
        all.stream().map(Beside::where).distinct().forEach(where -> {
            List<Beside> longer = all.stream().filter(b -> b.where.equals(where) && b.longer(all)).toList();
            if (!longer.isEmpty()) {
                String seeming = and(longer.stream().filter(b -> b.seeming(all)).map(b -> ratio(b.row)).distinct().toList());
                figures.add(where + " the owner check alone itself has " + and(longer.stream()
                        .map(b -> b.executed(b.references.get(0), all)).distinct().toList())
                        + " times its shortest form's instructions (" + longer.stream().map(b -> words(b.shown))
                                .collect(Collectors.joining("; ")) + ")" + (seeming.isEmpty() ? "" : ": " + seeming + " is no gain"));
            }
        });
        if (!figures.isEmpty()) {
            figures.set(0, LAST + ", " + over("the owner check alone") + ": " + figures.get(0));
        }
        return line(claim, "Does a callback behind the owner check cost users of their own memory?", "No", "Yes",
                "In part", figures);
    }

    private static String words(String shown) {
        return switch (shown) {
            case "never" -> "foreign pages never seen";
            case "rare" -> "one in 1000 seen";
            case "often" -> "often seen";
            default -> "seen or not";
        };
    }

    private static String ratio(Row row) {
        return row.standing() == Row.Standing.INDISTINGUISHABLE ? "1" : row.standing() == Row.Standing.COMPARED
                ? two(row.ratio().estimate()) : "";
    }

    private static String two(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    private static Optional<Row> row(RowGroup group, String design) {
        return group.rows().stream().filter(r -> r.design().equals(design)).findFirst();
    }

    private static String and(List<String> texts) {
        return texts.size() < 2 ? String.join("", texts)
                : String.join(", ", texts.subList(0, texts.size() - 1)) + " and " + texts.get(texts.size() - 1);
    }

    /** What asking and remembering cost a page of the longest short run. */
    private static Line foreign(List<Point> points) {
        Optional<Integer> run = points.stream().map(Point::run).filter(r -> r <= SHORT).max(Comparator.naturalOrder());
        List<String> parts = run.isEmpty() ? List.of() : Stream.of(EACH, LAST).map(design -> and(points.stream()
                .filter(p -> p.design.equals(design) && p.run == run.get())
                        .map(p -> ns(p.over.estimate()) + " ns on " + p.series).toList()))
                .toList();
        boolean both = !parts.isEmpty() && parts.stream().noneMatch(String::isEmpty);
        return new Line("", "What does a page cost over the owner check alone, seven of eight being of other devices?",
                both ? "In runs of " + pages(run.get()) + ", " + parts.get(0) + " if each page is asked for, " + parts.get(1)
                        + " if the last pagemap is remembered" : MISSING, "");
    }

    private static String ns(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replaceFirst("^-(0\\.0+)$", "$1");
    }

    private static String pages(int n) {
        return n == 1 ? "1 page" : n + " pages";
    }

    /** How many calls go, exactly, and from which run on remembering is faster. */
    private static Line remembering(ClaimVerdict claim, List<Point> points) {
        List<Figure> arising = figures(claim, f -> f.label().startsWith("share of calls that go"));
        List<String> figures = new ArrayList<>();
        if (!arising.isEmpty()) {
            Figure least = arising.stream().min(Comparator.comparingDouble(Figure::value)).orElseThrow();
            Figure most = arising.stream().max(Comparator.comparingDouble(Figure::value)).orElseThrow();
            figures.add("over runs that arise after migrations, " + Text.percent(least.value()) + " to "
                    + Text.percent(most.value()) + " of the calls go");
        }
        Map<Integer, List<String>> from = new TreeMap<>();
        for (String series : series(points)) {
            Map<Integer, Double> saved = new TreeMap<>();
            points.stream().filter(p -> p.series.equals(series) && p.design.equals(EACH)).forEach(each -> points.stream()
                    .filter(p -> p.series.equals(series) && p.design.equals(LAST) && p.run == each.run)
                    .forEach(last -> saved.put(each.run, saved(each.over, last.over))));
            if (saved.size() < 2) {
                continue;
            }
            // The shortest run from which on no longer one is slower.
            int first = Integer.MAX_VALUE;
            for (Map.Entry<Integer, Double> run : saved.entrySet()) {
                first = run.getValue() <= 0 ? Integer.MAX_VALUE : Math.min(first, run.getKey());
            }
            from.computeIfAbsent(first, f -> new ArrayList<>()).add(series);
        }
        if (!from.isEmpty()) {
            figures.add("faster than asking each page " + and(from.entrySet().stream().map(e -> (e.getKey() == Integer.MAX_VALUE
                    ? "at no length" : "in runs of " + pages(e.getKey()) + " and more")
                        + " (" + String.join(", ", e.getValue()) + ")").toList()));
        }
        return line(claim, "Is the last answer worth remembering?", "Yes", "No", "It depends on the runs", figures);
    }

    /** ns that remembering saves, by the ends of the intervals that are nearest to each other where there are such. */
    private static double saved(Interval each, Interval last) {
        return each.bounded() && last.bounded() ? each.low() - last.high() : each.estimate() - last.estimate();
    }

    private static List<Figure> figures(ClaimVerdict claim, Predicate<Figure> which) {
        return claim == null ? List.of() : claim.figures().stream().filter(which).toList();
    }

    /** The check's share of a fault that maps memory where it lies, and of one that migrates. */
    private static Line wholeFault(ClaimVerdict claim) {
        List<String> figures = new ArrayList<>();
        Map<String, String> places = new TreeMap<>(Comparator.reverseOrder());
        places.put("update of 4 KiB pages, 2 MiB entries, ", "where memory is granted and mapped in pages of 4 KiB");
        places.put("migration of 4 KiB pages, 2 MiB entries, ", "where it is refused and migrates");
        places.forEach((place, words) -> {
            List<Figure> shares = figures(claim, f -> f.label().startsWith("check over fault, ") && f.label().contains(place)
                    && f.label().endsWith(EACH));
            // A refusal ends the walk: its share is of one call, and says nothing of asking each page.
            boolean one = figures(claim, f -> f.label().startsWith("calls of a fault, ") && f.label().contains(place)
                    && f.label().endsWith(EACH)).stream().anyMatch(f -> f.value() == 1);
            if (!shares.isEmpty()) {
                figures.add(words + ", it is " + and(shares.stream().map(f -> share(f.value())
                        + (f.jdk().isEmpty() ? " of the loads and stores" : " of the time on JDK " + f.jdk())).toList())
                        + (one ? ", for one page, as the first refusal ends the walk" : ""));
            }
        });
        return line(claim, "Does asking each page vanish beside the rest of a fault?", "Yes", "No",
                "Where it is one call beside a migration, not beside an update", figures);
    }

    /** A share in percent; of less than can be seen there, that it is. */
    private static String share(double share) {
        return share > 0 && share < 0.0005 ? "less than " + Text.percent(0.001) : Text.percent(share);
    }

    /** What the designs that are safe cost over the one that is not. */
    private static Line safe(ClaimVerdict claim, List<RowGroup> groups, Set<String> sound) {
        Map<String, List<String>> cheapest = new LinkedHashMap<>();
        for (RowGroup group : groups) {
            Optional<Row> broken = row(group, UNCHECKED).filter(r -> r.cost() != null);
            if (!group.group().benchmarkClass().equals("RevalidationProtocolBenchmark") || broken.isEmpty()) {
                continue;
            }
            // Of the form that most forks ran; by instructions first, as times may differ by less than can be told apart.
            sound.stream().flatMap(d -> row(group, d).stream()).filter(r -> r.cost() != null).min(Comparator.comparingDouble((Row r) -> r
                    .cell().instructions().orElse(Double.MAX_VALUE)).thenComparingDouble(Row::ns)).ifPresent(r -> {
                        Beside beside = Beside.of(group, r, UNCHECKED, "").get(0);
                        // The claim has a ratio of times only where there is one.
                        String time = figures(claim, f -> f.grade() == Grade.E4 && f.label().contains(", protocol, ")
                                && f.cells().equals(List.of(r.cell().label(), broken.get().cell().label()))).stream().findFirst()
                                .map(f -> two(f.value()) + (f.label().endsWith("shown only") ? ", shown only" : "")).orElse("indistinguishable");
                        cheapest.computeIfAbsent(r.design(), d -> new ArrayList<>()).add(beside.text(time, List.of(beside)));
                    });
        }
        return line(claim, "Is a remembered answer safe outside the locked region?", "No", "Yes", "Where the event moves the sequence"
                + " first", cheapest.isEmpty() ? List.of() : List.of("the cheapest safe design, on the read side, " + over("the cache"
                        + " without a check") + ": " + cheapest.entrySet().stream().map(e -> e.getKey() + ", " + and(e.getValue()))
                        .collect(Collectors.joining("; "))));
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
                                run, series, of.ratio().map(r -> (r - 1) * base)));
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
                        .findFirst().map(p -> ns(p.over.estimate())).orElse("")));
                if (row.subList(2, row.size()).stream().anyMatch(v -> !v.isEmpty())) {
                    table.row(row);
                }
            }
        }
        return table.toString();
    }

    /** For a terminal of so many columns: the lines, numbered, and the picture as a table. */
    public String text(int columns) {
        StringBuilder out = new StringBuilder("The answer\n");
        for (int i = 0; i < lines.size(); i++) {
            Text.wrap(out, (i + 1) + ". ", lines.get(i).text(), Math.min(ClaimsText.WIDTH, columns));
        }
        return out + table();
    }
}
