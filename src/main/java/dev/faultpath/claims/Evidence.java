package dev.faultpath.claims;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.ResultSet;
import dev.faultpath.results.StressOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that verdicts are taken from.
 *
 * @param cells    what was timed and counted, of all JDKs; no label twice
 * @param stress   what the concurrency tests saw, at most one a JDK
 * @param grouping what the owner registries grant, computed
 */
public record Evidence(List<CellResult> cells, List<StressOutcome> stress, List<GroupingRow> grouping) {
    /** What a line that names a missing cell begins with. */
    static final String CELL = "cell ";

    /** What results that may be compared with each other hold. */
    public static Evidence of(ResultSet set) {
        return new Evidence(set.cells(), set.stress(), set.grouping());
    }

    /**
     * Keeps copies, of each cell the forks that have the form of most of them; cells in the order of result files, so that verdicts do not
     * depend on the order of the input.
     */
    public Evidence {
        cells = cells.stream().map(CellResult::mainForm).sorted(CellResult.ORDER).toList();
        stress = List.copyOf(stress);
        grouping = List.copyOf(grouping);
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

    /** The floor of a JDK. */
    HarnessFloor floor(String jdk) {
        return HarnessFloor.of(cells, jdk);
    }

    /** The cell that a claim asks for: the first, in the order of result files, that has what is wanted and was measured. */
    Optional<CellResult> find(Wanted wanted) {
        return cells.stream().filter(c -> wanted.matches(c) && c.usable()).findFirst();
    }

    /** Two cells by a value of their forks; empty unless both are there, with enough pairs. */
    Optional<Comparison> compare(Wanted candidate, Wanted reference, ToDoubleFunction<Fork> value) {
        return find(candidate).flatMap(c -> find(reference).map(r -> Comparison.of(c, r, value))).filter(Comparison::enough);
    }

    /** A case of a claim that two cells decide: what is judged of them, or what is missing for it. */
    Point point(String area, String detail, Wanted candidate, Wanted reference, ToDoubleFunction<Fork> value,
                Function<Comparison, Point> judged) {
        Optional<CellResult> first = find(candidate);
        Optional<CellResult> second = find(reference);
        if (first.isEmpty() || second.isEmpty()) {
            return Point.missing(area, detail, candidate.jdk(), missing(candidate, reference));
        }
        Comparison comparison = Comparison.of(first.get(), second.get(), value);
        return comparison.enough() ? judged.apply(comparison) : Point.missing(area, detail, candidate.jdk(), comparison.lacking());
    }

    /** Those of the wanted cells that are not there, one line each. */
    List<String> missing(Wanted... wanted) {
        return Stream.of(wanted).filter(w -> find(w).isEmpty()).map(w -> CELL + w.text()).toList();
    }

    /**
     * A cell that a claim asks for.
     *
     * @param jdk       feature version
     * @param benchmark simple class name
     * @param method    name of the benchmark method; {@code null} where the class has a single one beside its controls
     * @param design    the design as tables print it; a control's method in kebab case
     * @param params    parameter values that it must have; it may have others
     */
    record Wanted(String jdk, String benchmark, String method, String design, Map<String, String> params) {
        /** A whole fault: how many of four answers are no ({@code mapped}: it is there already), size of device entries, of the mapping. */
        static Wanted fault(String jdk, String design, String refused, String granule, String mapping) {
            return new Wanted(jdk, "FaultPathBenchmark", null, design, Map.of("refused", refused, "granule", granule, "mapping", mapping));
        }

        private boolean matches(CellResult cell) {
            return cell.jdk().equals(jdk) && cell.benchmarkClass().equals(benchmark) && cell.design().equals(design)
                    && (method == null || cell.method().equals(method)) && cell.params().entrySet().containsAll(params.entrySet());
        }

        /** The cell in one line, for messages. */
        String text() {
            String values = new TreeMap<>(params).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining(" "));
            return benchmark + (method == null ? "" : "." + method) + " " + design + ", " + values
                    + (jdk.isEmpty() ? "" : ", on JDK " + jdk);
        }
    }
}
