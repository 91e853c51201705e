package dev.faultpath.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.faultpath.FirstDifference;
import dev.faultpath.results.Design;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Operations.Memory;
import dev.faultpath.results.Operations.Step;
import dev.faultpath.results.Question;
import dev.faultpath.run.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every design does at one small size, against counts that were looked at ({@code -Dfaultpath.golden=write} keeps new ones). */
class GoldenOperationsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dev/faultpath/operations");
    private static final Path PAGE = Path.of("src/main/docs/operations.md");
    /** Benchmarks of a second thread: their walker alone does what it does in another. */
    private static final Set<String> ELSEWHERE = Set.of("ContendedRevalidationBenchmark", "FalseRetriesBenchmark");
    /** Values other than the first ones: pages of one device, and pages of several of which most are foreign. */
    private static final Map<String, List<String>> VALUES = Map.of("PagemapCallbackBenchmark", List.of("own", "alternate:16:8"));
    private static final Map<String, String> SMALL = Map.of("pages", "512", "peers", "8", "devices", "8", "areas", "256", "pagesPerCall",
            "32", "profile", "mega", "request", "READ", "memory", "foreign-granted");

    private static final OperationCounter COUNTER = OperationCounter.ofThisProgram();

    static Stream<String> classes() {
        return Catalogue.ofClassPath().entries().stream().map(Catalogue.Entry::benchmarkClass).distinct()
                .filter(c -> !ELSEWHERE.contains(c) && !Question.inC(c));
    }

    private static String text(String benchmarkClass) {
        StringBuilder text = new StringBuilder();
        for (Catalogue.Entry entry : Catalogue.ofClassPath().entries()) {
            if (!entry.benchmarkClass().equals(benchmarkClass) || entry.params().containsKey("unplugsPerMillionPages")) {
                continue;
            }
            boolean control = Design.isControl(entry.benchmark().substring(entry.benchmark().lastIndexOf('.') + 1));
            for (String placement : VALUES.getOrDefault(benchmarkClass, List.of(""))) {
                for (String design : control ? List.of("") : entry.params().getOrDefault(Design.PARAMETER, List.of(""))) {
                    text.append(text(entry, placement, design));
                }
            }
        }
        return text.toString();
    }

    private static String text(Catalogue.Entry entry, String placement, String design) {
        TreeMap<String, String> params = new TreeMap<>();
        entry.params().forEach((name, values) -> {
            String small = SMALL.getOrDefault(name, values.get(0));
            // A fault's operation is of several ranges.
            boolean whole = name.equals("pages") && entry.benchmarkClass().equals("FaultPathBenchmark");
            params.put(name, name.equals(Design.PARAMETER) && !design.isEmpty() ? design
                    : name.equals("placement") && !placement.isEmpty() ? placement : whole ? values.get(0) : small);
        });
        Operations counted = COUNTER.count(entry.benchmark(), params);
        return counted.label() + (counted.period() == 1 ? "" : ", " + counted.period() + " operations") + "\n"
                + counted.counts().entrySet().stream().map(c -> " " + c.getKey() + " " + c.getValue() + "\n")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("classes")
    @DisplayName("what every design does is what was looked at, and none asks the registry but its own benchmarks")
    void isWhatWasLookedAt(String benchmarkClass) throws IOException {
        String now = text(benchmarkClass);
        if (!benchmarkClass.contains("Registry")) {
            assertThat(now).doesNotContain(Step.REGISTRY_QUESTIONS.words(), Step.INTERCONNECT_QUESTIONS.words());
        }
        Path kept = GOLDEN.resolve(benchmarkClass + ".txt");
        if (System.getProperty("faultpath.golden", "").equals("write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(kept, now);
        }
        FirstDifference.of("kept", Files.exists(kept) ? Files.readString(kept) : "", now).ifPresent(difference -> fail(kept + ": "
                + difference + "\nIf what is counted now is right: scripts/test -Dtest=GoldenOperationsTest -Dfaultpath.golden=write"
                + " keeps it"));
    }

    @Test
    @DisplayName("no file is kept of a benchmark that is gone")
    void noOtherFiles() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(f -> f.getFileName().toString().replace(".txt", "")))
                    .containsExactlyInAnyOrderElementsOf(classes().toList());
        }
    }

    @Test
    @DisplayName("operations.md says of every kind what it stands for")
    void everyKindIsExplained() throws IOException {
        String page = Files.readString(PAGE);
        Stream.concat(Arrays.stream(Memory.values()).map(Memory::words), Arrays.stream(Step.values()).map(Step::words))
                .forEach(kind -> assertThat(page).contains("\n| " + kind + " | "));
    }
}
