package dev.faultpath.forks;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.Design;
import dev.faultpath.results.Question;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One thing to measure: a benchmark method, a value for each of its parameters, and a JDK.
 *
 * @param benchmark qualified class name, a dot, and the method
 * @param params    parameter values by name
 * @param jdk       feature version of the JDK, such as {@code "17"}
 * @param heap      size of the fork's heap as {@code -Xmx} takes it; the same for all cells of a benchmark entry
 */
public record Cell(String benchmark, SortedMap<String, String> params, String jdk, String heap) {
    /** The value of a parameter {@code layout} that means the process captured in this very run. */
    public static final String LIVE = "live";

    /** The cell's name in one line; no two cells of a plan have the same. */
    public String label() {
        return CellResult.label(benchmark, params, jdk);
    }

    /** Simple name of the benchmark class. */
    public String benchmarkClass() {
        String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /** Name of the benchmark method. */
    public String method() {
        return benchmark.substring(benchmark.lastIndexOf('.') + 1);
    }

    /** The design measured. */
    public String design() {
        return Design.of(method(), params);
    }

    /** Whether the cell is a control. */
    public boolean control() {
        return Design.isControl(method());
    }

    /** The question the benchmark belongs to. */
    public Optional<Question> question() {
        return Question.ofBenchmark(benchmarkClass());
    }

    /** Whether this is the design that the others of its group are compared with. */
    public boolean reference() {
        return !control() && question().flatMap(q -> q.answer(benchmarkClass())).map(Question.Answer::reference)
                .map(r -> r.equals(design())).orElse(false);
    }

    /** What the cells that are compared with each other have in common. */
    public CellResult.Group group() {
        return CellResult.Group.of(benchmark, params, jdk);
    }
}
