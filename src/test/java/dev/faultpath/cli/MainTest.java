package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.Disk;
import dev.faultpath.layout.LayoutWriter;
import dev.faultpath.layout.Layouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

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
        "bench --dry-run --design ,", "bench --dry-run --jdk ,", "bench --dry-run --resume", "bench --resume --seed 3",
        "bench --jdk 3 --dry-run", "bench --budget x", "bench --budget -1 --dry-run", "bench --param pages --dry-run",
        "bench --resume /no/such/file"})
    void badUsageIsOneLineAndExitCode2(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err()).startsWith("faultpath: ").endsWith("\n");
        assertThat(err().lines()).hasSize(1);
        assertThat(out.toByteArray()).isEmpty();
    }

    /** As one with a letter that the locale has not: that of LC_ALL=C has ASCII alone. */
    @ParameterizedTest
    @ValueSource(strings = {"claims ", "bench --resume=", "bench --dry-run --jdk=", "guard --resume=", "guard --baseline=",
        "guard --analyse=", "operations --jar=", "capture 1 --output="})
    void aNameThatNoFileCanHaveIsRefused(String line) {
        CommandRun run = CommandRun.of((line + "no\0name").split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("no name of a file").doesNotContain("Exception", "\tat ");
    }

    @Test
    void resultsThatCannotBeWrittenAreSaidBeforeAnythingRuns() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(run("bench", "--preset", "smoke", "--out", file.toString())).isEqualTo(2);
        assertThat(err().lines()).hasSize(1);
        err.reset();
        assertThat(run("bench", "--preset", "smoke", "--out", file.toString(), "--dry-run")).isEqualTo(2);
        assertThat(err().lines()).hasSize(1);
        assertThat(out.toByteArray()).isEmpty();
    }

    @Test
    void environmentIsJson() {
        assertThat(run("environment")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{").contains("\"class\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pages=abc", "pages=-1", "pages=0", "pages=99999999999", "pages=512,,16", "pages=,", "pages= ", "pages=1.5",
        "pages=0x10", "layout=nope", "layout=mixed:0", "layout=all-own:-1", "layout=/", "placement=xyz", "placement=alternate:0:8",
        "placement=clique:1",
        "pages=512,x", "devices=9999999", "runLength=-5"})
    void valuesOfParametersAreCheckedBeforeAnythingIsPlanned(String param) {
        CommandRun run = CommandRun.of("bench", "--preset", "smoke", "--dry-run", "--param", param);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().filter(l -> !l.startsWith("the C pair is left out"))).singleElement().asString()
                .startsWith("faultpath: ");
    }

    @Test
    void aLayoutOfTheUsersHasANameThatTellsNoPlace() throws IOException {
        Path file = folder.resolve("mine=1.layout");
        LayoutWriter.writeFile(Layouts.named("all-own:4"), file);
        String param = "layout=all-foreign," + file;
        CommandRun run = CommandRun.of("bench", "--preset", "smoke", "--question", "Q1", "--dry-run", "--param", param);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("layout=" + Layouts.nameFor(Layouts.named("all-own:4")), "layout=all-foreign")
                .doesNotContain("mine", folder.toString());
        CellChoice choice = CommandLine.populateCommand(new CellChoice(), "--param", param, "--param", "pages=16");
        assertThat(choice.hidePaths()).containsOnlyKeys(Layouts.nameFor(Layouts.named(file.toString())));
        assertThat(choice.options()).isEqualTo(" --param layout=all-foreign,given-" + choice.hidePaths().firstKey().substring(6)
                + " --param pages=16");
        assertThat(CommandRun.of("bench", "--preset", "smoke", "--dry-run", "--param", "layout=given-0123456789abcdef").code())
                .isEqualTo(2);
    }

    @Test
    void aRunThatIsRefusedLeavesNoFolder() throws IOException {
        Path results = folder.resolve("results");
        assertThat(CommandRun.of("bench", "--preset", "smoke", "--param", "layout=nope", "--out", results.toString()).code()).isEqualTo(2);
        assertThat(results).doesNotExist();
        Disk.tryOut(results.resolve("deep").resolve("er"));
        assertThat(results).doesNotExist();
        Path kept = Files.createDirectory(results);
        Disk.tryOut(kept);
        assertThat(kept).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "layout list", "layout show all-own:4", "layout check captured-jvm",
        "topology gb200-nvl72", "topology gb200-nvl72 --json", "walk decision-table", "bench --preset smoke --dry-run", "capture --help"})
    void outputThatCannotBeWrittenIsAFailure(String line) {
        for (int room : new int[] {0, 20}) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            OutputStream full = new OutputStream() {
                private int left = room;

                @Override
                public void write(int b) throws IOException {
                    if (left-- <= 0) {
                        throw new IOException("No space left on device");
                    }
                }
            };
            int code = Main.execute(new PrintStream(full, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                    line.split(" "));
            assertThat(code).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .endsWith("faultpath: standard output is full or closed, not everything was written" + System.lineSeparator());
        }
    }
}
