package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.run.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormerNamesTest {
    private static final String PACKAGE = "dev.faultpath.bench.";

    @TempDir
    private Path folder;

    private static CellResult cell(String benchmark, Map<String, String> params) {
        return CellsForTest.cell(PACKAGE + benchmark, params, "17", 100, 101);
    }

    @ParameterizedTest
    @CsvSource({
        "RangeWalkBenchmark.callbackRadix, RangeWalkBenchmark.walk, callback-radix",
        "RangeWalkBenchmark.extents, RangeWalkBenchmark.walk, extents",
        "WalkRestartBenchmark.insideWalk, WalkRestartBenchmark.restart, inside-walk",
        "VmaLookupBenchmark.lastHitCache, VmaLookupBenchmark.lookup, last-hit-cache",
    })
    void aMethodADesignIsADesignOfTheOneMethod(String former, String today, String design) {
        CellResult stored = cell(former, Map.of("pages", "512"));
        CellResult read = FormerNames.today(stored);
        assertThat(read.benchmark()).isEqualTo(PACKAGE + today);
        assertThat(read.params()).isEqualTo(Map.of("design", design, "pages", "512"));
        assertThat(read.design()).isEqualTo(stored.design()).isEqualTo(design);
        assertThat(read.reference()).isEqualTo(stored.reference());
        assertThat(read.forks()).isEqualTo(stored.forks());
    }

    @Test
    void whatHasTodaysNameKeepsIt() {
        for (CellResult cell : List.of(cell("RangeWalkBenchmark.baselineWordFill", Map.of("pages", "512")),
                cell("RangeWalkBenchmark.walk", Map.of("pages", "512", "design", "hashed")),
                cell("OwnerComparisonBenchmark.ownerPointer", Map.of()), cell("NoBenchmark.callbackRadix", Map.of()))) {
            assertThat(FormerNames.today(cell)).isSameAs(cell);
        }
    }

    /** An old and a new result hold the same cell, so that history joins them. */
    @Test
    void foldersAreReadByTodaysNames() throws IOException {
        Path file = folder.resolve(ResultFolder.fileOf("17"));
        Files.writeString(file, JmhJson.write(List.of(cell("RangeWalkBenchmark.hashed", Map.of("pages", "512")))));
        String old = ResultFolder.read(file).cells().get(0).label();
        Files.writeString(file, JmhJson.write(List.of(cell("RangeWalkBenchmark.walk", Map.of("pages", "512", "design", "hashed")))));
        assertThat(ResultFolder.read(file).cells().get(0).label()).isEqualTo(old);
    }

    /** Whoever renames a benchmark, a parameter or a design has to say here what it was called. */
    @Test
    void theCurrentPublicationHoldsCellsThatThereAre() {
        Map<String, Map<String, List<String>>> known = new HashMap<>();
        Set<String> gone = new TreeSet<>();
        Catalogue.ofClassPath().entries().forEach(e -> known.put(e.benchmark(), e.params()));
        for (CellResult cell : Published.read(Path.of("results")).current().orElseThrow().cells()) {
            String name = cell.benchmarkClass() + "." + cell.method();
            if (!known.containsKey(cell.benchmark())) {
                gone.add(name);
                continue;
            }
            Map<String, List<String>> params = known.get(cell.benchmark());
            cell.params().keySet().stream().filter(p -> !params.containsKey(p)).forEach(p -> gone.add(name + " " + p));
            String design = cell.params().get(Design.PARAMETER);
            if (!cell.control() && params.containsKey(Design.PARAMETER) && !params.get(Design.PARAMETER).contains(design)) {
                gone.add(name + " " + design);
            }
        }
        assertThat(gone).as("methods, parameters and designs that only the publication has").isEmpty();
    }
}
