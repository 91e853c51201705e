package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.cli.StressSummary.Row;
import dev.faultpath.design.revalidate.RevalidationDesigns;
import dev.faultpath.machine.Jdk;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.StressOutcome;
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
    void showsTheFaultOfTheBrokenCacheAndWritesAReport() throws Exception {
        Path report = folder.resolve("a report");
        Path saved = folder.resolve("saved.json");
        Path results = Files.createDirectory(folder.resolve("results"));
        Files.writeString(results.resolve(ResultFolder.ENVIRONMENT), "{}");
        assertThat(run("--out", report.toString(), "--tests", "Revocation\\.BrokenCache", "--save", saved.toString(),
                "--results", results.toString())).as(err::toString).isZero();
        assertThat(err.toString()).contains("1 test on JDK " + Jdk.current().feature(), "about 0:", " runs");
        StressOutcome outcome = StressOutcome.read(saved);
        assertThat(outcome.jdk()).isEqualTo(Jdk.current().feature());
        assertThat(outcome.tests()).singleElement().satisfies(test -> {
            assertThat(test.name()).isEqualTo("Revocation.BrokenCache");
            assertThat(test.design()).isEqualTo("broken-cache");
            assertThat(test.stale()).isEqualTo(StressOutcome.Stale.SEEN);
            assertThat(test.samples()).isPositive();
            assertThat(test.passed()).isTrue();
        });
        assertThat(results.resolve(outcome.fileName())).hasSameTextualContentAs(saved);
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
    void refusesToWriteWhereSomethingIsOrWhereNoFolderIs() throws Exception {
        Path taken = Files.writeString(folder.resolve("stress-jdk" + Jdk.current().feature() + ".json"), "published");
        String report = folder.resolve("report").toString();
        assertThat(run("--out", report, "--save", taken.toString())).isEqualTo(2);
        assertThat(run("--out", report, "--results", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is there already").doesNotContain("tests on JDK");
        assertThat(run("--out", report, "--results", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no folder none");
        assertThat(run("--out", report, "--jdk", "3")).isEqualTo(2);
        assertThat(taken).hasContent("published");
        Path other = Files.createDirectory(folder.resolve("other"));
        assertThat(run("--out", report, "--results", other.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(other + ": no folder of results: it has no environment.json");
        assertThat(folder.resolve("report")).doesNotExist();
    }

    @Test
    void whatCannotBeWrittenOrRunIsOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        CommandRun run = CommandRun.of("stress", "--out", file.resolve("x").toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("faultpath: " + file.resolve("x") + ": cannot be written: ").hasLineCount(1);
        Path jdk = Files.createDirectories(folder.resolve("jdk"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Path java = Files.writeString(Files.createDirectory(jdk.resolve("bin")).resolve("java"),
                "#!/bin/sh\necho no class library\nexit 3\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        run = CommandRun.of("stress", "--jdk", jdk.toString(), "--out", folder.resolve("out").toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines().filter(l -> l.startsWith("faultpath: "))).singleElement().asString()
                .contains("jcstress ended with code 3 on JDK 17 and without results: no class library; see ");
    }

    @Test
    void anOutcomeNamesTheDesignAndWhatWasSeen() {
        StressOutcome outcome = new StressSummary(List.of(new Row("PieceWalk.BrokenReread", 9, 0, 2, true, null),
                new Row("Revocation.TrygetLive", 10, 0, 0, false, null), new Row("Unplug.BrokenCache", 8, 1, 3, true, null),
                new Row("Unplug.Epoch", 0, 0, 0, false, "vm error"))).outcome("25");
        assertThat(outcome.fileName()).isEqualTo("stress-jdk25.json");
        assertThat(outcome.tests()).containsExactly(
                new StressOutcome.Test("PieceWalk.BrokenReread", null, StressOutcome.Stale.SEEN, 9, true),
                new StressOutcome.Test("Revocation.TrygetLive", "tryget-live", StressOutcome.Stale.NOT_SEEN, 10, true),
                new StressOutcome.Test("Unplug.BrokenCache", "broken-cache", StressOutcome.Stale.FORBIDDEN_SEEN, 8, false),
                new StressOutcome.Test("Unplug.Epoch", "epoch", StressOutcome.Stale.NOT_SEEN, 0, false));
    }

    @Test
    void everyDesignIsTestedForEveryGuarantee() {
        for (String guarantee : List.of("Revocation", "Unplug")) {
            String prefix = "dev.faultpath.stress." + guarantee + ".";
            assertThat(TestList.tests().stream().filter(t -> t.startsWith(prefix)).map(t -> t.substring(prefix.length())
                    .replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT)))
                    .containsExactlyInAnyOrderElementsOf(RevalidationDesigns.all());
        }
    }

    @Test
    void onlyTestsOfDesignsThatDoNotCoverItHaveAnInterestingOutcome() {
        for (String test : TestList.tests()) {
            TestInfo info = TestList.getInfo(test);
            boolean broken = test.substring(test.lastIndexOf('.') + 1).startsWith("Broken") || test.endsWith(".Revocation.ProviderTable");
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
