package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.StressOutcome;
import dev.faultpath.results.TimedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * C8: a callback that is bound to the life of its provider is not racy. A cache that holds a reference on the pagemap stands against those
 * that compare a sequence: it must show no stale grant, and neither its lookup nor the tear-down of its provider may cost more. How long a
 * tear-down is blocked, its time beside a walker over its time alone, is shown for each design.
 */
final class LifecycleClaim {
    /** How much dearer a lookup still counts as not dearer: as in C1. */
    static final double LOOKUP_MARGIN = ExistingUsersClaim.MARGIN;
    /** The same for a tear-down: wider, as times of two threads that contend scatter more than those of one; our own choice. */
    static final double TEAR_DOWN_MARGIN = 0.10;

    private static final String HELD = "tryget-live";
    private static final List<String> CHECKED = List.of("generation", "sequence-per-pagemap", "notifier-sequence");
    private static final String PROTOCOL = "RevalidationProtocolBenchmark";
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

    private static final Statement STATEMENT = new Statement("C8", "a callback bound to its provider's life is not a racy one", Map.of(
            Verdict.SUPPORTED, "A callback that holds a reference on its provider is safe.",
            Verdict.REFUTED, "A reference on the provider does not make a callback safe.",
            Verdict.DEPENDS, "A reference makes a callback safe only against the events that take the provider away."),
            List.of(new Source("Thomas Hellström, mm/hmm: HMM API to enable P2P DMA for device private pages", "4 February 2025"),
                    new Source("Jason Gunthorpe, mm/hmm: HMM API to enable P2P DMA for device private pages", "January 28 to February 4, 2025")));

    private LifecycleClaim() {
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Figure> blocking = new ArrayList<>();
        for (String jdk : evidence.jdks()) {
            points.add(stale(evidence, jdk));
            for (String devices : List.of("8", "1")) {
                for (String design : CHECKED) {
                    Point point = lookup(evidence, jdk, devices, design);
                    if (devices.equals("8") || !point.missing()) {
                        points.add(point);
                    }
                }
            }
            for (Event event : Event.values()) {
                List<Point> against = CHECKED.stream().map(design -> tearDown(evidence, jdk, event, design)).toList();
                // One of the sequence-checked caches is enough to compare with.
                boolean none = against.stream().allMatch(Point::missing);
                against.stream().filter(p -> none || !p.missing()).forEach(points::add);
                blocked(evidence, jdk, event, HELD).ifPresent(blocking::add);
                CHECKED.forEach(design -> blocked(evidence, jdk, event, design).ifPresent(blocking::add));
            }
        }
        String remark = blocking.isEmpty() ? "" : "a tear-down beside a walker takes " + blocking.get(0).text() + " times its time alone ("
                + blocking.get(0).label() + ", JDK " + blocking.get(0).jdk() + ")";
        return Ruling.of(STATEMENT, points, blocking, List.of(
                new Limit("not racy if the concurrency tests never saw a stale grant of " + HELD, "a single one is a page that may not be"
                        + " mapped"),
                new Limit("no dearer if the one-sided 95 % bound of the ratio is at most " + Limits.percent(LOOKUP_MARGIN)
                        + " above 1 for a lookup and " + Limits.percent(TEAR_DOWN_MARGIN) + " for a tear-down; dearer if the whole 95 %"
                        + " interval is beyond that", "a lookup as in C1; times of two threads that contend scatter more"),
                Limits.times()), remark, "");
    }

    private static Point stale(Evidence evidence, String jdk) {
        String area = "stale grants of " + HELD;
        Optional<StressOutcome> outcome = evidence.stress(jdk);
        Optional<Boolean> clean = outcome.flatMap(o -> RacyCacheClaim.clean(o, HELD));
        if (clean.isEmpty()) {
            return Point.missing(Grade.E1, area, "", jdk, List.of(RacyCacheClaim.run(jdk)));
        }
        Figure samples = RacyCacheClaim.samples(HELD, jdk, outcome.get().tests().stream().filter(t -> HELD.equals(t.design())).toList());
        return Point.of(Grade.E1, area, "", jdk, clean.get() ? Outcome.HOLDS : Outcome.FAILS, String.format(Locale.ROOT, clean.get()
                ? "none in %,.0f outcomes" : "STALE GRANT SEEN IN %,.0f OUTCOMES", samples.value()), clean.get() ? -1 : 10,
                List.of(samples));
    }

    private static Point lookup(Evidence evidence, String jdk, String devices, String design) {
        Map<String, String> params = Map.of("pages", "512", "devices", devices);
        Evidence.Wanted held = new Evidence.Wanted(jdk, PROTOCOL, null, HELD, params);
        Evidence.Wanted checked = new Evidence.Wanted(jdk, PROTOCOL, null, design, params);
        String area = "lookup, " + Limits.devices(devices);
        return evidence.point(area, "against " + design, held, checked, c -> judge(c, area, LOOKUP_MARGIN));
    }

    private static Point tearDown(Evidence evidence, String jdk, Event event, String design) {
        String area = event.timed.word() + " beside a walker";
        return evidence.point(area, "against " + design, event.beside(jdk, HELD), event.beside(jdk, design), event.timed,
                c -> judge(c, area, TEAR_DOWN_MARGIN));
    }

    private static Point judge(Comparison comparison, String area, double margin) {
        String design = comparison.reference().design();
        Figure figure = comparison.figure(HELD + " / " + design + ", " + area);
        return comparison.point(area, "against " + design, comparison.noDearer(margin), "the held reference takes " + figure.text()
                + " times as long", Math.log(figure.value()), List.of(figure), 1 + margin);
    }

    /** Time of an event beside a walker over its time alone. */
    private static Optional<Figure> blocked(Evidence evidence, String jdk, Event event, String design) {
        return evidence.compare(event.beside(jdk, design), event.alone(jdk, design), event.timed)
                .map(c -> c.figure("blocking: " + event.timed.word() + " beside a walker / alone, " + design));
    }
}
