package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.report.chart.Charts;
import dev.faultpath.report.page.SyntheticResults;
import dev.faultpath.results.CTwin;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Fork;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.Proof;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five lines and the points of the picture, of results that are made up. */
class AnswerTest {
    @TempDir
    private Path temp;

    private Answer of(List<CellResult> cells) throws IOException {
        return answer(written("a", cells));
    }

    private Path written(String name, List<CellResult> cells) throws IOException {
        return SyntheticResults.write(temp.resolve(name), SyntheticResults.environment("2026-01-02T03:04:05Z", "publish", "0123456789",
                "m"), cells);
    }

    private static Answer answer(Path folder) {
        return Answer.of(ResultSet.of(ResultFolder.read(folder)));
    }

    @Test
    void pointsAreTheCostOfAPageOverTheOwnerCheckByRunLength() throws IOException {
        Answer answer = of(SyntheticResults.small());
        assertThat(answer.points()).extracting(Answer.Point::run).containsOnly(1, 2, 16);
        assertThat(answer.points()).extracting(Answer.Point::series).containsOnly("JDK 17");
        // 1500 ns of the owner check, and 4 ns for each of the calls of 512 pages.
        assertThat(answer.points().stream().filter(p -> p.run() == 16 && p.design().equals("callback-per-page")).findFirst().orElseThrow()
                .over().estimate()).isCloseTo(4, within(0.2));
        assertThat(answer.points().stream().filter(p -> p.run() == 16 && p.design().equals("callback-last-pagemap")).findFirst()
                        .orElseThrow()
                .over().estimate()).isCloseTo(0.25, within(0.1));
        assertThat(answer.advice()).containsPattern("\\. In runs"
                + " of 16 an owner-checked walk takes 2\\.9 ns a page \\(JDK 17\\); an empty callback"
                + " adds [34]\\.\\d ns, a cached one 0\\.2\\d ns\\.");
        assertThat(answer.lines().get(1).answer()).matches("In runs of 1 page \\(8 devices\\), [+-]0\\.\\d\\d ns a page"
                + " \\(JDK 17\\), versus calling for each");
        assertThat(answer.advice()).contains("; on a mismatch, cache the callback's last answer where runs of one device have 2 pages or"
                + " more (in shorter ones an empty callback costs less); ");
        assertThat(answer.lines().get(3).figures()).contains("of a migration, the one call (the first refusal ends the walk) is ")
                .contains(" % of the time (JDK 17)");
        assertThat(answer.text(200).lines()).allMatch(l -> l.length() <= ClaimsText.WIDTH)
                .anyMatch(l -> l.contains("runs of") && l.endsWith("16"));
    }

    @Test
    void theCPairStandsInThePictureWhereItWasMeasured() throws IOException {
        List<CellResult> cells = new ArrayList<>(SyntheticResults.small());
        SyntheticResults.small().stream().filter(c -> c.benchmarkClass().equals("PagemapCallbackBenchmark")
                && c.params().getOrDefault("placement", "").matches("alternate:(1|16):8")).forEach(c -> cells.add(copy(c,
                        "dev.faultpath.bench.CPagemapCallbackBenchmark.check", CTwin.params(c.params()), c.forks())));
        Answer answer = of(cells);
        assertThat(answer.points().stream().filter(p -> p.series().equals("C"))).extracting(Answer.Point::run).containsOnly(1, 16);
        assertThat(answer.advice()).containsPattern("an owner-checked walk takes .* ns a page in C; an empty callback adds .* ns,"
                + " .* ns in C, a cached one ");
        assertThat(Charts.answer(answer).orElseThrow().svg()).contains(" C</text>").contains("C was timed in runs of 1 and 16");
    }

    @Test
    void ownersDenyWhatTheTopologiesSay() throws IOException {
        Path folder = written("owners", SyntheticResults.many(8));
        Files.writeString(folder.resolve(GroupingRow.FILE), GroupingRow.write(List.of(
                new GroupingRow("ring-4", true, false, true, "greedy-groups", 24, true, 8, 0.5, 0.6, 0.75, 0),
                new GroupingRow("switch-4", true, true, true, "greedy-groups", 24, true, 12, 1, 1, 1, 0))));
        assertThat(answer(folder).lines().get(4).text()).isEqualTo("What can owners not express? Links that are not transitive, or go"
                + " one way (C6): first-fit groups over direct links grant 50 to 75 % of linked pairs on ring-4.");
    }

    /** What one of the cells of the picture took, as that of another walk. */
    private static CellResult own(CellResult of, String design, String shown, double instructions) {
        Map<String, String> params = new TreeMap<>(of.params());
        params.putAll(Map.of("design", design, "placement", "own", "foreignShown", shown));
        return copy(of, of.benchmark(), params, of.forks().stream().map(f -> f.of(
                new CompiledForm("00001234", instructions, null, null, null, null, null, null))).toList());
    }

    private static CellResult copy(CellResult of, String benchmark, Map<String, String> params, List<Fork> forks) {
        return new CellResult(benchmark, new TreeMap<>(params), of.jdk(), of.jmhVersion(), of.jdkVersion(), of.vmName(), of.vmVersion(),
                of.jvmArgs(), of.warmup(), of.measured(), of.iterationMillis(), forks);
    }

    /** A time that is less as the reference came out in a longer form is no gain; instructions are over its shortest one's. */
    @Test
    void usersOfTheirOwnMemoryPayAtMostTheLargestRatios() throws IOException {
        List<CellResult> cells = SyntheticResults.small().stream().filter(c -> c.params().getOrDefault("placement", "")
                .equals("alternate:16:8")).toList();
        CellResult fast = cells.stream().filter(c -> c.design().equals("none")).findFirst().orElseThrow();
        CellResult slow = cells.stream().filter(c -> c.design().equals("callback-last-pagemap")).findFirst().orElseThrow();
        String last = "callback-last-pagemap";
        String figures = of(List.of(own(slow, "none", "never", 35_436), own(fast, last, "never", 33_903),
                own(fast, "none", "rare", 33_901), own(slow, last, "rare", 39_532))).lines().get(0).figures();
        assertThat(figures).matches("the cached callback over the owner check, at most: time 1\\.[01] × \\(JDK 17\\);"
                + " instructions 1\\.2 × \\(JDK 17\\)");
    }

    @Test
    void onlyWhatNoScheduleRefutesIsCalledSafe() throws IOException {
        List<CellResult> walks = SyntheticResults.small().stream().filter(c -> c.params().getOrDefault("placement", "")
                .equals("alternate:16:8")).toList();
        CellResult fast = walks.stream().filter(c -> c.design().equals("none")).findFirst().orElseThrow();
        CellResult slow = walks.stream().filter(c -> c.design().equals("callback-per-page")).findFirst().orElseThrow();
        List<CellResult> cells = List.of(request(fast, "broken-cache"), request(fast, "generation"), request(slow, "recheck-under-lock"),
                request(fast, "unknown"));
        for (boolean sound : List.of(true, false)) {
            Path folder = written(sound ? "sound" : "unsound", cells);
            Files.writeString(folder.resolve(Proof.FILE), Proof.write(List.of(new Proof("C3", "generation", "link down", sound, "T.t"),
                    new Proof("C3", "generation", "page moved", true, "T.t"), new Proof("C3", "recheck-under-lock", "e", true, "T.t"),
                    new Proof("C3", "broken-cache", "link down", false, "T.t"))));
            assertThat(answer(folder).lines().get(2).figures()).isEqualTo("the read side of " + (sound ? "generation"
                    : "recheck-under-lock") + " over an unchecked cache (the invalidation is not priced): no difference in time");
        }
        assertThat(of(cells).lines().get(2).figures()).as("no facts were kept").isEmpty();
    }

    private static CellResult request(CellResult of, String design) {
        return copy(of, "dev.faultpath.bench.RevalidationProtocolBenchmark.protocol", Map.of("design", design, "pages", "512"), of.forks());
    }

    @Test
    void aRunThatLacksTheCellsSaysSoInFewWords() throws IOException {
        Answer answer = of(SyntheticResults.many(8));
        assertThat(answer.points()).isEmpty();
        assertThat(answer.advice()).isEqualTo("Whether to compare the owner pointer first is not decided; whether to cache the callback's"
                + " last answer is not decided; whether a cached answer may be used after the lock is not decided.");
        assertThat(answer.lines()).hasSize(5).allSatisfy(l -> assertThat(l.text()).endsWith("? Not measured in this run."));
    }
}
