package dev.faultpath.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.forks.Cell;
import dev.faultpath.results.Question;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Selection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GuardSetTest {
    private static Set<Question> questions(List<Cell> cells) {
        return cells.stream().map(c -> c.question().orElseThrow()).collect(Collectors.toSet());
    }

    @Test
    void theUsualSetAsksEveryQuestion() {
        List<Cell> cells = GuardSet.of(GuardSet.USUAL).cells(Catalogue.ofClassPath(), "17");
        assertThat(questions(cells)).as("guard-set.json, set %s", GuardSet.USUAL).isEqualTo(EnumSet.allOf(Question.class));
        assertThat(cells).extracting(Cell::label).doesNotHaveDuplicates();
    }

    @Test
    void theFastSetAsksAllButTheHarness() {
        List<Cell> cells = GuardSet.of(GuardSet.FAST).cells(Catalogue.ofClassPath(), "17");
        assertThat(questions(cells)).as("guard-set.json, set %s", GuardSet.FAST).isEqualTo(EnumSet.complementOf(EnumSet.of(Question.Q0)));
        assertThat(GuardSet.of(GuardSet.USUAL).cells(Catalogue.ofClassPath(), "17")).containsAll(cells);
    }

    @Test
    void everyNamedCellExists() {
        Catalogue catalogue = Catalogue.ofClassPath(); // empty where the annotation processor did not run
        for (Catalogue.Entry entry : catalogue.entries()) {
            for (String set : List.of(GuardSet.USUAL, GuardSet.FAST)) {
                GuardSet.of(set).cells(catalogue, "17").stream().filter(c -> c.benchmark().equals(entry.benchmark()))
                        .forEach(c -> assertThat(c.params().keySet()).as(c.label()).isEqualTo(entry.params().keySet()));
            }
        }
        if (!catalogue.entries().isEmpty()) {
            List<String> known = catalogue.entries().stream().map(Catalogue.Entry::benchmark).toList();
            assertThat(GuardSet.of(GuardSet.USUAL).cells(catalogue, "17")).extracting(Cell::benchmark).isSubsetOf(known);
            assertThat(GuardSet.of(GuardSet.ALL).cells(catalogue, "17")).hasSizeGreaterThan(100);
        }
    }

    @Test
    void patternsArePartsOfNamesWithStars() {
        List<Cell> cells = GuardSet.of(GuardSet.USUAL).cells(new Catalogue(List.of()), "17");
        assertThat(Selection.fitting(cells, "RangeWalk")).hasSize(3);
        assertThat(Selection.fitting(cells, "Owner*per-run")).singleElement().satisfies(c -> assertThat(c.design()).isEqualTo("per-run"));
        assertThat(Selection.fitting(cells, "pages=512}")).isNotEmpty();
        assertThat(Selection.fitting(cells, ".*(")).isEmpty();
    }
}
