package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.CompiledForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RanksTest {
    private static CellResult cell(String design, double ns, Double instructions) {
        double[] scores = IntStream.range(0, 8).mapToDouble(i -> ns * (1 + 0.001 * i)).toArray();
        CellResult cell = CellsForTest.cell("compare", Map.of("design", design, "pages", "512"), scores);
        return cell.withForks(cell.forks().stream().map(f -> f.of(new CompiledForm("a", instructions, null, null, "m", null, null, null)))
                .toList());
    }

    private static RowGroup group(CellResult... cells) {
        List<RowGroup> groups = RowGroup.of(new ArrayList<>(List.of(cells)));
        assertThat(groups).hasSize(1);
        return groups.get(0);
    }

    @Test
    void whatIsOrderedAlikeHasNoPairApart() {
        Ranks ranks = Ranks.of(group(cell("owner-pointer", 100, 1000.0), cell("owner-id", 120, 1200.0), cell("device-bitmask", 150, 1300.0),
                cell("per-run", 50, 400.0))).orElseThrow();
        assertThat(ranks.spearman()).isEqualTo(1);
        assertThat(ranks.designs()).isEqualTo(4);
        assertThat(ranks.apart()).isEmpty();
    }

    @Test
    void whatExecutesMoreInLessTimeIsNamed() {
        Ranks ranks = Ranks.of(group(cell("owner-pointer", 100, 1000.0), cell("owner-id", 80, 1200.0), cell("device-bitmask", 150, 1300.0),
                cell("per-run", 50, 400.0))).orElseThrow();
        assertThat(ranks.spearman()).isLessThan(1);
        assertThat(ranks.apart()).extracting(Ranks.Apart::text).containsExactly(
                "owner-id / owner-pointer: 1.200 in instructions, 0.800 in time");
    }

    @Test
    void aDifferenceWithinTheMarginIsNone() {
        assertThat(Ranks.of(group(cell("owner-pointer", 100, 1000.0), cell("owner-id", 80, 1020.0), cell("device-bitmask", 150, 1300.0),
                cell("per-run", 50, 400.0))).orElseThrow().apart()).isEmpty();
    }

    @Test
    void fewerThanFourSayNothing() {
        assertThat(Ranks.of(group(cell("owner-pointer", 100, 1000.0), cell("owner-id", 80, 1200.0), cell("per-run", 50, 400.0),
                cell("device-bitmask", 150, null)))).isEmpty();
    }
}
