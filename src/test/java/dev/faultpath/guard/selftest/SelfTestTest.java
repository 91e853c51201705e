package dev.faultpath.guard.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.guard.FakePairs;
import dev.faultpath.guard.GuardLine;
import dev.faultpath.guard.GuardLog;
import dev.faultpath.guard.GuardPlan;
import dev.faultpath.guard.GuardRun;
import dev.faultpath.guard.decision.GuardForks;
import dev.faultpath.guard.decision.Pair;
import dev.faultpath.guard.decision.Stage;
import dev.faultpath.results.Json;
import dev.faultpath.run.RecordFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfTestTest {
    @TempDir
    Path folder;

    /** A run of simulated pairs; the delay slows one cell. */
    private void run(String name, int number, double percent, boolean whole) throws InterruptedException {
        GuardPlan plan = FakePairs.plan(1e6, GuardForks.FAST);
        FakePairs pairs = new FakePairs();
        ObjectNode head = Json.MAPPER.createObjectNode().put("machine", "test").put("jdk", "17+1");
        if (percent > 0) {
            pairs.slower.put("extents", percent / 100);
            head.set(SelfTest.PLANTED, SelfTest.planted(FakePairs.cell("extents").label(), percent, 5));
        }
        pairs.counts.replaceAll((cell, n) -> 1000 * number);
        try (RecordFile<GuardLine> file = FakePairs.file(folder.resolve(name + SelfTest.FILE), plan, head)) {
            new GuardRun(pairs, file, GuardRun.Listener.SILENT, () -> !whole && pairs.ran.size() > 4).run();
        }
    }

    @Test
    void runsOfAnotherPlanAreNotCountedWithTheRest() throws InterruptedException {
        run("equal-001", 1, 0, true);
        try (RecordFile<GuardLine> file = FakePairs.file(folder.resolve("equal-002" + SelfTest.FILE), FakePairs.plan(1e6, GuardForks.FAST,
                "-Xint"),
                Json.MAPPER.createObjectNode())) {
            new GuardRun(new FakePairs(), file, GuardRun.Listener.SILENT, () -> false).run();
        }
        assertThatThrownBy(() -> SelfTest.count(folder)).isInstanceOf(InputException.class)
                .hasMessageContaining("equal-002.jsonl: another plan than the folder's first run").hasMessageContaining("-Xint");
    }

    @Test
    void theTurnIsTheCellsThatTheFewestRunsOfThatSizeHad() throws InterruptedException {
        List<Cell> cells = List.of(FakePairs.cell("walk"), FakePairs.cell("extents"), FakePairs.cell("check"));
        assertThat(SelfTest.inTurn(cells, folder.resolve("none"), 10)).isEqualTo(cells);
        run("equal-001", 1, 0, true);
        run("planted-20.0-001", 2, 20, true); // in "extents"
        assertThat(SelfTest.inTurn(cells, folder, 10)).isEqualTo(cells);
        List<Cell> after = List.of(FakePairs.cell("walk"), FakePairs.cell("check"), FakePairs.cell("extents"));
        assertThat(SelfTest.inTurn(cells, folder, 20)).isEqualTo(after);
        run("planted-20.0-002", 3, 20, false); // begun counts
        assertThat(SelfTest.inTurn(after, folder, 20)).isEqualTo(after);
        assertThat(SelfTest.inTurn(List.of(FakePairs.cell("extents")), folder, 20)).containsExactly(FakePairs.cell("extents"));
    }

    @Test
    void runsAreDrawnAgainWithinTheirBudget() throws InterruptedException {
        List<Pair> equal = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            run("equal-00" + i, i, 0, true);
            GuardLog.read(folder.resolve("equal-00" + i + SelfTest.FILE)).pairs().stream().filter(p -> p.stage() == Stage.SCREEN
                    && !p.cell().startsWith("ruler")).forEach(equal::add);
        }
        assertThat(new Redraw(GuardForks.FAST, equal, Double.POSITIVE_INFINITY).count(20, 0.3, 1).hits()).isEqualTo(20);
        // The first pairs of all cells, and no fresh one.
        assertThat(new Redraw(GuardForks.FAST, equal, GuardForks.FAST.screen().pairs()).count(20, 0.3, 1).hits()).isZero();
    }

    @Test
    void countsWhatIsFoundAndWhatIsFalselyCalled() throws InterruptedException {
        for (int i = 1; i <= 6; i++) {
            run("equal-00" + i, i, 0, true);
            run("planted-10.0-00" + i, 10 + i, 20, true);
        }
        run("equal-007", 7, 0, false); // still runs: does not count
        SelfTest.Counts told = SelfTest.count(folder);
        JsonNode counts = Json.MAPPER.valueToTree(told);
        assertThat(counts.get("live")).hasSize(2);
        assertThat(counts.at("/live/0/plantedPercent").asDouble()).isZero();
        assertThat(counts.at("/live/0/runs").asInt()).isEqualTo(6);
        assertThat(counts.at("/live/0/falseAlarm/count").asInt()).isZero();
        // 1 - 0.025^(1/6)
        assertThat(counts.at("/live/0/falseAlarm/high").asDouble()).isCloseTo(0.459, org.assertj.core.data.Offset.offset(0.001));
        int above = 0;
        for (var cell : counts.at("/live/0/equalCells")) {
            assertThat(cell.get("runs").asInt()).isEqualTo(6);
            assertThat(cell.get("lowestPercent").asDouble()).isLessThanOrEqualTo(cell.get("medianPercent").asDouble());
            assertThat(cell.get("highestPercent").asDouble()).isGreaterThanOrEqualTo(cell.get("medianPercent").asDouble());
            assertThat(cell.get("aboveZero").asInt() > 0).isEqualTo(cell.get("highestPercent").asDouble() > 0);
            above += cell.get("aboveZero").asInt();
        }
        assertThat(counts.at("/live/0/equalCellsAboveZero/count").asInt()).isEqualTo(above);
        // The cell with the delay is not an equal one.
        assertThat(counts.at("/live/1/equalCells")).hasSize(counts.at("/live/0/equalCells").size() - 1);
        assertThat(counts.at("/live/1/found/count").asInt()).isEqualTo(6);
        assertThat(counts.at("/live/1/falseAlarm/count").asInt()).isZero();
        assertThat(counts.at("/live/1/realisedPercent").asDouble()).isCloseTo(20, org.assertj.core.data.Offset.offset(1.0));
        // Twelve runs of six pairs, and of the planted ones too where nothing was planted: enough to draw runs from; the ruler is not.
        assertThat(counts.at("/redrawn/0/cells").asInt()).isEqualTo(4);
        assertThat(counts.at("/redrawn/0/falseAlarm/of").asInt()).isPositive();
        int before = -1;
        for (var row : counts.at("/redrawn/0/found")) {
            assertThat(row.get("count").asInt()).isGreaterThanOrEqualTo(before);
            before = row.get("count").asInt();
        }
        assertThat(before).isEqualTo(counts.at("/redrawn/0/found/0/of").asInt());
        assertThat(counts.get("redrawn")).hasSize(2);
        assertThat(counts.at("/redrawn/1/plan").asText()).isEqualTo("normal");
        assertThat(SelfTest.text(told)).contains("build against itself: 6 runs", "found in 6 of 6", "above zero", "drawn again");
        assertThat(SelfTest.count(folder)).isEqualTo(told);
    }

    @Test
    void aFolderWithoutRunsIsOneLine() throws InterruptedException {
        assertThatThrownBy(() -> SelfTest.count(folder)).isInstanceOf(InputException.class)
                .hasMessageContaining("no guard run in it has ended");
        assertThatThrownBy(() -> SelfTest.count(folder.resolve("x"))).isInstanceOf(InputException.class)
                .hasMessageContaining("no such folder");
    }
}
