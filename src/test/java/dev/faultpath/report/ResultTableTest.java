package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.Fork;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    private static final Map<String, String> P = Map.of("layout", "mixed", "pages", "512");
    private static final List<CellResult> CELLS = List.of(
            CellsForTest.cell("ownerPointer", P, 512, 520, 500, 515, 510, 505),
            CellsForTest.cell("ownerId", P, 256, 262, 249, 258, 254, 253),
            CellsForTest.cell("deviceBitmask", P, 514, 521, 499, 516, 511, 506),
            CellsForTest.cell("perRangeSet", P, 400, 900, 300, 800, 500, 600),
            CellsForTest.cell("brokenOwner", P, Double.NaN, Double.NaN),
            CellsForTest.cell("baselineWordFill", P, 100, 101, 99, 100, 102, 98));

    @Test
    void showsTimeRatioIntervalAllocationAndMark() {
        String table = ResultTable.of(CELLS);
        assertThat(table).contains("Q3 owner comparison, JDK 17", "layout=mixed pages=512");
        assertThat(line(table, "owner-pointer ")).matches(" +owner-pointer +510 +0\\.996 +1  reference +0 +6");
        assertThat(line(table, "owner-id ")).matches(" +owner-id +255 +0\\.499 +0\\.50\\d +\\[0\\.49\\d, 0\\.50\\d] +< +0 +6");
        assertThat(line(table, "device-bitmask ")).contains(" = ");
        assertThat(line(table, "per-range-set ")).contains(" ? ");
        assertThat(line(table, "broken-owner ")).contains("failed");
        assertThat(table).contains("2 forks failed: java.lang.OutOfMemoryError", "10th percentile (R_7)");
        assertThat(table.indexOf("owner-pointer")).isLessThan(table.indexOf("owner-id"));
        assertThat(table.indexOf("baseline-word-fill")).isGreaterThan(table.indexOf("per-range-set"));
    }

    @Test
    void theTwinInCStandsBesideItsRow() {
        List<CellResult> cells = new ArrayList<>(CELLS);
        for (String build : List.of("plain", "retpoline")) {
            double factor = build.equals("plain") ? 1 : 3;
            for (String design : List.of("owner-pointer", "owner-id")) {
                double ns = factor * (design.equals("owner-id") ? 1024 : 2048);
                cells.add(CellsForTest.cell("dev.faultpath.bench.COwnerComparisonBenchmark.compare", Map.of("layout", "mixed", "pages",
                        "512", "build", build, "design", design), "17", ns, ns, ns, ns, ns, ns));
            }
        }
        for (String design : List.of("owner-pointer", "owner-id", "per-run")) {
            cells.add(CellsForTest.cell("compare", Map.of("layout", "mixed", "pages", "512", "design", design), 512, 520, 500, 515, 510,
                    505));
        }
        String table = ResultTable.of(cells);
        String java = table.substring(table.indexOf("compare layout=mixed"));
        assertThat(line(java, "design ")).contains("C ns/page  C ratio  C instr/page");
        assertThat(line(java, "owner-pointer ")).matches(".* reference +4\\.00 +1 +0 +6");
        assertThat(line(java, "owner-id ")).matches(".* = +2\\.00 +0\\.500 +0 +6");
        assertThat(line(java, "per-run ")).matches(".* = +0 +6");
        assertThat(table).contains("C: the same design in C, built plain");
        assertThat(ResultTable.of(CELLS)).doesNotContain("C ns/page");
    }

    @Test
    void whatIsOnlyVoidDidNotFail() {
        CellResult cell = CellsForTest.cell("ownerId", P, 256, 262);
        String table = ResultTable.of(List.of(cell.withForks(cell.forks().stream().map(f -> f.voided("2 % stolen")).toList())));
        assertThat(line(table, "owner-id ")).contains(" void ").doesNotContain("failed");
        assertThat(table).contains("owner-id: no fork counts, the last one as 2 % stolen").doesNotContain("failed");
    }

    @Test
    void forksOfABusyMachineAreSaid() {
        CellResult cell = CellsForTest.cell("ownerId", P, 256, 262, 255);
        List<Fork> forks = new ArrayList<>(cell.forks());
        forks.set(1, forks.get(1).voided("busy").noisy());
        CellResult marked = cell.withForks(forks);
        assertThat(line(ResultTable.of(List.of(marked)), "owner-id ")).endsWith(" 3, 1 busy");
        assertThat(marked.good()).hasSize(2);
        assertThat(marked.counting()).hasSize(3);
    }

    private static String line(String table, String start) {
        return table.lines().filter(l -> l.trim().startsWith(start)).findFirst().orElseThrow();
    }

    @Test
    void aDifferenceBelowTheHarnessFloorIsNoRatio() {
        CellResult floor = CellsForTest.cell("dev.faultpath.bench.HarnessBaselineBenchmark.baselineEmpty", Map.of(), "17", 0.6, 0.6, 0.6,
                0.6, 0.6, 0.6);
        String table = ResultTable.of(List.of(floor,
                CellsForTest.cell("ownerPointer", Map.of("pages", "1"), 3, 3, 3, 3, 3, 3),
                CellsForTest.cell("ownerId", Map.of("pages", "1"), 3.5, 3.5, 3.5, 3.5, 3.5, 3.5)));
        assertThat(line(table, "owner-id ")).contains("indistinguishable from baseline").doesNotContain("1.167");
    }

    @Test
    void aControlThatLacksAParameterStandsBesideEachValueOfIt() {
        Map<String, String> mono = Map.of("pages", "512", "profile", "mono");
        Map<String, String> mega = Map.of("pages", "512", "profile", "mega");
        String table = ResultTable.of(List.of(CellsForTest.cell("ownerPointer", mono, 10, 10), CellsForTest.cell("ownerPointer", mega, 20,
                20), CellsForTest.cell("baselineWordFill", Map.of("pages", "512"), 5, 5)));
        assertThat(table.lines().filter(l -> l.contains("baseline-word-fill"))).hasSize(2)
                .satisfiesExactly(l -> assertThat(l).contains("0.250"), l -> assertThat(l).contains("0.500"));
        assertThat(table.lines().filter(l -> l.equals("  pages=512"))).isEmpty();
    }

    @Test
    void aCellWhoseForksAgreeOnAShiftIsSaidNotToHaveSettled() {
        List<Fork> forks = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            forks.add(new Fork(i, Fork.Status.OK, null, new double[0],
                    new double[] {100, 100, 100 + i, 100 + i, 106 + i, 106 + i}, 100, 100, null, 1, null, null, List.of(), null,
                    null));
        }
        CellResult base = CellsForTest.cell("ownerId", P, 1);
        String table = ResultTable.of(List.of(new CellResult(base.benchmark(), base.params(), "17", "1.37", "17", "V", "17", List.of(), 0,
                6, 25, forks)));
        assertThat(table).containsPattern(
                "owner-id: not settled, the last third of its iterations differs by \\+5\\.\\d % from the middle one");
    }

    @Test
    void eachJdkHasItsTable() {
        String id = "dev.faultpath.bench.OwnerComparisonBenchmark.ownerId";
        String table = ResultTable.of(List.of(CellsForTest.cell(id, Map.of("pages", "16"), "25", 1, 1),
                CellsForTest.cell(id, Map.of("pages", "16"), "17", 1, 1), CellsForTest.cell(id, Map.of("pages", "512"), "25", 1, 1)));
        assertThat(table.lines().filter(l -> l.startsWith("Q3"))).containsExactly("Q3 owner comparison, JDK 17",
                "Q3 owner comparison, JDK 25");
    }

    @Test
    void isTheSameInEveryLocaleAndOrder() {
        Locale before = Locale.getDefault();
        try {
            String table = ResultTable.of(CELLS);
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            List<CellResult> reversed = new java.util.ArrayList<>(CELLS);
            java.util.Collections.reverse(reversed);
            assertThat(ResultTable.of(reversed)).isEqualTo(table);
        } finally {
            Locale.setDefault(before);
        }
    }
}
