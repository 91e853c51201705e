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

/**
 * C4 and C5: what share of a whole fault the access check has, by ablation: one minus the time of the loop without the check over that
 * of the full loop. C4 says that the update of the device's page table or the migration that follows dwarf it, C5 that on the common
 * path, where the answer is yes, nothing else follows and it shows.
 */
final class CheckShareClaim {
    /**
     * Share from which a part of a fault is noticed. Our own choice: a smaller share has never been reported as a regression of this
     * path, and hides in its scatter from run to run.
     */
    static final double NOTICEABLE = 0.01;

    private static final String BENCHMARK = "FaultPathBenchmark";

    /**
     * A mix of answers, a size of device entries, and how the process maps the memory.
     *
     * @param optional whether the claim can be decided without it
     */
    private record Place(String area, String refused, String granule, String mapping, boolean optional) {
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

    /** C4: holds where the share is below the limit. */
    static ClaimVerdict judgeUnnoticeable(Evidence evidence) {
        List<Figure> moved = new ArrayList<>();
        evidence.jdks().forEach(jdk -> checkOverMigration(evidence, jdk).ifPresent(moved::add));
        return Ruling.of("C4", "the callback is unnoticeable: a page-table update or a migration follows",
                points(evidence, List.of(ALL_NO, ALL_NO_4K, ALL_NO_HUGE, HALF, ALL_YES_2M, ALL_YES_64K, ALL_YES_4K), true), moved, limits("unnoticeable"),
                moved.isEmpty() ? "" : "what the check takes of a fault whose answer is yes would be " + moved.get(0).text()
                        + " of one that migrates (JDK " + moved.get(0).jdk() + ")");
    }

    /** C5: holds where the share is above it, looked at only where the answer is yes. */
    static ClaimVerdict judgeVisible(Evidence evidence) {
        return Ruling.of("C5", "no: the normal answer is yes, and then the check is on the common path",
                points(evidence, List.of(ALL_YES_2M, ALL_YES_64K, ALL_YES_4K, MAPPED), false), List.of(), limits("visible"), "");
    }

    private static List<String> limits(String what) {
        return List.of(Limits.percent(NOTICEABLE) + " of a fault: " + (what.equals("visible") ? "visible if the whole 95 % interval of the share is above"
                + " it, not if it is wholly below" : "unnoticeable if the whole 95 % interval of the share is below it, not if it is wholly above"),
                "share of the access check: 1 - (fault without the decision / full fault), forks paired by block");
    }

    private static List<Point> points(Evidence evidence, List<Place> places, boolean below) {
        List<Point> points = new ArrayList<>();
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

    private static Point point(Evidence evidence, String jdk, Place place, boolean below) {
        Evidence.Wanted without = loop(jdk, "without-decide", place);
        Evidence.Wanted full = loop(jdk, "full", place);
        String detail = place.granule.replace("2m", "2 MiB").replace("k", " KiB") + " entries";
        Optional<CellResult> candidate = evidence.find(without);
        Optional<CellResult> reference = evidence.find(full);
        if (candidate.isEmpty() || reference.isEmpty()) {
            return Point.missing(place.area, detail, jdk, Limits.missing(evidence, full, without));
        }
        Comparison comparison = Comparison.of(candidate.get(), reference.get());
        if (!comparison.enough()) {
            return Point.missing(place.area, detail, jdk, comparison.lacking());
        }
        Interval share = shareOf(comparison);
        Figure figure = Figure.of("access check in a fault, " + place.area + ", " + detail, share, "share", reference.get(), candidate.get());
        boolean under = share.high() < NOTICEABLE;
        boolean over = share.low() > NOTICEABLE;
        Outcome outcome = !under && !over ? Outcome.OPEN : under == below ? Outcome.HOLDS : Outcome.FAILS;
        return new Point(place.area, detail, jdk, outcome, "the access check is " + figure.text() + " of the fault",
                below ? share.estimate() : -share.estimate(), List.of(figure),
                outcome == Outcome.OPEN ? comparison.moreBlocks(1 - NOTICEABLE) : List.of());
    }

    /**
     * What the check takes of a fault whose answer is yes, over the whole time of one that migrates: measured where the check is a visible
     * part, so far finer than beside a migration. It decides nothing, as a fault that migrates checks twice, and other pages.
     */
    private static Optional<Figure> checkOverMigration(Evidence evidence, String jdk) {
        List<Optional<CellResult>> found = List.of(evidence.find(loop(jdk, "full", ALL_YES_2M)), evidence.find(loop(jdk, "without-decide", ALL_YES_2M)),
                evidence.find(loop(jdk, "full", ALL_NO)));
        if (found.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        CellResult yes = found.get(0).get();
        CellResult unchecked = found.get(1).get();
        CellResult migrating = found.get(2).get();
        Map<Integer, Double> with = byBlock(yes);
        Map<Integer, Double> without = byBlock(unchecked);
        double[] shares = migrating.counting().stream().filter(f -> with.containsKey(f.block()) && without.containsKey(f.block()))
                .mapToDouble(f -> (with.get(f.block()) - without.get(f.block())) / f.score()).toArray();
        return shares.length < Comparison.FEWEST_PAIRS ? Optional.empty() : Optional.of(Figure.of("access check of a fault whose answer is yes / fault that"
                + " migrates", Ratios.centre(shares, Ratios.LEVEL), "share", yes, unchecked, migrating));
    }

    private static Map<Integer, Double> byBlock(CellResult cell) {
        return cell.counting().stream().collect(Collectors.toMap(Fork::block, Fork::score, (a, b) -> a));
    }

    private static Evidence.Wanted loop(String jdk, String design, Place place) {
        return new Evidence.Wanted(jdk, BENCHMARK, null, design, Map.of("refused", place.refused, "granule", place.granule, "mapping",
                place.mapping));
    }

    /** What the stage that the candidate lacks has of the reference. */
    static Interval shareOf(Comparison comparison) {
        Interval ratio = comparison.ratio();
        return new Interval(1 - ratio.estimate(), 1 - ratio.high(), 1 - ratio.low(), ratio.level(), ratio.n(), ratio.method());
    }
}
