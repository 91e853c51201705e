package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StressOutcomeTest {
    private static final StressOutcome OUTCOME = new StressOutcome("17", List.of(
            new StressOutcome.Test("Unplug.Generation", "generation", StressOutcome.Stale.NOT_SEEN, 5_000_000_000L, true),
            new StressOutcome.Test("Revocation.BrokenCache", "broken-cache", StressOutcome.Stale.SEEN, 12, true),
            new StressOutcome.Test("Walk", null, StressOutcome.Stale.FORBIDDEN_SEEN, 0, false)));

    @TempDir
    Path folder;

    @Test
    void readsBackWhatItWroteInOrderOfNames() throws IOException {
        Path file = folder.resolve(OUTCOME.fileName());
        Files.writeString(file, OUTCOME.write());
        assertThat(StressOutcome.isFileName(OUTCOME.fileName())).isTrue();
        assertThat(StressOutcome.read(file)).isEqualTo(OUTCOME);
        assertThat(OUTCOME.tests()).extracting(StressOutcome.Test::name).containsExactly("Revocation.BrokenCache", "Unplug.Generation",
                "Walk");
        assertThat(Files.readString(file)).contains("\"stale\": \"forbidden seen\"", "\"samples\": 5000000000", "\"design\": null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"jdk\":17,\"tests\":[]}", "{\"jdk\":\"17\",\"tests\":{}}",
        "{\"jdk\":\"17\",\"tests\":[{}]}",
        "{\"jdk\":\"17\",\"tests\":[{\"name\":\"a\",\"design\":\"b\",\"stale\":\"maybe\",\"samples\":1,\"passed\":true}]}",
        "{\"jdk\":\"17\",\"tests\":[{\"name\":\"a\",\"design\":\"b\",\"stale\":\"seen\",\"samples\":-1,\"passed\":true}]}",
        "{\"jdk\":\"17\",\"tests\":[{\"name\":\"a\",\"design\":\"b\",\"stale\":\"seen\",\"samples\":1,\"passed\":\"true\"}]}"})
    void whatIsNotOneIsRefusedInOneLine(String text) throws IOException {
        Path file = folder.resolve("stress-jdk17.json");
        Files.writeString(file, text);
        assertThatThrownBy(() -> StressOutcome.read(file)).isInstanceOf(InputException.class).hasMessageStartingWith(file.toString())
                .message().doesNotContain("\n");
    }

    @Test
    void aMissingFileIsSaid() {
        assertThatThrownBy(() -> StressOutcome.read(folder.resolve("none"))).isInstanceOf(InputException.class)
                .hasMessageContaining("no such file");
        assertThat(StressOutcome.isFileName("jdk17.json")).isFalse();
    }
}
