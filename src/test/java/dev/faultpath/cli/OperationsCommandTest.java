package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.results.Json;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationsCommandTest {
    private static final String CELL = "OwnerComparison*per-run*system-present,pages=512,placement=clique:16:8";

    @Test
    @DisplayName("prints a cell's operations a walk and a page")
    void table() {
        CommandRun run = CommandRun.of("operations", CELL);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out().lines().limit(4)).containsExactly(
                "OwnerComparisonBenchmark.compare{design=per-run,layout=system-present,pages=512,placement=clique:16:8}",
                "    operation            a walk  a page",
                "    page table loads        512       1",
                "    page table lines         64   0.125");
    }

    @Test
    @DisplayName("the same as JSON")
    void json() throws IOException {
        CommandRun run = CommandRun.of("operations", "--json", CELL);
        JsonNode answer = Json.MAPPER.readTree(run.out());
        assertThat(answer.path("schema").asText()).isEqualTo(OperationsCommand.SCHEMA);
        JsonNode only = answer.path("operations").path(0);
        assertThat(only.path("counts").path("page table loads").asInt()).isEqualTo(512);
        assertThat(only.path("params").path("design").asText()).isEqualTo("per-run");
        assertThat(answer.path("operations")).hasSize(1);
    }

    @Test
    @DisplayName("what a design has no room for is one line")
    void tooMuch() {
        CommandRun run = CommandRun.of("operations", "--preset", "smoke", "RegroupingRegistry*exact-cover", "--param", "peers=1000");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("faultpath: RegroupingRegistryBenchmark.register{").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "nothing | faultpath: nothing: no cell fits; names are like BatchSizeBenchmark",
        "--preset=nix | faultpath: no preset is called 'nix'",
        "--param=layout=nix | faultpath: no layout 'nix'",
        "--question=Q99 | faultpath: ",
        "--jar=no.jar | faultpath: no.jar: no jar that can be read"})
    @DisplayName("bad input is one line and exit code 2")
    void badInput(String argument, String said) {
        CommandRun run = CommandRun.of("operations", argument);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().startsWith(said);
        assertThat(run.out()).isEmpty();
    }
}
