package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Main.execute(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), args);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void helpListsTheCommands() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("bench", "environment", "jmh", "Exit codes");
        assertThat(run("bench", "--help")).isZero();
        assertThat(run("--version")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "bench --preset slow", "bench --nonsense", "bench --question Q99 --dry-run",
        "bench --jdk 3 --dry-run", "bench --budget x", "bench --budget -1 --dry-run", "bench --param pages --dry-run",
        "bench --resume /no/such/file"})
    void badUsageIsOneLineAndExitCode2(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err()).startsWith("faultpath: ").endsWith("\n");
        assertThat(err().lines()).hasSize(1);
        assertThat(out.toByteArray()).isEmpty();
    }

    @Test
    void resultsThatCannotBeWrittenAreSaidBeforeAnythingRuns() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(run("bench", "--preset", "smoke", "--out", file.toString())).isEqualTo(2);
        assertThat(err().lines()).hasSize(1);
    }

    @Test
    void environmentIsJson() {
        assertThat(run("environment")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{").contains("\"class\"");
    }
}
