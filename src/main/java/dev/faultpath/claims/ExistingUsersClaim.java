package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.stats.Equivalence;
import dev.faultpath.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * C1: where all memory is the asker's own, an engine with a callback costs what the engine without one costs. Decided by the test for
 * equivalence at each size; an interval wholly beyond the margin, on either side, says that they differ.
 */
final class ExistingUsersClaim {
    /** Largest difference that counts as none; stated before any run. */
    static final double MARGIN = 0.02;
    /** Sizes of the walk, 4 KiB pages: a page, a small range, one of 2 MiB, one of 512 MiB. */
    static final List<String> PAGES = List.of("1", "16", "512", "131072");
    /** Engines that have a callback: asked each time, and remembering the last answer. */
    static final List<String> DESIGNS = List.of("callback-per-page", "callback-last-pagemap");
    /** The benchmark of the question. */
    static final String BENCHMARK = "PagemapCallbackBenchmark";

    private ExistingUsersClaim() {
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        for (String jdk : evidence.jdks()) {
            for (String pages : PAGES) {
                for (String design : DESIGNS) {
                    points.add(point(evidence, jdk, pages, design));
                }
            }
        }
        return Ruling.of("C1", "existing users do not pay: the owner is compared first", points, List.of(), List.of(
                Limits.percent(MARGIN) + " is the largest difference that counts as none; equivalent if the 90 % interval is inside (two one-sided"
                        + " tests at 5 %) or the whole 95 % interval is below what an empty method costs",
                "not equivalent if the whole 95 % interval is beyond " + Limits.percent(MARGIN)), "");
    }

    private static Point point(Evidence evidence, String jdk, String pages, String design) {
        String area = Limits.pages(pages);
        Evidence.Wanted with = new Evidence.Wanted(jdk, BENCHMARK, null, design, Map.of("layout", "system-present", "pages", pages,
                "placement", "own", "profile", "mega", "mix", "none", "yesPercent", "100", "callbackCost", "0"));
        Evidence.Wanted without = new Evidence.Wanted(jdk, BENCHMARK, null, "baseline-owner-only",
                Map.of("layout", "system-present", "pages", pages, "placement", "own"));
        Optional<CellResult> candidate = evidence.find(with);
        Optional<CellResult> reference = evidence.find(without);
        if (candidate.isEmpty() || reference.isEmpty()) {
            return Point.missing(area, design, jdk, Limits.missing(evidence, with, without));
        }
        Comparison comparison = Comparison.of(candidate.get(), reference.get());
        if (!comparison.enough()) {
            return Point.missing(area, design, jdk, comparison.lacking());
        }
        Interval ratio = comparison.ratio();
        Equivalence test = comparison.equivalence(MARGIN);
        Figure figure = comparison.figure(design + " / no callback, own pages, " + area);
        boolean hidden = evidence.floor(jdk).hidesAll(ratio, comparison.typicalReference());
        boolean beyond = ratio.low() > 1 + MARGIN || ratio.high() < 1 / (1 + MARGIN);
        Outcome outcome = test.equivalent() || hidden ? Outcome.HOLDS : beyond ? Outcome.FAILS : Outcome.OPEN;
        String text = "with the callback " + figure.text() + " times the time without" + (hidden && !test.equivalent()
                ? ", less than an empty method costs" : "");
        return new Point(area, design, jdk, outcome, text, Math.abs(Math.log(ratio.estimate())), List.of(figure),
                outcome == Outcome.OPEN ? comparison.moreBlocks(1 + MARGIN, 1 / (1 + MARGIN)) : List.of());
    }
}
