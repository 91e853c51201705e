package dev.faultpath.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.bench.state.MigrationState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measured work moves what it says and loses nothing, however often it is repeated. */
class MigrationBenchmarkTest {
    private static MigrationState state(String design, int pages, String mapping, String work) {
        MigrationState state = new MigrationState();
        state.pages = pages;
        state.mapping = mapping;
        state.work = work;
        state.build();
        state.device(design);
        return state;
    }

    @ParameterizedTest
    @CsvSource({"buddy, 512, 4k", "bitmap, 512, 2m", "free-list, 16, 4k", "buddy, 1040, 2m", "free-list, 512, 2m", "buddy, 1, 4k"})
    void roundTripMovesEveryPageTwice(String design, int pages, String mapping) {
        MigrationState state = state(design, pages, mapping, "round-trip");
        for (int i = 1; i <= 3; i++) {
            state.run();
            assertThat(state.device().pagesToDevice()).isEqualTo((long) i * pages);
            assertThat(state.device().pagesToSystem()).isEqualTo((long) i * pages);
            assertThat(state.device().evictedBlocks()).isZero();
        }
        assertThat(state.device().pagemap().freePages()).isEqualTo(pages);
        assertThat(state.intact(0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"buddy, 512, 4k", "bitmap, 512, 2m", "free-list, 1040, 4k"})
    void evictionMovesAsManyOutAsIn(String design, int pages, String mapping) {
        MigrationState state = state(design, pages, mapping, "evict");
        assertThat(state.device().pagesToSystem()).as("the device was empty at first").isZero();
        for (int i = 1; i <= 4; i++) {
            state.run();
            assertThat(state.device().pagesToDevice()).isEqualTo((i + 1L) * pages);
            assertThat(state.device().pagesToSystem()).isEqualTo((long) i * pages);
        }
        assertThat(state.intact(0)).isTrue();
        assertThat(state.intact(1)).isTrue();
    }

    @Test
    void allocationAloneMovesNothingAndBalances() {
        MigrationState state = state("buddy", 1040, "4k", "allocate");
        state.run();
        state.run();
        assertThat(state.device().pagesToDevice()).isZero();
        assertThat(state.device().pagemap().freePages()).isEqualTo(1040);
    }

    @Test
    void namesThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> state("buddy", 16, "8k", "evict")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> state("buddy", 16, "4k", "move")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void controlCopiesAllBytes() {
        MigrationState state = state("buddy", 513, "4k", "evict");
        byte[][] copied = state.plainCopy();
        assertThat(copied).hasNumberOfRows(2);
        assertThat(copied[1][4095]).isNotZero();
    }
}
