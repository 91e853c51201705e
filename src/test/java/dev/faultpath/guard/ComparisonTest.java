package dev.faultpath.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.guard.CellVerdict.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Json;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.stats.MannWhitney;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Comparison.Rules RULES = Comparison.Rules.NORMAL;

    /** A cell whose forks are spread evenly, by 0.1 % each, about a value. */
    private static CellResult cell(String method, int forks, double centre, double bytes) {
        List<Fork> list = new ArrayList<>();
        for (int i = 0; i < forks; i++) {
            double score = centre * (1 + 0.001 * (i - (forks - 1) / 2.0));
            list.add(GuardForks.fork(score, score * 1.01, 0.01, bytes, new TreeMap<>()));
        }
        return cell(method, list, 20);
    }

    private static CellResult cell(String method, List<Fork> forks, int millis) {
        return new CellResult("dev.faultpath.bench.RangeWalkBenchmark." + method, new TreeMap<>(Map.of("pages", "512")), "17", "1.37", "17.0.15",
                "VM", "17.0.15+6", List.of("-Xmx128m"), 12, 40, millis, forks);
    }

    private static ObjectNode environment(String machine, String code) {
        ObjectNode environment = Json.MAPPER.createObjectNode().put("schema", 1).put("commit", "0123456789").put("codeHash", code);
        environment.putObject("machine").put("class", machine);
        environment.putObject("harness").put("estimator", "p10");
        environment.putObject("jdks").putObject("17").put("vmVersion", "17.0.15+6");
        return environment;
    }

    private static ResultFolder run(String name, ObjectNode environment, CellResult... cells) {
        return new ResultFolder(Path.of(name), name, environment, List.of(cells));
    }

    private static ResultFolder run(String name, CellResult... cells) {
        return run(name, environment("kvm", "aa"), cells);
    }

    private static CellVerdict only(ResultFolder old, ResultFolder now) {
        GuardResult result = Comparison.of(old, now, RULES);
        assertThat(result.cells()).hasSize(1);
        return result.cells().get(0);
    }

    @Test
    void aSlowdownIsFound() {
        CellVerdict verdict = only(run("old", cell("walk", 10, 1000, 0)), run("new", cell("walk", 10, 1050, 0)));
        assertThat(verdict.outcome()).isEqualTo(Outcome.REGRESSED);
        assertThat(verdict.strong()).isTrue();
        assertThat(verdict.evidence().ratio().estimate()).isCloseTo(1.05, within(1e-4));
        assertThat(verdict.evidence().ratio().bounded()).isTrue();
        assertThat(verdict.evidence().p()).isCloseTo(1 / 184756.0, within(1e-12)); // C(20, 10)
        assertThat(verdict.evidence().meanRatio().estimate()).isCloseTo(1.05, within(1e-4));
        assertThat(verdict.cell()).contains("RangeWalkBenchmark.walk{pages=512}");
    }

    @Test
    void belowTheMarginItIsNotStrong() {
        CellVerdict verdict = only(run("old", cell("walk", 10, 1000, 0)), run("new", cell("walk", 10, 1020, 0)));
        assertThat(verdict.outcome()).isEqualTo(Outcome.REGRESSED);
        assertThat(verdict.strong()).isFalse();
    }

    @Test
    void sureButSmallIsUnchanged() {
        CellVerdict verdict = only(run("old", cell("walk", 10, 1000, 0)), run("new", cell("walk", 10, 1008, 0)));
        assertThat(verdict.evidence().adjustedP()).isLessThan(0.01);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void equalRunsAreUnchanged() {
        GuardResult result = Comparison.of(run("old", cell("walk", 10, 1000, 0)), run("new", cell("walk", 10, 1000, 0)), RULES);
        assertThat(result.cells().get(0).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(result.exitCode(Inconclusive.REPORT)).isZero();
        assertThat(GuardReport.text(result)).contains("a drift of the machine looks just like a change of the code", "use guard")
                .startsWith("baseline: name old, commit 0123456789\n");
    }

    @Test
    void fasterIsImproved() {
        CellVerdict verdict = only(run("old", cell("walk", 10, 1000, 0)), run("new", cell("walk", 10, 950, 0)));
        assertThat(verdict.outcome()).isEqualTo(Outcome.IMPROVED);
        assertThat(only(run("old", cell("walk", 10, 1000, 0)), run("new", cell("walk", 10, 993, 0))).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void holmHoldsOverTheCells() {
        // 5 against 5 forks, fully apart: p = 1/252, above .01 as soon as there are three cells.
        CellResult[] old = {cell("a", 5, 1000, 0), cell("b", 5, 1000, 0), cell("c", 5, 1000, 0)};
        GuardResult result = Comparison.of(run("old", old), run("new", cell("a", 5, 1050, 0), cell("b", 5, 1000, 0), cell("c", 5, 1000, 0)), RULES);
        assertThat(result.cells().get(0).evidence().adjustedP()).isCloseTo(3.0 / 252, within(1e-12));
        assertThat(result.cells().get(0).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(only(run("old", old[0]), run("new", cell("a", 5, 1050, 0))).outcome()).isEqualTo(Outcome.REGRESSED);
    }

    @Test
    void fewForksDecideNothing() {
        CellVerdict verdict = only(run("old", cell("walk", 2, 1000, 0)), run("new", cell("walk", 3, 1050, 0)));
        assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(verdict.reason()).isEqualTo("too few forks: 2 and 3");
        assertThat(verdict.evidence().ratio().bounded()).isFalse();
        CellVerdict wide = only(run("old", cell("walk", 6, 1000, 0)), run("new", cell("walk", 6, 1029, 0)));
        assertThat(wide.outcome()).isEqualTo(Outcome.REGRESSED);
        GuardResult noisy = Comparison.of(run("old", spread(0)), run("new", spread(0)), RULES);
        assertThat(noisy.cells().get(0).reason()).isEqualTo("these forks do not decide");
        assertThat(noisy.exitCode(Inconclusive.REPORT)).isEqualTo(3);
        assertThat(GuardReport.text(noisy)).contains("next: guard, which runs both builds in turns");
    }

    private static CellResult spread(double bytes) {
        List<Fork> forks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            forks.add(GuardForks.fork(1000 + 60 * i, 1000 + 60 * i, 0.01, bytes, new TreeMap<>()));
        }
        return cell("walk", forks, 20);
    }

    @Test
    void countsAreGates() {
        CellVerdict verdict = only(run("old", cell("walk", 8, 1000, 0)), run("new", cell("walk", 8, 1000, 16)));
        assertThat(verdict.outcome()).isEqualTo(Outcome.REGRESSED);
        assertThat(verdict.reason()).isEqualTo("B/op rose from 0 to 16");
        assertThat(only(run("old", cell("walk", 8, 1000, 0)), run("new", cell("walk", 8, 1100, 16))).reason())
                .isEqualTo("B/op rose from 0 to 16; and slower");
    }

    @Test
    void cellsOfOneRunOnlyAreNotMeasured() {
        GuardResult result = Comparison.of(run("old", cell("a", 8, 1000, 0), cell("b", 8, 1000, 0)),
                run("new", cell("b", 8, 1000, 0), cell("c", 8, 1000, 0)), RULES);
        assertThat(result.cells()).extracting(CellVerdict::outcome).containsExactly(Outcome.NOT_MEASURED, Outcome.UNCHANGED, Outcome.NOT_MEASURED);
        assertThat(result.cells()).extracting(CellVerdict::reason).first().isEqualTo("only in the old run");
        assertThat(result.cells()).extracting(CellVerdict::reason).last().isEqualTo("only in the new run");
        assertThat(result.exitCode(Inconclusive.REPORT)).isEqualTo(4);
        assertThatThrownBy(() -> Comparison.of(run("old", cell("a", 8, 1000, 0)), run("new", cell("b", 8, 1000, 0)), RULES))
                .isInstanceOf(InputException.class).hasMessage("old and new have no cell in common");
    }

    @Test
    void noForkOrTooManyAreNotMeasured() {
        CellVerdict none = only(run("old", cell("walk", List.of(GuardForks.failed("x")), 20)), run("new", cell("walk", 8, 1000, 0)));
        assertThat(none.outcome()).isEqualTo(Outcome.NOT_MEASURED);
        assertThat(none.reason()).isEqualTo("no fork counts in the old run");
        assertThat(only(run("old", cell("walk", 8, 1000, 0)), run("new", cell("walk", List.of(), 20))).reason())
                .isEqualTo("no fork counts in the new run");
        int most = MannWhitney.MAX_EXACT;
        assertThat(only(run("old", cell("walk", most, 1000, 0)), run("new", cell("walk", 1, 1000, 0))).reason()).contains("more forks than");
    }

    @Test
    void anotherEnvironmentIsRefused() {
        ResultFolder old = run("old", cell("walk", 8, 1000, 0));
        refused(old, environment("laptop", "aa"), "old and new cannot be compared: machine.class kvm / laptop. guard");
        ObjectNode harness = environment("kvm", "aa");
        ((ObjectNode) harness.get("harness")).put("estimator", "mean");
        refused(old, harness, "harness.estimator p10 / mean");
        ObjectNode jdk = environment("kvm", "aa");
        ((ObjectNode) jdk.at("/jdks/17")).put("vmVersion", "17.0.16+8");
        refused(old, jdk, "JDK 17 17.0.15+6 / 17.0.16+8");
        ObjectNode unknown = environment("kvm", "aa");
        ((ObjectNode) unknown.get("machine")).remove("class");
        refused(old, unknown, "machine.class kvm / unknown");
    }

    private static void refused(ResultFolder old, ObjectNode environment, String message) {
        assertThatThrownBy(() -> Comparison.of(old, run("new", environment, cell("walk", 8, 1000, 0)), RULES))
                .isInstanceOf(InputException.class).hasMessageContaining(message);
    }

    private static String obstacle(ObjectNode old, ObjectNode now, CellResult before, CellResult after) {
        CellVerdict verdict = only(run("old", old, before), run("new", now, after));
        assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(verdict.evidence()).isNull();
        return verdict.reason();
    }

    @Test
    void whatCannotBeComparedIsInconclusive() {
        CellResult cell = cell("walk", 8, 1000, 0);
        ObjectNode known = environment("kvm", "aa");
        ObjectNode none = Json.MAPPER.createObjectNode();
        assertThat(obstacle(known, none, cell, cell)).isEqualTo("it is not stored where this was measured");
        assertThat(obstacle(none, known, cell, cell)).isEqualTo("it is not stored where this was measured");
        assertThat(obstacle(known, known, cell, cell("walk", cell.forks(), 25)))
                .isEqualTo("measured with 12 + 40 iterations of 20 ms, then with 12 + 40 of 25 ms");
        CellResult flags = new CellResult(cell.benchmark(), cell.params(), "17", "1.37", "17.0.15", "VM", "17.0.15+6", List.of("-Xmx1g"), 12, 40,
                20, cell.forks());
        assertThat(obstacle(known, known, cell, flags)).isEqualTo("measured on another JDK or with other flags");
        assertThat(obstacle(known, environment("kvm", "bb"), cell, cell)).contains("the code differs");
        ObjectNode noHash = environment("kvm", "aa");
        noHash.remove("codeHash");
        assertThat(obstacle(noHash, noHash, cell, cell)).contains("the code differs");
        ObjectNode unknown = environment("kvm", "unknown");
        assertThat(obstacle(unknown, unknown, cell, cell)).contains("the code differs");
    }

    @Test
    void theHashOfTheBenchmarkAloneIsWhatCounts() {
        CellResult cell = cell("walk", 8, 1000, 0);
        ObjectNode old = environment("kvm", "aa");
        ObjectNode now = environment("kvm", "bb");
        old.putObject(Comparison.BENCHMARK_HASHES).put("RangeWalkBenchmark", "11");
        now.putObject(Comparison.BENCHMARK_HASHES).put("RangeWalkBenchmark", "11");
        assertThat(only(run("old", old, cell), run("new", now, cell)).outcome()).isEqualTo(Outcome.UNCHANGED);
        now.putObject(Comparison.BENCHMARK_HASHES).put("RangeWalkBenchmark", "22");
        assertThat(obstacle(old, now, cell, cell)).isEqualTo("the benchmark itself changed");
    }

    @Test
    void rulesAreChecked() {
        assertThatThrownBy(() -> RULES.withMargin(0)).isInstanceOf(InputException.class).hasMessageContaining("margin");
        assertThatThrownBy(() -> new Comparison.Rules(0.03, 0.04, 0.01, 0.05)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Comparison.Rules(0.03, 0.01, 0, 0.05)).isInstanceOf(InputException.class).hasMessageContaining("levels");
        assertThatThrownBy(() -> new Comparison.Rules(0.03, 0.01, 0.01, 0.5)).isInstanceOf(InputException.class);
        assertThat(RULES.withMargin(0.005).floor()).isEqualTo(0.005);
    }
}
