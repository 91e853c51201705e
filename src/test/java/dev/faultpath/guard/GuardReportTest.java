package dev.faultpath.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.forks.Cell;
import dev.faultpath.guard.CellVerdict.Outcome;
import dev.faultpath.guard.GuardResult.Inconclusive;
import dev.faultpath.guard.decision.GuardForks;
import dev.faultpath.guard.decision.Timed;
import dev.faultpath.guard.exact.Comparison;
import dev.faultpath.guard.exact.Counts;
import dev.faultpath.results.Json;
import dev.faultpath.stats.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GuardReportTest {
    private static Cell cell(String type, String design, int pages) {
        return new Cell("dev.faultpath.bench." + type + "Benchmark.walk", new TreeMap<>(Map.of("design", design, "layout", "system-present",
                "pages", Integer.toString(pages))), "17", "64m");
    }

    private static Comparison comparison(double before, double after) {
        Counts old = FakePairs.counts(before, 400, 0.0);
        return Comparison.of(old, new Counts(old.operations(), List.of(after), false, Map.of("Walk.walk", after), 0.0, 1, 1, "code", null,
                null));
    }

    private static Timed timed(Timed.Says says, double ratio, double upper) {
        return new Timed(says, null, new Interval(ratio, ratio - 0.005, ratio + 0.005, 0.95, 14, Interval.Method.SIGNED_RANK), "score",
                upper, says == Timed.Says.SLOWER ? 0.001 : 1, 14, 1, 2);
    }

    private static ObjectNode head() {
        ObjectNode run = Json.MAPPER.createObjectNode();
        run.putObject("baseline").put("build", "revision main").put("commit", "0123456789").put("jar", "ffff");
        run.putObject("candidate").put("build", "present tree").put("commit", "abcdef0123").put("jar", "eeee");
        return run.put("jdk", "17.0.9");
    }

    /** One cell of each outcome, and unchanged ones of each sort. */
    private static GuardResult all() {
        List<CellVerdict> cells = List.of(
                new CellVerdict(cell("RangeWalk", "extents", 512), Outcome.UNCHANGED, "same byte code", List.of(), null, null),
                new CellVerdict(cell("RangeWalk", "callback", 512), Outcome.UNCHANGED, "same instructions", List.of("Memmap.id"),
                        comparison(1000, 1000), null),
                new CellVerdict(cell("Owner", "per-run", 512), Outcome.REGRESSED, "slower", List.of("Memmap.id"),
                        comparison(1000, 1040), timed(Timed.Says.SLOWER, 1.03, 1.05)),
                new CellVerdict(cell("Owner", "per-run", 16), Outcome.REGRESSED, "slower", List.of("Memmap.id"),
                        comparison(1000, 1060), timed(Timed.Says.SLOWER, 1.08, 1.10)),
                new CellVerdict(cell("Owner", "naive", 512), Outcome.UNCHANGED, "within 0.6 %", List.of("A.a", "B.b", "C.c",
                        "D.d", "E.e"), comparison(1000, 1001), timed(Timed.Says.UNCHANGED, 1.001, 1.006)),
                new CellVerdict(cell("Fault", "x", 512), Outcome.INCONCLUSIVE, "its pairs do not decide", List.of(),
                        comparison(1000, 1001), timed(Timed.Says.UNDECIDED, 1.02, 1.06)),
                new CellVerdict(cell("Fault", "y", 512), Outcome.NOT_MEASURED, "too many forks failed; baseline: killed",
                        List.of(), comparison(1000, 1001), null),
                new CellVerdict(cell("Gone", "z", 512), Outcome.NOT_COMPARED, "baseline without the benchmark", List.of(), null,
                        null));
        return new GuardResult(head(), GuardForks.PLAN, 11, cells, null);
    }

    private static GuardResult some(Outcome... outcomes) {
        List<Outcome> wanted = List.of(outcomes);
        return new GuardResult(head(), GuardForks.PLAN, 11, all().cells().stream().filter(c -> wanted.contains(c.outcome())).toList(),
                null);
    }

    @Test
    void theVerdictComesFirstAndTheWorstCellNext() {
        String text = GuardReport.text(all(), 120);
        assertThat(text).startsWith("Regressed: 2 regressed, 1 not measured, 1 inconclusive, 3 unchanged, 1 not compared\n"
                + "baseline revision main, 0123456789; candidate present tree, abcdef0123; jdk 17.0.9\n"
                + "all cells: layout=system-present, JDK 17\n");
        assertThat(text).containsPattern("  Owner per-run pages=16 +REGRESSED +\\+8\\.0 % +\\[\\+7\\.5 %, \\+8\\.5 %] +\\+10\\.0 %"
                + " +\\+6\\.0 %\n"
                + "  Owner per-run pages=512 +REGRESSED +\\+3\\.0 %");
        assertThat(text.lines()).allMatch(line -> line.length() <= 120);
        assertThat(GuardReport.text(all(), 80).lines().filter(line -> !line.startsWith("  ") || line.startsWith("    ")))
                .as("all but the table").allMatch(line -> line.length() <= 80);
        assertThat(text.replaceAll("\n {6}", " ")).contains("  Owner per-run pages=512: slower; 40 more instructions (1,040, before"
                + " 1,000); in compiled Walk.walk +40;",
                "changed: Memmap.id; 14 pairs, 1 lost, 2 measured again", "changed: A.a, B.b, C.c, D.d and 1 more",
                "  Gone z: baseline without the benchmark", "\nunchanged, same byte code: 1 cell\n",
                "\nunchanged, same instructions: 1 cell\n");
    }

    @Test
    void whatToRunNextIsACommandThatPicksThoseCells() {
        assertThat(GuardReport.text(all(), 120)).contains("""
                  scripts/guard main --budget 3600 --cells \\
                    'FaultBenchmark.walk{*design=x,'
                """, """
                  scripts/guard main --seed 12 --cells \\
                    'OwnerBenchmark.walk{*design=per-run,*pages=512}' \\
                    'OwnerBenchmark.walk{*design=per-run,*pages=16}'
                """);
        GuardResult jars = new GuardResult(head().set("baseline", Json.MAPPER.createObjectNode().put("build", "jar old.jar")),
                GuardForks.FAST, 1, some(Outcome.INCONCLUSIVE).cells(), null);
        assertThat(GuardReport.text(jars, 120)).contains("scripts/guard --baseline old.jar --fast --budget 3600");
    }

    @Test
    void markdownShowsWhatChangedAndFoldsTheRest() {
        String text = GuardReport.markdown(all());
        assertThat(text).startsWith(GuardReport.MARK + "\n### Regressed: 2 regressed, ");
        int fold = text.indexOf("<details>");
        assertThat(text.substring(0, fold)).contains("| `Owner per-run pages=16` | REGRESSED | +8.0 % |", "* `Gone z`: ")
                .doesNotContain("same byte code", "same instructions");
        assertThat(text.substring(fold)).contains("2 cells unchanged without a difference", "* `RangeWalk extents`: same byte code\n");
        for (String line : text.split("\n")) {
            if (line.startsWith("|")) {
                assertThat(line.replace("\\|", "").chars().filter(c -> c == '|').count()).as(line).isEqualTo(7);
            }
        }
    }

    @Test
    void jsonHasFixedKeysAndSortedCells() throws IOException {
        JsonNode root = Json.MAPPER.readTree(all().json());
        List<String> keys = new ArrayList<>();
        root.fieldNames().forEachRemaining(keys::add);
        assertThat(keys).containsExactly("schema", "method", "exitCode", "run", "rules", "seed", "stopped", "counts", "cells");
        assertThat(root.get("schema").asInt()).isEqualTo(3);
        assertThat(root.get("exitCode").asInt()).isEqualTo(1);
        assertThat(root.at("/rules/looks/3/pairs").asInt()).isEqualTo(32);
        assertThat(root.at("/counts/not measured").asInt()).isEqualTo(1);
        List<String> labels = new ArrayList<>();
        root.get("cells").forEach(c -> labels.add(c.get("cell").asText()));
        assertThat(labels).hasSize(8).isSorted();
        assertThat(root.at("/cells/4/exact/instructions/after").asDouble()).isEqualTo(1060);
        assertThat(root.at("/cells/4/timed/ratio/estimate").asDouble()).isEqualTo(1.08);
    }

    @Test
    void theLocaleDoesNotMatter() {
        String text = GuardReport.text(all(), 120) + GuardReport.markdown(all()) + all().json();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(GuardReport.text(all(), 120) + GuardReport.markdown(all()) + all().json()).isEqualTo(text);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void otherEndingsHaveTheirWordsAndCodes() {
        GuardResult quiet = some(Outcome.UNCHANGED, Outcome.NOT_COMPARED);
        assertThat(GuardReport.text(quiet, 120)).startsWith("Unchanged within 3 %: 3 unchanged, 1 not compared\n").doesNotContain("next:");
        assertThat(quiet.exitCode(Inconclusive.REPORT)).as("a benchmark that is not there does not make a run red").isZero();
        assertThat(GuardReport.text(some(Outcome.INCONCLUSIVE), 120)).startsWith("Inconclusive: 1 inconclusive\n");
        assertThat(some(Outcome.INCONCLUSIVE).exitCode(Inconclusive.REPORT)).isEqualTo(3);
        assertThat(some(Outcome.INCONCLUSIVE).exitCode(Inconclusive.PASS)).isZero();
        assertThat(some(Outcome.INCONCLUSIVE).exitCode(Inconclusive.FAIL)).isEqualTo(1);
        assertThat(some(Outcome.NOT_MEASURED).exitCode(Inconclusive.PASS)).isEqualTo(4);
        assertThat(some(Outcome.NOT_COMPARED).exitCode(Inconclusive.PASS)).as("nothing was compared").isEqualTo(4);
        assertThat(some().exitCode(Inconclusive.PASS)).isEqualTo(4);
        GuardResult early = new GuardResult(head(), GuardForks.PLAN, 1, some(Outcome.INCONCLUSIVE).cells(), "the budget of 9 s is spent");
        assertThat(GuardReport.text(early, 120)).startsWith("Inconclusive: 1 inconclusive; ended early, the budget of 9 s is spent\n");
        GuardResult exact = new GuardResult(head(), GuardForks.PLAN.exact(0.02), 1, all().cells().subList(0, 2), null);
        assertThat(GuardReport.text(exact, 120)).startsWith("Unchanged: 2 unchanged\n").contains("grew by more than 2 %");
    }
}
