package dev.faultpath.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.guard.GuardResult.Inconclusive;
import dev.faultpath.guard.decision.GuardForks;
import dev.faultpath.results.Json;
import dev.faultpath.run.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardRunTest {
    @TempDir
    Path folder;
    private Path path;
    private FakePairs pairs = new FakePairs();
    private FakePairs.FakeCounter counter = all();

    private static FakePairs.FakeCounter all() {
        return new FakePairs.FakeCounter().differ("callbackRadix", "inlinedRadix", "extents", "hashed");
    }

    @BeforeEach
    void path() {
        path = folder.resolve("a").resolve("run.guard");
    }

    private static ObjectNode head() {
        return Json.MAPPER.createObjectNode().put("machine", "test");
    }

    private GuardLog run(GuardPlan plan) throws InterruptedException {
        try (RecordFile<GuardLine> file = FakePairs.file(path, plan, head())) {
            return new GuardRun(() -> counter, pairs, file, l -> { }, () -> false).run();
        }
    }

    @Test
    void equalBuildsAreUnchanged() throws InterruptedException {
        GuardLog log = run(FakePairs.plan(1e6, GuardForks.PLAN));
        assertThat(log.ended()).isTrue();
        GuardResult result = log.result();
        assertThat(result.exitCode(Inconclusive.REPORT)).isEqualTo(GuardResult.EXIT_UNCHANGED);
        assertThat(result.cells()).hasSize(5).allMatch(c -> c.outcome() == CellVerdict.Outcome.UNCHANGED);
        assertThat(pairs.ran).noneMatch(r -> r.contains("iterator"));
        assertThat(counter.counted).hasSize(4);
    }

    @Test
    void whatCountsTheSameIsNeverTimed() throws InterruptedException {
        counter = new FakePairs.FakeCounter().differ("hashed");
        counter.fail.add("extents");
        GuardLog log = run(FakePairs.plan(1e6, GuardForks.PLAN));
        assertThat(log.timed()).containsExactly(FakePairs.cell("extents").label(), FakePairs.cell("hashed").label());
        assertThat(pairs.ran).isNotEmpty().allMatch(r -> r.contains("hashed") || r.contains("extents"));
        assertThat(log.result().cells()).extracting(CellVerdict::reason).startsWith("same instructions", "same instructions")
                .endsWith("same byte code");
        assertThat(log.result().exitCode(Inconclusive.REPORT)).isEqualTo(GuardResult.EXIT_UNCHANGED);
    }

    @Test
    void countsAloneDecideWithoutAClock() throws InterruptedException {
        counter = new FakePairs.FakeCounter().differ("hashed");
        GuardResult result = run(FakePairs.plan(1e6, GuardForks.PLAN.exact(0.02))).result();
        assertThat(pairs.ran).isEmpty();
        assertThat(result.exitCode(Inconclusive.REPORT)).isEqualTo(GuardResult.EXIT_REGRESSED);
        assertThat(result.cells()).filteredOn(c -> c.outcome() == CellVerdict.Outcome.REGRESSED).singleElement()
                .satisfies(c -> assertThat(c.reason()).isEqualTo("instructions, branches grew"));
        path = folder.resolve("wide.guard");
        assertThat(run(FakePairs.plan(1e6, GuardForks.PLAN.exact(0.5))).result().cells()).extracting(CellVerdict::reason)
                .contains("counts within 50 %");
        path = folder.resolve("uncounted.guard");
        counter = new FakePairs.FakeCounter();
        counter.fail.add("extents");
        GuardResult none = run(FakePairs.plan(1e6, GuardForks.PLAN.exact(0.02))).result();
        assertThat(none.exitCode(Inconclusive.REPORT)).isEqualTo(GuardResult.EXIT_NOT_MEASURED);
        assertThat(none.cells().get(2).reason()).contains("2 threads");
    }

    @Test
    void aRestlessMachineEndsWithWhatCountsSay() throws InterruptedException {
        counter = new FakePairs.FakeCounter().differ("extents");
        pairs.restless = true;
        GuardLog log = run(FakePairs.plan(1e6, GuardForks.PLAN));
        assertThat(log.ended()).isTrue();
        assertThat(log.pairs()).hasSizeLessThan(20);
        assertThat(log.result().cells().get(2)).satisfies(c -> {
            assertThat(c.outcome()).isEqualTo(CellVerdict.Outcome.REGRESSED);
            assertThat(c.reason()).startsWith("the machine is too restless for a clock, by counts alone: instructions");
        });
        assertThat(GuardReport.text(GuardLog.read(path).result(), 120)).isEqualTo(GuardReport.text(log.result(), 120));
    }

    /** Whenever the processors begin to differ, each cell that the clock has not decided has the answer of its counts. */
    @Test
    void aMachineThatBecomesRestlessEndsWithWhatCountsSayToo() throws InterruptedException {
        GuardPlan plan = FakePairs.plan(1e6, GuardForks.PLAN);
        counter = new FakePairs.FakeCounter().differ("extents", "hashed");
        path = folder.resolve("exact.guard");
        List<CellVerdict> exact = run(FakePairs.plan(1e6, GuardForks.PLAN.exact(0.02))).result().cells();
        for (int calm = 0; calm < 12; calm++) {
            path = folder.resolve(calm + ".guard");
            int before = calm;
            pairs = new FakePairs();
            try (RecordFile<GuardLine> file = FakePairs.file(path, plan, head())) {
                Consumer<GuardLog> later = log -> pairs.restless = log.pairs().size() >= before;
                GuardLog log = new GuardRun(() -> counter, pairs, file, later, () -> false).run();
                assertThat(log.ended()).isTrue();
                assertThat(log.result().stopped()).isNull();
                assertThat(log.pairs()).hasSizeLessThan(17 + 2 * calm);
                assertThat(log.result().cells()).filteredOn(c -> c.timed() == null || c.timed().ratio() == null)
                        .allSatisfy(c -> assertThat(c.outcome()).isEqualTo(exact.stream().filter(e -> e.cell().equals(c.cell()))
                                .findFirst().orElseThrow().outcome())).hasSizeGreaterThan(2);
                assertThat(log.result().exitCode(Inconclusive.REPORT)).isEqualTo(GuardResult.EXIT_REGRESSED);
            }
        }
    }

    @Test
    void everyCellIsTimedIfAsked() throws InterruptedException {
        counter = new FakePairs.FakeCounter();
        GuardPlan plan = FakePairs.plan(1e6, GuardForks.PLAN);
        run(new GuardPlan(plan.set(), 1, plan.shape(), plan.jvmArgs(), 1e6, true, plan.settings(), plan.entries()));
        assertThat(pairs.counts).hasSize(4);
    }

    @Test
    void aBudgetLeavesOutWhatItDoesNotAllowOfPairsAtOnce() throws InterruptedException {
        pairs.atOnce = 4;
        GuardLog log = run(FakePairs.plan(18, GuardForks.PLAN));
        assertThat(log.seconds()).isEqualTo(18);
        assertThat(pairs.parts).startsWith(4, 4).endsWith(2);
        assertThat(log.result().stopped()).isEqualTo("the budget of 18 s is spent");
    }

    @Test
    void argumentsOfTheForksAreKeptWithTheRun() throws InterruptedException, IOException {
        FakePairs.file(path, FakePairs.plan(1e6, GuardForks.PLAN, "-Xint", "-Xlog:disable"), head()).close();
        assertThat(GuardLog.read(path).plan().jvmArgs()).containsExactly("-Xint", "-Xlog:disable");
        assertThat(GuardLog.read(path).plan().forks()).endsWith("ms -Xint -Xlog:disable");
        assertThat(GuardLog.read(path).plan().settings()).isEqualTo(GuardForks.PLAN);
        // Nothing of a plan may be left out.
        for (String key : List.of("\"jvmArgs\":\\[[^]]*],", ",\"unchangedShare\":[0-9.]+", ",\"aim\":[0-9.]+")) {
            String whole = Files.readString(path);
            Files.writeString(path, whole.replaceFirst(key, ""));
            assertThatThrownBy(() -> GuardLog.read(path)).as(key).isInstanceOf(InputException.class)
                    .hasMessageContaining("line 1: no record of a guard run");
            Files.writeString(path, whole);
        }
    }

    @Test
    void aSlowerCellIsFoundAndNoOther() throws InterruptedException {
        pairs.slower.put("extents", 0.05);
        GuardResult result = run(FakePairs.plan(1e6, GuardForks.PLAN)).result();
        assertThat(result.exitCode(Inconclusive.PASS)).isEqualTo(GuardResult.EXIT_REGRESSED);
        assertThat(result.cells()).filteredOn(c -> c.outcome() == CellVerdict.Outcome.REGRESSED).singleElement()
                .satisfies(c -> assertThat(c.cell()).contains("extents"));
    }

    @Test
    void everyFourPairsOfACellHaveBothOrdersTwiceAndNoCellIsAheadOfTheOthers() throws InterruptedException {
        run(FakePairs.plan(1e6, GuardForks.PLAN));
        Map<String, List<String>> orders = pairs.ran.stream().collect(Collectors.groupingBy(r -> r.replaceFirst(" ..$", ""),
                Collectors.mapping(r -> r.substring(r.length() - 2), Collectors.toList())));
        assertThat(orders).hasSize(4);
        orders.values().forEach(o -> {
            assertThat(o).hasSizeGreaterThanOrEqualTo(8);
            for (int i = 0; i + 4 <= o.size(); i += 4) {
                assertThat(String.join("", o.subList(i, i + 4))).isIn("ABBABAAB", "BAABABBA");
            }
        });
        for (int block = 0; block < 8; block++) {
            assertThat(pairs.ran.subList(block * 4, block * 4 + 4).stream().map(r -> r.replaceFirst(" ..$", ""))).doesNotHaveDuplicates();
        }
    }

    @Test
    void anInterruptedRunGoesOnAsIfNothingHadHappened() throws InterruptedException, IOException {
        pairs.slower.put("extents", 0.05);
        GuardPlan plan = FakePairs.plan(1e6, GuardForks.PLAN);
        String whole = run(plan).result().json();
        List<String> order = List.copyOf(pairs.ran);

        path = folder.resolve("b.guard");
        FakePairs first = new FakePairs();
        first.slower.putAll(pairs.slower);
        FakePairs.file(path, plan, head()).close();
        for (int stop : new int[] {3, 9, 15, 1000}) {
            try (RecordFile<GuardLine> file = new RecordFile<>(path, GuardLine.FORM)) {
                FakePairs next = new FakePairs().after(GuardLog.of(file).pairs());
                next.slower.putAll(pairs.slower);
                GuardLog log = new GuardRun(() -> counter, next, file, l -> { }, () -> next.ran.size() >= stop).run();
                first.ran.addAll(next.ran);
                assertThat(log.ended()).isEqualTo(stop == 1000);
            }
            // The end of a line that a kill cut off.
            Files.writeString(path, Files.readString(path) + (stop == 1000 ? "" : "{\"type\":\"pair\",\"ce"));
        }
        assertThat(first.ran).isEqualTo(order);
        assertThat(GuardLog.read(path).result().json()).isEqualTo(whole);
    }

    /** A kill leaves whole lines, and perhaps a part of one more. */
    @Test
    void aRunThatWasKilledAfterOrWithinAnyLineGoesOn() throws InterruptedException, IOException {
        counter = new FakePairs.FakeCounter().differ("extents", "hashed");
        pairs.slower.put("extents", 0.05);
        GuardLog whole = run(FakePairs.plan(24, GuardForks.PLAN));
        String answer = GuardReport.text(whole.result(), 120) + whole.result().json();
        List<String> lines = Files.readAllLines(path);
        assertThat(lines).hasSizeGreaterThan(20).last().asString().startsWith("{\"type\":\"end\"");
        for (int kept = 0; kept <= lines.size(); kept++) {
            for (String half : kept == lines.size() ? List.of("") : List.of("", lines.get(kept).substring(0, lines.get(kept).length() / 2),
                    lines.get(kept))) {
                String left = lines.subList(0, kept).stream().map(l -> l + "\n").collect(Collectors.joining()) + half;
                Files.writeString(path, left);
                if (kept == 0) {
                    assertThatThrownBy(() -> new RecordFile<>(path, GuardLine.FORM)).isInstanceOf(InputException.class)
                            .hasMessageContaining("does not start with the plan of a guard run");
                    continue;
                }
                try (RecordFile<GuardLine> file = new RecordFile<>(path, GuardLine.FORM)) {
                    FakePairs rest = new FakePairs().after(GuardLog.of(file).pairs());
                    rest.slower.putAll(pairs.slower);
                    file.append(new GuardLine.Resumed("2026-11-29T00:00:00Z"));
                    GuardLog log = new GuardRun(() -> counter, rest, file, l -> { }, () -> false).run();
                    assertThat(log.ended()).isTrue();
                    assertThat(rest.ran).as("killed after line " + kept)
                            .isEqualTo(pairs.ran.subList(pairs.ran.size() - rest.ran.size(), pairs.ran.size()));
                    assertThat(GuardReport.text(log.result(), 120) + log.result().json()).isEqualTo(answer);
                }
                assertThat(GuardLog.read(path).result().json()).isEqualTo(whole.result().json());
            }
        }
    }

    @Test
    void aKeptRunIsJudgedToTheSameBytes() throws InterruptedException {
        pairs.slower.put("hashed", 0.2);
        GuardResult live = run(FakePairs.plan(1e6, GuardForks.FAST)).result();
        GuardResult again = GuardLog.read(path).result();
        assertThat(GuardReport.text(again, 120)).isEqualTo(GuardReport.text(live, 120));
        assertThat(GuardReport.markdown(again)).isEqualTo(GuardReport.markdown(live));
        assertThat(again.json()).isEqualTo(live.json());
    }

    @Test
    void theBudgetEndsARun() throws InterruptedException {
        GuardLog log = run(FakePairs.plan(20, GuardForks.PLAN));
        assertThat(log.seconds()).isLessThanOrEqualTo(20);
        assertThat(log.result().stopped()).isEqualTo("the budget of 20 s is spent");
        assertThat(log.result().exitCode(Inconclusive.REPORT)).isNotEqualTo(GuardResult.EXIT_UNCHANGED);
        assertThat(GuardLog.read(path).result().json()).isEqualTo(log.result().json());
    }

    @Test
    void aCellWhoseForksFailIsNotMeasuredAndTheOthersAre() throws InterruptedException {
        pairs.fails = cell -> cell.method().equals("inlinedRadix");
        GuardResult result = run(FakePairs.plan(1e6, GuardForks.PLAN)).result();
        assertThat(result.exitCode(Inconclusive.PASS)).isEqualTo(GuardResult.EXIT_NOT_MEASURED);
        assertThat(result.cells()).filteredOn(c -> c.outcome() == CellVerdict.Outcome.NOT_MEASURED).singleElement()
                .satisfies(c -> assertThat(c.reason()).contains("candidate").contains("java.lang.Error: no"));
    }

    @Test
    void aFileSaysWhatIsWrongAndWhere() throws InterruptedException, IOException {
        assertThatThrownBy(() -> GuardLog.read(path)).isInstanceOf(InputException.class).hasMessageContaining("no such run file");
        run(FakePairs.plan(1e6, GuardForks.FAST));
        List<String> lines = Files.readAllLines(path);
        Files.writeString(path, lines.get(0) + "\n{\"type\":\"pair\",\"cell\":\"x\"}\n");
        assertThatThrownBy(() -> GuardLog.read(path)).isInstanceOf(InputException.class)
                .hasMessageContaining("line 2: no record of a guard run");
        Files.writeString(path, String.join("\n", lines.subList(0, 5)) + "\n" + lines.get(5).replaceAll("callbackRadix|inlinedRadix|extents"
                + "|hashed", "nothing") + "\n");
        assertThatThrownBy(() -> GuardLog.read(path)).isInstanceOf(InputException.class).hasMessageContaining("line 6: the pair of ")
                .hasMessageContaining("is of no cell that this run times");
        Files.writeString(path, "{\"type\":\"plan\",\"schema\":1}\n");
        assertThatThrownBy(() -> GuardLog.read(path)).hasMessageContaining("does not start with the plan of a guard run");
        Files.writeString(path, lines.get(0).replace("\"schema\":3", "\"schema\":9") + "\n");
        assertThatThrownBy(() -> GuardLog.read(path)).hasMessageContaining("form 9");
    }
}
