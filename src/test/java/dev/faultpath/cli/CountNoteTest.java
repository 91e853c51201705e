package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.CompiledForm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountNoteTest {
    private static CellResult cell(String design, Double instructions, String uncounted) {
        CellResult cell = CellsForTest.cell(design, Map.of("pages", "512"), 100);
        return cell.withForks(List.of(cell.forks().get(0).of(new CompiledForm("a", instructions, null, null, null, null, uncounted,
                null))));
    }

    @Test
    void whatHoldsOfAllCellsIsOneLine() {
        assertThat(CountNote.of(List.of(cell("a", null, "forbidden"), cell("b", null, "forbidden"), cell("c", 5000.0, null))))
                .isEqualToIgnoringNewLines("instructions of 2 cells are not counted: forbidden");
        assertThat(CountNote.of(List.of(cell("a", null, "forbidden"), cell("b", null, "forbidden"), cell("c", null, "two threads"))))
                .isEqualToIgnoringNewLines("instructions of 3 cells are not counted, mostly: forbidden");
    }

    @Test
    void nothingIsSaidWhereAllWereCountedOrNobodyAsked() {
        assertThat(CountNote.of(List.of(cell("a", 5000.0, null), cell("b", null, null)))).isEmpty();
    }
}
