package dev.faultpath.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What the concurrency stress tests saw on one JDK, as it stands in a file beside the times in a results folder.
 *
 * @param jdk   feature version of the JDK, such as {@code "17"}
 * @param tests one entry a test, in order of their names
 */
public record StressOutcome(String jdk, List<Test> tests) {
    /** Whether a grant was used that no longer held. */
    public enum Stale {
        /** Seen, in a test of a design that is wrong on purpose. */
        SEEN,
        /** Not seen. */
        NOT_SEEN,
        /** Seen, in a test of a design that must never show it. */
        FORBIDDEN_SEEN;

        /** As the file has it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * One stress test over all its configurations.
     *
     * @param name    the test
     * @param design  the design under test, as tables print it; {@code null} if the test is not of one design
     * @param stale   whether a stale grant was seen
     * @param samples outcomes observed, at least 0
     * @param passed  whether it ran to its end and saw what it must and nothing that it must not
     */
    public record Test(String name, @JsonInclude String design, Stale stale, long samples, boolean passed) {
        /** Rejects what is no count. */
        public Test {
            if (samples < 0) {
                throw new IllegalArgumentException("no count of samples: " + samples);
            }
        }
    }

    /** Keeps the tests in order of their names. */
    public StressOutcome {
        tests = tests.stream().sorted(Comparator.comparing(Test::name)).toList();
    }

    /** In a results folder. */
    public String fileName() {
        return "stress-jdk" + jdk + ".json";
    }

    public static boolean isFileName(String name) {
        return name.matches("stress-jdk\\d+\\.json");
    }

    /** The file's text. */
    public String write() {
        return Json.pretty(this);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws dev.faultpath.InputException if it is missing, is not JSON, or not what we need
     */
    public static StressOutcome read(Path file) {
        return Json.read(file, StressOutcome.class);
    }
}
