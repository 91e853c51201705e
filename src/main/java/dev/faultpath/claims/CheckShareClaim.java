package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * C4 and C5: what share of a whole fault the access check takes, by leaving it out: one minus the time without the check over the time
 * of the full loop. C4 says that what follows, an update of the device's page table or a migration, dwarfs the check; C5, that nothing
 * else follows on the common path, where the answer is yes, so that it shows.
 */
final class CheckShareClaim {
    /**
     * Share from which a part of a fault is noticed. Our own choice: nobody has reported a smaller one as a regression of this path, and
     * it hides in the scatter from run to run.
     */
    static final double NOTICEABLE = 0.01;

    /**
     * A mix of answers, a size of device entries, and how the process maps the memory.
     *
     * @param optional whether the claim can be decided without it
     */
    private record Place(String area, String refused, String granule, String mapping, boolean optional) {
        Evidence.Wanted loop(String jdk, String design) {
            return Evidence.Wanted.fault(jdk, design, refused, granule, mapping);
        }
    }

    private static final String YES = "every answer yes, page-table update only";
    private static final Place ALL_YES_2M = new Place(YES, "0", "2m", "4k", false);
    private static final Place ALL_YES_64K = new Place(YES, "0", "64k", "4k", false);
    private static final Place ALL_YES_4K = new Place(YES, "0", "4k", "4k", false);
    private static final Place HALF = new Place("half of the answers no", "2", "2m", "4k", false);
    private static final Place ALL_NO = new Place("every answer no, migration of 4 KiB pages", "4", "2m", "4k", false);
    private static final Place ALL_NO_4K = new Place("every answer no, migration of 4 KiB pages", "4", "4k", "4k", true);
    private static final Place ALL_NO_HUGE = new Place("every answer no, migration of 2 MiB pages", "4", "2m", "2m", true);
    private static final Place MAPPED = new Place("mapped already, nothing follows", "mapped", "2m", "4k", false);

    private CheckShareClaim() {
    }

    private static final Statement UNNOTICEABLE = new Statement("C4", "the callback is unnoticeable: an update or a migration follows", Map.of(
            Verdict.SUPPORTED, "A callback needs no defence by speed: what follows dwarfs it.",
            Verdict.REFUTED, "A callback has to be kept off the common path.",
            Verdict.DEPENDS, "A callback is unnoticeable only where a migration follows."),
            List.of(new Source("Thomas Hellström, mm/hmm: HMM API to enable P2P DMA for device private pages", "4 February 2025")));

    private static final Statement VISIBLE = new Statement("C5", "no: the normal answer is yes, and the check is visible", Map.of(
            Verdict.SUPPORTED, "The check is on the common path and has to be cheap.",
            Verdict.REFUTED, "The check is not worth a design of its own where the answer is yes.",
            Verdict.DEPENDS, "The check has to be cheap where only an update with large entries follows."),
            List.of(new Source("Jason Gunthorpe, mm/hmm: HMM API to enable P2P DMA for device private pages", "January 28 to February 4, 2025")));

    /** C4: holds where the share is below the limit. */
    static ClaimVerdict judgeUnnoticeable(Evidence evidence) {
        List<Figure> moved = new ArrayList<>();
        evidence.jdks().forEach(jdk -> checkOverMigration(evidence, jdk).ifPresent(moved::add));
        return Ruling.of(UNNOTICEABLE, points(evidence, List.of(ALL_NO, ALL_NO_4K, ALL_NO_HUGE, HALF, ALL_YES_2M, ALL_YES_64K, ALL_YES_4K),
                true), moved, limits("unnoticeable if the whole 95 % interval of the share is below it, not if it is wholly above"), "", "");
    }

    /** C5: holds where the share is above it, looked at only where the answer is yes. */
    static ClaimVerdict judgeVisible(Evidence evidence) {
        return Ruling.of(VISIBLE, points(evidence, List.of(ALL_YES_2M, ALL_YES_64K, ALL_YES_4K, MAPPED), false), List.of(),
                limits("visible if the whole 95 % interval of the share is above it, not if it is wholly below"), "", "");
    }

    private static List<Limit> limits(String rule) {
        return List.of(new Limit(Limits.percent(NOTICEABLE) + " of a fault: " + rule, "our own choice: nobody has reported a smaller one as"
                + " a regression of this path, and it hides in the scatter from run to run"), Limits.times());
    }

    private static List<Point> points(Evidence evidence, List<Place> places, boolean below) {
        List<Point> points = new ArrayList<>();
        for (Place place : places) {
            Point counted = counted(evidence, place, below);
            if (!place.optional || !counted.missing()) {
                points.add(counted);
            }
        }
        for (String jdk : evidence.jdks()) {
            for (Place place : places) {
                Point point = point(evidence, jdk, place, below);
                if (!place.optional || !point.missing()) {
                    points.add(point);
                }
            }
        }
        return points;
    }

    /** The share of the loads and stores of a fault. */
    private static Point counted(Evidence evidence, Place place, boolean below) {
        String detail = detail(place);
        return evidence.counted(place.area, detail, place.loop("", "without-decide"), place.loop("", "full"), (without, full) -> {
            double share = 1 - ExistingUsersClaim.touches(without) / ExistingUsersClaim.touches(full);
            Figure figure = Figure.counted("access check in a fault, of its loads and stores, " + place.area + ", " + detail, share, "share",
                    full, without);
            return Point.of(Grade.E2, place.area, detail, "", share < NOTICEABLE == below ? Outcome.HOLDS : Outcome.FAILS,
                    "the access check is " + figure.text() + " of the loads and stores", below ? share : -share, List.of(figure));
        });
    }

    private static String detail(Place place) {
        return place.granule.replace("2m", "2 MiB").replace("k", " KiB") + " entries";
    }

    private static Point point(Evidence evidence, String jdk, Place place, boolean below) {
        String detail = detail(place);
        return evidence.point(place.area, detail, place.loop(jdk, "without-decide"), place.loop(jdk, "full"), comparison -> {
            Interval share = comparison.share();
            Figure figure = Figure.of("access check in a fault, " + place.area + ", " + detail, share, "share", comparison.reference(),
                    comparison.candidate());
            boolean under = share.high() < NOTICEABLE;
            boolean over = share.low() > NOTICEABLE;
            Outcome outcome = !under && !over ? Outcome.OPEN : under == below ? Outcome.HOLDS : Outcome.FAILS;
            return comparison.point(place.area, detail, outcome, "the access check is " + figure.text() + " of the fault",
                    below ? share.estimate() : -share.estimate(), List.of(figure), 1 - NOTICEABLE);
        });
    }

    /**
     * What the check takes of a fault whose answer is yes, over the whole time of one that migrates: measured where the check is a visible
     * part, so far finer than beside a migration. It decides nothing, as a fault that migrates checks twice, and other pages.
     */
    private static Optional<Figure> checkOverMigration(Evidence evidence, String jdk) {
        List<CellResult> found = Stream.of(ALL_YES_2M.loop(jdk, "full"), ALL_YES_2M.loop(jdk, "without-decide"), ALL_NO.loop(jdk, "full"))
                .flatMap(wanted -> evidence.find(wanted).stream()).toList();
        if (found.size() < 3) {
            return Optional.empty();
        }
        Map<Integer, Double> with = byBlock(found.get(0));
        Map<Integer, Double> without = byBlock(found.get(1));
        double[] shares = found.get(2).counting().stream().filter(f -> with.containsKey(f.block()) && without.containsKey(f.block()))
                .mapToDouble(f -> (with.get(f.block()) - without.get(f.block())) / f.score()).toArray();
        return shares.length < Comparison.FEWEST_PAIRS ? Optional.empty() : Optional.of(Figure.of(
                "access check of a fault whose answer is yes / fault that migrates", Ratios.centre(shares, Ratios.LEVEL), "share",
                found.toArray(CellResult[]::new)));
    }

    private static Map<Integer, Double> byBlock(CellResult cell) {
        return cell.counting().stream().collect(Collectors.toMap(Fork::block, Fork::score, (a, b) -> a));
    }
}
