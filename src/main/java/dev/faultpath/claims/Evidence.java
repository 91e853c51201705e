package dev.faultpath.claims;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.ResultSet;
import dev.faultpath.results.StressOutcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that verdicts are taken from.
 *
 * @param cells    what was timed and counted, of all JDKs; no label twice
 * @param stress   what the concurrency tests saw, at most one a JDK
 * @param grouping what the owner registries grant, computed
 */
public record Evidence(List<CellResult> cells, List<StressOutcome> stress, List<GroupingRow> grouping) {
    /** What results that may be compared with each other hold. */
    public static Evidence of(ResultSet set) {
        return new Evidence(set.cells(), set.stress(), set.grouping());
    }

    /** Keeps copies; cells in the order of result files, so that verdicts do not depend on the order of the input. */
    public Evidence {
        cells = cells.stream().sorted(CellResult.ORDER).toList();
        stress = List.copyOf(stress);
        grouping = List.copyOf(grouping);
    }

    /** The JDKs that were measured, in order; one without a name if none was. */
    List<String> jdks() {
        List<String> jdks = cells.stream().map(CellResult::jdk).distinct()
                .sorted((a, b) -> a.length() == b.length() ? a.compareTo(b) : a.length() - b.length()).toList();
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

    /** Whether a cell has forks that count, and all their values can be times. */
    static boolean usable(CellResult cell) {
        return !cell.counting().isEmpty() && Arrays.stream(cell.scores()).allMatch(s -> s > 0 && !Double.isInfinite(s));
    }

    /**
     * The cell that a claim asks for.
     *
     * @return the first in the order of result files that has the design and at least these parameters, and is usable
     */
    Optional<CellResult> find(Wanted wanted) {
        return cells.stream().filter(c -> wanted.matches(c) && usable(c)).findFirst();
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
        private boolean matches(CellResult cell) {
            return cell.jdk().equals(jdk) && cell.benchmarkClass().equals(benchmark) && cell.design().equals(design)
                    && (method == null || cell.method().equals(method)) && cell.params().entrySet().containsAll(params.entrySet());
        }

        /** The cell in one line, for messages. */
        String text() {
            String values = new TreeMap<>(params).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(" "));
            return benchmark + (method == null ? "" : "." + method) + " " + design + ", " + values + (jdk.isEmpty() ? "" : ", on JDK " + jdk);
        }
    }
}
