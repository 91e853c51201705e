package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.FakeForks;
import dev.faultpath.machine.Machine;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.JmhJson;
import dev.faultpath.results.Json;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationTest {
    @TempDir
    Path folder;

    private RunLog log(Plan plan) throws InterruptedException, IOException {
        Path path = folder.resolve("run.jsonl");
        Files.deleteIfExists(path);
        try (RecordFile<RunLine> file = RunFiles.create(path, plan)) {
            return new BlockRunner(new FakeForks(1), FakeForks.QUIET, file, RunListener.SILENT, () -> false).run();
        }
    }

    private static ObjectNode environment(Plan plan) {
        JsonNode jdk = Json.MAPPER.createObjectNode().put("version", "17.0.1").put("vendor", "X").put("vmName", "V")
                .put("vmVersion", "17+1");
        return Environment.describe(new Machine(), new Environment.Revision("0123456789", false, null), Map.of("17", jdk), plan,
                "scripts/bench --preset test --seed 7", Instant.parse("2026-01-02T23:59:59Z"));
    }

    @Test
    void writesAFolderThatReadsBackAndNeverChanges() throws InterruptedException, IOException {
        Plan plan = FakeForks.plan(FakeForks.cells(), 1e6, 0.5, 6, 6);
        RunLog log = log(plan);
        Path results = folder.resolve("results");
        ObjectNode known = environment(plan);
        Path layouts = Files.createDirectory(folder.resolve("layouts"));
        Files.writeString(layouts.resolve("live.layout"), "a layout");
        List<Operations> counted = List.of(new Operations("p.B.m", new TreeMap<>(), 1, Map.of("branches", 7L)));
        Path first = Publication.write(log, known, counted, results, layouts);
        assertThat(first.getFileName().toString()).startsWith("2026-01-02-0123456789-");
        assertThat(files(first)).containsExactly("environment.json", "grouping.json", "jdk17.json.gz", "live.layout", "operations.json.gz",
                "proofs.json", "runs.json");
        assertThat(Proof.read(first.resolve(Proof.FILE))).isEqualTo(Proof.all());
        assertThat(Operations.read(first.resolve("operations.json.gz"))).isEqualTo(counted);
        List<CellResult> back = JmhJson.read(first.resolve("jdk17.json.gz"));
        assertThat(back).hasSize(8).allSatisfy(c -> assertThat(c.scores()).hasSize(6));
        String environment = Files.readString(first.resolve("environment.json"));
        assertThat(environment).contains("\"blackholeMode\": \"COMPILER\"", "\"seed\": 7", "\"end\": \"every ratio is precise enough");
        assertThat(environment).doesNotContain(System.getProperty("user.dir")).doesNotContain(folder.toString());
        Path second = Publication.write(log, known, counted, results, layouts);
        assertThat(second.getFileName().toString()).isEqualTo(first.getFileName() + "-2");
        assertThat(files(results)).hasSize(2);
        for (String file : files(first)) {
            assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
        }
    }

    @Test
    void saysWhichRelationOfTheHarnessDoesNotHold() throws InterruptedException, IOException {
        Path path = folder.resolve("harness.jsonl");
        List<Cell> cells = List.of(FakeForks.control("baselineEmpty"), FakeForks.control("baselineEmptyTwin"));
        for (double factor : new double[] {1, 1.5}) {
            FakeForks forks = new FakeForks(1);
            forks.special = (cell, n) -> {
                double ns = cell.method().endsWith("Twin") ? 100 * factor : 100;
                double[] iterations = new double[16];
                java.util.Arrays.fill(iterations, ns);
                return FakeForks.ok(iterations);
            };
            Files.deleteIfExists(path);
            try (RecordFile<RunLine> file = RunFiles.create(path, FakeForks.plan(cells, 1e6, 0.03, 6, 6))) {
                RunLog log = new BlockRunner(forks, FakeForks.QUIET, file, RunListener.SILENT, () -> false).run();
                List<String> failures = Publication.harnessFailures(log);
                if (factor == 1) {
                    assertThat(failures).isEmpty();
                } else {
                    assertThat(failures).singleElement().satisfies(f -> assertThat(f).startsWith("JDK 17: ").contains("baselineEmptyTwin"));
                }
            }
        }
    }

    @Test
    void whatARunLeftThatWasKilledWhilePublishingGoes() throws Exception {
        Plan plan = FakeForks.plan(FakeForks.cells(), 1e6, 0, 1, 1);
        RunLog log = log(plan);
        Process killed = new ProcessBuilder("true").start();
        killed.waitFor();
        Path results = folder.resolve("results");
        Path left = Files.createDirectories(results.resolve(".new-" + killed.pid() + "-17"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path first = Publication.write(log, environment(plan), List.of(), results, null);
        assertThat(files(results)).containsExactly(first.getFileName().toString());
    }

    @Test
    void leavesNothingWhereItMayNotWrite() throws InterruptedException, IOException {
        Plan plan = FakeForks.plan(FakeForks.cells(), 1e6, 0, 1, 1);
        RunLog log = log(plan);
        Path results = folder.resolve("results");
        Files.writeString(results, "a file in the way");
        assertThatThrownBy(() -> Publication.write(log, environment(plan), List.of(), results, null)).isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be written");
        Files.delete(results);
        Files.createDirectory(results);
        ObjectNode broken = environment(plan);
        broken.put("commit", "a/b/c"); // a name that cannot be a folder
        assertThatThrownBy(() -> Publication.write(log, broken, List.of(), results, null)).isInstanceOf(InputException.class);
        assertThat(files(results)).isEmpty();
    }

    @Test
    void whatNamesNoFolderIsRefusedBeforeAnythingIsMade() throws InterruptedException, IOException {
        Plan plan = FakeForks.plan(FakeForks.cells(), 1e6, 0, 1, 1);
        RunLog log = log(plan);
        Path results = folder.resolve("results");
        for (String key : List.of("started", "commit", "class")) {
            for (JsonNode value : new JsonNode[] {null, TextNode.valueOf("x/../../y"), TextNode.valueOf(".."), TextNode.valueOf(""),
                IntNode.valueOf(7), NullNode.instance, Json.MAPPER.createArrayNode()}) {
                ObjectNode broken = environment(plan);
                ObjectNode in = key.equals("class") ? (ObjectNode) broken.get("machine") : broken;
                in.remove(key);
                if (value != null) {
                    in.set(key, value);
                }
                assertThatThrownBy(() -> Publication.write(log, broken, List.of(), results, null)).isInstanceOf(InputException.class)
                        .hasMessageContaining(key).hasMessageContaining(value == null ? "no environment." : " is " + value);
            }
        }
        assertThat(results).doesNotExist();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}
