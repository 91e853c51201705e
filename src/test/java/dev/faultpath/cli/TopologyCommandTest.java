package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultpath.InputException;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.design.registry.OwnerRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TopologyCommandTest {
    private static String run(String... args) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new TopologyCommand());
        line.setOut(new PrintWriter(out));
        line.setExecutionExceptionHandler((e, c, p) -> {
            if (!(e instanceof InputException)) {
                throw e;
            }
            out.append("refused: ").append(e.getMessage());
            return 2;
        });
        int code = line.execute(args);
        assertThat(code).isEqualTo(out.toString().startsWith("refused") ? 2 : 0);
        return out.toString();
    }

    private static JsonNode design(JsonNode root, String name) {
        for (JsonNode d : root.get("designs")) {
            if (d.get("design").asText().equals(name)) {
                return d;
            }
        }
        throw new AssertionError("no design " + name);
    }

    @Test
    void everyDesignOnTheClassPathIsShown() {
        assertThat(DesignsOnClassPath.names(OwnerRegistry.class)).containsExactlyInAnyOrderElementsOf(TopologyCommand.DESIGNS);
    }

    @Test
    void cubeMeshInArrivalOrderIsTwoSquaresAndDeniesTheEdgesBetweenThem() throws Exception {
        JsonNode root = new ObjectMapper().readTree(run("v100-hybrid-cube-mesh-8", "--json"));
        assertThat(root.get("linkedPairs").asInt()).isEqualTo(32);
        assertThat(root.get("reach").asText()).isEqualTo("private");
        JsonNode greedy = design(root, "greedy-groups");
        assertThat(greedy.get("groups").toString())
                .isEqualTo("[[\"GPU0\",\"GPU1\",\"GPU2\",\"GPU3\"],[\"GPU4\",\"GPU5\",\"GPU6\",\"GPU7\"]]");
        assertThat(greedy.get("denied").toString()).isEqualTo("[[\"GPU0\",\"GPU4\"],[\"GPU1\",\"GPU5\"],[\"GPU2\",\"GPU6\"],"
                + "[\"GPU3\",\"GPU7\"],[\"GPU4\",\"GPU0\"],[\"GPU5\",\"GPU1\"],[\"GPU6\",\"GPU2\"],[\"GPU7\",\"GPU3\"]]");
        assertThat(greedy.get("quality").get("worst").asDouble()).isEqualTo(0.25);
        assertThat(design(root, "matrix").get("denied")).isEmpty();
        assertThat(design(root, "broken-union-find").get("wronglyGranted")).hasSize(24);
    }

    @Test
    void textNamesGroupsDeniedPairsAndRefusals() {
        String mesh = run("v100-hybrid-cube-mesh-8");
        assertThat(mesh).contains("private or nearer: 32 of 56 ordered pairs", "{GPU0 GPU1 GPU2 GPU3} {GPU4 GPU5 GPU6 GPU7}",
                "  denied  GPU0 -> GPU4\n", "all 40320: best 75.0 %, worst 25.0 %",
                "granted although not reachable  GPU0 -> GPU5 GPU6 GPU7");
        assertThat(run("gb200-nvl72", "--orders", "3")).contains("exact-cover: holds at most 16 peers", "3 sampled: best 100.0 %");
    }

    @Test
    void reachMayBeWidened() throws Exception {
        JsonNode near = new ObjectMapper().readTree(run("pcie-dual-socket-8", "--json"));
        assertThat(near.get("reach").asText()).isEqualTo("pix");
        assertThat(near.get("linkedPairs").asInt()).isEqualTo(8);
        JsonNode far = new ObjectMapper().readTree(run("pcie-dual-socket-8", "--json", "--reach", "PXB"));
        assertThat(far.get("linkedPairs").asInt()).isEqualTo(24);
        assertThat(design(far, "greedy-groups").get("groups")).hasSize(2);
        assertThat(run("pcie-dual-socket-8", "--reach", "near")).startsWith("refused: --reach 'near'");
        assertThat(run("pcie-dual-socket-8", "--orders", "0")).startsWith("refused: --orders 0");
    }

    @Test
    void oneDirectionOnlyIsDeniedByGroupsAndGrantedByPairs(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("t.txt");
        Files.writeString(file, "faultpath-topology 1\ndevice A B\narrow A -> B\n");
        JsonNode root = new ObjectMapper().readTree(run(file.toString(), "--json"));
        assertThat(root.get("symmetric").asBoolean()).isFalse();
        assertThat(root.get("reaches").toString()).isEqualTo("[\"X1\",\".X\"]");
        assertThat(design(root, "greedy-groups").get("denied").toString()).isEqualTo("[[\"A\",\"B\"]]");
        assertThat(design(root, "bitmask-per-peer").get("denied")).isEmpty();
        assertThat(run(dir.resolve("none").toString())).startsWith("refused: no topology");
    }

    @Test
    void oneOfSeveralMatricesIsChosen(@TempDir Path dir) throws Exception {
        String one = "\tGPU0\tGPU1\nGPU0\tX\tPHB\nGPU1\tPHB\tX\n";
        Path file = Files.writeString(dir.resolve("two.txt"), one + "\n" + one.replace("PHB", "NV4"));
        assertThat(run(file.toString())).isEqualTo("refused: " + file
                + ": 2 matrices, at lines 1, 5, that are not the same; choose one with --matrix");
        assertThat(run(file.toString(), "--matrix", "2")).contains("private or nearer");
        assertThat(run(file.toString(), "--matrix", "3")).isEqualTo("refused: " + file + ": matrix 3 is wanted, and there are 2");
        assertThat(run(file.toString(), "--matrix", "0")).isEqualTo("refused: --matrix 0: at least 1");
    }

    /** Of many devices fewer orders are tried, so that the answer comes at once. */
    @Test
    void manyDevices(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("list"), "faultpath-topology 1\ndevice g0..g999\nclique g0..g9\narrow g11 -> g10\n");
        CommandRun run = CommandRun.of("topology", file.toString());
        assertThat(run.out()).contains("greedy-groups: 90 of 91 pairs granted", "orders  10 sampled: best 98.9 %",
                "  denied  g11 -> g10\n");
        assertThat(CommandRun.of("topology", file.toString(), "--orders", "2").out()).contains("orders  2 sampled");
    }
}
