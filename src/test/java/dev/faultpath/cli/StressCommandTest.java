package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.cli.StressSummary.Row;
import dev.faultpath.design.revalidate.RevalidationDesigns;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;
import picocli.CommandLine;

/** The stress tests there are, what their summary says, and one real run. */
class StressCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... args) {
        CommandLine line = new CommandLine(new StressCommand()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println(e.getMessage());
            return 2;
        });
        return line.execute(args);
    }

    @Test
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    void showsTheFaultOfTheBrokenCacheAndWritesAReport() {
        Path report = folder.resolve("a report");
        assertThat(run("--out", report.toString(), "--tests", "Revocation\\.BrokenCache")).as(err::toString).isZero();
        assertThat(out.toString()).contains("Revocation.BrokenCache", "fault seen, as it must be", "1 of 1 tests as they must be");
        assertThat(report.resolve("index.html")).isNotEmptyFile();
        assertThat(report.resolve("jcstress.log")).isNotEmptyFile();
    }

    @Test
    void refusesAFolderInUse() throws Exception {
        Files.writeString(folder.resolve("mine"), "");
        assertThat(run("--out", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("not empty");
    }

    @Test
    void refusesAPatternThatMatchesNothing() {
        assertThat(run("--out", folder.toString(), "--tests", "nosuchtest")).isEqualTo(2);
        assertThat(run("--out", folder.toString(), "--tests", "(")).isEqualTo(2);
        assertThat(err.toString()).contains("no stress test matches 'nosuchtest'", "'(' is no regular expression");
    }

    @Test
    void everyDesignIsTestedForEveryGuarantee() {
        for (String guarantee : List.of("Revocation", "Unplug")) {
            String prefix = "dev.faultpath.stress." + guarantee + ".";
            assertThat(TestList.tests().stream().filter(t -> t.startsWith(prefix)).map(t -> t.substring(prefix.length())
                    .replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT))).containsExactlyInAnyOrderElementsOf(RevalidationDesigns.all());
        }
    }

    @Test
    void onlyTestsThatAreWrongOnPurposeHaveAnInterestingOutcome() {
        for (String test : TestList.tests()) {
            TestInfo info = TestList.getInfo(test);
            boolean broken = test.substring(test.lastIndexOf('.') + 1).startsWith("Broken");
            assertThat(info.cases().stream().anyMatch(c -> c.expect() == Expect.ACCEPTABLE_INTERESTING)).as(test).isEqualTo(broken);
            assertThat(info.cases()).as("every outcome of %s is explained", test).allSatisfy(c -> assertThat(c.description()).isNotBlank());
            assertThat(info.unmatched().expect()).as("an outcome that %s does not list", test).isEqualTo(Expect.FORBIDDEN);
        }
    }

    @Test
    void aTestPassesOnlyIfItSawWhatItMust() {
        assertThat(new Row("a", 10, 0, 0, false, null).passed()).isTrue();
        assertThat(new Row("a", 10, 1, 0, false, null).passed()).as("forbidden").isFalse();
        assertThat(new Row("a", 0, 0, 0, false, null).passed()).as("nothing observed").isFalse();
        assertThat(new Row("a", 10, 0, 0, true, null).passed()).as("fault not seen").isFalse();
        assertThat(new Row("a", 10, 0, 3, true, null).passed()).isTrue();
        assertThat(new Row("a", 10, 1, 3, true, null).passed()).as("forbidden besides").isFalse();
        assertThat(new Row("a", 10, 0, 0, false, "vm error").passed()).isFalse();
        assertThat(new StressSummary(List.of()).passed()).isFalse();
        assertThat(new StressSummary(List.of(new Row("a", 10, 0, 0, false, null), new Row("b", 10, 2, 0, false, null))).text())
                .contains("clean", "FORBIDDEN OUTCOME SEEN", "1 of 2 tests as they must be");
    }
}
