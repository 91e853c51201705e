package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Pairs;
import dev.faultpath.stats.Equivalence;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * C7: the owner registry is off the fault path. Decided by what a fault's owner comparison costs when the memory it meets belongs to
 * few devices and when it belongs to many that share an owner: if the registry were asked, the second would cost more. There is no
 * counter of questions in the walk, as the comparison has no reference to a registry to ask; the two placements stand for it.
 * Registration itself must have been measured, up to {@value #MOST_PEERS} peers; what it costs is shown and decides nothing.
 */
final class RegistryClaim {
    /** Largest difference that counts as none: as in C1. */
    static final double MARGIN = ExistingUsersClaim.MARGIN;
    /** Peers of the largest registration that the claim needs; stated before any run. */
    static final String MOST_PEERS = "4096";

    private static final String FEW_PEERS = "72";
    private static final String TWO_PEERS = "2";
    private static final String REGISTRY = "OwnerRegistryBenchmark";
    private static final List<String> DESIGNS = List.of("greedy-groups", "best-fit", "bitmask-per-peer", "matrix");

    private RegistryClaim() {
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Figure> price = new ArrayList<>();
        List<String> remarks = new ArrayList<>(List.of("no question in a walk was counted, it is derived from the pair of placements"));
        for (String jdk : evidence.jdks()) {
            Point fault = fault(evidence, jdk);
            Point registration = registration(evidence, jdk);
            points.add(fault);
            price.addAll(registration.figures());
            if (!registration.missing()) {
                remarks.add(registration.sentence());
            } else if (fault.outcome() != Outcome.FAILS) {
                points.add(registration); // a fault that pays refutes the claim whatever registration costs
            }
        }
        return Ruling.of("C7", "the registry is off the fault path: links are asked for at registration only", points, price, List.of(
                Limits.percent(MARGIN) + " is the largest difference that counts as none; equivalent if the 90 % interval is inside (two one-sided"
                        + " tests at 5 %) or the whole 95 % interval is below what an empty method costs",
                "growth exponent: log of the cost's ratio over log of the peers' ratio, " + FEW_PEERS + " to " + MOST_PEERS + " peers"),
                String.join("; ", remarks));
    }

    private static Point fault(Evidence evidence, String jdk) {
        String area = "owner comparison in a fault, 72 against 8 devices";
        Map<String, String> params = Map.of("pages", "512", "layout", "system-present");
        Evidence.Wanted many = new Evidence.Wanted(jdk, "OwnerComparisonBenchmark", null, "owner-pointer", with(params, "placement", "clique:16:72"));
        Evidence.Wanted few = new Evidence.Wanted(jdk, "OwnerComparisonBenchmark", null, "owner-pointer", with(params, "placement", "clique:16:8"));
        Optional<CellResult> candidate = evidence.find(many);
        Optional<CellResult> reference = evidence.find(few);
        if (candidate.isEmpty() || reference.isEmpty()) {
            return Point.missing(area, "", jdk, Limits.missing(evidence, many, few));
        }
        Comparison comparison = Comparison.of(candidate.get(), reference.get());
        if (!comparison.enough()) {
            return Point.missing(area, "", jdk, comparison.lacking());
        }
        Interval ratio = comparison.ratio();
        Equivalence test = comparison.equivalence(MARGIN);
        Figure figure = comparison.figure("owner-pointer, 72 / 8 devices, 512 pages");
        boolean none = test.equivalent() || evidence.floor(jdk).hidesAll(ratio, comparison.typicalReference());
        boolean beyond = ratio.low() > 1 + MARGIN || ratio.high() < 1 / (1 + MARGIN);
        Outcome outcome = none ? Outcome.HOLDS : beyond ? Outcome.FAILS : Outcome.OPEN;
        return new Point(area, "", jdk, outcome, "it takes " + figure.text() + " times as long", Math.abs(Math.log(ratio.estimate())), List.of(figure),
                outcome == Outcome.OPEN ? comparison.moreBlocks(1 + MARGIN, 1 / (1 + MARGIN)) : List.of());
    }

    private static Map<String, String> with(Map<String, String> params, String key, String value) {
        Map<String, String> more = new HashMap<>(params);
        more.put(key, value);
        return Map.copyOf(more);
    }

    private static Evidence.Wanted registering(String jdk, String design, String peers) {
        return new Evidence.Wanted(jdk, REGISTRY, null, design, Map.of("peers", peers, "links", "boards"));
    }

    private static Point registration(Evidence evidence, String jdk) {
        String area = "registration";
        List<Evidence.Wanted> wanted = List.of(registering(jdk, DESIGNS.get(0), TWO_PEERS), registering(jdk, DESIGNS.get(0), FEW_PEERS),
                registering(jdk, DESIGNS.get(0), MOST_PEERS));
        List<String> missing = Limits.missing(evidence, wanted.toArray(Evidence.Wanted[]::new));
        if (!missing.isEmpty()) {
            return Point.missing(area, "", jdk, missing);
        }
        List<Figure> figures = new ArrayList<>();
        for (Evidence.Wanted size : wanted) {
            CellResult cell = evidence.find(size).orElseThrow();
            figures.add(Figure.of("registering " + size.params().get("peers") + " peers, " + cell.design(), Ratios.typical(cell.scores()), "ns", cell));
        }
        Figure all = figures.get(figures.size() - 1);
        for (String design : DESIGNS) {
            Optional<CellResult> most = evidence.find(registering(jdk, design, MOST_PEERS));
            Optional<CellResult> few = evidence.find(registering(jdk, design, FEW_PEERS));
            if (most.isPresent() && few.isPresent()) {
                Comparison growth = Comparison.of(most.get(), few.get());
                if (growth.enough()) {
                    figures.add(Figure.of("growth exponent of registration, " + design, exponent(growth.pairs()), "exponent", most.get(), few.get()));
                } else if (design.equals(DESIGNS.get(0))) {
                    return Point.missing(area, "", jdk, growth.lacking());
                }
            }
        }
        Figure exponent = figures.stream().filter(f -> f.unit().equals("exponent")).findFirst().orElseThrow();
        return new Point(area, "", jdk, Outcome.HOLDS, MOST_PEERS + " peers take " + Figure.format(all.value() / 1e6) + " ms, growth exponent "
                + exponent.text(), 0, List.copyOf(figures), List.of());
    }

    /** Exponent of the power of the number of peers that the cost goes with. */
    private static Interval exponent(Pairs pairs) {
        Interval ratio = Ratios.paired(pairs.candidate(), pairs.reference());
        double peers = Math.log(Double.parseDouble(MOST_PEERS) / Double.parseDouble(FEW_PEERS));
        return new Interval(Math.log(ratio.estimate()) / peers, Math.log(ratio.low()) / peers, Math.log(ratio.high()) / peers, ratio.level(),
                ratio.n(), ratio.method());
    }
}
