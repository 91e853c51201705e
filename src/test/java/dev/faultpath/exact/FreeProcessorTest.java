package dev.faultpath.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeProcessorTest {
    /** Processors 1, 3 and 64. */
    private static final long[] ALLOWED = {0b1010, 1};

    @TempDir
    private Path folder;

    private FreeProcessor take(int here) {
        return FreeProcessor.take(here, ALLOWED, folder);
    }

    @Test
    void eachTakesOneOfItsOwnFromWhereItIsOn() {
        try (FreeProcessor first = take(3); FreeProcessor second = take(3); FreeProcessor third = take(3)) {
            assertThat(first.number()).isEqualTo(3);
            assertThat(second.number()).isEqualTo(64);
            assertThat(third.number()).as("over the end").isEqualTo(1);
            try (FreeProcessor fourth = take(3)) {
                assertThat(fourth.number()).as("none is free").isEqualTo(3);
            }
        }
        try (FreeProcessor again = take(3)) {
            assertThat(again.number()).as("given back").isEqualTo(3);
        }
    }

    @Test
    void withoutAPlaceToMeetAllAreFree() {
        Path nowhere = folder.resolve("none");
        try (FreeProcessor one = FreeProcessor.take(1, ALLOWED, nowhere); FreeProcessor other = FreeProcessor.take(1, ALLOWED, nowhere)) {
            assertThat(one.number()).isEqualTo(1);
            assertThat(other.number()).isEqualTo(1);
        }
    }
}
