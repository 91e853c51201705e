package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gets wrong: one line, exit code 2, nothing left behind. */
class GuardCommandTest {
    @TempDir
    Path folder;

    private static void refused(String words, String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("faultpath: ").contains(words).satisfies(e -> assertThat(e.lines()).hasSize(1));
    }

    @Test
    void whatIsAskedForMustMakeSense() {
        refused("--baseline", "guard");
        refused("--fast", "guard", "--baseline", "HEAD", "--fast", "--all");
        refused("--margin 0.0", "guard", "--baseline", "HEAD", "--margin", "0");
        refused("--budget -1", "guard", "--baseline", "HEAD", "--budget", "-1");
        refused("--inject -1", "guard", "--self-test", "--inject", "-1");
        refused("cannot be written there", "guard", "--baseline", "HEAD", "--json", folder.resolve("no").resolve("x.json").toString());
    }

    @Test
    void aKeptRunIsToldAgainOrRefused() throws IOException {
        refused("no such run file", "guard", "--analyse", folder.resolve("none").toString());
        Path other = Files.writeString(folder.resolve("other"), "{\"type\":\"plan\",\"schema\":1}\n");
        refused("does not start with the plan of a guard run", "guard", "--analyse", other.toString());
        refused("no guard run in it has ended", "guard", "--analyse", Files.createDirectory(folder.resolve("empty")).toString());
    }

    @Test
    void helpNamesExitCodes() {
        CommandRun run = CommandRun.of("guard", "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("regressed", "--self-test", "--resume", "130", "slow-downs of 10 % in").doesNotContain("%%");
    }
}
