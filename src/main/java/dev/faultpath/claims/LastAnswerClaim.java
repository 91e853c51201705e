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
 * C2: a callback that remembers its last answer is called far less often. Exact counts of calls decide, at several run lengths and numbers
 * of devices: it holds where more than half of the calls go; on HotSpot, where the walk is not slower. A small cache of several answers
 * is shown beside it and decides nothing.
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

        Evidence.Wanted cell(String jdk, String design) {
            return new Evidence.Wanted(jdk, ExistingUsersClaim.BENCHMARK, null, design, Map.of("layout", "system-present", "pages",
                    Integer.toString(pages(run)), "placement", "alternate:" + run + ":" + devices, "profile", "mega", "mix", "none",
                    "yesPercent", "100", "callbackCost", "0"));
        }
    }

    private static final List<Place> PLACES = List.of(new Place(1, 8), new Place(2, 8), new Place(16, 8), new Place(512, 8),
            new Place(1, 2), new Place(1, 72));

    private LastAnswerClaim() {
    }

    /** Pages of a walk with such runs: enough that it comes to other devices' memory, of which a walk no longer than a run has none. */
    static int pages(int run) {
        return run < 512 ? 512 : 8192;
    }

    private static final Statement STATEMENT = new Statement("C2", "a cached last answer removes most calls", Map.of(
            Verdict.SUPPORTED, "A callback should remember the last pagemap of the request.",
            Verdict.REFUTED, "A cache of the last answer is not worth its lines: runs are too short for it.",
            Verdict.DEPENDS, "A cache of the last answer is worth its lines where runs of one pagemap are longer than a page."),
            List.of(new Source("Thomas Hellström, mm/hmm: HMM API to enable P2P DMA for device private pages", "4 February 2025")));

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        for (String jdk : evidence.jdks()) {
            for (Place place : PLACES) {
                points.add(calls(evidence, jdk, place));
                points.add(evidence.point(place.area(), "", place.cell(jdk, LAST), place.cell(jdk, EACH),
                        comparison -> point(evidence, place, comparison)));
            }
        }
        return Ruling.of(STATEMENT, points, List.of(), List.of(
                new Limit("most is more than " + Limits.percent(MOST) + " of the calls, counted exactly", "the word means more than half"),
                new Limit("not slower if the one-sided 95 % bound of the ratio is at most " + Limits.percent(MARGIN)
                        + " above 1; slower if the whole 95 % interval is beyond that", "the same margin as in C1"), Limits.times()), "",
                "");
    }

    private static OptionalDouble callsPerPage(CellResult cell) {
        Double calls = cell.counters().get("callbackCalls");
        Double walks = cell.counters().get("countedWalks");
        return calls == null || walks == null || walks == 0 ? OptionalDouble.empty() : OptionalDouble.of(calls / walks / cell.pages());
    }

    private static Point calls(Evidence evidence, String jdk, Place place) {
        Optional<CellResult> each = evidence.find(place.cell(jdk, EACH));
        Optional<CellResult> last = evidence.find(place.cell(jdk, LAST));
        OptionalDouble before = each.map(LastAnswerClaim::callsPerPage).orElse(OptionalDouble.empty());
        OptionalDouble after = last.map(LastAnswerClaim::callsPerPage).orElse(OptionalDouble.empty());
        if (each.isEmpty() || last.isEmpty()) {
            return Point.missing(Grade.E2, place.area(), "", jdk, evidence.missing(place.cell(jdk, LAST), place.cell(jdk, EACH)));
        }
        if (before.isEmpty() || after.isEmpty() || before.getAsDouble() == 0) {
            return Point.missing(Grade.E2, place.area(), "", jdk, List.of("counters callbackCalls and countedWalks of "
                    + last.get().label() + " and " + each.get().label() + ": results of this version have them"));
        }
        double removed = 1 - after.getAsDouble() / before.getAsDouble();
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.exact(EACH + ": calls, " + place.area(), before.getAsDouble(), "calls/page", each.get()),
                Figure.exact(LAST + ": calls, " + place.area(), after.getAsDouble(), "calls/page", last.get())));
        evidence.find(place.cell(jdk, SET)).ifPresent(set -> callsPerPage(set)
                .ifPresent(calls -> figures.add(Figure.exact(SET + ": calls, " + place.area(), calls, "calls/page", set))));
        return Point.of(Grade.E2, place.area(), "", jdk, removed > MOST ? Outcome.HOLDS : Outcome.FAILS, String.format(Locale.ROOT,
                "%s of the calls go (%s a page instead of %s)", Limits.percent(removed), Figure.format(after.getAsDouble()),
                Figure.format(before.getAsDouble())), -removed, figures);
    }

    private static Point point(Evidence evidence, Place place, Comparison comparison) {
        Figure time = comparison.figure(LAST + " / " + EACH + ", " + place.area());
        List<Figure> figures = new ArrayList<>(List.of(time));
        evidence.compare(place.cell(comparison.candidate().jdk(), SET), place.cell(comparison.candidate().jdk(), EACH))
                .ifPresent(other -> figures.add(other.figure(SET + " / " + EACH + ", " + place.area())));
        Outcome speed = comparison.noDearer(MARGIN);
        return comparison.point(place.area(), "", speed, "the walk takes " + time.text() + " times as long"
                + (speed == Outcome.FAILS ? ": the cache loses" : ""), Math.log(time.value()), figures, 1 + MARGIN);
    }
}
