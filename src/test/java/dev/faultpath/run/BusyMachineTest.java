package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.forks.Cell;
import dev.faultpath.forks.FakeForks;
import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.Shape;
import dev.faultpath.machine.MachineLoad;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs beside other programs: they wait for a while, then take what there is and mark it, and always end with every cell. */
class BusyMachineTest {
    private static final MachineLoad.Shares BUSY = new MachineLoad.Shares(0, 0.5);

    @TempDir
    Path folder;
    private final List<String> heard = new ArrayList<>();
    private final RunListener listener = new RunListener() {
        @Override
        public void waiting(String reason, double left) {
            heard.add(reason + " " + Math.round(left));
        }

        @Override
        public void refined(int block, List<CellResult> cells) {
            heard.add((block == 0 ? "group: " : "block " + block + ": ") + cells.stream().filter(c -> !c.counting().isEmpty()).count());
        }
    };

    private RunLog run(Plan plan, FakeForks forks, BlockRunner.Look look) throws InterruptedException {
        Path path = folder.resolve("run.jsonl");
        try (RecordFile<RunLine> file = RunFiles.create(path, plan)) {
            new BlockRunner(forks, look, file, listener, () -> false).run();
        }
        try (RecordFile<RunLine> file = RunFiles.resume(path)) {
            return RunLog.of(file); // as a resumed run reads it
        }
    }

    private static FakeForks beside(double foreign) {
        FakeForks forks = new FakeForks(7);
        forks.special = (cell, n) -> forks.good(cell, new Shape(4, 12, 5), 1).meanwhile(1, 0, foreign);
        return forks;
    }

    private static long pairs(RunLog log, Cell cell) {
        Cell reference = FakeForks.cell("ownerPointer", Integer.parseInt(cell.params().get(CellResult.PAGES)));
        return Pairs.of(log.forks(cell), log.forks(reference), Fork::score).size();
    }

    @Test
    void aRunWaitsUntilTheMachineIsQuietAndThenTakesItsForks() throws InterruptedException {
        int[] looks = {0};
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1000, 0.5, 6, 6), beside(0),
                seconds -> looks[0]++ < 3 ? BUSY : new MachineLoad.Shares(0, 0));
        assertThat(heard).containsSubsequence("other programs used 50.0 % of the machine 99",
                "other programs used 50.0 % of the machine 97", "block 1: 8")
                    .doesNotContain("other programs used 50.0 % of the machine 96");
        assertThat(log.paused()).isEqualTo(4); // the look that found it quiet is one
        assertThat(log.judgements()).hasSize(6).allMatch(j -> j.status().equals("good"));
        assertThat(log.results()).allMatch(c -> c.good().size() == 6);
    }

    @Test
    void aMachineThatIsNeverQuietIsMeasuredAsItIsAfterAShareOfTheBudget() throws InterruptedException {
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 100, 0.5, 6, 6), beside(0.5), seconds -> BUSY);
        assertThat(log.paused()).isEqualTo(BlockJudge.WAITING * 100);
        assertThat(heard).filteredOn(h -> h.endsWith("machine 0")).hasSize(1);
        // Waiting was in vain, so nothing is run again: the first block counts, and says what it is.
        assertThat(heard).as("of two groups, the first is told by itself").containsSubsequence("group: 4", "block 1: 8")
                .doesNotContain("group: 8");
        assertThat(log.judgements()).hasSize(6).allMatch(j -> j.status().equals("noisy"));
        assertThat(log.results()).hasSize(8).allMatch(c -> c.counting().size() == 6 && c.noisy() == 6 && c.good().isEmpty());
        assertThat(log.seconds()).isLessThanOrEqualTo(100);
    }

    @Test
    void aFirstBlockThatOthersSlowDownIsWholeAllTheSame() throws InterruptedException {
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 6.5, 0.5, 6, 6), beside(0.5), seconds -> BUSY);
        assertThat(log.results()).hasSize(8).allMatch(c -> c.counting().size() == 1);
        assertThat(log.seconds()).isLessThanOrEqualTo(1.5 * 6.5);
    }

    @Test
    void oneWhoEndsItLaterLeavesGoodForksBesideTheMarkedOnes() throws InterruptedException {
        FakeForks forks = new FakeForks(7);
        forks.special = (cell, n) -> forks.good(cell, new Shape(4, 12, 5), 1).meanwhile(1, 0, n < 3 ? 0.5 : 0);
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 200, 0.0001, 6, 10), forks, seconds -> BUSY);
        assertThat(log.results()).allMatch(c -> c.noisy() == 3 && c.good().size() == 7);
    }

    @Test
    void voidForksCountWhereNothingBetterCame() throws InterruptedException {
        // Always one of a group on a slow processor, never the same, on a machine that nobody else uses.
        FakeForks forks = new FakeForks(3);
        forks.special = (cell, n) -> forks.timed(cell, 1, forks.ran.size() % 4 == 0 ? 1300 + n : 1000);
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 60, 0.03, 6, 100), forks, FakeForks.QUIET);
        assertThat(log.end()).isPresent();
        for (Cell cell : FakeForks.cells()) {
            assertThat(pairs(log, cell)).isGreaterThanOrEqualTo(1);
            assertThat(log.result(cell).counting()).isNotEmpty();
        }
        assertThat(log.seconds()).isLessThanOrEqualTo(60);
    }

    @Test
    void theLeastDisturbedCountFirstWhateverTheirValues() throws InterruptedException {
        for (double better : new double[] {0.5, 2}) { // of the design; what counts is the same
            FakeForks forks = new FakeForks(5);
            forks.special = (cell, n) -> {
                double factor = cell.method().equals("ownerId") && n % 2 == 0 ? better : 1;
                return forks.good(cell, new Shape(4, 12, 5), factor).meanwhile(1, 0, n == 0 ? 0.2 : 0.5);
            };
            RunLog log = run(FakeForks.plan(FakeForks.cells(), 24.5, 0.03, 3, 100), forks, seconds -> new MachineLoad.Shares(0, 0));
            // Of three blocks one is void; it comes back, as three are wanted and no time is left for another.
            assertThat(log.results()).allSatisfy(c -> assertThat(c.counting()).extracting(Fork::block).contains(1));
            assertThat(log.results()).allSatisfy(c -> assertThat(c.noisy()).isEqualTo(c.counting().size()));
            folder = folder.resolve("more");
        }
    }

    @Test
    void oneOfSeveralTriesCountsTheLeastSlowAndWithItsReference() throws InterruptedException {
        Cell unlucky = FakeForks.cell("ownerId", 16);
        FakeForks forks = new FakeForks(12);
        forks.special = (cell, n) -> forks.timed(cell, 1, cell.equals(unlucky) ? n == 1 ? 1200 : 1300 : 1000);
        // Three tries in the first block; then patience ends, and what comes counts.
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 34, 0.5, 6, 6), forks, FakeForks.QUIET);
        assertThat(pairs(log, unlucky)).isEqualTo(4);
        assertThat(log.forks(unlucky)).filteredOn(Fork::counts).allMatch(f -> f.flags().equals(List.of(Fork.NOISY)));
        Set<Integer> blocks = log.result(unlucky).counting().stream().map(Fork::block).collect(Collectors.toSet());
        assertThat(blocks).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(log.forks(unlucky)).filteredOn(f -> f.block() == 1).hasSize(3);
        assertThat(log.forks(unlucky)).filteredOn(f -> f.block() == 1 && f.counts()).singleElement()
                .satisfies(f -> assertThat(f.speedNanos()).isEqualTo(1200));
    }

    @Test
    void whereNoFiguresAreWantedNobodyWaits() throws InterruptedException {
        run(FakeForks.plan(FakeForks.cells(), 100, 0, 1, 1), beside(0.5), seconds -> {
            throw new AssertionError("looked");
        });
        assertThat(heard).isEmpty();
    }

    @Test
    void oneFailureMoreIsStillAFailure() throws InterruptedException {
        Cell broken = FakeForks.cell("ownerId", 16);
        FakeForks forks = beside(0.5);
        forks.special = (cell, n) -> cell.equals(broken) ? FakeForks.failed("java.lang.OutOfMemoryError")
                : forks.good(cell, new Shape(4, 12, 5), 1).meanwhile(1, 0, 0.5);
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 100, 0.5, 6, 6), forks, seconds -> BUSY);
        assertThat(log.forks(broken)).allMatch(f -> f.status() == Fork.Status.FAILED);
        assertThat(log.results()).filteredOn(c -> c.counting().isEmpty()).hasSize(1);
    }

    @Test
    void aLookThatFindsNothingOutIsNoReasonToWait() throws InterruptedException {
        ForkOutcome unknown = new FakeForks(1).good(FakeForks.cells().get(0), new Shape(4, 12, 5), 1).meanwhile(1, Double.NaN, Double.NaN);
        FakeForks forks = new FakeForks(1);
        forks.special = (cell, n) -> unknown;
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0.5, 6, 6), forks,
                seconds -> new MachineLoad.Shares(Double.NaN, Double.NaN));
        assertThat(log.paused()).isZero();
        assertThat(log.judgements()).allMatch(j -> j.status().equals("good"));
    }
}
