package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.report.page.SyntheticResults;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static List<Fork> forks(List<CellResult> faults, String design, String memory) {
        return faults.stream().filter(c -> c.design().equals(design) && c.params().get("memory").equals(memory)).findFirst().orElseThrow()
                .forks();
    }

    /** A stage is a thousandth of a fault that copies: of as many designs, those are shown that differ among themselves. */
    @Test
    void partsOfAFaultDoNotDecideWhichFaultIsShown() {
        List<CellResult> faults = SyntheticResults.small().stream().filter(c -> c.benchmarkClass().equals("FaultPathBenchmark")).toList();
        for (String memory : List.of("foreign-granted", "foreign-refused")) {
            List<CellResult> apart = faults.stream().map(c -> c.design().equals("callback-per-page") && c.params().get("memory")
                    .equals(memory) ? c.withForks(forks(faults, "stage-migrate", memory)) : c).toList();
            assertThat(SideBySide.main(Question.Q6, RowGroup.of(apart)).orElseThrow().lines()).isNotEmpty();
            assertThat(SideBySide.main(Question.Q6, RowGroup.of(apart)).orElseThrow().group().params()).containsEntry("memory", memory);
        }
    }
}
