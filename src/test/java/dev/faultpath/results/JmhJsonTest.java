package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JmhJsonTest {
    private static final List<CellResult> CELLS = List.of(
            CellsForTest.cell("ownerPointer", Map.of("pages", "512"), 100.123456, 110, 120),
            CellsForTest.cell("ownerId", Map.of("pages", "512"), 90, Double.NaN, 95),
            CellsForTest.cell("ownerId", Map.of("pages", "16"), Double.NaN));

    @TempDir
    Path folder;

    @Test
    void hasJmhsOwnKeysInJmhsOrder() throws IOException {
        JsonNode row = Json.MAPPER.readTree(JmhJson.write(CELLS)).get(2);
        List<String> keys = new ArrayList<>();
        row.fieldNames().forEachRemaining(keys::add);
        assertThat(keys).containsExactly("jmhVersion", "benchmark", "mode", "threads", "forks", "jvm", "jvmArgs", "jdkVersion",
                "vmName", "vmVersion", "warmupIterations", "warmupTime", "warmupBatchSize", "measurementIterations", "measurementTime",
                "measurementBatchSize", "params", "primaryMetric", "secondaryMetrics", "faultpath");
        keys.clear();
        row.get("primaryMetric").fieldNames().forEachRemaining(keys::add);
        assertThat(keys).containsExactly("score", "scoreError", "scoreConfidence", "scorePercentiles", "scoreUnit", "rawData");
        assertThat(row.get("benchmark").asText()).isEqualTo("dev.faultpath.bench.OwnerComparisonBenchmark.ownerPointer");
        assertThat(row.get("forks").asInt()).isEqualTo(3);
        assertThat(row.get("primaryMetric").get("rawData")).hasSize(3);
        assertThat(row.get("primaryMetric").get("scorePercentiles").get("50.0").asDouble()).isGreaterThan(100);
    }

    @Test
    void scoreAndErrorAreWhatJmhWouldSay() throws IOException {
        // 100, 110: mean 105, sd 7.0711, t(1, 0.9995) = 636.619
        CellResult cell = CellsForTest.cell("ownerId", Map.of(), 100);
        JsonNode metric = Json.MAPPER.readTree(JmhJson.write(List.of(cell))).get(0).get("primaryMetric");
        assertThat(metric.get("score").asDouble()).isEqualTo(105);
        assertThat(metric.get("scoreError").asDouble()).isCloseTo(636.619 * 5, within(0.1));
    }

    @Test
    void noNaNNoInfinity() {
        assertThat(JmhJson.write(CELLS)).doesNotContain("NaN").doesNotContain("Infinity").contains("\"score\": null");
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        Path file = folder.resolve("jdk17.json");
        String text = JmhJson.write(CELLS);
        Files.writeString(file, text);
        List<CellResult> back = JmhJson.read(file);
        assertThat(JmhJson.write(back)).isEqualTo(text);
        assertThat(back).extracting(CellResult::label).containsExactly(
                "OwnerComparisonBenchmark.ownerId{pages=16} on JDK 17", "OwnerComparisonBenchmark.ownerId{pages=512} on JDK 17",
                "OwnerComparisonBenchmark.ownerPointer{pages=512} on JDK 17");
        assertThat(back.get(1).scores()).containsExactly(90, 95);
        assertThat(back.get(1).forks().get(1).reason()).contains("OutOfMemoryError");
        assertThat(back.get(2).counting().get(0).warmup()).hasSize(1);
        assertThat(back.get(2).bytesPerOp()).contains(0.25);
    }

    @Test
    void keepsCountersExactly() throws IOException {
        CellResult plain = CellsForTest.cell("ownerId", Map.of("pages", "512"), 90, 95);
        List<Fork> forks = plain.forks().stream().map(f -> new Fork(f.block(), f.status(), f.reason(), f.warmup(), f.measured(), f.score(),
                f.mean(), f.bytesPerOp(), f.seconds(), f.steal(), f.foreign(), f.flags(),
                new TreeMap<>(Map.of("retries", 123456789012.0, "calls", 7.0 * f.block())), null)).toList();
        CellResult cell = new CellResult(plain.benchmark(), plain.params(), plain.jdk(), plain.jmhVersion(), plain.jdkVersion(),
                plain.vmName(), plain.vmVersion(), plain.jvmArgs(), plain.warmup(), plain.measured(), plain.iterationMillis(), forks);
        Path file = folder.resolve("jdk17.json");
        String text = JmhJson.write(List.of(cell));
        Files.writeString(file, text);
        assertThat(Json.MAPPER.readTree(text).get(0).get("secondaryMetrics").get("calls").get("scoreUnit").asText()).isEqualTo("#");
        CellResult back = JmhJson.read(file).get(0);
        assertThat(back.forks().get(1).counters()).containsEntry("retries", 123456789012.0).containsEntry("calls", 14.0);
        assertThat(back.counters()).containsEntry("calls", 21.0);
        assertThat(JmhJson.write(List.of(back))).isEqualTo(text);
    }

    @Test
    void whatTheHarnessAllocatesIsNotTheBenchmarks() {
        // 25 ms at 100 000 ns are 250 operations: 20 B each are 5 000 B, which the harness itself allocates.
        assertThat(CellsForTest.cell("ownerId", Map.of(), 100_000).forks().get(0).bytesPerOp()).isEqualTo(0.25);
        assertThat(CellsForTest.cell("ownerId", Map.of(), 100_000).bytesPerOp()).contains(0.0);
        assertThat(CellsForTest.cell("ownerId", Map.of(), 10).bytesPerOp()).contains(0.25);
    }

    @Test
    void isTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.ROOT);
            String root = JmhJson.write(CELLS);
            for (String tag : List.of("ru-RU", "ar-EG-u-nu-arab", "tr-TR", "de-DE")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(JmhJson.write(CELLS)).isEqualTo(root);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatIsNotOursIsRefusedInOneLine() throws IOException {
        Path file = folder.resolve("x.json");
        assertThatThrownBy(() -> JmhJson.read(file)).isInstanceOf(InputException.class).hasMessageContaining("no such file");
        for (String text : List.of("", "{}", "[{}]", "[1", "[{\"faultpath\":{\"forks\":[{}]}}]", JmhJson.write(CELLS).substring(0, 900))) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> JmhJson.read(file)).as(text).isInstanceOf(InputException.class).hasMessageStartingWith(file.toString())
                    .message().doesNotContain("\n");
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> JmhJson.read(file)).isInstanceOf(InputException.class).hasMessageContaining("not UTF-8");
    }

    /** A clock that stood still, JMH's own words for no number, and what a bad merge leaves. */
    @Test
    void aTimeThatIsNotAboveZeroIsRefusedWithItsRowAndFork() throws IOException {
        Path file = folder.resolve("x.json");
        for (String place : List.of("/primaryMetric/score", "/primaryMetric/rawData/1/0", "/faultpath/forks/1/score",
                "/faultpath/forks/1/mean", "/faultpath/forks/1/warmup/0")) {
            for (String value : List.of("0", "-1", "null", "\"NaN\"", "\"0\"")) {
                JsonNode tree = Json.MAPPER.readTree(JmhJson.write(CELLS));
                int slash = place.lastIndexOf('/');
                JsonNode in = tree.get(2).at(place.substring(0, slash));
                if (in instanceof ArrayNode array) {
                    array.set(Integer.parseInt(place.substring(slash + 1)), Json.MAPPER.readTree(value));
                } else {
                    ((ObjectNode) in).set(place.substring(slash + 1), Json.MAPPER.readTree(value));
                }
                Files.writeString(file, tree.toString());
                String where = value.startsWith("\"") ? (place.startsWith("/p") ? "primaryMetric." : "faultpath.forks[1].")
                        : place.endsWith("Metric/score") ? "primaryMetric.score is not above 0" : "fork 2: ";
                assertThatThrownBy(() -> JmhJson.read(file)).as(place + " " + value).isInstanceOf(InputException.class)
                        .hasMessageStartingWith(file + ": row 3: " + where);
            }
        }
    }

    /** What a hand or a bad merge writes: each is told with its row and fork. */
    @Test
    void whatNoForkCanHaveIsRefused() throws IOException {
        Path file = folder.resolve("x.json");
        for (String change : List.of("steal=-0.1", "steal=1.1", "foreign=7", "speedNanos=0", "speedNanos=-4", "seconds=-1",
                "seconds=null", "counters={\"retries\":-1}", "form={\"id\":\"1\",\"instructions\":0}",
                "form={\"id\":\"1\",\"instructions\":5,\"least\":6,\"most\":7}", "form={\"id\":\"1\",\"instructions\":5,\"least\":4}")) {
            JsonNode tree = Json.MAPPER.readTree(JmhJson.write(CELLS));
            String[] keyAndValue = change.split("=", 2);
            ((ObjectNode) tree.get(2).at("/faultpath/forks/1")).set(keyAndValue[0], Json.MAPPER.readTree(keyAndValue[1]));
            Files.writeString(file, tree.toString());
            assertThatThrownBy(() -> JmhJson.read(file)).as(change).isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": row 3: ").hasMessageNotContainingAny("\n");
        }
        for (String sizes : List.of("[{\"pages\":0,\"instructions\":5}]", "[{\"pages\":8,\"instructions\":-5}]",
                "[{\"pages\":8,\"instructions\":5},{\"pages\":8,\"instructions\":5}]")) {
            JsonNode tree = Json.MAPPER.readTree(JmhJson.write(CELLS));
            ((ObjectNode) tree.get(2).at("/faultpath")).set("smaller", Json.MAPPER.readTree(sizes));
            Files.writeString(file, tree.toString());
            assertThatThrownBy(() -> JmhJson.read(file)).as(sizes).isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": row 3: ");
        }
    }
}
