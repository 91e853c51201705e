package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Operations;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * C4 and C5: what share of a whole fault the check of foreign memory takes: the check alone, on the same pages and words, over the fault
 * that makes it. C4 says that what follows, an update of the device's page table or a migration, dwarfs it; C5, that where the answer is
 * yes, as it normally is, it shows. Both read one table: C5 the places where memory is granted, C4 these and those where it is refused.
 */
final class CheckShareClaim {
    /**
     * Share from which a part of a fault is noticed. Our own choice: nobody has reported a smaller one as a regression of this path, and
     * it hides in the scatter from run to run.
     */
    static final double NOTICEABLE = 0.01;

    private static final String CHECK_OF = "check-of-";
    private static final String EACH = "callback-per-page";
    /** Doses of the check in a fault, beside the single one. */
    private static final List<Integer> DOSES = List.of(2, 4, 8);
    /** Ranges of 2 MiB in an operation of the benchmark, by the pages that it faults. */
    private static final int RANGE_PAGES = 512;

    /**
     * Whose memory is faulted, what a device entry maps, and how the process maps the memory.
     *
     * @param published microseconds that such a fault of 2 MiB takes on hardware
     * @param deciders  who decides; what the first does is asked for, the others are shown where they were run
     * @param optional  whether the claims can be decided without it
     */
    private record Place(String area, String memory, String granule, String mapping, double published, boolean optional,
                         List<String> deciders) {
        Evidence.Wanted cell(String jdk, String design) {
            return Evidence.Wanted.fault(jdk, design, memory, granule, mapping);
        }

        String detail(String decider) {
            return granule.replace("2m", "2 MiB").replace("k", " KiB") + " entries, " + decider;
        }
    }

    private static final List<String> ALL = List.of(EACH, "last-pagemap", "after-walk", "request-flag");
    private static final String YES = "foreign and granted, update of 4 KiB pages";
    private static final Place YES_2M = new Place(YES, "foreign-granted", "2m", "4k", ExternalCheck.WITHOUT_MIGRATION_4K, false, ALL);
    private static final List<Place> GRANTED = List.of(YES_2M,
            new Place(YES, "foreign-granted", "64k", "4k", ExternalCheck.WITHOUT_MIGRATION_4K, false, ALL),
            new Place(YES, "foreign-granted", "4k", "4k", ExternalCheck.WITHOUT_MIGRATION_4K, false, ALL),
            new Place("foreign and granted, update of a 2 MiB page", "foreign-granted", "2m", "2m", ExternalCheck.WITHOUT_MIGRATION_HUGE,
                    true, ALL));
    private static final List<Place> REFUSED = List.of(
            new Place("foreign and refused, migration of 4 KiB pages", "foreign-refused", "2m", "4k", ExternalCheck.FAULT_4K, false, ALL),
            new Place("foreign and refused, migration of 2 MiB pages", "foreign-refused", "2m", "2m", ExternalCheck.FAULT_HUGE, false,
                    ALL));
    private static final Place OWN = new Place("own memory", "own", "2m", "4k", ExternalCheck.WITHOUT_MIGRATION_4K, true,
            List.of("owner-only"));

    private static final List<Source> THREAD = List.of(Source.CALLBACK, Source.AGAINST);

    private static final Statement UNNOTICEABLE = new Statement("C4", "the callback is unnoticeable: an update or a migration follows",
            Map.of(Verdict.SUPPORTED, "A callback needs no defence by speed: what follows dwarfs it.",
            Verdict.REFUTED, "A callback has to be kept off the common path.",
            Verdict.DEPENDS, "A callback disappears beside a migration, and has to be cheap where pages are mapped where they are."),
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
        List<Figure> also = new ArrayList<>();
        for (Place place : places) {
            for (String decider : place.deciders) {
                add(points, place, decider, counted(evidence, place, decider, below));
            }
        }
        for (String jdk : evidence.jdks()) {
            for (Place place : places) {
                for (String decider : place.deciders) {
                    add(points, place, decider, timed(evidence, jdk, place, decider, below));
                }
            }
            byDose(evidence, jdk).ifPresent(also::add);
            timed(evidence, jdk, OWN, "owner-only", below).figures().forEach(also::add);
        }
        return Ruling.of(claim, points, also, List.of(
                new Limit(Limits.percent(NOTICEABLE) + " of a fault: " + rule, "our own choice: nobody has reported a smaller one as a"
                        + " regression of this path, and it hides in the scatter from run to run"),
                new Limit("published times of a fault on hardware bound the share there: " + ExternalCheck.SOURCE,
                        "the model has no device, so that its fault is shorter and the check's share larger"),
                Limits.times()), "", "");
    }

    private static void add(List<Point> points, Place place, String decider, Point point) {
        if (!point.missing() || !place.optional && decider.equals(place.deciders.get(0))) {
            points.add(point);
        }
    }

    /** The loads and stores of the check over those of the fault. */
    private static Point counted(Evidence evidence, Place place, String decider, boolean below) {
        String detail = place.detail(decider);
        return evidence.counted(place.area, detail, place.cell("", CHECK_OF + decider), place.cell("", decider), (check, whole) -> {
            double share = touches(check) / touches(whole);
            Figure figure = Figure.counted("check over fault, loads and stores, " + place.area + ", " + detail, share, "share", check,
                    whole);
            return Point.of(Grade.E2, place.area, detail, "", share < NOTICEABLE == below ? Outcome.HOLDS : Outcome.FAILS,
                    "the check is " + figure.text() + " of the loads and stores", below ? share : -share, List.of(figure));
        });
    }

    private static double touches(Operations cell) {
        return ExistingUsersClaim.touches(cell);
    }

    private static Point timed(Evidence evidence, String jdk, Place place, String decider, boolean below) {
        String detail = place.detail(decider);
        return evidence.point(place.area, detail, place.cell(jdk, CHECK_OF + decider), place.cell(jdk, decider), comparison -> {
            Interval share = comparison.ratio();
            CellResult check = comparison.candidate();
            List<Figure> figures = new ArrayList<>();
            Figure figure = Figure.of("check over fault, " + place.area + ", " + detail, share, "share", check, comparison.reference());
            figures.add(figure);
            calls(comparison.reference()).ifPresent(calls -> figures.add(Figure.exact("calls of a fault, " + place.area + ", " + detail,
                    calls, "calls/fault", comparison.reference())));
            double ranges = check.pages() / (double) RANGE_PAGES;
            figures.add(Figure.of("check over a fault's published time on hardware, " + place.area + ", " + detail,
                    Ratios.typical(comparison.pairs().candidate()).map(ns -> ns / ranges / (1000 * place.published)), "share", check));
            boolean under = share.high() < NOTICEABLE;
            boolean over = share.low() > NOTICEABLE;
            Outcome outcome = !under && !over ? Outcome.OPEN : under == below ? Outcome.HOLDS : Outcome.FAILS;
            return comparison.point(place.area, detail, outcome, "the check is " + figure.text() + " of the fault",
                    below ? share.estimate() : -share.estimate(), figures, NOTICEABLE);
        });
    }

    private static Optional<Double> calls(CellResult cell) {
        Double calls = cell.counters().get("callbackCalls");
        Double faults = cell.counters().get("requests");
        return calls == null || faults == null || faults == 0 ? Optional.empty() : Optional.of(calls / faults);
    }

    /** The share by another way: a line through the times of faults whose check is made once, twice and so on, in each block. */
    private static Optional<Figure> byDose(Evidence evidence, String jdk) {
        List<CellResult> cells = Stream.concat(Stream.of(EACH), DOSES.stream().map(dose -> EACH + "-checked-" + dose))
                .flatMap(design -> evidence.find(YES_2M.cell(jdk, design)).stream()).toList();
        if (cells.size() <= DOSES.size()) {
            return Optional.empty();
        }
        List<Map<Integer, Double>> times = cells.stream().map(CheckShareClaim::byBlock).toList();
        double[] shares = times.get(0).keySet().stream().filter(block -> times.stream().allMatch(t -> t.containsKey(block)))
                .mapToDouble(block -> share(times.stream().mapToDouble(t -> t.get(block)).toArray())).toArray();
        return shares.length < Comparison.FEWEST_PAIRS ? Optional.empty() : Optional.of(Figure.of(
                "check over fault by dose: slope over the fault with one check, " + YES_2M.area + ", " + YES_2M.detail(EACH),
                Ratios.centre(shares, Ratios.LEVEL), "share", cells.toArray(CellResult[]::new)));
    }

    private static Map<Integer, Double> byBlock(CellResult cell) {
        return cell.counting().stream().collect(Collectors.toMap(Fork::block, Fork::score, (a, b) -> a, TreeMap::new));
    }

    /** Slope over the value at one check of the line through times at one check and at each of the doses. */
    private static double share(double[] times) {
        double meanDose = (1 + DOSES.stream().mapToInt(d -> d).sum()) / (double) times.length;
        double mean = Arrays.stream(times).average().orElseThrow();
        double product = 0;
        double square = 0;
        for (int i = 0; i < times.length; i++) {
            double distance = (i == 0 ? 1 : DOSES.get(i - 1)) - meanDose;
            product += distance * (times[i] - mean);
            square += distance * distance;
        }
        double slope = product / square;
        return slope / (mean + slope * (1 - meanDose));
    }
}
