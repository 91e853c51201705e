package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * C2: a callback that remembers its last answer is called far less often. Decided by exact counts of calls, and by time, at several run
 * lengths and numbers of devices: it holds where more than half of the calls go and the walk is not slower. A small cache of several
 * answers is shown beside it and decides nothing.
 */
final class LastAnswerClaim {
    /** "Most calls" means more than this share of them. */
    static final double MOST = 0.5;
    /** How much slower still counts as not slower: as in C1. */
    static final double MARGIN = ExistingUsersClaim.MARGIN;

    private static final String EACH = "callback-per-page";
    private static final String LAST = "callback-last-pagemap";
    private static final String SET = "callback-set-cache";

    /** Run length in pages, and devices. */
    private record Place(int run, int devices) {
        String area() {
            return String.format(Locale.ROOT, "runs of %d %s, %d devices", run, run == 1 ? "page" : "pages", devices);
        }
    }

    private static final List<Place> PLACES = List.of(new Place(1, 8), new Place(2, 8), new Place(16, 8), new Place(512, 8), new Place(1, 2),
            new Place(1, 72));

    private LastAnswerClaim() {
    }

    /** Pages of a walk with such runs: enough that it comes to other devices' memory, of which a walk no longer than a run has none. */
    static int pages(int run) {
        return run < 512 ? 512 : 8192;
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        for (String jdk : evidence.jdks()) {
            for (Place place : PLACES) {
                points.add(point(evidence, jdk, place));
            }
        }
        return Ruling.of("C2", "a cached last answer removes most calls", points, List.of(), List.of(
                "most is more than " + Limits.percent(MOST) + " of the calls, counted exactly",
                "not slower if the one-sided 95 % bound of the ratio is at most " + Limits.percent(MARGIN) + " above 1; slower if the whole 95 %"
                        + " interval is beyond that"), "");
    }

    private static Evidence.Wanted wanted(String jdk, Place place, String design) {
        return new Evidence.Wanted(jdk, ExistingUsersClaim.BENCHMARK, null, design, Map.of("layout", "system-present", "pages",
                Integer.toString(pages(place.run)), "placement", "alternate:" + place.run + ":" + place.devices, "profile", "mega", "mix", "none", "yesPercent", "100",
                "callbackCost", "0"));
    }

    private static OptionalDouble callsPerPage(CellResult cell) {
        Double calls = cell.counters().get("callbackCalls");
        Double walks = cell.counters().get("countedWalks");
        return calls == null || walks == null || walks == 0 ? OptionalDouble.empty() : OptionalDouble.of(calls / walks / cell.pages());
    }

    private static Point point(Evidence evidence, String jdk, Place place) {
        Evidence.Wanted each = wanted(jdk, place, EACH);
        Evidence.Wanted last = wanted(jdk, place, LAST);
        Optional<CellResult> reference = evidence.find(each);
        Optional<CellResult> candidate = evidence.find(last);
        if (candidate.isEmpty() || reference.isEmpty()) {
            return Point.missing(place.area(), "", jdk, Limits.missing(evidence, each, last));
        }
        Comparison comparison = Comparison.of(candidate.get(), reference.get());
        if (!comparison.enough()) {
            return Point.missing(place.area(), "", jdk, comparison.lacking());
        }
        OptionalDouble before = callsPerPage(reference.get());
        OptionalDouble after = callsPerPage(candidate.get());
        if (before.isEmpty() || after.isEmpty() || before.getAsDouble() == 0) {
            return Point.missing(place.area(), "", jdk, List.of("counters callbackCalls and countedWalks of " + candidate.get().label() + " and "
                    + reference.get().label() + ": results of this version have them"));
        }
        double removed = 1 - after.getAsDouble() / before.getAsDouble();
        Figure time = comparison.figure(LAST + " / " + EACH + ", " + place.area());
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.exact(EACH + ": calls, " + place.area(), before.getAsDouble(), "calls/page", reference.get()),
                Figure.exact(LAST + ": calls, " + place.area(), after.getAsDouble(), "calls/page", candidate.get()), time));
        evidence.find(wanted(jdk, place, SET)).ifPresent(set -> {
            Comparison other = Comparison.of(set, reference.get());
            callsPerPage(set).ifPresent(calls -> figures.add(Figure.exact(SET + ": calls, " + place.area(), calls, "calls/page", set)));
            if (other.enough()) {
                figures.add(other.figure(SET + " / " + EACH + ", " + place.area()));
            }
        });
        boolean slower = comparison.ratio().low() > 1 + MARGIN;
        Outcome outcome = removed <= MOST || slower ? Outcome.FAILS
                : comparison.equivalence(MARGIN).notAbove() ? Outcome.HOLDS : Outcome.OPEN;
        String text = String.format(Locale.ROOT, "%s of the calls go (%s a page instead of %s), the walk takes %s times as long", Limits.percent(removed),
                Figure.format(after.getAsDouble()), Figure.format(before.getAsDouble()), time.text()) + (slower ? ": the cache loses" : "");
        return new Point(place.area(), "", jdk, outcome, text, -removed + Math.log(comparison.ratio().estimate()), List.copyOf(figures),
                outcome == Outcome.OPEN ? comparison.moreBlocks(1 + MARGIN) : List.of());
    }
}
