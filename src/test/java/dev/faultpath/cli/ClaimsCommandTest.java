package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.claims.Claims;
import dev.faultpath.claims.Evidence;
import dev.faultpath.report.ClaimsText;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.JmhJson;
import dev.faultpath.results.Json;
import dev.faultpath.results.StressOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsCommandTest {
    private static final double[] EIGHT = {100, 101, 99, 100.5, 99.5, 100.2, 99.8, 100.1};
    private static final int CLAIMS = Claims.judge(Evidence.none()).size();

    @TempDir
    Path folder;
    private Path results;

    private static List<CellResult> cells(double shift) {
        double[] times = EIGHT.clone();
        for (int i = 0; i < times.length; i++) {
            times[i] += shift;
        }
        List<CellResult> cells = new ArrayList<>();
        for (String placement : List.of("clique:16:8", "clique:16:72")) {
            cells.add(CellsForTest.cell("compare",
                    Map.of("design", "owner-pointer", "layout", "system-present", "pages", "512", "placement", placement), times));
        }
        for (String peers : List.of("2", "72", "4096")) {
            cells.add(CellsForTest.cell("dev.faultpath.bench.OwnerRegistryBenchmark.register",
                    Map.of("design", "greedy-groups", "links", "boards", "peers", peers), "17", times));
        }
        return cells;
    }

    private Path write(String name, String machine, double shift) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        Files.writeString(made.resolve("jdk17.json"), JmhJson.write(cells(shift)));
        ObjectNode environment = Json.MAPPER.createObjectNode().put("schema", 1).put("commit", "0123456789");
        environment.putObject("machine").put("class", machine);
        Files.writeString(made.resolve("environment.json"), Json.pretty(environment));
        Files.writeString(made.resolve(GroupingRow.FILE), GroupingRow.write(List.of(
                new GroupingRow("ring-4", true, false, true, "greedy-groups", 24, true, 8, 0.5, 0.5, 0.5, 0))));
        return made;
    }

    @BeforeEach
    void makeResults() throws IOException {
        results = write("one", "kvm-2c", 0);
    }

    private void refused(String because, String... args) {
        List<String> line = new ArrayList<>(List.of("claims"));
        line.addAll(List.of(args));
        CommandRun run = CommandRun.of(line.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("faultpath: ").contains(because).endsWith("\n");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void printsEveryVerdictAndTheExternalCheckReadableAt100Columns() {
        CommandRun run = CommandRun.of("claims", "--all", results.toString());
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().limit(CLAIMS)).allMatch(line -> line
                .matches("C\\d+[ab]? +(supported|refuted|depends|inconclusive) .*"));
        assertThat(run.out()).contains("C7   inconclusive", "C6   refuted", "C1   inconclusive", "limits", "Francois Dugast", "get_pages");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= ClaimsText.WIDTH && line.equals(line.stripTrailing()));
    }

    @Test
    void aClaimTakesFewLinesUnlessItIsAskedFor() {
        String[] claims = CommandRun.of("claims", results.toString()).out().split("\n\n");
        assertThat(claims).hasSize(CLAIMS + 3).allMatch(c -> c.lines().count() <= Math.max(12, CLAIMS));
        assertThat(claims[2]).startsWith("C1  ").contains("for a patch: ").doesNotContain("limits");
        CommandRun one = CommandRun.of("claims", results.toString(), "c6");
        assertThat(one.out()).startsWith("C6  refuted").contains("  limits\n").doesNotContain("C7", "get_pages");
        assertThat(CommandRun.of("claims", "C8", results.toString()).out()).startsWith("C8a").contains("\nC8b");
        refused("no claim 'C99'; there are C1, ", "C99", results.toString());
        refused("no results are given", "C3");
    }

    @Test
    void jsonHasTheCellsBehindEachFigure() throws IOException {
        CommandRun run = CommandRun.of("claims", "--json", results.toString());
        JsonNode root = Json.MAPPER.readTree(run.out());
        assertThat(root.get("schema").asText()).isEqualTo(ClaimsCommand.SCHEMA);
        assertThat(root.get("judged")).hasSize(1);
        JsonNode judged = root.get("judged").get(0);
        assertThat(judged.get("claims")).hasSize(CLAIMS);
        JsonNode figure = judged.get("claims").get(6).get("figures").get(1);
        assertThat(figure.get("cells").toString()).contains(
                "OwnerRegistryBenchmark.register{design=greedy-groups,links=boards,peers=4096} on JDK 17");
        assertThat(judged.get("externalCheck").get("stages")).hasSize(4);
        assertThat(CommandRun.of("claims", "--json", results.toString()).out()).isEqualTo(run.out());
    }

    @Test
    void resultsOfOtherMachinesAreJudgedApart() throws IOException {
        Path other = write("two", "bare-8c", 1.37);
        CommandRun run = CommandRun.of("claims", results.toString(), other.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).startsWith("one").contains("two");
        assertThat(run.out().lines().filter(l -> l.startsWith("C6   refuted"))).hasSize(2); // in the list of each
    }

    @Test
    void whatTheConcurrencyTestsSawIsReadFromTheFolder() throws IOException {
        assertThat(CommandRun.of("claims", "C3", results.toString()).out()).doesNotContain("STALE GRANT SEEN");
        StressOutcome outcome = new StressOutcome("17", List.of(
                new StressOutcome.Test("a", "broken-request-cache", StressOutcome.Stale.SEEN, 10, true),
                new StressOutcome.Test("b", "generation", StressOutcome.Stale.FORBIDDEN_SEEN, 10, false)));
        Files.writeString(results.resolve(outcome.fileName()), outcome.write());
        assertThat(CommandRun.of("claims", "C3", results.toString()).out()).contains("STALE GRANT SEEN");
    }

    @Test
    void badInputIsOneLineAndExitCode2() throws IOException {
        refused("RESULTS");
        refused("no such file", folder.resolve("none").toString());
        refused("not a results folder", Files.createDirectory(folder.resolve("empty")).toString());
        refused("given twice", results.toString(), results.resolve("jdk17.json").toString());
        String good = Files.readString(results.resolve("jdk17.json"));
        Path file = folder.resolve("jdk17.json");
        for (String text : List.of("", "{\"a\": 1}", "[{\"benchmark\": \"x.y\"}]", good.substring(0, good.length() / 2))) {
            Files.writeString(file, text);
            refused("jdk17.json", file.toString());
        }
        Files.writeString(results.resolve(GroupingRow.FILE), "[{}]");
        refused("grouping.json: row 1", results.toString());
    }
}
