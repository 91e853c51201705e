package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.Proof;
import dev.faultpath.results.StressOutcome;
import dev.faultpath.results.TimedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * C8: a callback that is bound to the life of its provider is not racy, and what that costs. Two designs are so bound: in
 * {@code provider-table}, the counterpart of what PCI peer-to-peer does, the mapped pages hold the reference and nothing is checked; in
 * {@code tryget-live} each request takes one, of a right that any change ends. C8a is decided by schedules of every event that makes an
 * answer stale. C8b is decided by what a look-up does, against caches that compare a sequence, and by whether a tear-down waits for the
 * request in flight; how long a tear-down takes, alone and beside a walker, is what HotSpot makes of it.
 */
final class LifecycleClaim {
    /** How much dearer a lookup still counts as not dearer: as in C1. */
    static final double LOOKUP_MARGIN = ExistingUsersClaim.MARGIN;
    /** The same for a tear-down: wider, as times of two threads that contend scatter more than those of one; our own choice. */
    static final double TEAR_DOWN_MARGIN = 0.10;

    /** Its answers last as long as the provider: a revocation that leaves that alive does not reach it, so its time says nothing. */
    private static final String PROVIDER = "provider-table";
    private static final List<String> BOUND = List.of(PROVIDER, "tryget-live");
    private static final List<String> CHECKED = List.of("generation", "sequence-per-pagemap", "notifier-sequence");
    private static final String CONTENDED = "ContendedRevalidationBenchmark";
    private static final String TEAR_DOWN = "TearDownBenchmark";

    /** A way to take memory away, and where it is measured beside a walker and alone. */
    private enum Event {
        REVOCATION(TimedEvent.REVOCATION, CONTENDED, "besideRevocations", Map.of("revocationsPerMillionPages", "1000"), "revokeAlone"),
        UNPLUG(TimedEvent.UNPLUG, TEAR_DOWN, "besideUnplugs", Map.of("unplugsPerMillionPages", "10"), "unplugAlone");

        private final TimedEvent timed;
        private final String benchmark;
        private final String beside;
        private final Map<String, String> rate;
        private final String alone;

        Event(TimedEvent timed, String benchmark, String beside, Map<String, String> rate, String alone) {
            this.timed = timed;
            this.benchmark = benchmark;
            this.beside = beside;
            this.rate = rate;
            this.alone = alone;
        }

        private Evidence.Wanted beside(String jdk, String design) {
            Map<String, String> params = new TreeMap<>(rate);
            params.put("pages", "512");
            params.put("devices", "8");
            return new Evidence.Wanted(jdk, benchmark, beside, design, params);
        }

        private Evidence.Wanted alone(String jdk, String design) {
            return new Evidence.Wanted(jdk, TEAR_DOWN, alone, design, Map.of("pages", "512", "devices", "8"));
        }
    }

    private static final List<Source> SOURCES = List.of(Source.CALLBACK, Source.AGAINST);
    private static final Statement SAFE = new Statement("C8a", "a callback bound to its provider's life is not racy", Map.of(
            Verdict.SUPPORTED, "A callback whose provider goes only after its users have stopped is safe, whatever else changes.",
            Verdict.REFUTED, "Binding a callback to its provider's life does not make it safe.",
            Verdict.DEPENDS, "An answer bound to its provider's life is safe where the provider goes, not where access changes before."),
            SOURCES);
    private static final Statement PRICE = new Statement("C8b", "being bound to the provider's life costs no more than a check", Map.of(
            Verdict.SUPPORTED, "Safety by lifecycle costs the fault path nothing; the price is the provider's.",
            Verdict.REFUTED, "Safety by lifecycle costs every look-up more than a compared sequence does.",
            Verdict.DEPENDS, "Where links, rights and clients stand as long as the provider lives (C8a), let the mapped pages hold the "
                    + "reference: then no request is waited for, and a look-up costs loads only."),
            SOURCES);

    private LifecycleClaim() {
    }

    /** C8a. */
    static ClaimVerdict judgeSafe(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        for (String design : BOUND) {
            evidence.proofs(RacyCacheClaim.SCHEDULES).stream().filter(s -> s.design().equals(design)).forEach(s -> points.add(schedule(s)));
        }
        if (points.isEmpty()) {
            points.add(Evidence.unproved("schedules of what makes an answer stale"));
        }
        for (StressOutcome outcome : evidence.stress()) {
            outcome.tests().stream().filter(t -> t.design() != null && BOUND.contains(t.design())).filter(t -> t.passed()
                    || t.stale() == StressOutcome.Stale.FORBIDDEN_SEEN).forEach(t -> points.add(stale(t, outcome.jdk())));
        }
        return Ruling.of(SAFE, points, List.of(), List.of(new Limit("not racy if no schedule leaves memory mapped that was taken, and no"
                + " concurrency test saw a stale grant", "a single one is a page that may not be mapped")), List.of(), "");
    }

    private static Point schedule(Proof schedule) {
        Figure figure = Figure.computed("stale grants of " + schedule.design() + " in schedules, " + schedule.event(),
                schedule.holds() ? 0 : 1, "count", "");
        return Point.of(Grade.E1, schedule.design(), schedule.event(), "", schedule.holds() ? Outcome.HOLDS : Outcome.FAILS,
                schedule.holds() ? "no schedule leaves memory mapped that was taken"
                        : "a schedule leaves memory mapped that was taken",
                schedule.holds() ? -1 : 10, List.of(figure));
    }

    private static Point stale(StressOutcome.Test test, String jdk) {
        boolean clean = test.stale() == StressOutcome.Stale.NOT_SEEN;
        String guarantee = test.name().substring(0, Math.max(0, test.name().indexOf('.'))).toLowerCase(Locale.ROOT);
        Figure samples = RacyCacheClaim.samples(test.design() + ", " + guarantee, jdk, List.of(test));
        return Point.of(Grade.E1, "concurrency tests of " + test.design(), guarantee, jdk, clean ? Outcome.HOLDS : Outcome.FAILS,
                String.format(Locale.ROOT, clean ? "no stale grant in %,.0f outcomes" : "a stale grant in some of %,.0f outcomes",
                        samples.value()), clean ? -1 : 9, List.of(samples));
    }

    /** C8b. */
    static ClaimVerdict judgePrice(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Figure> shown = new ArrayList<>();
        for (String bound : BOUND) {
            CHECKED.forEach(checked -> points.add(counted(evidence, bound, checked)));
            points.add(waits(evidence, bound));
        }
        for (String jdk : evidence.jdks()) {
            for (String bound : BOUND) {
                some(CHECKED.stream().map(checked -> lookup(evidence, jdk, bound, checked)).toList(), points);
                for (Event event : bound.equals(PROVIDER) ? List.of(Event.UNPLUG) : List.of(Event.values())) {
                    some(CHECKED.stream().map(checked -> tearDown(evidence, jdk, event, bound, checked)).toList(), points);
                }
            }
            shown.addAll(RacyCacheClaim.instructions(evidence, BOUND, jdk, "8", CHECKED.get(0)));
            for (Event event : Event.values()) {
                Stream.concat(BOUND.stream(), CHECKED.stream()).filter(d -> event == Event.UNPLUG || !d.equals(PROVIDER))
                        .forEach(d -> blocked(evidence, jdk, event, d).ifPresent(shown::add));
            }
        }
        return Ruling.of(PRICE, points, shown, List.of(
                new Limit("a look-up costs no more if it does no more atomic updates, and no more loads and stores; a tear-down if it"
                        + " waits for no request in flight, as no cache that compares does", "what is counted has no noise"),
                new Limit("no revocation of " + PROVIDER + " is timed", "its answers last as long as the provider: it does nothing"),
                new Limit("no dearer on HotSpot if the one-sided 95 % bound of the ratio is at most " + Limits.percent(LOOKUP_MARGIN)
                        + " above 1 for a look-up and " + Limits.percent(TEAR_DOWN_MARGIN) + " for a tear-down; dearer if the whole 95 %"
                        + " interval is beyond that", "a look-up as in C1; times of two threads that contend scatter more"),
                Limits.times()), List.of(), "");
    }

    /** One of the caches that compare is enough to compare with. */
    private static void some(List<Point> against, List<Point> points) {
        boolean none = against.stream().allMatch(Point::missing);
        against.stream().filter(p -> none || !p.missing()).forEach(points::add);
    }

    private static Point counted(Evidence evidence, String bound, String checked) {
        String area = "look-ups of a request by " + bound;
        String detail = "against " + checked;
        Evidence.Wanted candidate = RacyCacheClaim.protocol("", bound, "8");
        return evidence.counted(area, detail, candidate, RacyCacheClaim.protocol("", checked, "8"), (of, than) -> {
            double atomics = of.atomics() - than.atomics();
            double accesses = of.accesses() - than.accesses();
            Outcome outcome = atomics <= 0 && accesses <= 0 ? Outcome.HOLDS : Outcome.FAILS;
            List<Figure> figures = new ArrayList<>(List.of(
                    Figure.counted("atomic updates of a request's look-ups, " + bound, of.atomics(), "count", of),
                    Figure.counted("loads and stores of a request's look-ups, " + bound, of.accesses(), "count", of),
                    Figure.counted("loads and stores more than " + checked + ", " + bound, accesses, "count", of, than)));
            if (atomics <= 0) {
                Collections.reverse(figures); // what decides comes first
            }
            return Point.of(Grade.E2, area, detail, "", outcome, Limits.more(atomics, "atomic updates")
                    + " and " + Limits.more(accesses, "loads and stores"), atomics + accesses, figures);
        });
    }

    /** Whether a tear-down waits for a request in flight; all wait for the pages, which are evicted alike. */
    private static Point waits(Evidence evidence, String bound) {
        String area = "what a tear-down of " + bound + " waits for";
        return evidence.proofs("C8b").stream().filter(p -> p.design().equals(bound)).findFirst().map(p -> Point.of(Grade.E1, area, "", "",
                p.holds() ? Outcome.HOLDS : Outcome.FAILS, p.holds() ? "the provider's pages, and no request in flight"
                        : "the requests in flight too, page faults included", p.holds() ? -1 : 0, List.of(Figure.computed(
                                "requests in flight that a tear-down of " + bound + " waits for, of one", p.holds() ? 0 : 1, "count", ""))))
                .orElseGet(() -> Evidence.unproved(area));
    }

    private static Point lookup(Evidence evidence, String jdk, String bound, String checked) {
        String area = "look-ups of a request by " + bound;
        return evidence.point(area, "against " + checked, RacyCacheClaim.protocol(jdk, bound, "8"),
                RacyCacheClaim.protocol(jdk, checked, "8"), c -> judge(c, area, "look-ups of a request", LOOKUP_MARGIN));
    }

    private static Point tearDown(Evidence evidence, String jdk, Event event, String bound, String checked) {
        String area = event.timed.word() + " beside a walker, " + bound;
        return evidence.point(area, "against " + checked, event.beside(jdk, bound), event.beside(jdk, checked), event.timed,
                c -> judge(c, area, event.timed.word() + " beside a walker", TEAR_DOWN_MARGIN));
    }

    private static Point judge(Comparison comparison, String area, String what, double margin) {
        String checked = comparison.reference().design();
        Figure figure = comparison.figure(comparison.candidate().design() + " / " + checked + ", " + what);
        return comparison.point(area, "against " + checked, comparison.noDearer(margin), "it takes " + figure.text() + " times as long",
                Math.log(figure.value()), List.of(figure), 1 + margin);
    }

    /** Time of an event beside a walker over its time alone. */
    private static Optional<Figure> blocked(Evidence evidence, String jdk, Event event, String design) {
        return evidence.compare(event.beside(jdk, design), event.alone(jdk, design), event.timed)
                .map(c -> c.figure("blocking: " + event.timed.word() + " beside a walker / alone, " + design));
    }
}
