package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.ArisingRow;
import dev.faultpath.results.Operations;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * C2: a callback that remembers its last answer is called far less often. Calls after migrations in which runs arise decide, for each
 * chunk size, access pattern and number of devices: it holds where at least half of the calls go, and where the C pair does not pay more
 * for remembering than the calls cost; on HotSpot, where the walk is not slower, at several costs of the callback. How calls go with run
 * lengths that are set is shown beside it, and so is a small cache of several answers; neither decides, as whoever sets the runs sets the
 * answer.
 */
final class LastAnswerClaim {
    /** "Most calls" means at least this share of them. */
    static final double MOST = 0.5;
    /** How much slower still counts as not slower: as in C1. */
    static final double MARGIN = ExistingUsersClaim.MARGIN;

    private static final String EACH = "callback-per-page";
    private static final String LAST = "callback-last-pagemap";
    /** The control that does a call's work and nothing else. */
    private static final String WORK = "baseline-callback-work";
    private static final String SET = "callback-set-cache";

    /** Run length in pages, and devices. */
    private record Place(int run, int devices) {
        String area() {
            return String.format(Locale.ROOT, "runs of %d %s, %d devices", run, run == 1 ? "page" : "pages", devices);
        }

        Evidence.Wanted cell(String jdk, String design, Cost cost) {
            return new Evidence.Wanted(jdk, ExistingUsersClaim.BENCHMARK, null, design, Map.of("layout", "system-present", "pages",
                    Integer.toString(pages(run)), "placement", "alternate:" + run + ":" + devices, "profile", "mega", "mix", "none",
                    "yesPercent", cost.yes, "callbackCost", cost.callback, "foreignShown", "often"));
        }
    }

    /** What a call costs, and how many devices say yes, percent. */
    private record Cost(String callback, String yes) {
        String detail() {
            String what = callback.equals("0") ? "no cost of the callback" : callback.equals("miss") ? "a cache miss a call"
                    : callback.replace('-', ' ') + " of work a call";
            return what + (yes.equals("100") ? "" : ", " + yes + " % yes");
        }
    }

    /** The devices of the answer's picture. */
    private static final int SHOWN_DEVICES = 8;
    private static final Cost FREE = new Cost("0", "100");
    private static final List<Integer> RUNS = List.of(1, 2, 4, 16, 64, 512);
    private static final List<Integer> DEVICES = List.of(2, 8, 72);
    /** Where times are compared with a callback that costs nothing. */
    private static final List<Place> PLACES = List.of(new Place(1, 8), new Place(2, 8), new Place(16, 8), new Place(512, 8),
            new Place(1, 2), new Place(1, 72));
    /** Where they are compared at other costs and answers: without a cache and with one the calls differ much, or not at all. */
    private static final List<Place> COSTLY = List.of(new Place(1, 8), new Place(16, 8));
    private static final List<Cost> COSTS = List.of(new Cost("100-steps", "100"), new Cost("miss", "100"), new Cost("0", "50"),
            new Cost("0", "0"));

    private LastAnswerClaim() {
    }

    /** Pages of a walk with such runs: enough that it comes to other devices' memory, of which a walk no longer than a run has none. */
    static int pages(int run) {
        return run < 512 ? 512 : 8192;
    }

    private static final Statement STATEMENT = new Statement("C2", "a cached last answer removes most calls", Map.of(
            Verdict.SUPPORTED, "A callback should remember the last pagemap of the request.",
            Verdict.REFUTED, "A cache of the last answer is not worth its lines: runs are too short for it.",
            Verdict.DEPENDS, "A cache of the last answer is worth its lines where devices pull more than a page at a time."),
            List.of(Source.CALLBACK));

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Figure> also = new ArrayList<>();
        for (int run : RUNS) {
            for (int devices : DEVICES) {
                Place place = new Place(run, devices);
                also.addAll(calls(evidence, place));
                evidence.counted(place.cell("", SET, FREE)).ifPresent(set -> also.add(Figure.counted(SET + ": calls, " + place.area(),
                        calls(set), "calls/page", set)));
            }
        }
        points.addAll(arising(evidence));
        InC c = new InC(evidence);
        for (String jdk : evidence.jdks()) {
            PLACES.forEach(place -> points.add(time(evidence, jdk, place, FREE)));
            COSTLY.forEach(place -> COSTS.forEach(cost -> points.add(time(evidence, jdk, place, cost))));
        }
        COSTLY.forEach(place -> c.ask(place.area(), "", place.cell("", LAST, FREE), place.cell("", EACH, FREE),
                (area, last, each) -> time(evidence, area, "", last, each, place.cell("", SET, FREE).inC().on(last.jdks()))));
        points.addAll(c.points());
        PLACES.stream().filter(place -> place.devices == SHOWN_DEVICES).forEach(place -> Stream.of(EACH, LAST)
                .forEach(design -> also.addAll(overOwnerCheck(evidence, c, place, design))));
        also.addAll(withRetpolines(evidence, c, PLACES.get(0)));
        return Ruling.of(STATEMENT, points, also, c.limits(
                new Limit("most is at least " + Limits.percent(MOST) + " of the calls, counted exactly", "the word means half or more"),
                new Limit("what arises is typical: a case for each chunk size, access pattern and number of devices, over layouts and"
                        + " shortage", "runs that are set show how calls go with them, not which of them are typical"),
                new Limit("not slower if the one-sided 95 % bound of the ratio is at most " + Limits.percent(MARGIN)
                        + " above 1; slower if the whole 95 % interval is beyond that; holds on HotSpot says that the cache does not"
                        + " lose, and that it wins only where it is said",
                        "the same margin as in C1; what a cache has to gain are the calls"),
                Limits.times()), List.of(work(evidence)),
                "where few calls go, comparing with the last pagemap costs more than the calls it saves");
    }

    /** What a page costs more than where no callback is asked: on each JDK, and in C. */
    private static List<Figure> overOwnerCheck(Evidence evidence, InC inC, Place place, String design) {
        Evidence.Wanted with = place.cell("", design, FREE);
        Evidence.Wanted without = place.cell("", ExistingUsersClaim.NONE, FREE);
        String label = design + " over " + ExistingUsersClaim.NONE + ", ";
        List<Figure> figures = new ArrayList<>();
        for (String jdk : evidence.jdks()) {
            evidence.compare(with.on(List.of(jdk)), without.on(List.of(jdk))).ifPresent(c -> figures.add(c.perPage(label + place.area())));
        }
        ofC(evidence, inC, with.inC(), without.inC(), label + "in C, " + place.area()).ifPresent(figures::add);
        return figures;
    }

    /** What one twin adds to another, by the forks of all JDKs that have both; empty if none has. */
    private static Optional<Figure> ofC(Evidence evidence, InC inC, Evidence.Wanted with, Evidence.Wanted without, String label) {
        List<String> both = inC.jdks(with, without);
        return evidence.compare(with.on(both), without.on(both)).map(c -> c.perPage(label));
    }

    /** What asking costs in C where indirect calls are at their dearest, and what remembering adds to that. */
    private static List<Figure> withRetpolines(Evidence evidence, InC inC, Place place) {
        return Stream.of(List.of(EACH, ExistingUsersClaim.NONE), List.of(LAST, EACH)).flatMap(pair -> ofC(evidence, inC,
                place.cell("", pair.get(0), FREE).inC().withRetpolines(), place.cell("", pair.get(1), FREE).inC().withRetpolines(),
                String.join(" over ", pair) + ", in C with retpolines, " + place.area()).stream()).toList();
    }

    /** What a call's work takes, where it was measured by itself; else empty. */
    private static String work(Evidence evidence) {
        List<String> found = COSTS.stream().filter(cost -> !cost.equals(FREE) && cost.yes.equals(FREE.yes)).flatMap(cost -> {
            String ns = evidence.jdks().stream().flatMap(jdk -> evidence.find(new Evidence.Wanted(jdk, ExistingUsersClaim.BENCHMARK, null,
                    WORK, Map.of("callbackCost", cost.callback))).stream()).map(c -> Figure.format(Ratios.typical(c.mainForm().scores())
                            .estimate() / c.pages()) + " ns on JDK " + c.jdk()).collect(Collectors.joining(", "));
            return ns.isEmpty() ? Stream.empty() : Stream.of(cost.detail() + ": " + ns);
        }).toList();
        return found.isEmpty() ? "" : "a call's work, measured by itself: " + String.join("; ", found);
    }

    private static double calls(Operations operations) {
        return operations.each(Operations.Step.CALLBACK_CALLS.words()) / operations.pages();
    }

    /** What was counted over runs that are set. */
    private static List<Figure> calls(Evidence evidence, Place place) {
        return Stream.of(EACH, LAST).flatMap(design -> evidence.counted(place.cell("", design, FREE)).stream().map(o -> Figure.counted(
                design + ": calls, " + place.area(), calls(o), "calls/page", o))).toList();
    }

    /** Runs that arise: a point for each chunk size, access pattern and number of devices. */
    private static List<Point> arising(Evidence evidence) {
        Map<String, List<ArisingRow>> cases = evidence.arising().stream().collect(Collectors.groupingBy(r -> "runs that arise, chunks of "
                + r.chunkText() + ", " + r.access() + " access, " + Limits.devices(Integer.toString(r.devices())), LinkedHashMap::new,
                Collectors.toList()));
        if (cases.isEmpty()) {
            return List.of(Point.missing(Grade.E1, "runs that arise", "", "", List.of(ArisingRow.FILE + ": any run of this version writes"
                    + " it, such as faultpath bench --preset smoke")));
        }
        return cases.entrySet().stream().map(c -> {
            long without = c.getValue().stream().mapToLong(ArisingRow::comparisons).sum();
            long runs = c.getValue().stream().mapToLong(ArisingRow::runs).sum();
            double removed = without == 0 ? 0 : 1 - runs / (double) without;
            return Point.of(Grade.E1, c.getKey(), "", "", removed >= MOST ? Outcome.HOLDS : Outcome.FAILS, String.format(Locale.ROOT,
                    "%s of the calls go", Limits.percent(Math.round(removed * 1000) / 1000.0)), -removed,
                    List.of(Figure.computed("share of calls that go, " + c.getKey(), removed, "share", "")));
        }).toList();
    }

    private static Point time(Evidence evidence, String jdk, Place place, Cost cost) {
        return time(evidence, place.area(), cost.detail(), place.cell(jdk, LAST, cost), place.cell(jdk, EACH, cost),
                place.cell(jdk, SET, cost));
    }

    private static Point time(Evidence evidence, String area, String detail, Evidence.Wanted last, Evidence.Wanted each,
                              Evidence.Wanted set) {
        return evidence.point(area, detail, last, each, comparison -> {
            String where = area + (detail.isEmpty() ? "" : ", " + detail);
            Figure time = comparison.figure(LAST + " / " + EACH + ", " + where);
            List<Figure> figures = new ArrayList<>(List.of(time));
            if (detail.isEmpty() || detail.equals(FREE.detail())) {
                figures.add(comparison.perPage(LAST + " over " + EACH + ", " + area));
            }
            evidence.compare(set, each)
                    .ifPresent(other -> figures.add(other.figure(SET + " / " + EACH + ", " + where)));
            Outcome speed = comparison.noDearer(MARGIN);
            return comparison.point(area, detail, speed, "the walk takes " + time.text() + " times as long"
                    + switch (speed) {
                        case FAILS -> ": the cache loses";
                        case HOLDS -> comparison.told(MARGIN) ? ": the cache wins" : ": the cache does not lose";
                        case OPEN -> "";
                    }, Math.log(time.value()), figures, 1 + MARGIN);
        });
    }
}
