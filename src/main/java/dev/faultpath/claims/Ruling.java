package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From the points of a claim to its verdict; the same for all claims. Points of grades that speak of the design make one half of it, the
 * others what HotSpot makes of it; the design's verdict is the claim's. Each JDK's points stand by themselves: where two JDKs differ, the
 * JDK is part of the region.
 *
 * <p>All points of a half hold: supported. None does: refuted. Some hold and some do not: depends, whatever else is undecided. Otherwise
 * undecided points leave it inconclusive.
 */
final class Ruling {
    /** Where the cells that claims ask for are run. */
    private static final String PRESETS = "cells: faultpath bench --preset publish, most of them --preset standard too";
    /** How operations come into a results folder. */
    private static final String COUNTING = "operations: any run of this version counts those of its cells";

    private Ruling() {
    }

    /** A half with what it leaves open. */
    private record Judged(Half half, Point decisive, List<Point> counted) {
    }

    /**
     * The verdict.
     *
     * @param points some of the design; those of a JDK on which nothing was found are left out if another has something
     * @param also   figures that decide nothing but belong to the claim
     * @param remarks on what is found of the design, if anything is; those that are empty say nothing
     * @param cause  why HotSpot makes another thing of the design, where it does; may be empty
     */
    static ClaimVerdict of(Statement claim, List<Point> points, List<Figure> also, List<Limit> limits, List<String> remarks,
            String cause) {
        // Of the design what has no noise decides: a time of the C pair can speak against it, and keeps nothing open.
        List<Point> shown = points.stream().filter(p -> p.inC() && p.grade() == Grade.E4 && p.outcome() == Outcome.OPEN).toList();
        Judged design = judge(points.stream().filter(p -> p.ofDesign() && !shown.contains(p)).toList(), remarks);
        List<Point> others = points.stream().filter(p -> !p.ofDesign()).toList();
        Judged hotSpot = others.isEmpty() ? new Judged(null, null, List.of()) : judge(others, List.of());
        List<Point> counted = Stream.concat(design.counted.stream(), hotSpot.counted.stream()).toList();
        List<String> needed = new ArrayList<>(Stream.concat(in(counted, Outcome.OPEN).stream(), shown.stream())
                .flatMap(p -> p.open().stream()).distinct().toList());
        if (needed.stream().anyMatch(n -> n.startsWith(Evidence.CELL))) {
            needed.add(PRESETS);
        }
        if (needed.stream().anyMatch(n -> n.startsWith(Evidence.COUNTED))) {
            needed.add(COUNTING);
        }
        List<Figure> figures = Stream.concat(Stream.concat(counted.stream(), shown.stream()).flatMap(p -> p.figures().stream()),
                also.stream()).distinct()
                .sorted(Comparator.comparing(Figure::grade)).toList();
        Figure deciding = Stream.concat(design.decisive.figures().stream(), figures.stream().filter(f -> f.grade().ofDesign())).findFirst()
                .orElse(null);
        Verdict ofDesign = design.half.verdict();
        Verdict onHotSpot = hotSpot.half == null ? null : hotSpot.half.verdict();
        boolean differ = onHotSpot != null && onHotSpot != ofDesign && onHotSpot != Verdict.INCONCLUSIVE
                && ofDesign != Verdict.INCONCLUSIVE;
        return new ClaimVerdict(claim.claim(), claim.said(), claim.sentence(ofDesign, onHotSpot), design.half, hotSpot.half,
                differ ? cause : "", deciding, figures, claim.meaning(ofDesign), claim.sources(),
                Stream.concat(limits.stream(), leftOut(points).stream()).toList(), List.copyOf(needed));
    }

    /** Which forks times and instructions leave out, as a limit; empty if none. */
    private static Optional<Limit> leftOut(List<Point> points) {
        List<String> cells = points.stream().filter(p -> p.times() != null).flatMap(p -> Stream.of(p.times().candidate(),
                p.times().reference()).filter(c -> c.leftOut() > 0).map(c -> c.leftOut() + " of " + c.unflagged().size() + " forks of "
                + c.design() + " (" + p.area() + ", JDK " + c.jdk() + ")")).distinct().toList();
        return cells.isEmpty() ? Optional.empty() : Optional.of(new Limit("forks that ran another compiled form than at least "
                + Limits.percent(CellResult.ONE_FORM) + " of the good ones are left out of times and instructions: "
                + String.join("; ", cells), "two forms are two programs; they are told apart by their code, not by what they took"));
    }

    private static Judged judge(List<Point> points, List<String> remarks) {
        Set<String> known = points.stream().filter(p -> !p.missing()).map(Point::jdk).collect(Collectors.toCollection(TreeSet::new));
        List<Point> counted = known.isEmpty() ? points : points.stream().filter(p -> p.jdk().isEmpty() || known.contains(p.jdk())).toList();
        List<Point> holds = in(counted, Outcome.HOLDS);
        List<Point> fails = in(counted, Outcome.FAILS);
        List<Point> open = in(counted, Outcome.OPEN);
        Verdict verdict = !holds.isEmpty() && !fails.isEmpty() ? Verdict.DEPENDS : !open.isEmpty() ? Verdict.INCONCLUSIVE
                : fails.isEmpty() ? Verdict.SUPPORTED : Verdict.REFUTED;
        Point decisive = switch (verdict) {
            case SUPPORTED -> most(holds);
            case REFUTED -> least(fails);
            case DEPENDS -> most(fails);
            case INCONCLUSIVE -> open.stream().filter(p -> !p.missing()).findFirst()
                    .orElse(!fails.isEmpty() ? most(fails) : !holds.isEmpty() ? least(holds) : open.get(0));
        };
        String because = switch (verdict) {
            case SUPPORTED -> (counted.size() == 1 ? "it holds for " : "it holds in all " + counted.size()
                    + " cases, the nearest to the limit being ") + decisive.sentence();
            case REFUTED -> (counted.size() == 1 ? "it does not hold for " : "it holds in none of " + counted.size()
                    + " cases, the nearest to the limit being ") + decisive.sentence();
            case DEPENDS -> "it holds in " + holds.size() + " of " + counted.size() + " cases, such as " + least(holds).sentence()
                    + "; not in " + fails.size() + ", such as " + decisive.sentence()
                    + (open.isEmpty() ? "" : "; " + open.size() + " undecided");
            case INCONCLUSIVE -> inconclusive(counted, holds, fails, open);
        };
        List<String> said = known.isEmpty() ? List.of() : remarks.stream().filter(r -> !r.isEmpty()).map(Statement::asSentence).toList();
        return new Judged(new Half(verdict, because, said, regions(counted)), decisive, counted);
    }

    private static String inconclusive(List<Point> counted, List<Point> holds, List<Point> fails, List<Point> open) {
        if (counted.stream().allMatch(Point::missing)) {
            return "these results hold nothing that decides it";
        }
        Point first = open.stream().filter(p -> !p.missing()).findFirst().orElse(open.get(0));
        String decided = holds.isEmpty() && fails.isEmpty() ? "" : "; it " + (holds.isEmpty() ? "does not hold" : "holds")
                + " in the other " + (holds.size() + fails.size()) + ", such as "
                + (holds.isEmpty() ? most(fails) : least(holds)).sentence();
        return open.size() + " of " + counted.size() + (open.size() == 1 ? " cases is" : " cases are") + " undecided, as "
                + first.sentence() + decided;
    }

    private static List<Point> in(List<Point> points, Outcome outcome) {
        return points.stream().filter(p -> p.outcome() == outcome).toList();
    }

    private static Point most(List<Point> points) {
        return points.stream().max(Comparator.comparingDouble(Point::strain)).orElseThrow();
    }

    private static Point least(List<Point> points) {
        return points.stream().min(Comparator.comparingDouble(Point::strain)).orElseThrow();
    }

    /** One region for each area, or for each outcome of an area where they differ, in the order of the points. */
    private static List<Region> regions(List<Point> points) {
        Map<String, List<Point>> areas = new LinkedHashMap<>();
        points.forEach(p -> areas.computeIfAbsent(p.area(), a -> new ArrayList<>()).add(p));
        List<Region> regions = new ArrayList<>();
        areas.forEach((area, all) -> {
            Map<Outcome, List<Point>> outcomes = new LinkedHashMap<>();
            all.forEach(p -> outcomes.computeIfAbsent(p.outcome(), o -> new ArrayList<>()).add(p));
            outcomes.forEach((outcome, some) -> {
                Point shown = outcome == Outcome.FAILS ? most(some) : some.get(0);
                String where = outcomes.size() == 1 ? area : area + " (" + which(some, all) + ")";
                boolean several = some.size() > 1;
                String at = !several || shown.missing() ? "" : shown.where().substring(area.length()).replaceFirst("^, ", "").trim();
                regions.add(new Region(where, outcome.word(), at + (at.isEmpty() ? "" : ": ") + shown.text()));
            });
        });
        return List.copyOf(regions);
    }

    /** What tells some points of an area from the others: details, JDKs, or both; and by what they were judged if that is all. */
    private static String which(List<Point> some, List<Point> all) {
        Map<String, List<String>> byDetail = new LinkedHashMap<>();
        some.forEach(p -> byDetail.computeIfAbsent(p.detail(), d -> new ArrayList<>()).add(p.jdk()));
        String which = byDetail.entrySet().stream().map(e -> {
            long jdks = all.stream().filter(p -> p.detail().equals(e.getKey())).map(Point::jdk).distinct().count();
            List<String> own = e.getValue().stream().distinct().toList();
            String on = own.size() == jdks ? "" : "JDK " + String.join(" and ", own);
            return e.getKey().isEmpty() || on.isEmpty() ? e.getKey() + on : e.getKey() + " on " + on;
        }).filter(w -> !w.isEmpty()).collect(Collectors.joining("; "));
        boolean again = some.stream().anyMatch(p -> all.stream().anyMatch(q -> q.outcome() != p.outcome() && q.grade() != p.grade()
                && q.detail().equals(p.detail()) && q.jdk().equals(p.jdk())));
        String by = again ? some.stream().map(p -> p.grade().words()).distinct().collect(Collectors.joining("; ")) : "";
        return by.isEmpty() || which.isEmpty() ? by + which : which + "; " + by;
    }
}
