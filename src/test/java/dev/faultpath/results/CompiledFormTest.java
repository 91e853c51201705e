package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompiledFormTest {
    private static CompiledForm told(String methods) {
        return CompiledForm.of(methods);
    }

    private static CompiledForm counted(String methods, double instructions, String reached) {
        return new CompiledForm(CompiledForm.idOf(methods), instructions, null, null, methods, reached, null, null);
    }

    private static List<Fork> forks(CompiledForm... forms) {
        List<Fork> forks = new ArrayList<>();
        CellResult cell = CellsForTest.cell("compare", Map.of("pages", "512"), new double[forms.length].clone());
        for (int i = 0; i < forms.length; i++) {
            forks.add(cell.forks().get(i).of(forms[i]));
        }
        return forks;
    }

    private static List<Fork> settled(List<Fork> forks) {
        return CompiledForm.settled(forks, List.of());
    }

    /** By hand: the count is of the second fork's code, what could not be counted stands beside the first that tells nothing. */
    @Test
    void aCountStandsBesideTheTimedForkOfItsForm() {
        CompiledForm count = counted("Walk.walk 100, Setup.fill 900", 5000, "Walk.walk");
        List<Fork> forks = CompiledForm.settled(forks(told("Walk.walk 200"), told("Walk.walk 100, Setup.fill 3"), told("Walk.walk 100"),
                null), List.of(count, CompiledForm.uncounted("why")));
        assertThat(forks).extracting(f -> f.form() == null ? null : f.form().instructions()).containsExactly(null, 5000.0, null, null);
        assertThat(forks.get(1).form().id()).isEqualTo(forks.get(2).form().id()).isNotEqualTo(forks.get(0).form().id());
        assertThat(forks.get(1).form().methods()).isEqualTo("Walk.walk 100");
        assertThat(forks.get(0).form().uncounted()).isEqualTo("why");
        assertThat(CompiledForm.settled(forks(told("Walk.walk 300")), List.of(count))).as("no form that was timed")
                .noneMatch(f -> f.form().counted());
    }

    @Test
    void codeThatAnOperationDoesNotReachMakesNoForm() {
        List<Fork> forks = settled(forks(
                counted("Setup.fill 900, Stub.loop 300, Walk.walk 100", 5000, "Stub.loop, Walk.walk"),
                told("Stub.loop 300, Walk.walk 100"), told("Stub.loop 300, Walk.walk 120"),
                told("Setup.fill 901, Stub.loop 300, Walk.walk 100")));
        assertThat(forks).extracting(f -> f.form().id()).satisfies(ids -> {
            assertThat(ids.get(1)).isEqualTo(ids.get(0)).isEqualTo(ids.get(3));
            assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
        });
        assertThat(forks.get(0).form().methods()).isEqualTo("Stub.loop 300, Walk.walk 100");
        assertThat(forks).extracting(f -> f.form().reached()).containsOnlyNulls();
        assertThat(forks.get(1).form().methods()).isNull();
    }

    /** A loop that is entered in the middle has a code of its own, which may be there or not: what ran decides. */
    @Test
    void otherCodesOfAMethodMakeNoForm() {
        List<Fork> forks = settled(forks(told("Stub.loop 300+500, Walk.walk 100"), told("Stub.loop 500, Walk.walk 100"),
                counted("Stub.loop 310+500, Walk.walk 100", 5000, "Stub.loop 500, Walk.walk 100, java.lang.X.y 7"),
                told("Stub.loop 300, Walk.walk 100")));
        assertThat(forks).extracting(f -> f.form().id()).satisfies(ids -> {
            assertThat(ids.get(0)).isEqualTo(ids.get(1)).isEqualTo(ids.get(2));
            assertThat(ids.get(3)).as("it ran in another").isNotEqualTo(ids.get(0));
        });
        assertThat(settled(forks(told("Stub.loop 300+500, W.w 7"), told("Stub.loop 500, W.w 7"),
                told("Stub.loop 510, W.w 7"))))
                .extracting(f -> f.form().id()).as("none was counted").satisfies(ids -> {
                    assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
                });
    }

    @Test
    void formsAreKnownOnceAnyForkCountedThem() {
        List<Fork> forks = settled(forks(told("Walk.walk 200"), counted("Walk.walk 100", 5000, "Walk.walk"),
                counted("Walk.walk 200", 7000, "Walk.walk"), null));
        assertThat(forks.get(0).form().id()).isEqualTo(forks.get(2).form().id()).isNotEqualTo(forks.get(1).form().id());
        assertThat(forks.get(3).form()).isNull();
    }

    @Test
    void theNumberOfInstructionsDecidesWhatIsOneForm() {
        CellResult cell = CellsForTest.cell("compare", Map.of("pages", "512"), 100, 101, 102, 103, 104);
        CompiledForm other = new CompiledForm("c", 7000.0, null, null, "m", null, null, null);
        CellResult mixed = cell.withForks(List.of(cell.forks().get(0).of(new CompiledForm("a", 5000.0, null, null, "m", null, null, null)),
                cell.forks().get(1).of(new CompiledForm("b", 5000.0, null, null, "m", null, null, null)), cell.forks().get(2).of(other),
                cell.forks().get(3).of(new CompiledForm("a", null, null, null, null, null, null, null)),
                cell.forks().get(4).voided("busy").of(other)));
        List<CellResult> forms = mixed.byForm();
        assertThat(forms).hasSize(2);
        assertThat(forms.get(0).scores()).containsExactly(100, 101, 103);
        assertThat(forms.get(0).instructions()).hasValue(5000);
        assertThat(forms.get(1).scores()).containsExactly(102);
        assertThat(forms.get(1).instructions()).hasValue(7000);
        assertThat(mixed.instructions()).isEmpty();
        assertThat(forms.stream().mapToInt(f -> f.forks().size()).sum()).isEqualTo(5);
    }

    @Test
    void countsThatDifferAreTwoFormsEvenIfSizesAreEqual() {
        CellResult cell = CellsForTest.cell("compare", Map.of("pages", "512"), 100, 101, 102);
        CompiledForm other = new CompiledForm("a", 7000.0, null, null, "m", null, null, null);
        CellResult mixed = cell.withForks(List.of(cell.forks().get(0).of(new CompiledForm("a", 5000.0, null, null, "m", null, null, null)),
                cell.forks().get(1).of(new CompiledForm("a", null, null, null, null, null, null, null)), cell.forks().get(2).of(other)));
        assertThat(mixed.byForm()).extracting(f -> f.instructions().getAsDouble()).containsExactly(5000.0, 7000.0);
        assertThat(mixed.mainForm().scores()).containsExactly(100, 101);
    }

    @Test
    void whatWasNotCountedIsNotToldApart() {
        CellResult cell = CellsForTest.cell("compare", Map.of("pages", "512"), 100, 101);
        assertThat(cell.byForm()).containsExactly(cell);
        CellResult uncounted = cell.withForks(List.of(cell.forks().get(0).of(told("m 1")), cell.forks().get(1).of(told("m 2"))));
        assertThat(uncounted.byForm()).containsExactly(uncounted);
        assertThat(uncounted.forms()).as("for a verdict they may be two").isEqualTo(2);
        assertThat(uncounted.withSmaller(List.of(new SizedCount(16, 100.0), new SizedCount(64, 400.0))).forms()).isEqualTo(1);
        assertThat(cell.forms()).isEqualTo(1);
        CellResult varies = cell.withForks(List.of(cell.forks().get(0).of(new CompiledForm("a", 10.0, 9L, 11L, "m", null, null, null)),
                cell.forks().get(1).of(new CompiledForm("b", 12.0, 9L, 13L, "m", null, null, null))));
        assertThat(varies.byForm()).containsExactly(varies);
        assertThat(varies.instructions()).hasValue(11);
    }

    @Test
    void aSizeThatIsTooLongComesFromThreeSmallerOnes() {
        List<SizedCount> counts = List.of(new SizedCount(512, 5220.0), new SizedCount(1024, 10340.0), new SizedCount(1536, 15460.0));
        CellResult cell = CellsForTest.cell("compare", Map.of("pages", "131072"), 100).withSmaller(counts);
        assertThat(cell.instructions()).hasValue(100 + 10.0 * 131072);
        assertThat(cell.withSmaller(counts.subList(0, 2)).instructions()).as("of two, nobody knows whether their code is the same")
                .isEmpty();
    }
}
