package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.report.page.SyntheticResults;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.ResultFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkCsvTest {
    @TempDir
    private Path temp;

    @Test
    void everyForkIsALineWithAllItsValues() {
        List<CellResult> cells = SyntheticResults.small();
        ResultFolder folder = new ResultFolder(temp, "f", SyntheticResults.environment("2026-01-02T03:04:05Z", "publish", "c", "m"), cells);
        String csv = ForkCsv.of(List.of(folder));
        String[] lines = csv.split("\r\n");
        assertThat(lines[0]).startsWith("environment,results,commit,machine,jdk,").contains(",param.pages,", ",counter.callbackCalls,");
        long forks = cells.stream().mapToLong(c -> c.forks().size()).sum();
        // The reason of the failed fork holds a line break, which the quotes keep inside its field.
        assertThat(lines).hasSize((int) forks + 1);
        assertThat(csv).contains("failed,\"java.lang.Error: a|b <c> \"\"d\"\", *e* [f](g)\n\tat h\",");
        int columns = lines[0].split(",", -1).length;
        for (String line : lines) {
            assertThat(line.replaceAll("\"(?:[^\"]|\"\")*\"", "").split(",", -1)).hasSize(columns);
        }
        assertThat(csv).doesNotContain("NaN", "null");
    }

    @Test
    void theTwinInCStandsInEachLineOfJava() {
        Map<String, String> params = Map.of("design", "owner-pointer", "pages", "512");
        Map<String, String> inC = Map.of("design", "owner-pointer", "pages", "512", "build", "plain");
        List<CellResult> cells = List.of(CellsForTest.cell("compare", params, 512, 512, 512),
                CellsForTest.cell("dev.faultpath.bench.COwnerComparisonBenchmark.compare", inC, "17", 1024, 1024, 1024));
        String csv = ForkCsv.of(List.of(new ResultFolder(temp, "f",
                SyntheticResults.environment("2026-01-02T03:04:05Z", "publish", "c", "m"), cells)));
        String[] lines = csv.split("\r\n");
        assertThat(lines[0]).contains(",cNsPerPage,cRatio,cInstrPerPage,");
        int column = List.of(lines[0].split(",")).indexOf("cNsPerPage");
        assertThat(Stream.of(lines).skip(1).map(l -> l.split(",", -1)).map(l -> l[column] + " " + l[column + 1])).containsExactlyInAnyOrder(
                "2.00 1", "2.00 1", "2.00 1", " ", " ", " ");
    }

    @Test
    void noTextIsAFormula() {
        for (String[] value : new String[][] {{"=HYPERLINK(1)", ",'=HYPERLINK(1)"}, {"+1+1", ",'+1+1"}, {"-x", ",'-x"},
            {"@SUM(1)", ",'@SUM(1)"}, {"=\"a\",b", ",\"'=\"\"a\"\",b\""}, {"-1.5E-9", ",-1.5E-9"}, {"a=b", ",a=b"}}) {
            List<CellResult> cells = List.of(CellsForTest.cell("compare", Map.of("design", "none", "pages", value[0]), 1, 1, 1));
            assertThat(ForkCsv.of(List.of(new ResultFolder(temp, "f", SyntheticResults.environment("2026-01-02T03:04:05Z", "publish",
                    "c", "m"), cells))).lines().skip(1)).isNotEmpty().allMatch(l -> l.endsWith(value[1]));
        }
    }
}
