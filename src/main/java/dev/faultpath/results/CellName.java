package dev.faultpath.results;

import java.util.Optional;
import java.util.SortedMap;

/** What names a cell, and what its name says of it. */
public interface CellName {
    /** Qualified class name, a dot, and the benchmark method. */
    String benchmark();

    /** Parameter values by name. */
    SortedMap<String, String> params();

    /** Feature version of the JDK, such as {@code "17"}. */
    String jdk();

    /** The name in one line; no two cells of a run have the same. */
    default String label() {
        return CellResult.label(benchmark(), params(), jdk());
    }

    /**
     * Rejects what names no cell; the JDK may be empty where nothing is timed.
     *
     * @throws IllegalArgumentException if it does not
     */
    static void check(String benchmark, String jdk) {
        if (!benchmark.matches("[\\w.$]+\\.[\\w$]+")) {
            throw new IllegalArgumentException("'" + benchmark + "' is not CLASS.METHOD");
        }
        if (!jdk.matches("\\d{0,4}")) {
            throw new IllegalArgumentException("'" + jdk + "' is no version of a JDK");
        }
    }

    /** Simple name of the benchmark class. */
    default String benchmarkClass() {
        String type = benchmark().substring(0, benchmark().lastIndexOf('.'));
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /** Name of the benchmark method. */
    default String method() {
        return benchmark().substring(benchmark().lastIndexOf('.') + 1);
    }

    /** The design measured, as tables print it. */
    default String design() {
        return Design.of(method(), params());
    }

    /** Number of 4 KiB pages an operation handles; 0 if the benchmark has no such parameter. */
    default int pages() {
        return CellResult.pages(params());
    }

    /** Whether it is a control. */
    default boolean control() {
        return Design.isControl(method());
    }

    /** The question the benchmark belongs to; empty if no question has it. */
    default Optional<Question> question() {
        return Question.ofBenchmark(benchmarkClass());
    }

    /** Whether this is the design that the others of its group are compared with. */
    default boolean reference() {
        return !control() && question().flatMap(q -> q.answer(benchmarkClass()))
                .filter(answer -> answer.refers(design())).isPresent();
    }

    /** What the cells that are compared with each other have in common. */
    default CellResult.Group group() {
        return CellResult.Group.of(benchmark(), params(), jdk());
    }
}
