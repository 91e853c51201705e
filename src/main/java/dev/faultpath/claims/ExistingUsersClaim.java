package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * C1: where all memory is the asker's own, an engine with a callback does what the engine without one does. Counted operations decide at
 * each size; on HotSpot, the test for equivalence of times.
 */
final class ExistingUsersClaim {
    /** Largest difference that counts as none; stated before any run. */
    static final double MARGIN = 0.02;
    /** Sizes of the walk, 4 KiB pages: a page, a small range, one of 2 MiB, one of 512 MiB. */
    static final List<String> PAGES = List.of("1", "16", "512", "131072");
    /** Engines that have a callback: asked each time, and remembering the last answer. */
    static final List<String> DESIGNS = List.of("callback-per-page", "callback-last-pagemap");
    private static final String NONE = "none";
    static final String BENCHMARK = "PagemapCallbackBenchmark";

    private ExistingUsersClaim() {
    }

    private static final Statement STATEMENT = new Statement("C1", "existing users do not pay: the owner is compared first", Map.of(
            Verdict.SUPPORTED, "A callback behind the owner check needs no opt-in for users whose owner matches.",
            Verdict.REFUTED, "A callback has to be kept out of the walk of users that have none, by a flag or an engine of its "
                    + "own.",
            Verdict.DEPENDS, "Only the forms that add nothing at every size can go in without an opt-in."),
            List.of(new Source("Thomas Hellström, mm/hmm: HMM API to enable P2P DMA for device private pages", "4 February 2025")));

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        for (String pages : PAGES) {
            for (String design : DESIGNS) {
                points.add(counted(evidence, pages, design));
            }
        }
        for (String jdk : evidence.jdks()) {
            for (String pages : PAGES) {
                for (String design : DESIGNS) {
                    points.add(point(evidence, jdk, pages, design));
                }
            }
        }
        return Ruling.of(STATEMENT, points, List.of(), List.of(new Limit("nothing more is 0 calls and 0 loads and stores more than without"
                + " a callback", "what is counted has no noise"), Limits.same(MARGIN), Limits.times()), "", "");
    }

    private static Evidence.Wanted own(String jdk, String pages, String design) {
        return new Evidence.Wanted(jdk, BENCHMARK, null, design, Map.of("layout", "system-present", "pages", pages,
                "placement", "own", "profile", "mega", "mix", "none", "yesPercent", "100", "callbackCost", "0"));
    }

    private static Point counted(Evidence evidence, String pages, String design) {
        String area = Limits.pages(pages);
        return evidence.counted(area, design, own("", pages, design), own("", pages, NONE), (with, without) -> {
            double calls = with.each(Operations.Step.CALLBACK_CALLS.words());
            double more = touches(with) - touches(without);
            List<Figure> figures = List.of(Figure.counted(design + ": callback calls, own pages, " + area, calls, "calls/walk", with),
                    Figure.counted(design + ": loads and stores more than " + NONE + ", own pages, " + area, more, "loads/walk", with,
                            without));
            return Point.of(Grade.E2, area, design, "", calls == 0 && more <= 0 ? Outcome.HOLDS : Outcome.FAILS, Figure.format(calls)
                    + " calls and " + Figure.format(more) + " loads and stores more than without a callback", calls + more, figures);
        });
    }

    /** Loads and stores of one operation. */
    static double touches(Operations operations) {
        return Stream.of(Operations.Memory.values()).flatMap(m -> Stream.of(Operations.Touch.LOADS.of(m), Operations.Touch.STORES.of(m)))
                .mapToDouble(operations::each).sum();
    }

    private static Point point(Evidence evidence, String jdk, String pages, String design) {
        String area = Limits.pages(pages);
        return evidence.point(area, design, own(jdk, pages, design), own(jdk, pages, NONE), comparison -> {
            Figure figure = comparison.figure(design + " / no callback, own pages, " + area);
            return comparison.point(area, design, comparison.same(MARGIN), "with the callback " + figure.text() + " times the time without",
                    Math.abs(Math.log(figure.value())), List.of(figure), 1 + MARGIN, 1 / (1 + MARGIN));
        });
    }
}
