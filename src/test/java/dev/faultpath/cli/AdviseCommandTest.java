package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.report.page.SyntheticResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code faultpath advise}: what is recommended in cases that differ in one thing each. */
class AdviseCommandTest {
    @TempDir
    private Path temp;

    private static String of(String... options) {
        String[] args = new String[options.length + 1];
        args[0] = "advise";
        System.arraycopy(options, 0, args, 1, options.length);
        CommandRun run = CommandRun.of(args);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines()).allMatch(l -> l.length() <= 100);
        return run.out().replaceAll("\\s+", " ");
    }

    @Test
    void withoutOptionsTheDefaultsAreSaidAndOwnersAreEnough() {
        assertThat(of()).contains("topology h100-nvswitch-8 (default): 8 devices, 56 of 56 ordered pairs linked",
                "layout captured-jvm (default), chunks of 2 MiB round 8 devices: runs of 512 pages", "revocations none (default)",
                "follows update (default)", "owner, greedy-groups yes each linked pair", "broken-request-cache no stale grants: link down",
                "Take the owner check alone, owners by greedy-groups because", "What would change it - a right that is withdrawn");
    }

    @Test
    void whereOwnersCannotExpressTheReachACallbackAnswersBehindThem() throws IOException {
        Path results = SyntheticResults.writeSmall(temp.resolve("r"));
        String mesh = "v100-hybrid-cube-mesh-8";
        assertThat(of("--topology", mesh, "--results", results.toString())).contains("topology " + mesh + ":",
                "owner, greedy-groups no denies 75.0 % of the 32 linked pairs in the worst order of arrival",
                "owner, bitmask-per-peer yes any pair", "Measured on JDK 17 in r, the condition nearest to yours:"
                        + " PagemapCallbackBenchmark check pages=512 placement=alternate:512:8",
                "Take the owner check first, then callback-last-pagemap, kept right by notifier-sequence because",
                "users of their own memory do 0 calls and 0 loads and stores more a walk",
                "What would change it - links that reach on in both directions");
        assertThat(of("--topology", mesh, "--follows", "migration"))
                .contains("Take the owner check first, then callback-per-page,", "so there is nothing to remember for");
    }

    @Test
    void revocationsTakeOwnersAwayAndManyOfThemSequencesToo() {
        assertThat(of("--revocations", "1")).contains("an owner stands until its device goes: no right can be withdrawn",
                "then callback-last-pagemap, kept right by notifier-sequence because", "a million pages: then recheck-under-lock");
        assertThat(of("--revocations", "100000")).contains("51.2 in a request of 2 MiB",
                "then callback-last-pagemap, kept right by recheck-under-lock because", "fewer than ", "then notifier-sequence",
                "revocations that may wait for the requests in flight, which fault and migrate: then ");
    }

    @Test
    void aLayoutWithDeviceMemoryIsTakenAsItLies() throws IOException {
        Path links = Files.writeString(temp.resolve("t.txt"), "faultpath-topology 1\ndevice A B\narrow A -> B\n");
        assertThat(of("--topology", links.toString(), "--layout", "alternating-1x72:144", "--revocations", "1")).contains(
                "2 devices, 1 of 2 ordered pairs linked", "as it lies: runs of 1 page (median)", "the last answer takes away 0.0 %",
                "owner, greedy-groups no denies 100.0 % of the 1 linked pairs", "then callback-per-page,", "no cache takes half");
        assertThat(of("--layout", Long.toString(ProcessHandle.current().pid()))).contains("chunks of 2 MiB round 8 devices");
    }

    /**
     * In a second, one of the two groups is measured: which, the order of a block decides. The lock of a run lies where the system keeps
     * what is temporary, and another test may hold it there.
     */
    @Test
    void whatIsMeasuredNowIsTheVeryCase() {
        String temporary = System.setProperty("java.io.tmpdir", temp.toString());
        try {
            assertThat(of("--layout", "alternating-1x8:16", "--measure", "1"))
                    .containsPattern("loads, stores instr \\d+ ns \\d+ (?:owner check alone 0 [0-9.]+|epoch 2 \\d+) [0-9.]+ [0-9.]+ ")
                    .containsPattern("in forks of just now, your condition: (?:PagemapCallbackBenchmark check .*placement=alternate:1:"
                            + "|RevalidationProtocolBenchmark protocol devices=8 )");
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--measure 0", "--measure x", "--measure 1 --results r", "--topology nope",
        "--topology h100-nvswitch-9", "--layout nope", "--layout 2147483646", "--layout all-own",
        "--revocations -1", "--revocations 1e9", "--revocations x", "--follows nothing", "--results nowhere"})
    void whatCannotBeUsedIsRefusedInOneLine(String options) {
        CommandRun run = CommandRun.of(("advise " + options).split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().startsWith("faultpath: ");
        assertThat(run.out()).isEmpty();
    }
}
