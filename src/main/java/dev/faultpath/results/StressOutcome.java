package dev.faultpath.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the concurrency stress tests saw on one JDK, as it stands beside the times in a results folder. This class is the only
 * place that knows the file's form: an object with {@code jdk} and {@code tests}.
 *
 * @param jdk   feature version of the JDK, such as {@code "17"}
 * @param tests one entry a test, in order of their names
 */
public record StressOutcome(String jdk, List<Test> tests) {
    /** Whether a grant was used that no longer held. */
    public enum Stale {
        /** Seen, in a test of a design that is wrong on purpose. */
        SEEN("seen"),
        /** Not seen. */
        NOT_SEEN("not seen"),
        /** Seen, in a test of a design that must never show it. */
        FORBIDDEN_SEEN("forbidden seen");

        private final String word;

        Stale(String word) {
            this.word = word;
        }

        /** As the file has it. */
        public String word() {
            return word;
        }

        private static Stale parse(String word) {
            return Stream.of(values()).filter(s -> s.word.equals(word)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'stale' is '" + word + "'; there are seen, not seen, forbidden seen"));
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
    public record Test(String name, String design, Stale stale, long samples, boolean passed) {
    }

    /** Keeps the tests in order of their names. */
    public StressOutcome {
        tests = tests.stream().sorted(Comparator.comparing(Test::name)).toList();
    }

    /** Name of the file in a results folder. */
    public String fileName() {
        return "stress-jdk" + jdk + ".json";
    }

    /** Whether a file of this name holds such an outcome. */
    public static boolean isFileName(String name) {
        return name.matches("stress-jdk\\d+\\.json");
    }

    /** The file's text. */
    public String write() {
        ObjectNode root = Json.MAPPER.createObjectNode().put("jdk", jdk);
        ArrayNode rows = root.putArray("tests");
        for (Test test : tests) {
            rows.addObject().put("name", test.name).put("design", test.design).put("stale", test.stale.word)
                    .put("samples", test.samples).put("passed", test.passed);
        }
        return Json.pretty(root);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws InputException if it is missing, is not JSON, or lacks what we need; the message names file and test
     */
    public static StressOutcome read(Path file) {
        return of(Json.read(file), file);
    }

    /**
     * The outcome in a tree that was read from a file.
     *
     * @param file for messages
     * @throws InputException if something is missing or wrong
     */
    static StressOutcome of(JsonNode root, Path file) {
        if (!root.path("jdk").isTextual() || !root.path("tests").isArray()) {
            throw new InputException(file + ": not an outcome of stress tests: 'jdk' and 'tests' are expected");
        }
        List<Test> tests = new ArrayList<>();
        for (JsonNode row : root.get("tests")) {
            int number = tests.size() + 1;
            try {
                tests.add(new Test(text(row, "name"), row.path("design").isTextual() ? row.get("design").asText() : null,
                        Stale.parse(text(row, "stale")), count(row), flag(row)));
            } catch (IllegalArgumentException e) {
                throw new InputException(file + ": test " + number + ": " + e.getMessage(), e);
            }
        }
        return new StressOutcome(root.get("jdk").asText(), tests);
    }

    private static String text(JsonNode row, String key) {
        return Optional.of(row.path(key)).filter(JsonNode::isTextual).map(JsonNode::asText)
                .orElseThrow(() -> new IllegalArgumentException("no text under '" + key + "'"));
    }

    private static long count(JsonNode row) {
        if (!row.path("samples").canConvertToLong() || row.get("samples").asLong() < 0) {
            throw new IllegalArgumentException("no count under 'samples'");
        }
        return row.get("samples").asLong();
    }

    private static boolean flag(JsonNode row) {
        if (!row.path("passed").isBoolean()) {
            throw new IllegalArgumentException("neither true nor false under 'passed'");
        }
        return row.get("passed").asBoolean();
    }
}
