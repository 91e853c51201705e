package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.history.HistoryReport;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.JmhJson;
import dev.faultpath.results.Json;
import dev.faultpath.results.ResultFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandTest {
    private static final Map<String, String> PARAMS = Map.of("pages", "512");

    @TempDir
    Path results;

    private Path publish(int day, String machine, double factor) throws IOException {
        Path folder = Files.createDirectories(results.resolve("2026-01-" + (10 + day) + "-c" + day + "-" + machine));
        Files.writeString(folder.resolve(ResultFolder.ENVIRONMENT), "{\"schema\": 1, \"started\": \"2026-01-" + (10 + day)
                + "T00:00:00Z\", \"commit\": \"c" + day + "\", \"dirty\": false, \"machine\": {\"class\": \"" + machine + "\"}}");
        Files.writeString(folder.resolve(ResultFolder.fileOf("17")), JmhJson.write(List.of(
                CellsForTest.cell("ownerPointer", PARAMS, 100, 102 + day % 3),
                CellsForTest.cell("ownerId", PARAMS, 90 * factor + 0.01 * (day * 5 % 12), 91 * factor))));
        return folder;
    }

    private CommandRun run(String... options) {
        String[] args = new String[options.length + 2];
        args[0] = "history";
        args[1] = results.toString();
        System.arraycopy(options, 0, args, 2, options.length);
        return CommandRun.of(args);
    }

    @Test
    void foldersBecomeATableAndChangesHaveTheirCommits() throws IOException {
        for (int day = 0; day < 12; day++) {
            publish(day, "kvm-2c", day < 6 ? 1 : 1.1);
        }
        publish(0, "metal-8c", 1);
        Files.createDirectories(results.resolve("studies"));
        Files.writeString(results.resolve("studies").resolve("a.jsonl"), "{}");
        Files.writeString(results.resolve("README.md"), "none");
        Files.createDirectories(results.resolve(".new-1"));
        Files.writeString(results.resolve(".new-1").resolve(ResultFolder.ENVIRONMENT), "{");
        CommandRun run = run();
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("kvm-2c, JDK 17: 12 folders", "metal-8c, JDK 17: 1 folder",
                "slower from folder 6 to 7, commits c5..c6");
        JsonNode json = Json.MAPPER.readTree(run("--json", "--machine", "metal-8c").out());
        assertThat(json.get("schema").asText()).isEqualTo(HistoryReport.SCHEMA);
        assertThat(json.get("histories")).hasSize(1);
        assertThat(json.get("histories").get(0).get("machine").asText()).isEqualTo("metal-8c");
    }

    @Test
    void cellsInWhichNoChangeCanBeSeenAreListedWhenAskedFor() throws IOException {
        publish(0, "kvm-2c", 1);
        String out = run().out();
        assertThat(out).contains("kvm-2c, JDK 17: 1 folder", "0 of them with", "--all").doesNotContain("owner-id", "design");
        assertThat(run("--all").out()).contains("owner-id", "design").hasSizeGreaterThan(out.length());
    }

    private void refused(String message, String... options) {
        CommandRun run = run(options);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("faultpath: ").contains(message).endsWith("\n").containsOnlyOnce("\n");
    }

    @Test
    void whatCannotBeUsedIsOneLine() throws IOException {
        refused("no results folder in it");
        publish(0, "kvm-2c", 1);
        refused("no results of machine class 'other'; there are kvm-2c", "--machine", "other");
        Path folder = publish(1, "kvm-2c", 1);
        Path environment = folder.resolve(ResultFolder.ENVIRONMENT);
        Path cells = folder.resolve(ResultFolder.fileOf("17"));
        Files.writeString(environment, "{\"schema\": 1, \"started\": \"2026\", \"commit\": \"c1\"}");
        refused("environment.json: 'machine.class' is missing");
        Files.delete(environment);
        refused("environment.json: no such file");
        publish(1, "kvm-2c", 1);
        Files.writeString(cells, Files.readString(cells).substring(0, 100));
        refused("jdk17.json: line");
        Files.delete(cells);
        refused("holds no jdkNN.json");
        results = results.resolve("none");
        refused("none: not a folder of results that can be read");
    }
}
