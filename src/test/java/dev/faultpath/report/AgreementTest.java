package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final List<String> DESIGNS = List.of("owner-pointer", "last-pagemap", "per-folio", "per-run");

    private static void add(List<CellResult> to, String benchmark, String design, double ns, Map<String, String> more) {
        Map<String, String> params = new TreeMap<>(more);
        params.putAll(Map.of("design", design, "pages", "512"));
        to.add(CellsForTest.cell("dev.faultpath.bench." + benchmark + ".compare", params, "17",
                IntStream.range(0, 8).mapToDouble(i -> ns * (1 + 0.01 * (i * 3 % 8))).toArray()));
    }

    /** Designs in order with these times in Java and in C. */
    private static List<RowGroup> groups(double[] java, double[] c, String build) {
        List<CellResult> cells = new ArrayList<>();
        for (int i = 0; i < java.length; i++) {
            add(cells, "OwnerComparisonBenchmark", DESIGNS.get(i), java[i], Map.of());
            add(cells, "COwnerComparisonBenchmark", DESIGNS.get(i), c[i], Map.of("build", build));
        }
        return RowGroup.of(cells);
    }

    private static Agreement agreement(double[] java, double[] c) {
        List<Agreement> all = groups(java, c, "plain").stream().flatMap(g -> Agreement.of(g).stream()).toList();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void whatBothOrderAlikeIsOneAndHasNoPairApart() {
        Agreement a = agreement(new double[] {400, 300, 200, 100}, new double[] {80, 70, 60, 50});
        assertThat(a.tau()).isEqualTo(1);
        assertThat(a.designs()).isEqualTo(4);
        assertThat(a.apart()).isEmpty();
    }

    @Test
    void aPairThatChangesPlacesIsNamed() {
        Agreement a = agreement(new double[] {400, 300, 200, 100}, new double[] {60, 70, 50, 40});
        assertThat(a.tau()).isCloseTo(4 / 6.0, within(1e-12));
        assertThat(a.apart()).extracting(Agreement.Apart::text).containsExactly("owner-pointer / last-pagemap: 1.333 in Java, 0.857 in C");
    }

    @Test
    void whatIsWithinAnIntervalIsNoPairApart() {
        Agreement a = agreement(new double[] {400, 300, 200, 100}, new double[] {70, 70, 50, 40});
        assertThat(a.apart()).isEmpty();
        assertThat(agreement(new double[] {300, 300, 200, 100}, new double[] {60, 70, 50, 40}).apart()).isEmpty();
    }

    @Test
    void designsWithoutATimeHaveNoRank() {
        for (String without : List.of("OwnerComparisonBenchmark", "COwnerComparisonBenchmark")) {
            List<CellResult> cells = new ArrayList<>();
            for (int i = 0; i < DESIGNS.size(); i++) {
                add(cells, "OwnerComparisonBenchmark", DESIGNS.get(i), 400 - 100 * i, Map.of());
                add(cells, "COwnerComparisonBenchmark", DESIGNS.get(i), 80 - 10 * i, Map.of("build", "plain"));
            }
            cells.replaceAll(c -> c.benchmarkClass().equals(without) && c.design().equals("per-run")
                    ? c.withForks(c.forks().stream().map(f -> f.voided("2 % stolen")).toList()) : c);
            assertThat(RowGroup.of(cells)).as("three of four are left").allMatch(g -> Agreement.of(g).isEmpty());
        }
    }

    @Test
    void fewerThanFourOrAnotherBuildSayNothing() {
        assertThat(groups(new double[] {3, 2, 1}, new double[] {3, 2, 1}, "plain")).allMatch(g -> Agreement.of(g).isEmpty());
        assertThat(groups(new double[] {4, 3, 2, 1}, new double[] {4, 3, 2, 1}, "retpoline")).allMatch(g -> Agreement.of(g).isEmpty());
    }
}
