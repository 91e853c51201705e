package dev.faultpath.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.forks.Cell;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Preset;
import dev.faultpath.run.Selection;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What decides a claim runs as often as a claim asks for; what decides none does not take that time. */
class DecidingCellsTest {
    private static final Map<String, Double> EVENTS = Map.of("revocations", 10.0, "revokeNanos", 1e4, "unplugs", 10.0, "unplugNanos", 1e4);

    private static Map<Cell, Integer> blocks(String preset) {
        return new Selection(Preset.of(preset), Set.of(), Set.of(), Collections.emptySortedMap(), List.of("17"), true)
                .blocks(Catalogue.ofClassPath());
    }

    private static List<ClaimVerdict> without(Map<Cell, Integer> blocks, Cell left) {
        Scenario made = new Scenario();
        blocks.keySet().stream().filter(c -> !c.equals(left)).forEach(c -> {
            String type = c.benchmark().substring(0, c.benchmark().lastIndexOf('.'));
            made.cell(type.substring(type.lastIndexOf('.') + 1), c.method(), c.params(), 100, EVENTS);
        });
        return Claims.judge(made.evidence());
    }

    /** All of some verdicts but the words of the design's. */
    private static List<List<Object>> decided(List<ClaimVerdict> verdicts) {
        return verdicts.stream().map(v -> Arrays.<Object>asList(v.verdict(), v.design().regions(), v.hotSpot(), v.figures(), v.open()))
                .toList();
    }

    /** The work of a call by itself. */
    private static boolean work(Cell cell) {
        return cell.method().equals("baselineCallbackWork");
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "publish"})
    void cellsThatAClaimReadsRunOftenEnough(String preset) {
        Map<Cell, Integer> blocks = blocks(preset);
        List<ClaimVerdict> all = without(blocks, null);
        List<Cell> others = blocks.keySet().stream().filter(c -> blocks.get(c) < Comparison.FEWEST_FORKS).toList();
        assertThat(others).hasSizeBetween(blocks.size() / 10, blocks.size() * 2 / 3);
        assertThat(others.stream().filter(c -> !c.reference() && !work(c) && !without(blocks, c).equals(all)).map(Cell::label)).isEmpty();
        assertThat(others).filteredOn(DecidingCellsTest::work).allSatisfy(c -> assertThat(decided(without(blocks, c)))
                .as("shown, decides nothing").isEqualTo(decided(all)));
    }

    @Test
    void leavingOutWhatAClaimReadsIsSeen() {
        Map<Cell, Integer> blocks = blocks("standard");
        List<Cell> read = blocks.keySet().stream().filter(c -> c.design().equals("generation") || c.params().getOrDefault("placement", "")
                .equals("own") && c.design().equals("callback-per-page")).toList();
        assertThat(read).hasSizeGreaterThan(5)
                .allSatisfy(c -> assertThat(blocks.get(c)).isGreaterThanOrEqualTo(Comparison.FEWEST_FORKS))
                .anySatisfy(c -> assertThat(c.method()).isEqualTo("unplugAlone"));
        List<ClaimVerdict> all = without(blocks, null);
        assertThat(read.stream().filter(c -> without(blocks, c).equals(all)).map(Cell::label)).isEmpty();
    }
}
