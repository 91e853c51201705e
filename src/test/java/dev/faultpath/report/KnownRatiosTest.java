package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Fork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownRatiosTest {
    private static CellResult cell(String method, double spread) {
        double[] scores = new double[12];
        Arrays.setAll(scores, i -> 100 * (1 + spread * (i % 4 - 1.5)));
        return CellsForTest.cell(method, Map.of("pages", "512"), scores);
    }

    /** The last two forks ran another form, of which nothing can be known well: it is no ratio that the run aimed at. */
    private static CellResult withAnotherForm(CellResult cell) {
        List<Fork> forks = new ArrayList<>();
        for (int i = 0; i < cell.forks().size(); i++) {
            Double instructions = i < 10 ? 5000.0 : 7000.0;
            forks.add(cell.forks().get(i).of(new CompiledForm(instructions.toString(), instructions, null, null, null, null, null, null)));
        }
        return cell.withForks(forks);
    }

    @Test
    void eachCellHasOneRatioThatOfItsMainForm() {
        List<RowGroup> groups = RowGroup.of(List.of(cell("ownerPointer", 0.001), withAnotherForm(cell("ownerId", 0.001)),
                cell("deviceBitmask", 0.1)));
        assertThat(groups).singleElement().satisfies(g -> assertThat(g.rows()).hasSize(4));
        KnownRatios known = KnownRatios.of(groups, 0.03);
        assertThat(known.compared()).isEqualTo(2);
        assertThat(known.wide()).singleElement().asString().startsWith("OwnerComparisonBenchmark.deviceBitmask{pages=512} on JDK 17: ±");
    }
}
