package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.forks.Cell;
import dev.faultpath.forks.FakeForks;
import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.ForkRunner;
import dev.faultpath.forks.Shape;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.JmhJson;
import dev.faultpath.results.SizedCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a run asks its forks to count instructions, and what it makes of the answers. */
class InstructionsOfARunTest {
    private static final Cell REFERENCE = FakeForks.cell("ownerPointer", 512);
    private static final Cell DESIGN = FakeForks.cell("ownerId", 512);

    @TempDir
    Path folder;

    /** Forks that have a form, and count when asked. */
    private static final class Forming implements ForkRunner {
        private final FakeForks fakes = new FakeForks(3);
        /** Methods of a cell's nth fork, from 0. */
        private BiFunction<Cell, Integer, String> methods = (cell, n) -> "Walk.walk 100";
        /** Instructions of a form; null if it cannot be counted. */
        private BiFunction<Cell, String, Double> instructions = (cell, form) -> 1000.0;
        /** Half of what operations differ by; 0 if they are equal. */
        private long varies;
        private String uncounted = "no";
        private final List<String> counted = new ArrayList<>();
        private final Map<String, AtomicInteger> ran = new TreeMap<>();

        @Override
        public ForkOutcome run(Cell cell, Shape shape, double limitSeconds) {
            int n = ran.computeIfAbsent(cell.label(), l -> new AtomicInteger()).getAndIncrement();
            String of = methods.apply(cell, n);
            CompiledForm form = CompiledForm.of(of);
            if (shape.counts()) {
                counted.add(cell.design() + " " + cell.params().get(CellResult.PAGES) + " " + n);
                Double count = instructions.apply(cell, of);
                form = new CompiledForm(form.id(), count, varies > 0 ? 1000 - varies : null,
                        varies > 0 ? 1000 + varies : null, of, count == null ? null : "Walk.walk", count == null ? uncounted : null, null);
            }
            ForkOutcome good = fakes.good(cell, shape, 1);
            return new ForkOutcome(good.status(), null, good.iterations(), good.bytesPerOp(), good.recompiled(), good.counters(),
                    good.speed(), form, good.vm(), 1, 0, 0);
        }

        @Override
        public void close() {
            // Nothing runs.
        }
    }

    private RunLog run(Forming forks, double target, int blocks, Cell... cells) throws InterruptedException {
        return run(forks, FakeForks.plan(List.of(cells), 1e6, target, blocks, blocks));
    }

    /** All is timed before anything is counted. */
    private RunLog runAndCount(Forming forks, int blocks, Cell... cells) throws InterruptedException {
        return run(forks, new Plan("test", 7, new Shape(4, 12, 5), 1e6, 0.0001, blocks, blocks, List.of(cells), Map.of(), true));
    }

    private RunLog run(Forming forks, Plan plan) throws InterruptedException {
        try (RecordFile<RunLine> file = RunFiles.create(folder.resolve("run.jsonl"), plan)) {
            new BlockRunner(forks, FakeForks.QUIET, file, RunListener.SILENT, () -> false).run();
            return RunLog.of(file); // as a resumed run reads it
        }
    }

    @Test
    void theFirstForkOfACellCounts() throws InterruptedException {
        Forming forks = new Forming();
        RunLog log = run(forks, 0.0001, 6, REFERENCE, DESIGN);
        assertThat(forks.counted).containsExactlyInAnyOrder("owner-pointer 512 0", "owner-id 512 0");
        assertThat(log.result(DESIGN).instructions()).hasValue(1000);
        assertThat(log.forks(DESIGN)).hasSize(6).allMatch(f -> f.form() != null);
    }

    @Test
    void whatIsTimedFirstIsCountedInForksOfItsOwn() throws InterruptedException {
        Forming forks = new Forming();
        RunLog log = runAndCount(forks, 6, REFERENCE, DESIGN);
        assertThat(forks.counted).containsExactlyInAnyOrder("owner-pointer 512 6", "owner-id 512 6");
        assertThat(log.result(DESIGN).instructions()).hasValue(1000);
        assertThat(log.forks(DESIGN)).as("a fork that only counts is none of the run").hasSize(6)
                .allMatch(f -> f.form().id().equals(log.forks(DESIGN).get(0).form().id()));
        assertThat(log.seconds()).as("nor is its time").isEqualTo(12);
        assertThat(log.end()).isPresent();
    }

    @Test
    void eachFormThatWasTimedIsCountedAsFarAsForksHaveIt() throws Exception {
        Forming forks = new Forming();
        forks.methods = (cell, n) -> "Walk.walk " + (cell.equals(DESIGN) && n % 2 == 1 ? 280 : 156);
        forks.instructions = (cell, form) -> form.endsWith("280") ? 19_500.0 : 25_902.0;
        List<CellResult> forms = runAndCount(forks, 8, REFERENCE, DESIGN).result(DESIGN).byForm();
        assertThat(forms).extracting(f -> f.instructions().getAsDouble()).containsExactlyInAnyOrder(19_500.0, 25_902.0);

        Files.delete(folder.resolve("run.jsonl"));
        Forming rare = new Forming();
        rare.methods = (cell, n) -> "Walk.walk " + (cell.equals(DESIGN) && n == 3 ? 280 : 156);
        RunLog log = runAndCount(rare, 8, REFERENCE, DESIGN);
        assertThat(rare.counted).as("one, and three that did not meet the other").filteredOn(c -> c.startsWith("owner-id")).hasSize(4);
        assertThat(log.result(DESIGN).counts()).hasSize(1);
    }

    @Test
    void countsEndWithTheTimeForThem() throws InterruptedException {
        Forming forks = new Forming();
        RunLog log = run(forks, new Plan("test", 7, new Shape(4, 12, 5), 1e-9, 0.0001, 1, 1, List.of(REFERENCE, DESIGN), Map.of(), true));
        assertThat(log.forks(DESIGN)).hasSize(1);
        assertThat(forks.counted).isEmpty();
        assertThat(log.end()).isPresent();
    }

    @Test
    void whatMostForksAreWantedOfIsCountedFirst() throws InterruptedException {
        Forming forks = new Forming();
        run(forks, new Plan("test", 7, new Shape(4, 12, 5), 1e6, 0.0001, 6, 20, List.of(REFERENCE, DESIGN),
                Map.of(DESIGN.label(), 12), true));
        assertThat(forks.counted).hasSize(2).first().asString().startsWith("owner-id");
    }

    @Test
    void operationsThatDifferAreCountedOnceAfterAll() throws InterruptedException {
        Forming forks = new Forming();
        forks.varies = 9;
        forks.methods = (cell, n) -> "Walk.walk " + n;
        RunLog log = runAndCount(forks, 6, REFERENCE, DESIGN);
        assertThat(forks.counted).hasSize(2);
        assertThat(log.result(DESIGN).instructions()).hasValue(1000);
    }

    @Test
    void whatCannotBeCountedAfterAllIsSaid() throws Exception {
        Forming forks = new Forming();
        forks.instructions = (cell, form) -> cell.equals(DESIGN) ? null : (Double) 1000.0;
        RunLog log = runAndCount(forks, 6, REFERENCE, DESIGN);
        assertThat(forks.counted).filteredOn(c -> c.startsWith("owner-id")).as("twice for the same reason").hasSize(2);
        assertThat(log.result(DESIGN).instructions()).isEmpty();
        assertThat(log.forks(DESIGN)).filteredOn(f -> "no".equals(f.form().uncounted())).hasSize(2);
        assertThat(log.end()).isPresent();

        Files.delete(folder.resolve("run.jsonl"));
        Forming forbidden = new Forming();
        forbidden.instructions = (cell, form) -> null;
        assertThat(runAndCount(forbidden, 6, REFERENCE, DESIGN).end()).isPresent();
        assertThat(forbidden.counted).as("where the first fail, no other is asked").hasSize(2);
    }

    @Test
    void whereNoFiguresAreWantedNothingIsCounted() throws InterruptedException {
        Forming forks = new Forming();
        RunLog log = run(forks, 0, 2, REFERENCE, DESIGN);
        assertThat(forks.counted).isEmpty();
        assertThat(log.result(DESIGN).instructions()).isEmpty();
    }

    @Test
    void aFormThatIsNewIsCountedWhenItComesAgain() throws InterruptedException {
        Forming forks = new Forming();
        forks.methods = (cell, n) -> "Walk.walk " + (cell.equals(DESIGN) && n % 4 > 1 ? 280 : 156);
        forks.instructions = (cell, form) -> form.endsWith("280") ? 19_500.0 : 25_902.0;
        RunLog log = run(forks, 0.0001, 8, REFERENCE, DESIGN);
        // Alone of its group, the reference is asked with it, as both live at once.
        assertThat(forks.counted).filteredOn(c -> c.startsWith("owner-id")).containsExactly("owner-id 512 0", "owner-id 512 3");
        List<CellResult> forms = log.result(DESIGN).byForm();
        assertThat(forms).extracting(f -> f.instructions().getAsDouble()).containsExactlyInAnyOrder(19_500.0, 25_902.0);
        // A form that half of the forks have is made up for as far as flagged forks are.
        assertThat(forms).allMatch(f -> f.counting().size() == 6);
    }

    @Test
    void whatCannotBeCountedIsAskedAFewTimesOnly() throws Exception {
        for (String why : List.of("no operation came again in 1,234 instructions", CompiledForm.CHANGED + "A.b (tier 4)")) {
            Forming forks = new Forming();
            forks.instructions = (cell, form) -> cell.equals(DESIGN) ? null : (Double) 1000.0;
            forks.uncounted = why;
            RunLog log = run(forks, 0.0001, 8, REFERENCE, DESIGN);
            assertThat(forks.counted).filteredOn(c -> c.startsWith("owner-id")).as(why)
                    .hasSize(why.startsWith(CompiledForm.CHANGED) ? 3 : 2);
            assertThat(log.result(DESIGN).instructions()).isEmpty();
            assertThat(log.result(DESIGN).byForm()).hasSize(1);
            Files.delete(folder.resolve("run.jsonl"));
        }
    }

    @Test
    void whatIsTooLongIsCountedAtSmallerSizesWhenTheRunEnds() throws InterruptedException {
        Forming forks = new Forming();
        forks.instructions = (cell, form) -> 100 + 10.0 * Integer.parseInt(cell.params().get(CellResult.PAGES));
        Cell large = FakeForks.cell("ownerPointer", 131_072);
        RunLog log = run(forks, 0.0001, 6, large);
        assertThat(forks.counted).containsExactly("owner-pointer 512 0", "owner-pointer 1024 0", "owner-pointer 1536 0");
        assertThat(log.result(large).smaller()).containsExactly(new SizedCount(512, 5220.0), new SizedCount(1024, 10_340.0),
                new SizedCount(1536, 15_460.0));
        assertThat(SizedCount.sizes(log.result(large).smaller())).isEqualTo("512, 1,024 and 1,536 pages");
        assertThat(log.result(large).instructions()).hasValue(100 + 10.0 * 131_072);
        assertThat(log.end()).isPresent();
    }

    /** By hand: 1,024 pages on the line of the others take 10,240; 10,138 is 1.006 % less, 10,139 0.996 %. */
    @Test
    void sizesThatLieOnNoLineTellNothingOfLargerOnes() throws InterruptedException {
        for (int between : List.of(10_138, 10_139)) {
            Forming forks = new Forming();
            forks.instructions = (cell, form) -> cell.pages() == 1024 ? between : 10.0 * cell.pages();
            InstructionCount count = InstructionCount.of(forks, FakeForks.cell("ownerPointer", 131_072), new Shape(0, 2, 1));
            assertThat(count.failure()).isEqualTo(between == 10_139 ? null : "instructions of operations of 512, 1,024 and 1,536 pages lie"
                    + " on no line (5,120, 10,138 and 15,360), so that nothing can be said of larger ones");
        }
    }

    @Test
    void operationsThatDifferTellNothingOfLargerOnes() throws InterruptedException {
        Forming forks = new Forming();
        forks.varies = 100;
        Cell large = FakeForks.cell("ownerPointer", 131_072);
        RunLog log = run(forks, 0.0001, 6, large);
        assertThat(log.result(large).smaller()).isEmpty();
        assertThat(log.result(large).instructions()).isEmpty();
        assertThat(log.end()).isPresent();
    }

    @Test
    void theMeanStandsForOperationsThatDifferByLittle() throws InterruptedException {
        Forming forks = new Forming();
        forks.varies = 9;
        Cell large = FakeForks.cell("ownerPointer", 131_072);
        assertThat(run(forks, 0.0001, 6, large).result(large).smaller()).hasSize(3);
    }

    @Test
    void codeThatDidNotStayIsCountedInAnotherFork() throws InterruptedException {
        for (String why : List.of(CompiledForm.CHANGED + "A.b (tier 4)", "another reason")) {
            Forming forks = new Forming();
            forks.methods = (cell, n) -> n < 2 ? "early" : "late";
            forks.instructions = (cell, form) -> form.equals("late") ? 1000.0 : null;
            forks.uncounted = why;
            boolean again = why.startsWith(CompiledForm.CHANGED);
            assertThat(InstructionCount.of(forks, DESIGN, new Shape(0, 2, 1)).failure()).isEqualTo(again ? null : why);
            assertThat(forks.counted).hasSize(again ? 3 : 1);
        }
    }

    @Test
    void whereNoForkCouldCountNoneRunsForSmallerSizes() throws InterruptedException {
        Forming forks = new Forming();
        forks.instructions = (cell, form) -> null;
        Cell large = FakeForks.cell("ownerPointer", 131_072);
        RunLog log = run(forks, 0.0001, 6, REFERENCE, large);
        assertThat(forks.counted).hasSize(2).allMatch(c -> c.startsWith("owner-pointer 512"));
        assertThat(log.result(large).instructions()).isEmpty();
        assertThat(log.end()).isPresent();
    }

    @Test
    void aForkThatCountsMayTakeLonger() {
        Shape shape = new Shape(10, 26, 20);
        assertThat(shape.counting().limit()).isGreaterThan(shape.limit() + 30);
        assertThat(shape.counting().limit(1.5)).isGreaterThan(shape.limit(1.5) + 30);
    }

    @Test
    void resultsKeepTheCounts() throws InterruptedException, IOException {
        Forming forks = new Forming();
        Cell large = FakeForks.cell("ownerPointer", 131_072);
        forks.methods = (cell, n) -> "Setup.fill " + n + ", Walk.walk 100";
        List<CellResult> results = run(forks, 0.0001, 6, REFERENCE, DESIGN, large).results();
        Path file = Files.writeString(folder.resolve("jdk17.json"), JmhJson.write(results));
        List<CellResult> read = JmhJson.read(file);
        assertThat(read).extracting(c -> c.instructions().orElse(-1)).isEqualTo(results.stream().map(c -> c.instructions().orElse(-1))
                .toList());
        assertThat(read).extracting(CellResult::smaller).isEqualTo(results.stream().map(CellResult::smaller).toList());
        assertThat(read).extracting(c -> c.forks().stream().map(f -> f.form().id()).distinct().count())
                .as("what an operation does not reach makes no form").allMatch(n -> n <= 1 || n == 6);
    }
}
