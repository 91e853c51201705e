package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code faultpath runs}: a line a case, and a layout that there is none of. */
class RunsCommandTest {
    @Test
    void aLayoutHasALineForEachCase() {
        CommandRun run = CommandRun.of("runs", "--layout", "captured-interpreter");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).hasSize(2 + 3 * 3 * 3 * 2).first().isEqualTo("captured-interpreter");
        assertThat(run.out()).contains("2 MiB", "interleaved", "short");
    }

    @Test
    void anUnknownLayoutIsRefused() {
        CommandRun run = CommandRun.of("runs", "--layout", "live");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("there are captured-jvm, captured-interpreter, captured-compiler");
    }
}
