package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Design;
import dev.faultpath.results.Operations;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * C4 and C5: what share of a whole fault the check of foreign memory takes: counted, what the fault does more than one without a check;
 * timed, the check alone, on the same pages, over the fault that makes it. C4 says that what follows, an update of the device's page table
 * or a migration, dwarfs it; C5, that where the answer is yes, as it normally is, it shows. Both read one table: C5 the places where memory
 * is granted, C4 these and those where it is refused.
 */
final class CheckShareClaim {
    /**
     * Share from which a part of a fault is noticed. Our own choice: nobody has reported a smaller one as a regression of this path, and
     * it hides in the scatter from run to run.
     */
    static final double NOTICEABLE = 0.01;

    private static final String EACH = "callback-per-page";
    private static final String LAST = "last-pagemap";
    private static final String NO_CHECK = "owner-only";
    /** Ranges of 2 MiB in an operation of the benchmark, by the pages that it faults. */
    private static final int RANGE_PAGES = 512;
    /** Bytes of copied memory that count as one load or store, as a copy moves lines. */
    private static final double LINE = 64;

    /**
     * Whose memory is faulted, what a device entry maps, and how the process maps the memory.
     *
     * @param published microseconds that such a fault of 2 MiB takes on hardware
     * @param optional  whether the claims can be decided without it
     */
    private record Place(String area, String memory, String granule, String mapping, double published, boolean optional) {
        Evidence.Wanted cell(String jdk, String design) {
            return Evidence.Wanted.fault(jdk, design, memory, granule, mapping);
        }

        boolean granted() {
            return memory.equals("foreign-granted");
        }

        /** The fault that walks and maps as much without a check: where all is granted, that of own memory. */
        Evidence.Wanted withoutCheck() {
            return Evidence.Wanted.fault("", NO_CHECK, granted() ? "own" : memory, granule, mapping);
        }

        /** Whose whole check is in the stage: after a refusal the walk that follows belongs to it. */
        List<String> timed() {
            return granted() ? ALL : List.of(EACH, LAST);
        }

        /** What the published time is of. */
        String publishedOf() {
            return granted() ? TWO_STAGES : "whole fault that migrates";
        }

        String detail(String decider) {
            return granule.replace("2m", "2 MiB").replace("k", " KiB") + " entries, " + decider;
        }
    }

    /** Who decides; what the first does is asked for, the others are shown where they were run. */
    private static final List<String> ALL = List.of(EACH, LAST, "after-walk", "request-flag");
    private static final String YES = "foreign and granted, update of 4 KiB pages";
    private static final List<Place> GRANTED = List.of(
            new Place(YES, "foreign-granted", "2m", "4k", ExternalCheck.WITHOUT_MIGRATION_4K, false),
            new Place(YES, "foreign-granted", "64k", "4k", ExternalCheck.WITHOUT_MIGRATION_4K, false),
            new Place(YES, "foreign-granted", "4k", "4k", ExternalCheck.WITHOUT_MIGRATION_4K, false),
            new Place("foreign and granted, update of a 2 MiB page", "foreign-granted", "2m", "2m", ExternalCheck.WITHOUT_MIGRATION_HUGE,
                    true));
    private static final List<Place> REFUSED = List.of(
            new Place("foreign and refused, migration of 4 KiB pages", "foreign-refused", "2m", "4k", ExternalCheck.FAULT_4K, false),
            new Place("foreign and refused, migration of 2 MiB pages", "foreign-refused", "2m", "2m", ExternalCheck.FAULT_HUGE, false));
    private static final List<Source> THREAD = List.of(Source.CALLBACK, Source.AGAINST);

    /** What the published times of a fault that migrates nothing are. */
    private static final String TWO_STAGES = "get_pages and bind, two stages of a fault that migrates";

    private static final Statement UNNOTICEABLE = new Statement("C4", "the callback is unnoticeable: an update or a migration follows",
            Map.of(Verdict.SUPPORTED, "A callback needs no defence by speed: what follows dwarfs it.",
            Verdict.REFUTED, "A callback has to be kept off the common path.",
            Verdict.DEPENDS, "One refusal disappears beside its migration; a callback has to be cheap where pages are mapped where "
                    + "they lie."),
            THREAD);

    private static final Statement VISIBLE = new Statement("C5", "no: the normal answer is yes, and the check is visible",
            Map.of(Verdict.SUPPORTED, "The check is on the common path and has to be cheap.",
            Verdict.REFUTED, "The check is not worth a design of its own where the answer is yes.",
            Verdict.DEPENDS, "The check has to be cheap where a range is mapped in small pages, and not where one entry maps it."), THREAD);

    private CheckShareClaim() {
    }

    /** C4: holds where the share is below the limit. */
    static ClaimVerdict judgeUnnoticeable(Evidence evidence) {
        return judge(UNNOTICEABLE, evidence, Stream.concat(GRANTED.stream(), REFUSED.stream()).toList(), true,
                "unnoticeable if the whole 95 % interval of the share is below it, not if it is wholly above");
    }

    /** C5: holds where the share is above it, looked at only where the answer is yes. */
    static ClaimVerdict judgeVisible(Evidence evidence) {
        return judge(VISIBLE, evidence, GRANTED, false,
                "visible if the whole 95 % interval of the share is above it, not if it is wholly below");
    }

    private static ClaimVerdict judge(Statement claim, Evidence evidence, List<Place> places, boolean below, String rule) {
        List<Point> points = new ArrayList<>();
        for (Place place : places) {
            for (String decider : ALL) {
                add(points, place, decider, counted(evidence, place, decider, below));
            }
        }
        for (String jdk : evidence.jdks()) {
            for (Place place : places) {
                for (String decider : place.timed()) {
                    add(points, place, decider, timed(evidence, jdk, place, decider, below));
                }
            }
        }
        return Ruling.of(claim, points, List.of(), List.of(
                new Limit(Limits.percent(NOTICEABLE) + " of a fault: " + rule, "our own choice: nobody has reported a smaller one as a"
                        + " regression of this path, and it hides in the scatter from run to run"),
                new Limit("a share above it decides only where the check's time is above it of a published fault too: "
                        + ExternalCheck.SOURCE, "the model has no device, so that its fault is shorter and the check's share larger"),
                new Limit("counted: loads and stores of the whole fault with the design less those of the fault without a check, over the"
                        + " former; " + (int) LINE + " bytes of copied memory are one load or store; other fields are none",
                        "a difference of exact counts has no noise; other fields are registers in C"),
                new Limit("where all is refused, one page a fault is asked about, not each", "the walk ends at the first page that it"
                        + " cannot take, and what migrates is not asked about again: a small share says nothing of asking each page"),
                new Limit("timed: the check alone over the fault; it has one load a page of its own, and its callback is inlined, as one"
                        + " driver's is", "a compiler would take a check of nothing out of the loop. What a check does to the code of the"
                        + " walk around it is not in it: the fault with it less that without is shown beside it"),
                Limits.times()), List.of(), "");
    }

    private static void add(List<Point> points, Place place, String decider, Point point) {
        if (!point.missing() || !place.optional && decider.equals(EACH)) {
            points.add(point);
        }
    }

    /** What a fault loads and stores for its check, over all that it does. */
    private static Point counted(Evidence evidence, Place place, String decider, boolean below) {
        String detail = place.detail(decider);
        return evidence.counted(place.area, detail, place.cell("", decider), place.withoutCheck(), (whole, without) -> {
            double share = share(whole, without);
            Figure figure = Figure.counted("check over fault, loads and stores, " + place.area + ", " + detail, share, "share", whole,
                    without);
            List<Figure> figures = new ArrayList<>(List.of(figure));
            calls(whole).ifPresent(calls -> figures.add(Figure.counted("calls of a fault, " + place.area + ", " + detail, calls,
                    "calls/fault", whole)));
            boolean under = share < NOTICEABLE;
            boolean decides = under || aboveInTime(evidence, place, decider, below);
            return Point.of(Grade.E2, place.area, detail, "", !decides ? Outcome.OPEN : outcome(under, below),
                    check(evidence, place, decider) + " is " + figure.text() + " of the loads and stores"
                            + (decides ? "" : " of the model, which has no device"),
                    below ? share : -share, figures, decides ? new String[0] : new String[] {onDevice(place, decider)});
        });
    }

    /** What of a fault's loads and stores is its check's, by a fault without one. */
    static double share(Operations whole, Operations without) {
        return 1 - touches(without) / touches(whole);
    }

    /** Loads and stores of one operation, but those of registers in C, and copied bytes by lines. */
    private static double touches(Operations cell) {
        return Operations.Memory.inC().mapToDouble(m -> (cell.each(Operations.Touch.LOADS.of(m)) + cell.each(Operations.Touch.STORES.of(m)))
                        / (m == Operations.Memory.PAGE_BYTES ? LINE : 1)).sum();
    }

    private static Outcome outcome(boolean under, boolean below) {
        return under == below ? Outcome.HOLDS : Outcome.FAILS;
    }

    /** Whether the check's time is above the limit, of the model's fault and of the published one, on every JDK that it is known of. */
    private static boolean aboveInTime(Evidence evidence, Place place, String decider, boolean below) {
        List<Point> times = !place.timed().contains(decider) ? List.of() : evidence.jdks().stream()
                .map(jdk -> timed(evidence, jdk, place, decider, below)).filter(p -> !p.missing()).toList();
        return !times.isEmpty() && times.stream().allMatch(p -> p.outcome() == outcome(false, below));
    }

    private static String onDevice(Place place, String decider) {
        return "the time of such a fault on a device, with " + decider + " and without: " + place.area + ", " + place.detail(decider);
    }

    private static Point timed(Evidence evidence, String jdk, Place place, String decider, boolean below) {
        String detail = place.detail(decider);
        return evidence.part(place.area, detail, place.cell(jdk, Design.CHECK_OF + decider), place.cell(jdk, decider), comparison -> {
            Interval share = comparison.ratio();
            CellResult check = comparison.candidate();
            double ranges = check.pages() / (double) RANGE_PAGES;
            Interval published = Ratios.typical(comparison.pairs().candidate()).map(ns -> ns / ranges / (1000 * place.published));
            List<Figure> figures = new ArrayList<>();
            Figure figure = Figure.of("check over fault, " + place.area + ", " + detail, share, "share", check, comparison.reference());
            figures.add(figure);
            if (evidence.counted(place.cell("", decider)).flatMap(CheckShareClaim::calls).isEmpty()) {
                calls(comparison.reference()).ifPresent(calls -> figures.add(Figure.exact("calls of a fault, " + place.area + ", "
                        + detail, calls, "calls/fault", comparison.reference())));
            }
            Figure onHardware = Figure.of("check over a fault's published time on hardware, " + place.publishedOf() + ": " + place.area
                    + ", " + detail, published, "share", check);
            figures.add(onHardware);
            // Of two large times, so that it decides nothing.
            evidence.compare(place.cell(jdk, decider), place.withoutCheck().on(List.of(jdk))).ifPresent(c -> figures.add(Figure.of(
                    "fault with the check less that without, over the former, " + place.area + ", " + detail + Comparison.SHOWN_ONLY,
                    c.ratio().map(r -> 1 - 1 / r), "share", c.candidate(), c.reference())));
            boolean under = share.high() < NOTICEABLE;
            boolean over = share.low() > NOTICEABLE;
            // Where the two denominators disagree, the model's fault is no bound of a real one.
            boolean agree = under ? !(published.low() > NOTICEABLE) : published.low() > NOTICEABLE;
            Outcome outcome = (under || over) && agree ? outcome(under, below) : Outcome.OPEN;
            Point point = comparison.point(place.area, detail, outcome, check(evidence, place, decider) + " is "
                    + figure.text() + " of the model's fault, " + onHardware.text() + " of the published time of " + (place.granted() ? ""
                            : "a ") + place.publishedOf(), below ? share.estimate() : -share.estimate(), figures, NOTICEABLE);
            return (under || over) && !agree && point.times().unfit().isEmpty() ? new Point(point.grade(), point.area(), point.detail(),
                    point.jdk(), outcome, point.text(), point.strain(), figures, List.of(onDevice(place, decider)), point.times(), false)
                    : point;
        });
    }

    /** The check in words, with its calls: where all is refused, what follows the first page is never asked about. */
    private static String check(Evidence evidence, Place place, String decider) {
        return "the check" + evidence.counted(place.cell("", decider)).flatMap(CheckShareClaim::calls).map(calls -> ", "
                + Limits.count(calls) + (calls == 1 ? " call" : " calls") + " a fault" + (calls == 1 && !place.granted()
                        && decider.equals(EACH) ? ", as the first refusal ends the walk" : "") + ",").orElse("");
    }

    /** Calls of a fault of 2 MiB; empty if none was counted. */
    private static Optional<Double> calls(Operations cell) {
        double calls = cell.each(Operations.Step.CALLBACK_CALLS.words());
        return calls == 0 || cell.pages() == 0 ? Optional.empty() : Optional.of(calls * RANGE_PAGES / cell.pages());
    }

    private static Optional<Double> calls(CellResult cell) {
        Double calls = cell.counters().get("callbackCalls");
        Double faults = cell.counters().get("requests");
        return calls == null || faults == null || faults == 0 ? Optional.empty() : Optional.of(calls / faults);
    }
}
