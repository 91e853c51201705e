package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.ArisingRow;
import dev.faultpath.results.CTwin;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Design;
import dev.faultpath.results.Fork;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Proof;
import dev.faultpath.results.ResultSet;
import dev.faultpath.results.StressOutcome;
import dev.faultpath.results.TimedEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that verdicts are taken from.
 *
 * @param cells      what was timed and counted, of all JDKs; no label twice
 * @param stress     what the concurrency tests saw, at most one a JDK
 * @param grouping   what the owner registries grant, computed
 * @param operations what cells do in one operation, counted; no label twice
 * @param proofs     what deterministic tests hold of the build that was measured
 * @param arising    which runs of one pagemap arise after migrations, computed
 */
public record Evidence(List<CellResult> cells, List<StressOutcome> stress, List<GroupingRow> grouping, List<Operations> operations,
                       List<Proof> proofs, List<ArisingRow> arising) {
    /** Between the JDKs that name what was taken of several as one. */
    static final String AND = " and ";
    /** What a line that names a missing cell begins with. */
    static final String CELL = "cell ";
    /** What a line that names a cell that was not counted begins with. */
    static final String COUNTED = "operations of ";

    /** What results that may be compared with each other hold. */
    public static Evidence of(ResultSet set) {
        return new Evidence(set.cells(), set.stress(), set.grouping(), set.operations(), set.proofs(), set.arising());
    }

    /** All but the runs that arise. */
    Evidence(List<CellResult> cells, List<StressOutcome> stress, List<GroupingRow> grouping, List<Operations> operations,
            List<Proof> proofs) {
        this(cells, stress, grouping, operations, proofs, List.of());
    }

    /** What is known without any result. */
    public static Evidence none() {
        return new Evidence(List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** Keeps copies; cells in the order of result files, so that verdicts do not depend on the order of the input. */
    public Evidence {
        cells = cells.stream().sorted(CellResult.ORDER).toList();
        stress = List.copyOf(stress);
        grouping = List.copyOf(grouping);
        operations = operations.stream().sorted(Comparator.comparing(Operations::label)).toList();
        proofs = List.copyOf(proofs);
        arising = List.copyOf(arising);
    }

    /** The JDKs that were measured, in order; one without a name if none was. */
    List<String> jdks() {
        List<String> jdks = CellResult.jdks(cells);
        return jdks.isEmpty() ? List.of("") : jdks;
    }

    /** What the concurrency tests saw on a JDK. */
    Optional<StressOutcome> stress(String jdk) {
        return stress.stream().filter(s -> s.jdk().equals(jdk)).findFirst();
    }

    /** The highest floor of some JDKs. */
    HarnessFloor floor(List<String> of) {
        return new HarnessFloor(of.stream().mapToDouble(j -> HarnessFloor.of(cells, j).ns()).reduce(0, Math::max));
    }

    /**
     * The cell that a claim asks for: the first, in the order of result files, that has what is wanted and was measured; of several JDKs,
     * the cells of each as one.
     */
    Optional<CellResult> find(Wanted wanted) {
        List<CellResult> found = wanted.jdks.stream().flatMap(jdk -> cells.stream().filter(c -> c.jdk().equals(jdk)
                && wanted.matches(c.benchmark(), c.params()) && c.usable()).limit(1)).toList();
        return found.size() < 2 ? found.stream().findFirst() : Optional.of(pooled(found, wanted.jdk()));
    }

    /**
     * Cells of several JDKs that call the same code: with all forks, in blocks of their own. What most forks of each JDK ran is one form,
     * with the instructions of the first: the JDK's own call of it is a few more or fewer.
     */
    private CellResult pooled(List<CellResult> found, String jdk) {
        CellResult first = found.get(0);
        List<String> jdks = jdks();
        CompiledForm form = first.deciding().get(0).forks().stream().filter(f -> f.counts() && f.form() != null).map(Fork::form)
                .min(Comparator.comparing(f -> !f.counted())).orElse(null);
        List<Fork> forks = new ArrayList<>();
        for (CellResult cell : found) {
            Set<Integer> most = cell.forms() > 1 ? Set.of() : cell.deciding().get(0).counting().stream().map(Fork::block)
                    .collect(Collectors.toSet());
            cell.counting().forEach(f -> forks.add((most.contains(f.block()) ? f.of(form) : f).inBlock(f.block() * jdks.size()
                    + jdks.indexOf(cell.jdk()))));
        }
        return new CellResult(first.benchmark(), first.params(), jdk, first.jmhVersion(), first.jdkVersion(), first.vmName(),
                first.vmVersion(), first.jvmArgs(), first.warmup(), first.measured(), first.iterationMillis(), forks, first.smaller());
    }

    /** The operations of a cell that a claim asks for, of whatever JDK. */
    Optional<Operations> counted(Wanted wanted) {
        return operations.stream().filter(o -> wanted.matches(o.benchmark(), o.params())).findFirst();
    }

    /** A case that a deterministic test decides, in results that do not hold what the tests of their build do. */
    static Point unproved(String area) {
        return Point.missing(Grade.E1, area, "", "", List.of(Proof.FILE + ": any run of this version writes it, such as faultpath bench"
                + " --preset smoke"));
    }

    /** What deterministic tests hold of a claim. */
    List<Proof> proofs(String claim) {
        return proofs.stream().filter(p -> p.claim().equals(claim)).toList();
    }

    /** Two designs by time; empty unless both are there, with enough pairs for an interval. */
    Optional<Comparison> compare(Wanted candidate, Wanted reference) {
        return compare(candidate, reference, Fork::score, floor(candidate.jdks));
    }

    /** The same by the time of an event, which the harness does not take: the benchmark does. */
    Optional<Comparison> compare(Wanted candidate, Wanted reference, TimedEvent event) {
        return compare(candidate, reference, event::time, HarnessFloor.NONE);
    }

    private Optional<Comparison> compare(Wanted candidate, Wanted reference, ToDoubleFunction<Fork> value, HarnessFloor floor) {
        return find(candidate).flatMap(c -> find(reference).map(r -> Comparison.of(c, r, value, floor))).filter(Comparison::enough);
    }

    /** A case of a claim that two designs decide by time: what is judged of them, or what is missing for it. */
    Point point(String area, String detail, Wanted candidate, Wanted reference, Function<Comparison, Point> judged) {
        return point(area, detail, candidate, reference, (c, r) -> Comparison.of(c, r, Fork::score, floor(candidate.jdks)), judged);
    }

    /** The same by the time of an event. */
    Point point(String area, String detail, Wanted candidate, Wanted reference, TimedEvent event, Function<Comparison, Point> judged) {
        return point(area, detail, candidate, reference, (c, r) -> Comparison.of(c, r, event::time, HarnessFloor.NONE), judged);
    }

    /** A case that the time of a part, over that of the whole, decides: the two are no designs of one method. */
    Point part(String area, String detail, Wanted part, Wanted whole, Function<Comparison, Point> judged) {
        return point(area, detail, part, whole, (c, r) -> Comparison.ofPart(c, r, floor(part.jdks)), judged);
    }

    private Point point(String area, String detail, Wanted candidate, Wanted reference,
                        BiFunction<CellResult, CellResult, Comparison> compared, Function<Comparison, Point> judged) {
        Optional<CellResult> first = find(candidate);
        Optional<CellResult> second = find(reference);
        if (first.isEmpty() || second.isEmpty()) {
            return Point.missing(Grade.E4, area, detail, candidate.jdk(), missing(candidate, reference));
        }
        Comparison comparison = compared.apply(first.get(), second.get());
        Point point = comparison.enough() ? judged.apply(comparison)
                : Point.missing(Grade.E4, area, detail, candidate.jdk(), comparison.lacking());
        return point.outcome() == Outcome.OPEN ? byForm(first.get(), second.get(), compared, judged).orElse(point) : point;
    }

    /**
     * A case of two designs of which one at least has several compiled forms: decided where each of them says the same of each of the
     * other's, by forks that are enough together, and for an interval in each.
     */
    private static Optional<Point> byForm(CellResult candidate, CellResult reference,
                                          BiFunction<CellResult, CellResult, Comparison> compared, Function<Comparison, Point> judged) {
        List<Comparison> each = candidate.deciding().stream().flatMap(c -> reference.deciding().stream().map(r -> compared.apply(c, r)))
                .toList();
        if (each.size() < 2 || !each.stream().allMatch(Comparison::enough)
                || each.stream().mapToInt(c -> c.pairs().size()).sum() < Comparison.FEWEST_FORKS) {
            return Optional.empty();
        }
        List<Point> points = each.stream().map(c -> judged.apply(c.ofForms())).toList();
        return points.stream().map(Point::outcome).distinct().count() == 1 && points.get(0).outcome() != Outcome.OPEN
                ? Optional.of(points.get(0).alsoInForms(points.subList(1, points.size()))) : Optional.empty();
    }

    /** A case of a claim that the operations of two designs decide: what is judged of them, or what is not counted. */
    Point counted(String area, String detail, Wanted candidate, Wanted reference, BiFunction<Operations, Operations, Point> judged) {
        Optional<Operations> first = counted(candidate);
        Optional<Operations> second = counted(reference);
        return first.isPresent() && second.isPresent() ? judged.apply(first.get(), second.get())
                : Point.missing(Grade.E2, area, detail, "", uncounted(candidate, reference));
    }

    /** A case that the instructions of two designs decide, each in the compiled form that decides, or that most of its forks have. */
    Point instructions(String area, String detail, Wanted candidate, Wanted reference, BiFunction<Figure, Double, Point> judged) {
        Optional<CellResult> first = find(candidate);
        Optional<CellResult> second = find(reference);
        OptionalDouble of = first.map(c -> c.deciding().get(0).instructions()).orElse(OptionalDouble.empty());
        OptionalDouble than = second.map(c -> c.deciding().get(0).instructions()).orElse(OptionalDouble.empty());
        if (of.isEmpty() || than.isEmpty()) {
            return Point.missing(Grade.E3, area, detail, candidate.jdk(), Stream.of(candidate, reference)
                    .map(w -> "instructions of " + w.text()).toList());
        }
        double ratio = of.getAsDouble() / than.getAsDouble();
        return judged.apply(Figure.instructions("instructions, " + candidate.design() + " / " + reference.design() + ", " + area, ratio,
                "ratio", first.get(), second.get()), ratio);
    }

    /** The instructions and the times of two designs over each other, as far as they are there, to be shown beside. */
    List<Figure> beside(String area, Wanted candidate, Wanted reference) {
        List<Figure> figures = new ArrayList<>(instructions(area, "", candidate, reference, (figure, ratio) -> Point.of(Grade.E3, area, "",
                candidate.jdk(), Outcome.OPEN, "", 0, List.of(figure))).figures());
        compare(candidate, reference).ifPresent(c -> figures.add(c.figure(candidate.design() + " / " + reference.design() + ", " + area)));
        return figures;
    }

    /** Those of the wanted cells whose operations are not there, one line each. */
    List<String> uncounted(Wanted... wanted) {
        return Stream.of(wanted).filter(w -> counted(w).isEmpty()).map(w -> COUNTED + w.on(List.of("")).text()).toList();
    }

    /** Those of the wanted cells that are not there, one line each. */
    List<String> missing(Wanted... wanted) {
        return Stream.of(wanted).filter(w -> find(w).isEmpty()).map(w -> CELL + w.text()).toList();
    }

    /**
     * A cell that a claim asks for.
     *
     * @param jdks      feature versions, of which the cells are taken as one
     * @param benchmark simple class name
     * @param method    name of the benchmark method; {@code null} where the class has a single one beside its controls
     * @param design    the design as tables print it; a control's method in kebab case
     * @param params    parameter values that it must have; it may have others
     */
    record Wanted(List<String> jdks, String benchmark, String method, String design, Map<String, String> params) {
        /** A cell of one JDK. */
        Wanted(String jdk, String benchmark, String method, String design, Map<String, String> params) {
            this(List.of(jdk), benchmark, method, design, params);
        }

        /** The JDKs by name. */
        String jdk() {
            return String.join(AND, jdks);
        }

        /** A whole fault or a part of it: whose memory, size of device entries, of the mapping. */
        static Wanted fault(String jdk, String design, String memory, String granule, String mapping) {
            return new Wanted(jdk, "FaultPathBenchmark", null, design, Map.of("memory", memory, "granule", granule, "mapping", mapping));
        }

        /** Its twin in C. */
        Wanted inC() {
            return new Wanted(jdks, CTwin.benchmark(benchmark), method, design, CTwin.params(params));
        }

        /** The same where C is built as for processors that must not predict an indirect call. */
        Wanted withRetpolines() {
            TreeMap<String, String> built = new TreeMap<>(params);
            built.put(CTwin.BUILD, CTwin.RETPOLINE);
            return new Wanted(jdks, benchmark, method, design, built);
        }

        /** The same of other JDKs, or of any, as operations are, if the name of one is empty. */
        Wanted on(List<String> others) {
            return new Wanted(others, benchmark, method, design, params);
        }

        private boolean matches(String name, Map<String, String> values) {
            int dot = name.lastIndexOf('.');
            int start = dot - benchmark.length();
            if (start < 1 || name.charAt(start - 1) != '.' || !name.startsWith(benchmark, start)
                    || params.entrySet().stream().anyMatch(p -> !p.getValue().equals(values.get(p.getKey())))) {
                return false;
            }
            String found = name.substring(dot + 1);
            return (method == null || found.equals(method)) && Design.of(found, values).equals(design);
        }

        /** The cell in one line, for messages. */
        String text() {
            String values = new TreeMap<>(params).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining(" "));
            return benchmark + (method == null ? "" : "." + method) + " " + design + ", " + values
                    + (jdk().isEmpty() ? "" : ", on JDK " + jdk());
        }
    }
}
