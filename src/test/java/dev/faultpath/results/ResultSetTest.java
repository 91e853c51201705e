package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.report.page.SyntheticResults;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultSetTest {
    @TempDir
    private Path temp;

    private ResultFolder folder(String name, String started, String commit, String machine, CellResult... cells) {
        return new ResultFolder(temp, name, SyntheticResults.environment(started, "standard", commit, machine), List.of(cells));
    }

    private static CellResult cell(String method, double... scores) {
        return CellsForTest.cell(method, Map.of("pages", "512"), scores);
    }

    @Test
    void runsOfOneMachineAndCommitAreOneSetWhoseBlocksStayApart() {
        ResultFolder late = folder("late", "2026-01-02T00:00:00Z", "c", "m", cell("ownerPointer", 3, 4), cell("ownerId", 5));
        ResultFolder early = folder("early", "2026-01-01T00:00:00Z", "c", "m", cell("ownerPointer", 1, 2));
        List<ResultSet> sets = ResultSet.merge(List.of(late, early));
        assertThat(sets).hasSize(1);
        assertThat(sets.get(0).folders()).extracting(ResultFolder::name).containsExactly("early", "late");
        assertThat(sets.get(0).cells()).hasSize(2);
        CellResult pointer = sets.get(0).cells().stream().filter(c -> c.method().equals("ownerPointer")).findFirst().orElseThrow();
        assertThat(pointer.scores()).containsExactly(1, 2, 3, 4);
        assertThat(pointer.forks()).extracting(Fork::block).containsExactly(1, 2, 3, 4);
        CellResult id = sets.get(0).cells().stream().filter(c -> c.method().equals("ownerId")).findFirst().orElseThrow();
        assertThat(Pairs.of(id.forks(), pointer.forks(), Fork::score).reference()).containsExactly(3);
    }

    @Test
    void anotherMachineCommitOrBuildOfTheJdkIsAnotherSet() {
        ResultFolder a = folder("a", "2026-01-01T00:00:00Z", "c", "m", cell("ownerPointer", 1));
        ResultFolder commit = folder("b", "2026-01-02T00:00:00Z", "d", "m", cell("ownerPointer", 1));
        ResultFolder machine = folder("c", "2026-01-03T00:00:00Z", "c", "n", cell("ownerPointer", 1));
        ResultFolder jdk = folder("d", "2026-01-04T00:00:00Z", "c", "m", cell("ownerPointer", 1));
        ((ObjectNode) jdk.environment().path("jdks").path("17")).put("vmVersion", "17.0.2+1");
        ResultFolder other = folder("e", "2026-01-05T00:00:00Z", "c", "m",
                CellsForTest.cell("dev.faultpath.bench.OwnerComparisonBenchmark.ownerId", Map.of("pages", "512"), "25", 1));
        ((ObjectNode) other.environment().path("jdks")).removeAll().putObject("25").put("vmVersion", "25+1");
        assertThat(ResultSet.merge(List.of(a, commit, machine, jdk, other))).extracting(ResultSet::name)
                .containsExactly(n("a") + ", " + n("e"), n("b"), n("c"), n("d"));
        assertThat(ResultSet.merge(List.of(a, other)).get(0).jdks()).containsExactly("17", "25");
    }

    /** A commit that changes how results are shown, or a text, changes nothing that was measured. */
    @Test
    void commitsOfTheSameMeasuredCodeAreOneSet() {
        ResultFolder a = folder("a", "2026-01-01T00:00:00Z", "c", "m", cell("ownerPointer", 1));
        ResultFolder b = folder("b", "2026-01-02T00:00:00Z", "d", "m", cell("ownerPointer", 1));
        b.environment().set("codeHash", a.environment().get("codeHash"));
        assertThat(ResultSet.merge(List.of(a, b))).hasSize(1);
        List.of(a, b).forEach(f -> f.environment().put("codeHash", "unknown"));
        assertThat(ResultSet.merge(List.of(a, b))).as("nobody knows").hasSize(2);
    }

    @Test
    void otherSourcesOfTheCPairAreAnotherSetWhereTheyAreKnown() {
        ResultFolder a = folder("a", "2026-01-01T00:00:00Z", "c", "m", cell("ownerPointer", 1));
        ResultFolder b = folder("b", "2026-01-02T00:00:00Z", "c", "m", cell("ownerPointer", 1));
        a.environment().put("cHash", "1");
        assertThat(ResultSet.merge(List.of(a, b))).as("one of before").hasSize(1);
        b.environment().put("cHash", "2");
        assertThat(ResultSet.merge(List.of(a, b))).hasSize(2);
        b.environment().put("cHash", "1");
        assertThat(ResultSet.merge(List.of(a, b))).hasSize(1);
    }

    private String n(String name) {
        return temp.getFileName() + "/" + name;
    }

    @Test
    void resultsWithoutAnEnvironmentBelongToNothing() {
        ResultFolder bare = new ResultFolder(temp, "bare", Json.MAPPER.createObjectNode(), List.of(cell("ownerPointer", 1)));
        ResultFolder bare2 = new ResultFolder(temp, "bare2", Json.MAPPER.createObjectNode(), List.of(cell("ownerPointer", 2)));
        assertThat(ResultSet.merge(List.of(bare, bare2))).hasSize(2);
    }

    @Test
    void theSameRunTwiceIsAnError() {
        ResultFolder a = folder("a", "2026-01-01T00:00:00Z", "c", "m", cell("ownerPointer", 1));
        assertThatThrownBy(() -> ResultSet.merge(List.of(a, a))).isInstanceOf(InputException.class).hasMessageContaining("a: given twice");
    }

    @Test
    void theNewestRunOfTheHighestPresetIsThePublication() {
        ResultFolder quick = folder("q", "2026-01-09T00:00:00Z", "c", "m", cell("ownerPointer", 1));
        quick.environment().put("preset", "quick");
        assertThat(new Published(List.of(quick)).current()).isEmpty();
        assertThat(new Published(List.of(quick)).shown().orElseThrow().folders()).containsExactly(quick);
        ResultFolder old = folder("o", "2026-01-01T00:00:00Z", "c", "m", cell("ownerPointer", 1));
        ResultFolder later = folder("l", "2026-01-02T00:00:00Z", "c", "m", cell("ownerPointer", 1));
        assertThat(new Published(List.of(old, quick, later)).shown().orElseThrow().newest()).isEqualTo(later);
        old.environment().put("preset", "publish");
        assertThat(new Published(List.of(old, quick, later)).current().orElseThrow().folders()).containsExactly(old);
        ResultFolder part = folder("p", "2026-01-08T00:00:00Z", "c", "m", cell("ownerPointer", 1));
        part.environment().put("preset", "publish").put("command", "scripts/bench --preset publish --question Q5 --seed 1");
        assertThat(new Published(List.of(old, part)).current().orElseThrow().folders()).containsExactly(old);
        assertThat(new Published(List.of(old, quick, later)).folders()).containsExactly(quick, later, old);
    }

    @Test
    void aRunOnOneJdkWaitsForThatOnTheOther() {
        CellResult newer = CellsForTest.cell("dev.faultpath.bench.OwnerComparisonBenchmark.ownerId", Map.of("pages", "512"), "25", 1);
        ResultFolder both = folder("b", "2026-01-01T00:00:00Z", "c", "m", cell("ownerPointer", 1), newer);
        ResultFolder one = folder("o", "2026-01-02T00:00:00Z", "d", "m", cell("ownerPointer", 1));
        one.environment().put("preset", "publish");
        assertThat(new Published(List.of(both, one)).current().orElseThrow().folders()).containsExactly(both);
        ResultFolder other = folder("p", "2026-01-03T00:00:00Z", "d", "m", newer);
        other.environment().put("preset", "publish");
        assertThat(new Published(List.of(both, one, other)).current().orElseThrow().folders()).containsExactly(one, other);
        other.environment().put("codeHash", "e");
        assertThat(new Published(List.of(both, one, other)).current().orElseThrow().folders()).as("they do not belong together")
                .containsExactly(both);
    }
}
