package dev.faultpath.guard.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What counts as the same, as a difference and as a regression without a clock. */
class ComparisonTest {
    private static Counts counts(Map<String, Double> operations, Double bytes, Double... instructions) {
        return new Counts(operations, List.of(instructions), false, Map.of("Walk.walk", 900.0), bytes, 2, 4, "code",
                instructions.length == 0 ? "ptrace is forbidden" : null, null);
    }

    private static Counts plain(Double... instructions) {
        return counts(Map.of("memmap loads", 128.0, "branches", 400.0), 0.0, instructions);
    }

    private static List<String> grown(Comparison comparison) {
        return comparison.grown(0.02).stream().map(Comparison.Change::what).toList();
    }

    @Test
    void equalCountsAreTheSame() {
        Comparison same = Comparison.of(plain(1000.0), plain(1000.0));
        assertThat(same.same()).isTrue();
        assertThat(same.differs()).isFalse();
        assertThat(same.grown(0)).isEmpty();
        assertThat(same.share()).isEqualTo("same");
    }

    @Test
    void aFormThatBothBuildsHaveIsTheSame() {
        assertThat(Comparison.of(plain(1000.0, 1010.0), plain(1010.0, 1200.0)).same()).isTrue();
    }

    /** One instruction of 53,210, as was seen of a build whose change no operation executes. */
    @Test
    void aFormOfTheSameByteCodeThatIsAsLongIsTheSame() {
        assertThat(Comparison.of(plain(53_210.0), plain(53_211.0)).same()).isTrue();
        assertThat(Comparison.of(plain(53_210.0), plain(53_500.0)).same()).as("longer by more").isFalse();
        Counts more = counts(Map.of("memmap loads", 129.0, "branches", 400.0), 0.0, 53_211.0);
        assertThat(Comparison.of(plain(53_210.0), more).instructions().more()).as("something else is done").isEqualTo(1);
    }

    /** Means of operations that differ, 0.4 % apart: noise where the same is done, and what 24 calls cost where they came to it. */
    @Test
    void meansThatAreCloseAreTheSameUnlessMoreIsDone() {
        Counts before = varying(Map.of("library calls", 2.0), 31_647.0);
        assertThat(Comparison.of(before, varying(Map.of("library calls", 2.0), 31_775.0)).same()).isTrue();
        assertThat(grown(Comparison.of(before, varying(Map.of("library calls", 26.0), 31_775.0)))).containsExactly("library calls");
        assertThat(grown(Comparison.of(before, varying(Map.of("library calls", 26.0), 31_647.0)))).as("folded").isEmpty();
    }

    private static Counts varying(Map<String, Double> operations, double instructions) {
        return new Counts(operations, List.of(instructions), true, Map.of("Walk.walk", 900.0), 0.0, 2, 4, "code", null, null);
    }

    @Test
    void formsFarApartInOneBuildAreNoCount() {
        Comparison unsure = Comparison.of(plain(1000.0, 3000.0), plain(1500.0));
        assertThat(unsure.same()).isFalse();
        assertThat(unsure.uncounted()).isEqualTo("instructions not counted: forks of one build differ");
        assertThat(grown(unsure)).isEmpty();
    }

    @Test
    void aFewInstructionsAreADifferenceAndNoRegression() {
        Comparison more = Comparison.of(plain(1000.0), plain(1010.0));
        assertThat(more.same()).isFalse();
        assertThat(more.differs()).isTrue();
        assertThat(grown(more)).isEmpty();
        assertThat(more.words()).isEqualTo("10 more instructions (1,010, before 1,000)");
        assertThat(grown(Comparison.of(plain(1000.0), plain(1021.0)))).containsExactly("instructions");
        assertThat(Comparison.of(plain(1000.0), plain(900.0)).less(0.02)).isTrue();
    }

    /** One more load of 128 is a third as many instructions as the margin allows, and twice as many loads. */
    @Test
    void aKindOfOperationsThatGrewIsARegressionIfItCostsAnInstruction() {
        Map<String, Double> more = Map.of("memmap loads", 256.0, "branches", 400.0);
        assertThat(grown(Comparison.of(plain(20_000.0), counts(more, 0.0, 20_128.0)))).containsExactly("memmap loads");
        assertThat(grown(Comparison.of(plain(20_000.0), counts(more, 0.0, 20_000.0)))).as("folded").isEmpty();
        assertThat(grown(Comparison.of(plain(), counts(more, 0.0)))).as("not counted").containsExactly("memmap loads");
    }

    @Test
    void whatOrdersOrTouchesMemoryCostsWithoutAnInstruction() {
        for (String kind : List.of("volatile loads", "memmap lines", "fences", "locks", "atomic updates")) {
            assertThat(grown(Comparison.of(plain(1000.0), counts(Map.of("memmap loads", 128.0, "branches", 400.0, kind, 1.0), 0.0,
                    1000.0)))).containsExactly(kind);
        }
    }

    @Test
    void allocationBeyondTheHarnessIsARegression() {
        Map<String, Double> same = Map.of("memmap loads", 128.0, "branches", 400.0);
        assertThat(grown(Comparison.of(plain(1000.0), counts(same, 16.0, 1000.0)))).containsExactly("B/op");
        assertThat(Comparison.of(plain(1000.0), counts(same, 1.5, 1000.0)).same()).isTrue();
    }

    @Test
    void anotherCompiledMethodIsAnotherForm() {
        Counts call = new Counts(plain().operations(), List.of(1000.0), false, Map.of("Walk.walk", 800.0, "Walk.step", 100.0), 0.0, 2, 4,
                "code", null, null);
        Comparison other = Comparison.of(plain(1000.0), call);
        assertThat(other.differs()).isTrue();
        assertThat(other.words()).contains("in compiled ", "Walk.step +100", "Walk.walk -100");
    }

    @Test
    void equalCountsOfOtherCodeAreADifferenceAndNoRegression() {
        Counts plain = plain(1000.0);
        Counts other = new Counts(plain.operations(), plain.instructions(), false, plain.methods(), 0.0, 2, 4, "other", null, null);
        Comparison compared = Comparison.of(plain, other);
        assertThat(compared.same()).isFalse();
        assertThat(compared.differs()).isTrue();
        assertThat(compared.words()).isEqualTo("equal counts of other code");
        assertThat(grown(compared)).isEmpty();
        assertThat(compared.less(0)).isFalse();
    }

    @Test
    void whatCannotBeCountedSaysWhy() {
        Comparison none = Comparison.of(plain(), plain());
        assertThat(none.same()).isFalse();
        assertThat(none.differs()).isFalse();
        assertThat(none.uncounted()).isEqualTo("instructions not counted: ptrace is forbidden");
        assertThat(Comparison.of(plain(1.0), plain()).uncounted()).isEqualTo("instructions not counted: candidate: ptrace is forbidden");
    }

    @Test
    void operationsThatTouchMuchMemoryAreBoundByIt() {
        Map<String, Double> lines = Map.of("memmap lines", 1100.0);
        assertThat(Comparison.of(counts(lines, 0.0, 1.0), counts(lines, 0.0, 1.0)).memoryBound()).isTrue();
        assertThat(Comparison.of(plain(1.0), plain(1.0)).memoryBound()).isFalse();
    }
}
