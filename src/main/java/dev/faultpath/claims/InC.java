package dev.faultpath.claims;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the C pair says of a claim, beside what is counted of the design. Where its cells are not there the claim is decided without them,
 * and a limit says so.
 */
final class InC {
    /** How a case is decided by the times of two cells; all but the cells is given. */
    @FunctionalInterface
    interface Times {
        Point point(String area, Evidence.Wanted candidate, Evidence.Wanted reference);
    }

    private final Evidence evidence;
    private final List<Point> points = new ArrayList<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private final Set<String> wanted = new LinkedHashSet<>();

    InC(Evidence evidence) {
        this.evidence = evidence;
    }

    /**
     * Asks for the twins of two cells of Java: by the instructions that they execute, and by their times. The JDK that calls C is no
     * factor of it: forks of all JDKs that have both twins are taken together, each with the reference of its own JDK and block.
     */
    void ask(String of, String detail, Evidence.Wanted candidate, Evidence.Wanted reference, Times times) {
        Evidence.Wanted first = candidate.inC();
        Evidence.Wanted second = reference.inC();
        String area = "in C, " + of;
        wanted.add(first.benchmark());
        List<String> jdks = jdks(first, second);
        List<Point> found = new ArrayList<>();
        if (!jdks.isEmpty()) {
            ExistingUsersClaim.executed(evidence, area, detail, first.on(jdks), second.on(jdks)).ifPresent(found::add);
            Optional.of(times.point(area, first.on(jdks), second.on(jdks))).filter(p -> !p.missing()).ifPresent(found::add);
        }
        if (found.isEmpty()) {
            missing.add(of);
        }
        found.forEach(p -> points.add(p.ofC()));
    }

    /** The JDKs that have cells of both. */
    List<String> jdks(Evidence.Wanted first, Evidence.Wanted second) {
        return evidence.jdks().stream().filter(j -> Stream.of(first, second).allMatch(w -> evidence.find(w.on(List.of(j))).isPresent()))
                .toList();
    }

    /** Figures of the twins of two cells of Java, over each other, that decide nothing; none where there are no such twins. */
    List<Figure> beside(String of, Evidence.Wanted candidate, Evidence.Wanted reference) {
        List<String> jdks = jdks(candidate.inC(), reference.inC());
        return jdks.isEmpty() ? List.of() : evidence.beside("in C, " + of, candidate.inC().on(jdks), reference.inC().on(jdks));
    }

    /** The cases that it speaks of. */
    List<Point> points() {
        return points;
    }

    /** What it does not speak of, as a limit; empty if it speaks of all. */
    Optional<Limit> limit() {
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        boolean all = points.isEmpty();
        return Optional.of(new Limit("the C pair says nothing " + (all ? "here" : "of " + String.join("; ", missing))
                + ": these results have no cells of " + String.join(", ", wanted) + " with build=plain" + (all ? "" : " there"),
                "what is counted decides of the design without it; that a compiler of C adds nothing is not shown"));
    }

    /** The limits of a claim with this one behind them. */
    List<Limit> limits(Limit... others) {
        return Stream.concat(Stream.of(others), Stream.concat(points.isEmpty() ? Stream.empty() : Stream.of(new Limit("a time of the C"
                + " pair that is undecided is shown and keeps no verdict open", "operations and instructions have no noise, and decide"
                + " whether the design pays"), new Limit("times in C are of the forks of all JDKs together, each beside that of its own"
                + " JDK and block, and instructions those of the first", "the code is the same, and a JDK's call of it differs by a few"
                + " instructions an operation")), limit().stream())).toList();
    }
}
