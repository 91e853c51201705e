package dev.faultpath.bench.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.bench.state.MigratedRuns.Access;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that arise: what placements in closed form imply, and what must hold of any. */
class MigratedRunsTest {
    private static final String LAYOUT = "captured-interpreter";

    @ParameterizedTest
    @EnumSource
    void runsAddUpToForeignPagesAndRepeat(Access access) {
        for (boolean shortage : List.of(false, true)) {
            MigratedRuns found = MigratedRuns.of(LAYOUT, 4, 16, access, shortage);
            Map<Integer, Long> runs = found.runs();
            long pages = runs.entrySet().stream().mapToLong(r -> r.getKey() * r.getValue()).sum();
            assertThat(pages).isEqualTo(found.foreignPages()).isPositive().isLessThan(found.devicePages());
            assertThat(runs.values().stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(found.comparisons());
            assertThat(runs.keySet()).allMatch(length -> length <= 512).contains(found.median());
            assertThat(MigratedRuns.of(LAYOUT, 4, 16, access, shortage).runs()).as("again").isEqualTo(runs);
        }
    }

    @Test
    void singlePagesThatGoRoundFourDevicesGiveRunsOfOnePage() {
        MigratedRuns found = MigratedRuns.of(LAYOUT, 4, 1, Access.INTERLEAVED, false);
        assertThat(found.runs()).containsOnlyKeys(1);
        assertThat(found.foreignPages()).isEqualTo(found.devicePages() - (found.devicePages() + 3) / 4);
    }

    @Test
    void pagesOfTheAskersOwnBetweenTwoOfAnotherDeviceEndNoRun() {
        assertThat(MigratedRuns.of(LAYOUT, 2, 1, Access.INTERLEAVED, false).runs().lastKey()).isBetween(129, 256);
    }

    @Test
    void oneDeviceHasNothingForeign() {
        MigratedRuns found = MigratedRuns.of(LAYOUT, 1, 16, Access.PARTITIONED, false);
        assertThat(found.devicePages()).isPositive();
        assertThat(found.foreignPages()).isZero();
        assertThat(found.runs()).isEmpty();
        assertThat(found.median()).isZero();
    }

    @Test
    void shortageLeavesMemoryInSystemPages() {
        assertThat(MigratedRuns.of(LAYOUT, 2, 16, Access.PARTITIONED, true).devicePages())
                .isLessThan(MigratedRuns.of(LAYOUT, 2, 16, Access.PARTITIONED, false).devicePages());
    }
}
