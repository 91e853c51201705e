package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        refused("--self-test", "guard", "--self-test");
        refused("/dev/full", "guard", "--baseline", "HEAD", "--json", "/dev/full");
        refused(folder.toString(), "guard", "--baseline", "HEAD", "--markdown", folder.toString());
        refused("cannot be written there", "guard", "--baseline", "HEAD", "--json", folder.resolve("no").resolve("x.json").toString());
    }

    /** Before two builds, which take minutes. */
    @Test
    void cellsThatDoNotExistAreRefusedAtOnce() {
        refused("--cells nosuch: no cell fits", "guard", "--baseline", "HEAD", "--cells", "nosuch");
        refused("it is a folder", "guard", "--baseline", "HEAD", "--json", "/");
        refused("it is no regular file", "guard", "--baseline", "HEAD", "--markdown", "/dev/null");
    }

    @Test
    void aKeptRunIsToldAgainOrRefused() throws IOException {
        refused("no such run file", "guard", "--analyse", folder.resolve("none").toString());
        Path other = Files.writeString(folder.resolve("other"), "{\"type\":\"plan\",\"schema\":1}\n");
        refused("does not start with the plan of a guard run", "guard", "--analyse", other.toString());
    }

    @Test
    void helpNamesExitCodes() {
        CommandRun run = CommandRun.of("guard", "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("regressed", "--exact", "--resume", "130", "slow-downs of 10 % in").doesNotContain("%%");
    }

    /** What is shipped, stored or written by others is told in our words when it is given for a guard run. */
    @ParameterizedTest
    @ValueSource(strings = {"hello", "{", "[1,", "{\"a\":1}", "[1,2]", "\"a", "{\"type\":\"guard\"", "{\"type\":[\"guard\"]}",
        "\u0000\u0001", "<html>", "%PDF-1.7", "{\"type\":\"run\",\"schema\":3}", "{a:1}", "//x", "1e5x", "NaN", "\u00ff",
        "{\"a\":1,\"a\":2}", "deep",
        "[\"\t\"]", "0x10", "'a'"})
    void filesOfAnotherKindAreToldInOurWords(String text) throws IOException {
        byte[] bytes = text.equals("deep") ? "[".repeat(2000).getBytes(StandardCharsets.UTF_8)
                : text.equals("\u00ff") ? new byte[] {(byte) 0xff, (byte) 0xfe, 10} : (text + "\n").getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("other");
        for (String name : new String[] {"other", "other.gz"}) {
            file = Files.write(folder.resolve(name), bytes);
            CommandRun run = CommandRun.of("guard", "--analyse", file.toString());
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).startsWith("faultpath: " + file + ": ").hasLineCount(1).doesNotContain("Source", "Feature",
                    "REDACTED", "expecting", "Input length", "Exception", "java.", "StreamRead");
        }
    }
}
