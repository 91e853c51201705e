package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.StressOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * C3: a cached answer that is used outside the locked region is racy and invalid. The concurrency tests decide: the plain cache is seen to
 * use a right that was withdrawn, and no design that checks ever is. A race that was not seen may still be there, so tests can support
 * this claim but not refute it. What each correct design costs beside the plain cache is shown and decides nothing.
 */
final class RacyCacheClaim {
    /** Names of designs that are wrong on purpose begin with it. */
    private static final String BROKEN = "broken-";
    private static final String PLAIN = "broken-cache";
    private static final String PROTOCOL = "RevalidationProtocolBenchmark";
    private static final String REQUEST = "CacheRevalidationBenchmark";

    private RacyCacheClaim() {
    }

    private static final Statement STATEMENT = new Statement("C3", "a cache used outside the locked region is racy and invalid", Map.of(
            Verdict.SUPPORTED, "A cached answer has to be checked again under the driver lock before it is committed.",
            Verdict.REFUTED, "A cached answer can be used as it is.",
            Verdict.DEPENDS, "A cached answer can be used where every event that makes it stale moves the sequence first."),
            List.of(new Source("Jason Gunthorpe, mm/hmm: HMM API to enable P2P DMA for device private pages", "January 28 to February 4, 2025")));

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<String> jdks = evidence.stress().stream().map(StressOutcome::jdk).sorted().toList();
        for (String jdk : jdks.isEmpty() ? evidence.jdks() : jdks) {
            StressOutcome outcome = evidence.stress(jdk).orElse(new StressOutcome(jdk, List.of()));
            points.add(plain(outcome));
            points.add(revalidated(outcome));
        }
        List<Figure> prices = new ArrayList<>();
        for (String jdk : evidence.jdks()) {
            for (String devices : List.of("8", "1")) {
                prices.addAll(prices(evidence, jdk, PROTOCOL, "protocol", devices));
            }
            prices.addAll(prices(evidence, jdk, REQUEST, "whole request", "8"));
        }
        return Ruling.of(STATEMENT, points, prices, List.of(new Limit("supported if the plain cache was seen to use a withdrawn right and"
                + " no other design ever was", "a race that was not seen may still be there")), price(prices), "");
    }

    private static Point plain(StressOutcome outcome) {
        String area = "the plain cache";
        List<StressOutcome.Test> tests = outcome.tests().stream().filter(t -> PLAIN.equals(t.design())).toList();
        if (tests.isEmpty()) {
            return Point.missing(Grade.E1, area, "", outcome.jdk(), List.of(run(outcome.jdk())));
        }
        boolean seen = tests.stream().anyMatch(t -> t.stale() == StressOutcome.Stale.SEEN);
        Figure samples = samples(area, outcome.jdk(), tests);
        String text = String.format(Locale.ROOT, seen ? "used a right that was withdrawn, in some of %,.0f outcomes"
                : "no stale grant in %,.0f outcomes", samples.value());
        return Point.of(Grade.E1, area, "", outcome.jdk(), seen ? Outcome.HOLDS : Outcome.OPEN, text, 0, List.of(samples), seen ? new String[0]
                : new String[] {"a longer run: faultpath stress --tests BrokenCache --depth THOROUGH" + on(outcome.jdk())});
    }

    private static Point revalidated(StressOutcome outcome) {
        String area = "designs that check";
        List<StressOutcome.Test> tests = outcome.tests().stream().filter(t -> t.stale() == StressOutcome.Stale.FORBIDDEN_SEEN
                || t.design() != null && !t.design().startsWith(BROKEN)).toList();
        if (tests.isEmpty()) {
            return Point.missing(Grade.E1, area, "", outcome.jdk(), List.of(run(outcome.jdk())));
        }
        Figure samples = samples(area, outcome.jdk(), tests);
        String stale = tests.stream().filter(t -> t.stale() == StressOutcome.Stale.FORBIDDEN_SEEN).map(RacyCacheClaim::name).distinct()
                .collect(Collectors.joining(", "));
        if (!stale.isEmpty()) {
            return Point.of(Grade.E1, area, "", outcome.jdk(), Outcome.OPEN, "STALE GRANT SEEN IN A DESIGN THAT MUST NEVER SHOW ONE: " + stale, 1,
                    List.of(samples), "find the fault in " + stale + on(outcome.jdk()) + " before any figure of it is believed");
        }
        List<String> incomplete = tests.stream().filter(t -> !t.passed()).map(StressOutcome.Test::name).toList();
        if (!incomplete.isEmpty()) {
            return Point.of(Grade.E1, area, "", outcome.jdk(), Outcome.OPEN, "not all tests ran to their end: " + String.join(", ", incomplete), 0,
                    List.of(samples), run(outcome.jdk()));
        }
        long designs = tests.stream().map(StressOutcome.Test::design).distinct().count();
        String text = String.format(Locale.ROOT, "no stale grant of %d designs in %,.0f outcomes", designs, samples.value());
        return Point.of(Grade.E1, area, "", outcome.jdk(), Outcome.HOLDS, text, 0, List.of(samples));
    }

    /** How many outcomes some tests observed. */
    static Figure samples(String what, String jdk, List<StressOutcome.Test> tests) {
        long samples = tests.stream().mapToLong(StressOutcome.Test::samples).sum();
        return Figure.computed("outcomes observed of " + what, (double) samples, "count", jdk);
    }

    /** Whether any test of a design, or of none, shows what it must not; for the claim about one design. */
    static Optional<Boolean> clean(StressOutcome outcome, String design) {
        List<StressOutcome.Test> tests = outcome.tests().stream().filter(t -> design.equals(t.design())).toList();
        if (tests.stream().anyMatch(t -> t.stale() == StressOutcome.Stale.FORBIDDEN_SEEN)) {
            return Optional.of(false);
        }
        return tests.isEmpty() || !tests.stream().allMatch(StressOutcome.Test::passed) ? Optional.empty() : Optional.of(true);
    }

    /** How to get the outcome of the concurrency tests. */
    static String run(String jdk) {
        return "the concurrency tests: faultpath stress --out DIR --results FOLDER" + on(jdk);
    }

    private static String on(String jdk) {
        return jdk.isEmpty() ? "" : " on JDK " + jdk;
    }

    private static String name(StressOutcome.Test test) {
        return test.design() == null ? test.name() : test.design() + " (" + test.name() + ")";
    }

    /** Ratio of each correct design to the plain cache. */
    private static List<Figure> prices(Evidence evidence, String jdk, String benchmark, String what, String devices) {
        Map<String, String> params = Map.of("pages", "512", "devices", devices);
        Optional<CellResult> plain = evidence.find(new Evidence.Wanted(jdk, benchmark, null, PLAIN, params));
        if (plain.isEmpty()) {
            return List.of();
        }
        List<Figure> prices = new ArrayList<>();
        for (CellResult cell : evidence.cells()) {
            if (cell.group().equals(plain.get().group()) && !cell.control() && !cell.design().startsWith(BROKEN) && cell.usable()) {
                Comparison comparison = Comparison.of(cell, plain.get(), Fork::score, evidence.floor(jdk));
                if (comparison.enough()) {
                    prices.add(comparison.figure(cell.design() + " / " + PLAIN + ", " + what + ", " + Limits.devices(devices)));
                }
            }
        }
        return prices;
    }

    private static String price(List<Figure> prices) {
        if (prices.isEmpty()) {
            return "";
        }
        Figure low = prices.stream().min(Comparator.comparingDouble(Figure::value)).orElseThrow();
        Figure high = prices.stream().max(Comparator.comparingDouble(Figure::value)).orElseThrow();
        return "price of being correct: from " + low.text() + " (" + low.label() + ", JDK " + low.jdk() + ") to " + high.text() + " ("
                + high.label() + ", JDK " + high.jdk() + ")";
    }
}
