package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionTest {
    @ParameterizedTest
    @ValueSource(strings = {"Q3", "q3", "3", "owner", "owner comparison", "owner-comparison", "OwnerComparisonBenchmark", " Q3 "})
    void isFoundByWhatOneTypes(String text) {
        assertThat(Question.parse(text)).isEqualTo(Question.Q3);
    }

    @Test
    void anUnknownOneListsAll() {
        assertThatThrownBy(() -> Question.parse("Q99")).isInstanceOf(InputException.class)
                .hasMessageContaining("'Q99'").hasMessageContaining("Q3 (owner)");
    }

    @Test
    void noBenchmarkBelongsToTwo() {
        assertThat(Arrays.stream(Question.values()).flatMap(q -> q.answers().stream()).map(Question.Answer::benchmark))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(Question.values()).map(Question::word)).doesNotHaveDuplicates();
        assertThat(Question.ofBenchmark("dev.faultpath.bench.VmaLookupBenchmark")).contains(Question.Q1);
        assertThat(Question.Q1.answer("VmaLookupBenchmark").orElseThrow().reference()).isEqualTo("sorted-array");
        assertThat(Question.ofBenchmark("Nothing")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"leafCursor, leaf-cursor", "LEAF_CURSOR, leaf-cursor", "leaf-cursor, leaf-cursor", "ownerPointer, owner-pointer",
        "none, none", "NONE, none", "baselineWordFill, baseline-word-fill", "readOnceVma, read-once-vma",
                "callbackVMALookup, callback-vma-lookup"})
    void designsAreKebab(String name, String design) {
        assertThat(Design.kebab(name)).isEqualTo(design);
    }

    @Test
    void theDesignIsTheParameterWhereThereIsOneExceptForControls() {
        assertThat(Design.of("revalidate", Map.of("design", "STAMPED_LOCK"))).isEqualTo("stamped-lock");
        assertThat(Design.of("baselineWalk", Map.of("design", "STAMPED_LOCK"))).isEqualTo("baseline-walk");
        assertThat(Design.of("leafCursor", Map.of())).isEqualTo("leaf-cursor");
    }
}
