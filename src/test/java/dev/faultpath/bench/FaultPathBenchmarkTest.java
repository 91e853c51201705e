package dev.faultpath.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.bench.state.FaultState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the measured operation does, by counters: how often it walks and moves, and what it writes. */
class FaultPathBenchmarkTest {
    private static FaultState state(String refused, String granule, String design) {
        return state(refused, granule, "4k", design);
    }

    private static FaultState state(String refused, String granule, String mapping, String design) {
        FaultState state = new FaultState();
        state.pages = 2048;
        state.refused = refused;
        state.granule = granule;
        state.mapping = mapping;
        state.build();
        state.loop(design);
        return state;
    }

    /** Entries of one range and the order of the first. */
    private static long word(int entries, int order) {
        return (long) entries << 8 | order;
    }

    @ParameterizedTest
    @CsvSource({"2m, 1, 9", "64k, 32, 4", "4k, 512, 0"})
    void entriesAreAsLargeAsDeviceMemoryAllows(String granule, int entries, int order) {
        for (String refused : new String[] {"0", "2", "4"}) {
            FaultState state = state(refused, granule, "full");
            for (int round = 0; round < 3; round++) {
                assertThat(state.run()).containsOnly(word(entries, order));
            }
        }
        assertThat(state("mapped", granule, "full").run()).as("nothing to write").containsOnly(word(0, order));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 4", "2, 2, 6", "4, 4, 8"})
    void aRefusedRangeMovesInEveryOperationAndIsWalkedTwice(String refused, int migrations, int walks) {
        FaultState state = state(refused, "2m", "full");
        for (int round = 1; round <= 3; round++) {
            state.run();
            assertThat(state.loop(0).migrations() + state.loop(1).migrations()).isEqualTo((long) round * migrations);
            assertThat(state.loop(0).walks() + state.loop(1).walks()).isEqualTo((long) round * walks);
            assertThat(state.loop(0).retries() + state.loop(1).retries()).isZero();
        }
    }

    @Test
    void aMappedRangeIsFoundAndNothingElse() {
        FaultState state = state("mapped", "2m", "full");
        state.run();
        assertThat(state.loop(0).alreadyMapped()).isEqualTo(4);
        assertThat(state.loop(0).walks()).isZero();
        assertThat(state.loop(0).commits()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"without-find-range, 8, 4", "without-read-sequence, 8, 4", "without-walk, 0, 4", "without-decide, 8, 4",
        "without-migrate, 4, 0", "without-copy, 8, 4", "without-lock, 8, 4", "without-check, 8, 4", "without-commit, 8, 4"})
    void aStandInLeavesTheOtherStagesTheirWork(String design, int walks, int migrations) {
        FaultState state = state("4", "4k", design);
        for (int round = 1; round <= 2; round++) {
            long[] words = state.run();
            assertThat(words).containsOnly(design.equals("without-commit") ? word(0, 0) : word(512, 0));
            assertThat(state.loop(0).walks() + state.loop(1).walks()).isEqualTo((long) round * walks);
            assertThat(state.loop(0).migrations() + state.loop(1).migrations()).isEqualTo((long) round * migrations);
            assertThat(state.loop(0).commits() + state.loop(1).commits()).isEqualTo(4L * round);
        }
    }

    @ParameterizedTest
    @CsvSource({"4k, 2m, 0", "4k, 4k, 0", "2m, 2m, 9", "2m, 4k, 0"})
    void aRefusedRangePassesThroughSystemMemoryWithItsBytes(String mapping, String granule, int mappedOrder) {
        FaultState state = state("4", granule, mapping, "full");
        long toDevice = state.device(0).pagesToDevice() + state.device(1).pagesToDevice();
        long toSystem = state.device(0).pagesToSystem() + state.device(1).pagesToSystem();
        for (int round = 1; round <= 3; round++) {
            state.run();
            assertThat(state.device(0).pagesToDevice() + state.device(1).pagesToDevice()).isEqualTo(toDevice + 2048L * round);
            assertThat(state.device(0).pagesToSystem() + state.device(1).pagesToSystem()).isEqualTo(toSystem + 2048L * round);
            assertThat(state.intact()).isTrue();
            for (int range = 0; range < 4; range++) {
                assertThat(state.mappedOrder(range)).isEqualTo(mappedOrder);
            }
        }
    }

    @Test
    void withoutCopyEverythingMovesButTheBytes() {
        FaultState state = state("4", "2m", "without-copy");
        assertThat(state.intact()).as("what came before was copied").isTrue();
        long before = state.device(1).pagesToDevice();
        state.run();
        assertThat(state.device(1).pagesToDevice()).isEqualTo(before + 2048);
        assertThat(state.intact()).isFalse();
        state.loop("full");
        state.run();
        assertThat(state.intact()).as("what is lost stays lost").isFalse();
    }

    @Test
    void theControlLeavesNothingMapped() {
        FaultState state = state("0", "2m", "full");
        state.run();
        assertThat(state.invalidateAll()).containsOnly(0);
        assertThat(state.run()).as("all written again").containsOnly(word(1, 9));
    }

    @Test
    void namesThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> state("0", "1g", "full")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> state("0", "2m", "1g", "full")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> state("0", "2m", "without-walking")).isInstanceOf(IllegalArgumentException.class);
    }
}
