package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrowthTableTest {
    private static List<CellResult> cells(String method, double fixed, double perPage, int... sizes) {
        List<CellResult> cells = new ArrayList<>();
        for (int pages : sizes) {
            double ns = fixed + perPage * pages;
            cells.add(CellsForTest.cell(method, Map.of("layout", "mixed", "pages", Integer.toString(pages)), ns, ns, ns, ns, ns, ns));
        }
        return cells;
    }

    @Test
    void aLineGivesItsFixedAndItsPerPageCost() {
        String table = GrowthTable.of(cells("ownerPointer", 20, 2, 1, 16, 512, 8192));
        assertThat(table).contains("owner-pointer").contains("20.0 + ").contains("2.00 a page").contains("layout=mixed").endsWith("\n");
        assertThat(table.lines().filter(l -> l.contains("a page")).toList()).hasSize(1);
    }

    @Test
    void aCellThatIsOffTheLineIsNamed() {
        List<CellResult> cells = new ArrayList<>(cells("ownerPointer", 20, 2, 1, 16, 512, 8192));
        cells.addAll(cells("ownerPointer", 20, 8, 131072));
        assertThat(GrowthTable.of(cells)).containsPattern("worst +\\+\\d+\\.\\d % at 131072");
    }

    @Test
    void twoSizesMakeNoLine() {
        assertThat(GrowthTable.of(cells("ownerPointer", 20, 2, 1, 512))).isEmpty();
    }
}
