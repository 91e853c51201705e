package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * C7: the owner registry is off the fault path. What decides is the cost of a fault's owner comparison on memory of few devices and of
 * many that share an owner: if the registry were asked, the second would cost more. Nothing counts questions in the walk, as the comparison
 * has no registry to ask; the two placements stand for it. Registration itself must have been measured, up to {@value #MOST_PEERS} peers;
 * what it costs is shown and decides nothing.
 */
final class RegistryClaim {
    /** Largest difference that counts as none: as in C1. */
    static final double MARGIN = ExistingUsersClaim.MARGIN;
    /** Peers of the largest registration that the claim needs; stated before any run. */
    static final String MOST_PEERS = "4096";

    private static final String FEW_PEERS = "72";
    private static final String TWO_PEERS = "2";
    private static final double MORE_PEERS = Math.log(Double.parseDouble(MOST_PEERS) / Double.parseDouble(FEW_PEERS));
    private static final String REGISTRY = "OwnerRegistryBenchmark";
    private static final List<String> DESIGNS = List.of("greedy-groups", "best-fit", "bitmask-per-peer", "matrix");

    private RegistryClaim() {
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Figure> price = new ArrayList<>();
        List<String> remarks = new ArrayList<>(List.of("no question in a walk is counted: the two placements stand for it"));
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
                Limits.same(MARGIN),
                "growth exponent: log of the cost's ratio over log of the peers' ratio, " + FEW_PEERS + " to " + MOST_PEERS + " peers"),
                String.join("; ", remarks));
    }

    private static Point fault(Evidence evidence, String jdk) {
        String area = "owner comparison in a fault, 72 against 8 devices";
        return evidence.point(area, "", comparing(jdk, "clique:16:72"), comparing(jdk, "clique:16:8"), Fork::score, comparison -> {
            Figure figure = comparison.figure("owner-pointer, 72 / 8 devices, 512 pages");
            return comparison.point(area, "", comparison.same(MARGIN, evidence.floor(jdk)), "it takes " + figure.text() + " times as long",
                    Math.abs(Math.log(figure.value())), List.of(figure), 1 + MARGIN, 1 / (1 + MARGIN));
        });
    }

    private static Evidence.Wanted comparing(String jdk, String placement) {
        return new Evidence.Wanted(jdk, "OwnerComparisonBenchmark", null, "owner-pointer",
                Map.of("pages", "512", "layout", "system-present", "placement", placement));
    }

    private static Evidence.Wanted registering(String jdk, String design, String peers) {
        return new Evidence.Wanted(jdk, REGISTRY, null, design, Map.of("peers", peers, "links", "boards"));
    }

    private static Point registration(Evidence evidence, String jdk) {
        String area = "registration";
        List<Evidence.Wanted> wanted = Stream.of(TWO_PEERS, FEW_PEERS, MOST_PEERS).map(n -> registering(jdk, DESIGNS.get(0), n)).toList();
        List<String> missing = evidence.missing(wanted.toArray(Evidence.Wanted[]::new));
        if (!missing.isEmpty()) {
            return Point.missing(area, "", jdk, missing);
        }
        List<Figure> figures = new ArrayList<>();
        for (Evidence.Wanted size : wanted) {
            CellResult cell = evidence.find(size).orElseThrow();
            figures.add(Figure.of("registering " + size.params().get("peers") + " peers, " + cell.design(), Ratios.typical(cell.scores()),
                    "ns", cell));
        }
        Figure all = figures.get(figures.size() - 1);
        for (String design : DESIGNS) {
            Optional<CellResult> most = evidence.find(registering(jdk, design, MOST_PEERS));
            Optional<CellResult> few = evidence.find(registering(jdk, design, FEW_PEERS));
            if (most.isPresent() && few.isPresent()) {
                Comparison growth = Comparison.of(most.get(), few.get(), Fork::score);
                if (growth.enough()) {
                    figures.add(Figure.of("growth exponent of registration, " + design, growth.ratio().map(r -> Math.log(r) / MORE_PEERS),
                            "exponent", most.get(), few.get()));
                } else if (design.equals(DESIGNS.get(0))) {
                    return Point.missing(area, "", jdk, growth.lacking());
                }
            }
        }
        Figure exponent = figures.stream().filter(f -> f.unit().equals("exponent")).findFirst().orElseThrow();
        return new Point(area, "", jdk, Outcome.HOLDS, MOST_PEERS + " peers take " + Figure.format(all.value() / 1e6)
                + " ms, growth exponent " + exponent.text(), 0, List.copyOf(figures), List.of());
    }
}
