package dev.faultpath.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.guard.decision.CellVerdict;
import dev.faultpath.guard.decision.GuardForks;
import dev.faultpath.guard.decision.GuardResult;
import dev.faultpath.guard.decision.GuardResult.Inconclusive;
import dev.faultpath.results.Json;
import dev.faultpath.run.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardRunTest {
    @TempDir
    Path folder;
    private Path path;
    private FakePairs pairs = new FakePairs();

    @BeforeEach
    void path() {
        path = folder.resolve("a").resolve("run.guard");
    }

    private static ObjectNode head() {
        return Json.MAPPER.createObjectNode().put("machine", "test");
    }

    private GuardLog run(GuardPlan plan) throws InterruptedException {
        try (RecordFile<GuardLine> file = FakePairs.file(path, plan, head())) {
            return new GuardRun(pairs, file, GuardRun.Listener.SILENT, () -> false).run();
        }
    }

    @Test
    void equalBuildsAreUnchanged() throws InterruptedException {
        GuardLog log = run(FakePairs.plan(1e6, GuardForks.PLAN));
        assertThat(log.ended()).isTrue();
        GuardResult result = log.result();
        assertThat(result.exitCode(Inconclusive.REPORT)).isEqualTo(GuardResult.EXIT_UNCHANGED);
        assertThat(result.cells()).hasSize(5).allMatch(c -> c.outcome() == CellVerdict.Outcome.UNCHANGED);
        assertThat(result.rulers()).hasSize(1);
        assertThat(pairs.ran).noneMatch(r -> r.contains("iterator")).anyMatch(r -> r.startsWith("self "));
    }

    @Test
    void severalPairsAtOnceAreEqualPartsOfABlockAndSayTheSame() throws InterruptedException {
        String one = GuardJson.of(run(FakePairs.plan(1e6, GuardForks.PLAN)).result());
        List<String> order = List.copyOf(pairs.ran);
        path = folder.resolve("several.guard");
        pairs = new FakePairs();
        pairs.atOnce = 4;
        assertThat(GuardJson.of(run(FakePairs.plan(1e6, GuardForks.PLAN)).result())).isEqualTo(one);
        assertThat(pairs.ran).isEqualTo(order);
        assertThat(pairs.parts.subList(0, 4)).containsExactly(3, 2, 3, 2);
    }

    @Test
    void aBudgetLeavesOutWhatItDoesNotAllowOfPairsAtOnce() throws InterruptedException {
        pairs.atOnce = 4;
        GuardLog log = run(FakePairs.plan(19, GuardForks.PLAN));
        assertThat(log.seconds()).isEqualTo(19);
        assertThat(pairs.parts).endsWith(3, 1);
        assertThat(log.result().stopped()).isEqualTo("the budget of 19 s is spent");
    }

    @Test
    void argumentsOfTheForksAreKeptWithTheRun() throws InterruptedException, IOException {
        FakePairs.file(path, FakePairs.plan(1e6, GuardForks.PLAN, "-Xint", "-Xlog:disable"), head()).close();
        assertThat(GuardLog.read(path).plan().jvmArgs()).containsExactly("-Xint", "-Xlog:disable");
        assertThat(GuardLog.read(path).plan().forks()).endsWith("ms -Xint -Xlog:disable");
        assertThat(GuardLog.read(path).plan().settings()).isEqualTo(GuardForks.PLAN);
        // Nothing of a plan may be left out.
        for (String key : List.of("\"jvmArgs\":\\[[^]]*],", ",\"dropShare\":[0-9.]+", ",\"leaveOut\":\"scatter\"")) {
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
        assertThat(orders).hasSize(5);
        orders.values().forEach(o -> {
            assertThat(o).hasSizeGreaterThanOrEqualTo(8);
            for (int i = 0; i + 4 <= o.size(); i += 4) {
                assertThat(String.join("", o.subList(i, i + 4))).isIn("ABBABAAB", "BAABABBA");
            }
        });
        for (int block = 0; block < 8; block++) {
            assertThat(pairs.ran.subList(block * 5, block * 5 + 5).stream().map(r -> r.replaceFirst(" ..$", ""))).doesNotHaveDuplicates();
        }
    }

    @Test
    void anInterruptedRunGoesOnAsIfNothingHadHappened() throws InterruptedException, IOException {
        pairs.slower.put("extents", 0.05);
        GuardPlan plan = FakePairs.plan(1e6, GuardForks.PLAN);
        String whole = GuardJson.of(run(plan).result());
        List<String> order = List.copyOf(pairs.ran);

        path = folder.resolve("b.guard");
        FakePairs first = new FakePairs();
        first.slower.putAll(pairs.slower);
        FakePairs.file(path, plan, head()).close();
        for (int stop : new int[] {3, 17, 30, 1000}) {
            try (RecordFile<GuardLine> file = new RecordFile<>(path, GuardLine.FORM)) {
                FakePairs next = new FakePairs().after(GuardLog.of(file).pairs());
                next.slower.putAll(pairs.slower);
                GuardLog log = new GuardRun(next, file, GuardRun.Listener.SILENT, () -> next.ran.size() >= stop).run();
                first.ran.addAll(next.ran);
                assertThat(log.ended()).isEqualTo(stop == 1000);
            }
            // The end of a line that a kill cut off.
            Files.writeString(path, Files.readString(path) + (stop == 1000 ? "" : "{\"type\":\"pair\",\"ce"));
        }
        assertThat(first.ran).isEqualTo(order);
        assertThat(GuardJson.of(GuardLog.read(path).result())).isEqualTo(whole);
    }

    @Test
    void aKeptRunIsJudgedToTheSameBytes() throws InterruptedException {
        pairs.slower.put("hashed", 0.2);
        GuardResult live = run(FakePairs.plan(1e6, GuardForks.FAST)).result();
        GuardResult again = GuardLog.read(path).result();
        assertThat(GuardReport.text(again)).isEqualTo(GuardReport.text(live));
        assertThat(GuardReport.markdown(again)).isEqualTo(GuardReport.markdown(live));
        assertThat(GuardJson.of(again)).isEqualTo(GuardJson.of(live));
    }

    @Test
    void theBudgetEndsARun() throws InterruptedException {
        GuardLog log = run(FakePairs.plan(20, GuardForks.PLAN));
        assertThat(log.seconds()).isLessThanOrEqualTo(20);
        assertThat(log.result().stopped()).isEqualTo("the budget of 20 s is spent");
        assertThat(log.result().exitCode(Inconclusive.REPORT)).isNotEqualTo(GuardResult.EXIT_UNCHANGED);
        assertThat(GuardJson.of(GuardLog.read(path).result())).isEqualTo(GuardJson.of(log.result()));
    }

    @Test
    void aCellWhoseForksFailIsNotMeasuredAndTheOthersAre() throws InterruptedException {
        pairs.fails = cell -> cell.method().equals("inlinedRadix");
        GuardResult result = run(FakePairs.plan(1e6, GuardForks.PLAN)).result();
        assertThat(result.exitCode(Inconclusive.PASS)).isEqualTo(GuardResult.EXIT_VOID);
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
        Files.writeString(path, lines.get(0) + "\n" + lines.get(1).replace("extents", "nothing") + "\n" + lines.get(2) + "\n");
        assertThatThrownBy(() -> GuardLog.read(path)).isInstanceOf(InputException.class).hasMessageContaining("line 3: the pair of ")
                .hasMessageContaining("is of no cell that this run measures");
        Files.writeString(path, "{\"type\":\"plan\",\"schema\":1}\n");
        assertThatThrownBy(() -> GuardLog.read(path)).hasMessageContaining("does not start with the plan of a guard run");
        Files.writeString(path, lines.get(0).replace("\"schema\":2", "\"schema\":9") + "\n");
        assertThatThrownBy(() -> GuardLog.read(path)).hasMessageContaining("form 9");
    }
}
