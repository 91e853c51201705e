package dev.faultpath.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.c.CLibrary;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CSourceTest {
    private static final Map<String, String> BENCHMARKS = Map.of("Q1", "CRangeWalkBenchmark.walk", "Q2",
            "CPfnPopulationBenchmark.populate", "Q3", "COwnerComparisonBenchmark.compare", "Q4", "CPagemapCallbackBenchmark.check");

    static Stream<List<String>> designsInC() {
        return CLibrary.sources().values().stream().flatMap(s -> Pattern.compile("\\.name = \"(Q\\d) ([a-z-]+)\"").matcher(s).results())
                .map(m -> List.of(m.group(1), m.group(2)));
    }

    private static CellResult cell(String benchmark, String design) {
        return CellsForTest.cell("dev.faultpath.bench." + benchmark, Map.of("design", design, "pages", "512"), "17", 1);
    }

    @Test
    void thereAreDesignsInC() {
        assertThat(designsInC()).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("designsInC")
    void theLineIsThatOfTheDesign(List<String> design) {
        String source = CSource.of(cell(BENCHMARKS.get(design.get(0)), design.get(1)), "");
        assertThat(source).matches("src/main/c/\\w+\\.c#L\\d+");
        String text = CLibrary.sources().get(source.replaceAll(".*/|#.*", ""));
        assertThat(text.lines().toList().get(Integer.parseInt(source.replaceAll(".*#L", "")) - 1)).startsWith("static ")
                .containsPattern("\\b(answer_)?" + design.get(1).replace('-', '_') + "\\(");
    }

    @Test
    void whatIsNoDesignInCHasNone() {
        assertThat(CSource.of(cell("PagemapCallbackBenchmark.check", "none"), "")).isEmpty();
        assertThat(CSource.of(cell("CPagemapCallbackBenchmark.check", "baseline-empty-walk"), "")).isEmpty();
        assertThat(CSource.of(cell("CPagemapCallbackBenchmark.check", "none"), CLibrary.sourcesHash())).isNotEmpty();
        assertThat(CSource.of(cell("CPagemapCallbackBenchmark.check", "none"), "0")).as("other sources were measured").isEmpty();
    }
}
