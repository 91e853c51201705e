package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.forks.Cell;
import dev.faultpath.forks.FakeForks;
import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.ForkRunner;
import dev.faultpath.forks.Shape;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import dev.faultpath.run.RunListener.Progress;
import dev.faultpath.stats.Ratios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockRunnerTest {
    @TempDir
    Path folder;
    private int files;

    private RunLog run(Plan plan, ForkRunner forks) throws InterruptedException {
        try (RecordFile<RunLine> file = RunFiles.create(folder.resolve("run" + files++ + ".jsonl"), plan)) {
            return new BlockRunner(forks, FakeForks.QUIET, file, RunListener.SILENT, () -> false).run();
        }
    }

    @Test
    void everyBlockRunsEveryCellOnceInAnOrderOfItsOwn() throws InterruptedException {
        FakeForks forks = new FakeForks(1);
        List<Cell> cells = FakeForks.cells();
        RunLog log = run(FakeForks.plan(cells, 1e6, 0, 5, 5), forks);
        assertThat(log.end()).hasValue("every cell ran often enough");
        assertThat(forks.ran).hasSize(40);
        Set<List<String>> orders = new HashSet<>();
        for (int b = 0; b < 5; b++) {
            List<String> block = forks.ran.subList(8 * b, 8 * b + 8);
            assertThat(block).containsExactlyInAnyOrderElementsOf(cells.stream().map(Cell::label).toList());
            orders.add(List.copyOf(block));
        }
        assertThat(orders).hasSizeGreaterThan(3);
    }

    /** The control stands beside both references, of which the second scatters: for its ratio to that one it runs on. */
    @Test
    void aControlRunsForEachReferenceThatItStandsBeside() throws InterruptedException {
        Cell quiet = placed("own");
        Cell restless = placed("alternate:1:8");
        Cell control = FakeForks.cell("baselineWordFill", 512);
        FakeForks forks = new FakeForks(3);
        forks.noise = 0.002;
        forks.special = (cell, n) -> cell.equals(restless) ? forks.good(cell, new Shape(4, 12, 5), 1 + 0.1 * (n % 2)) : null;
        RunLog log = run(FakeForks.plan(List.of(quiet, restless, control), 1e6, 0.03, 6, 20), forks);
        assertThat(Precision.halfWidth(log.forks(control), log.forks(quiet), 0)).isLessThan(0.03);
        assertThat(log.forks(control)).hasSizeGreaterThan(6);
        assertThat(Pairs.of(log.forks(control), log.forks(restless), Fork::score).size()).isEqualTo(log.forks(control).size());
    }

    private static Cell placed(String placement) {
        Map<String, String> params = Map.of("pages", "512", "placement", placement);
        return new Cell("dev.faultpath.bench.OwnerComparisonBenchmark.ownerPointer", new TreeMap<>(params), "17", "128m");
    }

    /** Forks of a group that end one after the other, and then tell what they took together. */
    private static final class AtOnce implements ForkRunner {
        private final FakeForks fake = new FakeForks(1);
        private final List<String> ran = fake.ran;
        private final int lives;

        AtOnce(int lives) {
            this.lives = lives;
        }

        @Override
        public ForkOutcome run(Cell cell, Shape shape, double limitSeconds) {
            return fake.run(cell, shape, limitSeconds);
        }

        @Override
        public void close() {
            // Nothing runs.
        }

        @Override
        public List<List<ForkOutcome>> run(List<Group> groups, Ended ended) throws InterruptedException {
            List<ForkOutcome> outcomes = new ArrayList<>();
            for (Cell cell : groups.get(0).cells()) {
                if (ran.size() == lives) {
                    throw new IllegalStateException("killed");
                }
                outcomes.add(run(cell, groups.get(0).shape(), 1).meanwhile(2, 0.001, 0.002));
                ended.fork(cell, outcomes.get(outcomes.size() - 1).meanwhile(0.5, Double.NaN, Double.NaN));
            }
            return List.of(outcomes);
        }
    }

    @Test
    void aKillLosesNoForkThatHasEnded() throws InterruptedException {
        Path path = folder.resolve("killed.jsonl");
        AtOnce first = new AtOnce(2);
        try (RecordFile<RunLine> file = RunFiles.create(path, FakeForks.plan(FakeForks.cells(), 1e6, 0, 1, 1))) {
            assertThatThrownBy(() -> new BlockRunner(first, FakeForks.QUIET, file, RunListener.SILENT, () -> false).run())
                    .hasMessage("killed");
        }
        AtOnce second = new AtOnce(99);
        try (RecordFile<RunLine> file = RunFiles.resume(path)) {
            assertThat(RunLog.of(file).seconds()).isEqualTo(1);
            RunLog log = new BlockRunner(second, FakeForks.QUIET, file, RunListener.SILENT, () -> false).run();
            assertThat(log.seconds()).isEqualTo(1 + 6 * 2);
            for (Cell cell : FakeForks.cells()) {
                boolean before = first.ran.contains(cell.label());
                assertThat(log.forks(cell)).singleElement().satisfies(f -> {
                    assertThat(f.seconds()).isEqualTo(before ? 0.5 : 2);
                    assertThat(f.foreign()).isEqualTo(before ? null : (Double) 0.002);
                });
            }
            assertThat(RunLog.of(file).seconds()).isEqualTo(log.seconds());
        }
        assertThat(second.ran).hasSize(6).doesNotContainAnyElementsOf(first.ran);
    }

    @Test
    void theSameSeedGivesTheSameOrder() throws InterruptedException {
        FakeForks a = new FakeForks(1);
        FakeForks b = new FakeForks(1);
        run(FakeForks.plan(FakeForks.cells(), 1e6, 0, 4, 4), a);
        run(FakeForks.plan(FakeForks.cells(), 1e6, 0, 4, 4), b);
        assertThat(a.ran).isEqualTo(b.ran);
    }

    @Test
    void stopsCellsThatArePreciseAndKeepsTheReferenceOfThoseThatAreNot() throws InterruptedException {
        FakeForks forks = new FakeForks(2);
        forks.noise = 0.002;
        Cell loud = FakeForks.cell("deviceBitmask", 512);
        forks.special = (cell, n) -> cell.equals(loud)
                ? forks.good(cell, new Shape(4, 12, 5), Math.exp(0.2 * forks.random.nextGaussian())) : null;
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0.03, 6, 20), forks);
        assertThat(log.forks(loud)).hasSize(20);
        assertThat(log.forks(FakeForks.cell("ownerPointer", 512))).hasSize(20);
        assertThat(log.forks(FakeForks.cell("ownerId", 512))).hasSizeBetween(6, 8);
        assertThat(log.forks(FakeForks.cell("ownerPointer", 16))).hasSizeBetween(6, 8);
    }

    @Test
    void theBudgetEndsTheRun() throws InterruptedException {
        FakeForks forks = new FakeForks(3);
        forks.noise = 0.2;
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 60, 0.01, 6, 100), forks);
        assertThat(log.end()).hasValue("the budget is spent");
        assertThat(log.seconds()).isBetween(50.0, 60.0);
    }

    @Test
    void aRunThatGoesOnMayHaveAnotherBudget() throws InterruptedException {
        FakeForks forks = new FakeForks(3);
        forks.noise = 0.2;
        Plan plan = FakeForks.plan(FakeForks.cells(), 60, 0.01, 6, 100);
        try (RecordFile<RunLine> file = RunFiles.create(folder.resolve("more.jsonl"), plan)) {
            new BlockRunner(forks, FakeForks.QUIET, file, RunListener.SILENT, () -> forks.ran.size() >= 30).run();
            file.append(new RunLine.Resumed("2026-11-30T00:00:00Z", 90.0));
            new BlockRunner(forks, FakeForks.QUIET, file, RunListener.SILENT, () -> false).run();
            RunLog log = RunLog.of(file);
            assertThat(log.end()).hasValue("the budget is spent");
            assertThat(log.plan().budgetSeconds()).isEqualTo(90);
            assertThat(log.seconds()).isBetween(80.0, 90.0);
        }
    }

    @Test
    void aRunThatHasNoTimeLeftLooksAtNoMachine() throws InterruptedException {
        FakeForks forks = new FakeForks(3);
        Plan plan = FakeForks.plan(FakeForks.cells(), 60, 0.01, 6, 100);
        try (RecordFile<RunLine> file = RunFiles.create(folder.resolve("spent.jsonl"), plan)) {
            new BlockRunner(forks, FakeForks.QUIET, file, RunListener.SILENT, () -> forks.ran.size() >= 30).run();
            int ran = forks.ran.size();
            file.append(new RunLine.Resumed("2026-11-30T00:00:00Z", 10.0));
            new BlockRunner(forks, seconds -> {
                throw new AssertionError("nothing is timed any more");
            }, file, RunListener.SILENT, () -> false).run();
            assertThat(forks.ran).hasSize(ran);
            assertThat(RunLog.of(file).end()).hasValue("the budget is spent");
        }
    }

    @Test
    void theBudgetGoesToWhatItCanSettleBeforeWhatItCannot() throws InterruptedException {
        FakeForks forks = new FakeForks(21);
        forks.noise = 0.001;
        Cell near = FakeForks.cell("ownerId", 16);
        Cell far = FakeForks.cell("deviceBitmask", 512);
        forks.special = (cell, n) -> cell.equals(near) || cell.equals(far)
                ? forks.good(cell, new Shape(4, 12, 5), Math.exp((cell.equals(near) ? 0.04 : 1) * forks.random.nextGaussian())) : null;
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 6 * 8 + 60, 0.03, 6, 100), forks);
        assertThat(log.end()).hasValue("the budget is spent");
        List<String> after = forks.ran.subList(6 * 8, forks.ran.size());
        assertThat(after).contains(near.label(), far.label());
        assertThat(after.lastIndexOf(near.label())).isLessThan(after.indexOf(far.label()));
        assertThat(Precision.halfWidth(log.forks(near), log.forks(FakeForks.cell("ownerPointer", 16)), 0)).isLessThanOrEqualTo(0.03);
        // What is left when nothing near is left goes to the far one all the same.
        assertThat(log.seconds()).isGreaterThan(6 * 8 + 57);
    }

    @Test
    void aFirstBlockThatIsTooLongEndsAtTheBudget() throws InterruptedException {
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 5.5, 0.01, 6, 100), new FakeForks(3));
        assertThat(log.seconds()).isBetween(1.0, 5.5);
        assertThat(log.end()).hasValue("the budget is spent");
    }

    @Test
    void aCellThatFailsIsReportedAndTheRestGoesOn() throws InterruptedException {
        FakeForks forks = new FakeForks(4);
        Cell broken = FakeForks.cell("ownerId", 16);
        forks.special = (cell, n) -> cell.equals(broken) ? FakeForks.failed("java.lang.OutOfMemoryError") : null;
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0, 5, 5), forks);
        assertThat(log.forks(broken)).hasSize(2).allMatch(f -> f.status() == Fork.Status.FAILED
                && f.reason().equals("java.lang.OutOfMemoryError"));
        for (Cell cell : FakeForks.cells()) {
            if (!cell.equals(broken)) {
                assertThat(log.result(cell).counting()).hasSize(5);
            }
        }
    }

    @Test
    void oneFailureAmongGoodForksIsMadeUp() throws InterruptedException {
        FakeForks forks = new FakeForks(4);
        Cell shaky = FakeForks.cell("ownerId", 16);
        forks.special = (cell, n) -> cell.equals(shaky) && n == 2 ? ForkOutcome.failed(Fork.Status.TIMEOUT,
                "did not return within 20 s").meanwhile(20, 0, 0) : null;
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0, 5, 5), forks);
        assertThat(log.result(shaky).counting()).hasSize(5);
        assertThat(log.result(shaky).forks()).hasSize(6);
        assertThat(Pairs.of(log.forks(shaky), log.forks(FakeForks.cell("ownerPointer", 16)), Fork::score).size()).isEqualTo(5);
    }

    @Test
    void aStolenBlockIsVoidAndRunAgain() throws InterruptedException {
        FakeForks forks = new FakeForks(5);
        forks.special = (cell, n) -> {
            return forks.good(cell, new Shape(4, 12, 5), n == 1 ? 3 : 1).meanwhile(1, n == 1 ? 0.3 : 0, 0);
        };
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0.5, 6, 6), forks);
        assertThat(log.judgements()).hasSize(7);
        assertThat(log.judgements().get(1).status()).isEqualTo("void");
        assertThat(log.judgements().get(1).reason()).contains("stolen");
        for (Cell cell : FakeForks.cells()) {
            assertThat(log.forks(cell)).hasSize(7);
            assertThat(log.result(cell).counting()).hasSize(6).noneMatch(f -> f.block() == 2);
            assertThat(log.forks(cell).get(1).status()).isEqualTo(Fork.Status.VOID);
        }
    }

    @Test
    void controlsThatMoveMakeABlockVoid() throws InterruptedException {
        FakeForks forks = new FakeForks(6);
        List<Cell> cells = new ArrayList<>(FakeForks.cells());
        cells.add(FakeForks.control("baselineEmpty"));
        cells.add(FakeForks.control("baselineNanoTime"));
        forks.special = (cell, n) -> n == 7 ? forks.good(cell, new Shape(4, 12, 5), 1.5) : null;
        RunLog log = run(FakeForks.plan(cells, 1e6, 0.0001, 10, 10), forks);
        assertThat(log.judgements()).filteredOn(j -> j.status().equals("void")).singleElement()
                .satisfies(j -> assertThat(j.reason()).contains("controls moved"));
        assertThat(log.judgements()).hasSize(11);
    }

    @Test
    void anEarlyBlockIsVoidByWhatTheControlsDidSince() throws InterruptedException {
        FakeForks forks = new FakeForks(6);
        List<Cell> cells = new ArrayList<>(FakeForks.cells());
        cells.add(FakeForks.control("baselineEmpty"));
        cells.add(FakeForks.control("baselineNanoTime"));
        forks.special = (cell, n) -> n == 1 ? forks.good(cell, new Shape(4, 12, 5), 1.5) : null;
        RunLog log = run(FakeForks.plan(cells, 1e6, 0.0001, 10, 10), forks);
        assertThat(log.judgements()).hasSize(11);
        assertThat(log.judgements().get(1)).satisfies(j -> {
            assertThat(j.block()).isEqualTo(2);
            assertThat(j.status()).isEqualTo("void");
            assertThat(j.reason()).contains("the controls lay");
        });
        assertThat(log.judgements()).filteredOn(j -> j.status().equals("void")).hasSize(1);
        for (Cell cell : cells) {
            assertThat(log.result(cell).counting()).hasSize(10).noneMatch(f -> f.block() == 2);
        }
    }

    @Test
    void aForkOnASlowProcessorIsVoidAndTriedAgainInItsBlock() throws InterruptedException {
        FakeForks forks = new FakeForks(11);
        Cell unlucky = FakeForks.cell("ownerId", 16);
        // The very first fork too, when nothing is known of what is usual.
        forks.special = (cell, n) -> cell.equals(unlucky) && (n == 0 || n == 4) ? forks.timed(cell, 1.5, 1300) : forks.timed(cell, 1, 1000);
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0.5, 6, 6), forks);
        assertThat(log.judgements()).hasSize(6).allMatch(j -> j.status().equals("good"));
        assertThat(log.forks(unlucky)).hasSize(8);
        assertThat(log.forks(unlucky)).filteredOn(f -> !f.counts()).extracting(Fork::block).containsExactly(1, 4);
        assertThat(log.forks(unlucky)).filteredOn(f -> !f.counts()).allMatch(f -> f.status() == Fork.Status.VOID
                && f.reason().equals("the processor was 1.30 times slower than usual") && f.flags().contains(Fork.SLOW));
        // Those that it is compared with took turns with it, and are tried again with it; the rest is as it was.
        Cell beside = FakeForks.cell("ownerPointer", 16);
        assertThat(log.forks(beside)).filteredOn(f -> !f.counts()).hasSize(2)
                .allMatch(f -> f.reason().startsWith("beside " + unlucky.label()));
        assertThat(log.forks(FakeForks.cell("ownerPointer", 512))).hasSize(6);
        for (Cell cell : FakeForks.cells()) {
            assertThat(log.result(cell).counting()).extracting(Fork::block).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void aProcessorThatStaysSlowIsTriedAFewTimesAndThenTheBlockGoesWithoutTheFork() throws InterruptedException {
        FakeForks forks = new FakeForks(12);
        Cell unlucky = FakeForks.cell("ownerId", 16);
        forks.special = (cell, n) -> forks.timed(cell, 1, cell.equals(unlucky) && n < 5 ? 1300 : 1000);
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0.5, 6, 6), forks);
        assertThat(log.forks(unlucky)).filteredOn(f -> f.block() == 1).hasSize(RunLog.TRIES).noneMatch(Fork::counts);
        assertThat(log.result(unlucky).counting()).hasSize(6).noneMatch(f -> f.block() == 1);
    }

    @Test
    void aMachineThatTurnsSlowForGoodIsItsOwnMeasure() throws InterruptedException {
        FakeForks forks = new FakeForks(13);
        forks.special = (cell, n) -> forks.timed(cell, 1, n < 1 ? 1000 : 1300);
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0.5, 6, 6), forks);
        assertThat(log.end()).isPresent();
        for (Cell cell : FakeForks.cells()) {
            assertThat(log.result(cell).counting()).hasSizeGreaterThanOrEqualTo(6);
        }
    }

    @Test
    void slowForksDoNotOutlastTheBudget() throws InterruptedException {
        FakeForks forks = new FakeForks(14);
        forks.special = (cell, n) -> forks.timed(cell, 1, forks.ran.size() % 3 == 0 ? 1000 : 1300);
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 60, 0.0001, 6, 1000), forks);
        assertThat(log.end()).contains("the budget is spent");
        assertThat(log.seconds()).isLessThanOrEqualTo(60);
    }

    @Test
    void whereNoFiguresAreWantedSlowForksCount() throws InterruptedException {
        FakeForks forks = new FakeForks(15);
        forks.special = (cell, n) -> forks.timed(cell, 1, n == 1 ? 2000 : 1000);
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0, 4, 4), forks);
        assertThat(FakeForks.cells()).allMatch(c -> log.forks(c).size() == 4 && log.result(c).counting().size() == 4);
    }

    @Test
    void aMachineThatIsNeverQuietEndsAllTheSameAndSaysSo() throws InterruptedException {
        FakeForks forks = new FakeForks(7);
        forks.special = (cell, n) -> {
            return forks.good(cell, new Shape(4, 12, 5), 1).meanwhile(1, 0, 0.4);
        };
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0.5, 6, 6), forks);
        assertThat(log.end()).isPresent();
        assertThat(log.judgements()).extracting(RunLine.Judgement::status).contains("void", "noisy").doesNotContain("good");
        assertThat(log.result(FakeForks.cells().get(0)).counting()).hasSize(6);
    }

    @Test
    void aForkThatStillTrendsIsFlagged() throws InterruptedException {
        FakeForks forks = new FakeForks(8);
        Cell slow = FakeForks.cell("ownerId", 512);
        forks.special = (cell, n) -> {
            ForkOutcome good = forks.good(cell, new Shape(4, 12, 5), 1);
            if (cell.equals(slow)) {
                for (int i = 0; i < good.iterations().length; i++) {
                    good.iterations()[i] *= 2 - 0.05 * i;
                }
            }
            return good;
        };
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0, 3, 3), forks);
        assertThat(log.forks(slow)).allMatch(f -> f.flags().contains(Fork.TREND));
        assertThat(log.forks(FakeForks.cell("ownerPointer", 512))).allMatch(f -> f.flags().isEmpty());
    }

    @Test
    void flaggedForksAreMadeUpForAsFarAsTheyAreFew() throws InterruptedException {
        for (int flagged : List.of(2, Integer.MAX_VALUE)) {
            Cell trending = FakeForks.cell("ownerId", 512);
            FakeForks forks = new FakeForks(5);
            forks.special = (cell, n) -> {
                if (!cell.equals(trending) || n >= flagged) {
                    return null;
                }
                double[] times = forks.good(cell, new Shape(4, 12, 5), 1).iterations();
                Arrays.setAll(times, i -> times[i] * (1 + 0.05 * i));
                return FakeForks.ok(times).meanwhile(1, 0, 0);
            };
            CellResult cell = run(FakeForks.plan(FakeForks.cells(), 1e6, 9, 8, 60), forks).result(trending);
            assertThat(cell.good()).hasSize(flagged == 2 ? 8 : 0);
            assertThat(cell.forks()).hasSize(flagged == 2 ? 10 : 12);
        }
    }

    @Test
    void aForkThatCompilesWhileMeasuredIsFlagged() throws InterruptedException {
        FakeForks forks = new FakeForks(8);
        Cell late = FakeForks.cell("ownerId", 512);
        forks.special = (cell, n) -> {
            ForkOutcome good = forks.good(cell, new Shape(4, 12, 5), 1);
            return new ForkOutcome(good.status(), null, good.iterations(), good.bytesPerOp(), cell.equals(late), good.counters(),
                    new double[0],
                    null, good.vm(), 1, 0, 0);
        };
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0, 2, 2), forks);
        assertThat(log.forks(late)).allMatch(f -> f.flags().contains(Fork.COMPILED));
        assertThat(log.forks(FakeForks.cell("ownerPointer", 512))).noneMatch(f -> f.flags().contains(Fork.COMPILED));
    }

    @Test
    void countersAreSumsOverTheUsedIterations() throws InterruptedException, IOException {
        FakeForks forks = new FakeForks(10);
        forks.special = (cell, n) -> {
            ForkOutcome good = forks.good(cell, new Shape(4, 12, 5), 1);
            double[] calls = new double[16];
            Arrays.fill(calls, 0, 4, 1000); // warm-up
            Arrays.fill(calls, 4, 16, n + 1);
            return new ForkOutcome(good.status(), null, good.iterations(), good.bytesPerOp(), false,
                    new TreeMap<>(Map.of("calls", calls)), new double[0], null, good.vm(), 1, 0, 0);
        };
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0, 2, 2), forks);
        Cell cell = FakeForks.cells().get(0);
        assertThat(log.forks(cell)).extracting(f -> f.counters().get("calls")).containsExactly(12.0, 24.0);
        assertThat(log.result(cell).counters()).containsExactly(Map.entry("calls", 36.0));
    }

    @Test
    void warmupIterationsAreKeptButNotUsed() throws InterruptedException {
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0, 1, 1), new FakeForks(9));
        Fork fork = log.forks(FakeForks.cells().get(0)).get(0);
        assertThat(fork.warmup()).hasSize(4);
        assertThat(fork.measured()).hasSize(12);
        assertThat(fork.score()).isLessThan(fork.warmup()[0] / 2);
        assertThat(fork.score()).isLessThan(fork.mean());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void cutOffAnywhereAndResumedItDoesWhatItWouldHaveDone(long seed) throws InterruptedException, IOException {
        Plan plan = FakeForks.plan(FakeForks.cells(), 1e6, 0.5, 6, 6);
        Random random = new Random(seed);
        Path path = folder.resolve("cut" + seed + ".jsonl");
        RunFiles.create(path, plan).close();
        List<String> order = new ArrayList<>();
        for (int kill = 0; kill < 6; kill++) {
            // The process dies after some forks, in the middle of writing a line.
            int after = kill < 5 ? 1 + random.nextInt(12) : Integer.MAX_VALUE;
            FakeForks forks = new FakeForks(seed);
            try (RecordFile<RunLine> file = RunFiles.resume(path)) {
                new BlockRunner(forks, FakeForks.QUIET, file, RunListener.SILENT, () -> forks.ran.size() >= after).run();
            }
            if (kill < 5) {
                String half = "{\"type\":\"fork\",\"block\":1,\"cell\":\"Own";
                Files.writeString(path, half.substring(0, random.nextInt(half.length())), java.nio.file.StandardOpenOption.APPEND);
            }
        }
        for (RunLine line : RunFiles.read(path)) {
            if (line instanceof RunLine.ForkEnded ended) {
                order.add(ended.cell());
            }
        }
        FakeForks whole = new FakeForks(seed);
        run(plan, whole);
        assertThat(order).isEqualTo(whole.ran);
    }

    @Test
    void cancelledRunsHaveNoEnd() throws InterruptedException {
        FakeForks forks = new FakeForks(1);
        try (RecordFile<RunLine> file = RunFiles.create(folder.resolve("c.jsonl"), FakeForks.plan(FakeForks.cells(), 1e6, 0, 5, 5))) {
            RunLog log = new BlockRunner(forks, FakeForks.QUIET, file, RunListener.SILENT, () -> forks.ran.size() >= 11).run();
            assertThat(log.end()).isEmpty();
            assertThat(forks.ran).hasSize(12); // those that run together end together
            assertThat(log.results()).hasSize(8);
        }
    }

    @Test
    void aForkThatDiesWithTheRunIsNotTheCellsFault() throws InterruptedException {
        FakeForks forks = new FakeForks(1);
        forks.special = (cell, n) -> forks.ran.size() == 7 ? FakeForks.failed("killed") : null;
        try (RecordFile<RunLine> file = RunFiles.create(folder.resolve("d.jsonl"), FakeForks.plan(FakeForks.cells(), 1e6, 0, 5, 5))) {
            RunLog log = new BlockRunner(forks, FakeForks.QUIET, file, RunListener.SILENT, () -> forks.ran.size() >= 7).run();
            // Those that ran beside it and ended are kept.
            assertThat(log.results()).allSatisfy(c -> assertThat(c.counting()).hasSize(1)).hasSize(7);
        }
    }

    @Test
    void theTimeEstimateHoldsFromTheSecondBlockOn() throws InterruptedException {
        FakeForks forks = new FakeForks(11);
        forks.noise = 0.05;
        List<double[]> seen = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void blockJudged(RunLine.Judgement judgement, Progress p) {
                seen.add(new double[] {p.elapsedSeconds(), p.remainingSeconds()});
            }
        };
        try (RecordFile<RunLine> file = RunFiles.create(folder.resolve("eta.jsonl"), FakeForks.plan(FakeForks.cells(), 150, 0.005, 6,
                100))) {
            double total = new BlockRunner(forks, FakeForks.QUIET, file, listener, () -> false).run().seconds();
            assertThat(seen.subList(1, seen.size())).allSatisfy(s -> assertThat(s[0] + s[1]).isBetween(total * 0.8, total * 1.2));
        }
    }

    @Test
    void ratiosOfACellToItselfStayNearOneUnderDrift() throws InterruptedException {
        FakeForks forks = new FakeForks(12);
        forks.noise = 0.002;
        forks.special = (cell, n) -> forks.good(cell, new Shape(4, 12, 5), Math.exp(0.1 * n)); // 10 % slower every block
        RunLog log = run(FakeForks.plan(FakeForks.cells(), 1e6, 0.03, 8, 8), forks);
        CellResult candidate = log.result(FakeForks.cell("ownerId", 16));
        CellResult reference = log.result(FakeForks.cell("ownerPointer", 16));
        Pairs pairs = Pairs.of(candidate.forks(), reference.forks(), Fork::score);
        assertThat(Ratios.paired(pairs.candidate(), pairs.reference()).relativeHalfWidth()).isLessThan(0.01);
        assertThat(Ratios.typical(candidate.scores()).relativeHalfWidth()).isGreaterThan(0.1);
    }
}
