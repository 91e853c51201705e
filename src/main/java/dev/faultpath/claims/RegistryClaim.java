package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Operations.Step;
import dev.faultpath.results.Proof;
import dev.faultpath.results.Question;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * C7: the owner registry is off the fault path. Reachability decides, and counts: no class of the registry can be reached from a fault, and
 * no counted operation but a registration asks it anything. Of a registration itself, questions and operations are counted up to
 * {@value #MOST_PEERS} peers, and times shown; they decide nothing.
 */
final class RegistryClaim {
    /** Peers of the largest registration that is shown. */
    static final String MOST_PEERS = "4096";

    private static final String FEW_PEERS = "72";
    private static final double MORE_PEERS = Math.log(Double.parseDouble(MOST_PEERS) / Double.parseDouble(FEW_PEERS));
    private static final String REGISTRY = "OwnerRegistryBenchmark";
    private static final List<String> DESIGNS = List.of("greedy-groups", "best-fit", "bitmask-per-peer", "matrix");
    private static final List<String> QUESTIONS = List.of(Step.REGISTRY_QUESTIONS.words(), Step.INTERCONNECT_QUESTIONS.words());
    private static final Statement STATEMENT = new Statement("C7", "the registry is off the fault path", Map.of(
            Verdict.SUPPORTED, "What a registry costs is paid when pagemaps and clients come, not in a fault; one that changes owners has "
                    + "to evict first.",
            Verdict.REFUTED, "A registry that a fault asks has to be as cheap as the owner check.",
            Verdict.DEPENDS, "A registry has to be kept out of the faults that still ask it."),
            List.of(Source.CALLBACK, Source.REGISTRY));

    private RegistryClaim() {
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Proof> proofs = evidence.proofs("C7");
        for (Proof proof : proofs) {
            points.add(Point.of(Grade.E1, proof.design(), "", "", proof.holds() ? Outcome.HOLDS : Outcome.FAILS, "no class of the registry"
                    + " is " + (proof.holds() ? "" : "NOT ") + "reachable in the byte code", -1, List.of(Figure.computed(
                            "whether a class of the registry can be reached from " + proof.design() + ", 1 if so", proof.holds() ? 0 : 1,
                            "count", ""))));
        }
        if (proofs.isEmpty()) {
            points.add(Evidence.unproved("the byte code of walks, checks and faults"));
        }
        points.add(asked(evidence));
        List<Figure> registration = new ArrayList<>(counted(evidence));
        evidence.jdks().forEach(jdk -> registration.addAll(timed(evidence, jdk)));
        String remark = registration.stream().filter(f -> f.unit().equals("exponent")).findFirst()
                .map(f -> f.label() + ": " + f.text()).orElse("");
        return Ruling.of(STATEMENT, points, registration, List.of(
                new Limit("off the path is 0 questions in every counted operation that is no registration, and no way there in the byte"
                        + " code",
                        "what is counted has no noise"),
                new Limit("growth exponent: log of the ratio over log of the peers' ratio, " + FEW_PEERS + " to " + MOST_PEERS + " peers",
                        "the power of the peers that the work grows with")), List.of(remark), "");
    }

    /** The questions of all that is no registration. */
    private static Point asked(Evidence evidence) {
        String area = "every counted walk, check, fault and migration";
        // Whatever answers the registry's question registers.
        List<Operations> others = evidence.operations().stream().filter(o -> Question.ofBenchmark(o.benchmark().substring(0,
                o.benchmark().lastIndexOf('.'))).filter(q -> q == Question.Q7).isEmpty()).toList();
        if (others.isEmpty()) {
            return Point.missing(Grade.E2, area, "", "", List.of(Evidence.COUNTED + "any cell but those of the " + Question.Q7.title()));
        }
        Operations most = others.stream().max(Comparator.comparingDouble(RegistryClaim::questions)).orElseThrow();
        double questions = others.stream().mapToDouble(RegistryClaim::questions).sum();
        Figure figure = questions == 0
                ? new Figure(Grade.E2, "questions to the registry in one operation of each of " + others.size() + " cells", 0, 0, 0,
                        "count", "", List.of())
                : Figure.counted("questions to the registry in one operation, the most", questions(most), "count", most);
        return Point.of(Grade.E2, area, "", "", questions == 0 ? Outcome.HOLDS : Outcome.FAILS, questions == 0
                ? String.format(Locale.ROOT, "0 questions in %,d cells", others.size()) : Figure.format(questions(most)) + " questions in "
                + most.label(), questions, List.of(figure));
    }

    private static double questions(Operations operations) {
        return QUESTIONS.stream().mapToDouble(operations::each).sum();
    }

    private static Evidence.Wanted registering(String jdk, String design, String peers) {
        return new Evidence.Wanted(jdk, REGISTRY, null, design, Map.of("peers", peers, "links", "boards"));
    }

    /** Questions and loads and stores of a registration of all peers, and how they grow. */
    private static List<Figure> counted(Evidence evidence) {
        List<Figure> figures = new ArrayList<>();
        for (String design : DESIGNS) {
            List<Operations> sizes = Stream.of(FEW_PEERS, MOST_PEERS)
                    .flatMap(n -> evidence.counted(registering("", design, n)).stream()).toList();
            for (Operations of : sizes) {
                String peers = of.params().get("peers");
                figures.add(Figure.counted("questions of links, " + peers + " peers, " + design,
                        of.each(Step.INTERCONNECT_QUESTIONS.words()), "count", of));
                figures.add(Figure.counted("loads and stores, " + peers + " peers, " + design, ExistingUsersClaim.touches(of), "count",
                        of));
            }
            if (sizes.size() == 2) {
                double ratio = ExistingUsersClaim.touches(sizes.get(1)) / ExistingUsersClaim.touches(sizes.get(0));
                figures.add(Figure.counted("growth exponent of the loads and stores of a registration, " + design,
                        Math.log(ratio) / MORE_PEERS, "exponent", sizes.get(1), sizes.get(0)));
            }
        }
        return figures;
    }

    private static List<Figure> timed(Evidence evidence, String jdk) {
        List<Figure> figures = new ArrayList<>();
        for (String design : DESIGNS) {
            evidence.find(registering(jdk, design, MOST_PEERS)).ifPresent(most -> {
                figures.add(Figure.of("registering " + MOST_PEERS + " peers, " + design, Ratios.typical(most.scores()), "ns", most));
                evidence.compare(registering(jdk, design, MOST_PEERS), registering(jdk, design, FEW_PEERS)).ifPresent(c -> figures.add(
                        Figure.of("growth exponent of the time of a registration, " + design,
                                c.ratio().map(r -> Math.log(r) / MORE_PEERS), "exponent", c.candidate(), c.reference())));
            });
        }
        return figures;
    }
}
