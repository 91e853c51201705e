package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.forks.Cell;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a run counts beside its own cells: all that a claim wants of a benchmark, and nothing where no claim is to be decided. */
class CountedCellsTest {
    private static List<Cell> counted(String preset, String benchmark) {
        return Selection.counted(preset, Set.of(benchmark), Catalogue.ofClassPath());
    }

    @Test
    void presetsThatDecideClaimsCountRunLengthsByDevices() {
        for (String preset : List.of("standard", "publish")) {
            List<Cell> cells = counted(preset, "PagemapCallbackBenchmark");
            for (int run : List.of(1, 2, 4, 16, 64, 512)) {
                for (int devices : List.of(2, 8, 72)) {
                    assertThat(cells).filteredOn(c -> c.params().get("placement").equals("alternate:" + run + ":" + devices))
                            .extracting(Cell::design).contains("callback-per-page", "callback-last-pagemap", "callback-set-cache");
                }
            }
            assertThat(cells).filteredOn(c -> c.params().get("placement").equals("own")).hasSize(5 * 14);
            assertThat(cells).filteredOn(c -> c.params().get("placement").equals("system")).hasSize(2 * 14);
        }
    }

    @Test
    void othersCountNothingMore() {
        assertThat(counted("smoke", "PagemapCallbackBenchmark")).isEmpty();
        assertThat(counted("quick", "PagemapCallbackBenchmark")).isEmpty();
        assertThat(counted("publish", "MigrationBenchmark")).isEmpty();
    }
}
