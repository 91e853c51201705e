package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.JmhJson;
import dev.faultpath.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    @TempDir
    private Path dir;

    private String folder(String name, double centre, String machine) throws IOException {
        Path folder = Files.createDirectories(dir.resolve(name));
        List<Fork> forks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            double score = centre + i;
            double[] measured = new double[12];
            Arrays.fill(measured, score);
            forks.add(new Fork(i + 1, Fork.Status.OK, null, new double[0], measured, score, score, 0.0, 1, null, null, List.of(), new TreeMap<>()));
        }
        CellResult cell = new CellResult("dev.faultpath.bench.RangeWalkBenchmark.walk", new TreeMap<>(), "17", "1.37", "17.0.15", "VM", "17.0.15+6",
                List.of(), 0, 12, 20, forks);
        Files.writeString(folder.resolve("jdk17.json"), JmhJson.write(List.of(cell)));
        ObjectNode environment = Json.MAPPER.createObjectNode().put("schema", 1).put("codeHash", "aa");
        environment.putObject("machine").put("class", machine);
        Files.writeString(folder.resolve("environment.json"), Json.pretty(environment));
        return folder.toString();
    }

    @Test
    void exitCodesSayWhatWasFound() throws IOException {
        String old = folder("old", 1000, "kvm");
        CommandRun same = CommandRun.of("compare", old, folder("same", 1000, "kvm"));
        assertThat(same.code()).isZero();
        assertThat(same.out()).contains("Not slower by 3 %: 1 unchanged", "For a verdict use guard");
        assertThat(same.err()).isEmpty();
        assertThat(CommandRun.of("compare", old, folder("slow", 1100, "kvm")).code()).isEqualTo(1);
        assertThat(CommandRun.of("compare", old, folder("slight", 1020, "kvm"), "--margin", "5").code()).isEqualTo(1);
    }

    @Test
    void oneFileOfAFolderWillDo() throws IOException {
        String old = folder("old", 1000, "kvm") + "/jdk17.json";
        assertThat(CommandRun.of("compare", old, folder("slow", 1100, "kvm") + "/jdk17.json").code()).isEqualTo(1);
        Path alone = Files.createDirectories(dir.resolve("alone")).resolve("jdk17.json");
        Files.copy(Path.of(old), alone);
        CommandRun unknown = CommandRun.of("compare", old, alone.toString());
        assertThat(unknown.code()).isEqualTo(3);
        assertThat(unknown.out()).contains("it is not stored where this was measured");
        assertThat(CommandRun.of("compare", old, alone.toString(), "--inconclusive", "pass").code()).isZero();
        assertThat(CommandRun.of("compare", old, alone.toString(), "--inconclusive=fail").code()).isEqualTo(1);
    }

    @Test
    void writesMarkdownAndJson() throws IOException {
        Path json = dir.resolve("answer.json");
        Path markdown = dir.resolve("answer.md");
        CommandRun run = CommandRun.of("compare", folder("old", 1000, "kvm"), folder("slow", 1100, "kvm"), "--json", json.toString(), "--markdown",
                markdown.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(Json.read(json).get("method").asText()).isEqualTo("compare");
        assertThat(Json.read(json).get("exitCode").asInt()).isEqualTo(1);
        assertThat(Files.readString(markdown)).startsWith("### Regressed: 1 regressed");
    }

    @Test
    void whatCannotBeUsedIsOneLineAndTwo() throws IOException {
        String old = folder("old", 1000, "kvm");
        refused("no such file or folder", "compare", old, dir.resolve("nothing").toString());
        refused("machine.class kvm / laptop", "compare", old, folder("other", 1000, "laptop"));
        refused("--margin must be above 0", "compare", old, old, "--margin", "0");
        refused("cannot be written", "compare", old, old, "--json", Path.of(old, "environment.json", "no-folder.json").toString());
        Path broken = Files.createDirectories(dir.resolve("broken"));
        Files.copy(Path.of(old, "environment.json"), broken.resolve("environment.json"));
        Files.writeString(broken.resolve("jdk17.json"), Files.readString(Path.of(old, "jdk17.json")).substring(0, 500));
        refused("not JSON", "compare", old, broken.toString());
        Files.writeString(broken.resolve("jdk17.json"), "[{}]");
        refused("row 1", "compare", old, broken.toString());
        assertThat(CommandRun.of("compare", old).code()).isEqualTo(2);
        assertThat(CommandRun.of("compare", old, old, "--inconclusive", "maybe").code()).isEqualTo(2);
    }

    private static void refused(String message, String... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(message).matches("faultpath: [^\n]+\n");
        assertThat(run.out()).isEmpty();
    }
}
