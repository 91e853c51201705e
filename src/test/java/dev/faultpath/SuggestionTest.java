package dev.faultpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    @ParameterizedTest
    @CsvSource({"bench,bench,0", "benhc,bench,1", "bnch,bench,1", "bensch,bench,1", "walk,wall,1", "'',abc,3", "list,bench,5"})
    void distance(String a, String b, int distance) {
        assertThat(Suggestion.distance(a, b)).isEqualTo(distance);
        assertThat(Suggestion.distance(b, a)).isEqualTo(distance);
    }

    @Test
    void onlyWhatIsNearIsSuggested() {
        List<String> names = List.of("per-run", "per-folio", "none");
        assertThat(Suggestion.of("Per-Rum", names)).isEqualTo("; did you mean 'per-run'?");
        assertThat(Suggestion.of("PER", names)).isEqualTo("; did you mean 'per-folio'?");
        assertThat(Suggestion.of("nonsense", names)).isEmpty();
        assertThat(Suggestion.of("x", List.of())).isEmpty();
    }
}
