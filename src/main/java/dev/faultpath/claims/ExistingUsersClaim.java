package dev.faultpath.claims;

import dev.faultpath.results.Fork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * C1: where all memory is the asker's own, an engine with a callback costs what the engine without one costs. The test for equivalence
 * decides at each size; an interval wholly beyond the margin, on either side, says that they differ.
 */
final class ExistingUsersClaim {
    /** Largest difference that counts as none; stated before any run. */
    static final double MARGIN = 0.02;
    /** Sizes of the walk, 4 KiB pages: a page, a small range, one of 2 MiB, one of 512 MiB. */
    static final List<String> PAGES = List.of("1", "16", "512", "131072");
    /** Engines that have a callback: asked each time, and remembering the last answer. */
    static final List<String> DESIGNS = List.of("callback-per-page", "callback-last-pagemap");
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
        return Ruling.of("C1", "existing users do not pay: the owner is compared first", points, List.of(), List.of(Limits.same(MARGIN),
                "not equivalent if the whole 95 % interval is beyond " + Limits.percent(MARGIN)), "");
    }

    private static Point point(Evidence evidence, String jdk, String pages, String design) {
        String area = Limits.pages(pages);
        Evidence.Wanted with = new Evidence.Wanted(jdk, BENCHMARK, null, design, Map.of("layout", "system-present", "pages", pages,
                "placement", "own", "profile", "mega", "mix", "none", "yesPercent", "100", "callbackCost", "0"));
        Evidence.Wanted without = new Evidence.Wanted(jdk, BENCHMARK, null, "baseline-owner-only",
                Map.of("layout", "system-present", "pages", pages, "placement", "own"));
        return evidence.point(area, design, with, without, Fork::score, comparison -> {
            HarnessFloor floor = evidence.floor(jdk);
            Figure figure = comparison.figure(design + " / no callback, own pages, " + area);
            String text = "with the callback " + figure.text() + " times the time without" + (comparison.hidden(floor)
                    && !comparison.equivalence(MARGIN).equivalent() ? ", less than an empty method costs" : "");
            return comparison.point(area, design, comparison.same(MARGIN, floor), text, Math.abs(Math.log(figure.value())), List.of(figure),
                    1 + MARGIN, 1 / (1 + MARGIN));
        });
    }
}
