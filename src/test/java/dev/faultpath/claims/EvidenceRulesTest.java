package dev.faultpath.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Fork;
import dev.faultpath.results.StressOutcome.Stale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a verdict may rest on: broken data of each kind, laid before all claims. */
class EvidenceRulesTest {
    /** Data on which every claim that looks at times is decided by them. */
    private static Scenario good() {
        Scenario s = new Scenario().floor(1);
        List.of("1", "16", "512", "8192", "131072").forEach(pages -> s.own(pages, 1.1));
        s.offsets(Map.of("range-tree-page", new double[] {2, 1.1, 1.5}, "range-tree", new double[] {1.5, 0.5, 0.8},
                "range-tree-last-range", new double[] {0.6, 0.5, 0.7}));
        s.systemPages(1.1, 8, 8).arises(16, "random", 1000, 60);
        for (int run : List.of(1, 2, 4, 16, 64, 512)) {
            List.of(2, 8, 72).forEach(devices -> s.calls("callback-per-page", run, devices, 1)
                    .calls("callback-last-pagemap", run, devices, 0.1));
        }
        for (int run : List.of(1, 16)) {
            s.cached(run, 8, "100-steps", "100", 0.8).cached(run, 8, "miss", "100", 0.8).cached(run, 8, "0", "50", 0.8)
                    .cached(run, 8, "0", "0", 0.8);
        }
        for (int[] p : new int[][] {{1, 8}, {2, 8}, {16, 8}, {512, 8}, {1, 2}, {1, 72}}) {
            s.alternate(p[0], p[1], 0.1, 0.8);
        }
        s.granted("mesh", "greedy-groups", 0.5, 0.5).asking(0).registration(1.5);
        List.of("2m", "64k", "4k").forEach(granule -> s.fault("foreign-granted", granule, 0.1));
        s.fault("foreign-refused", "2m", 0.5).fault("foreign-refused", "2m", "2m", 0.5);
        for (String design : List.of("provider-table", "tryget-live", "generation", "sequence-per-pagemap", "notifier-sequence")) {
            s.lookUp(design, 66, 0).protocol(design, "8", 100).tearDown(design, 1000, 900);
        }
        return s.stress(Scenario.test("broken-request-cache", Stale.SEEN), Scenario.test("tryget-live", Stale.NOT_SEEN));
    }

    private static Evidence changed(UnaryOperator<CellResult> change) {
        Evidence e = good().evidence();
        return new Evidence(e.cells().stream().map(c -> c.benchmarkClass().startsWith("Harness") ? c : change.apply(c)).toList(),
                e.stress(), e.grouping(), e.operations(), e.proofs());
    }

    private static UnaryOperator<CellResult> forks(Function<Fork, Fork> change) {
        return cell -> cell.withForks(cell.forks().stream().map(change).toList());
    }

    private static Fork flagged(Fork f) {
        return new Fork(f.block(), f.status(), f.reason(), f.warmup(), f.measured(), f.score(), f.mean(), f.bytesPerOp(), f.seconds(),
                f.steal(), f.foreign(), List.of(Fork.TREND), f.counters(), f.speedNanos());
    }

    private static Fork form(Fork f) {
        return f.of(new CompiledForm(f.block() % 3 == 0 ? "a" : "b", f.block() % 3 == 0 ? 900.0 : 700.0, null, null, null, null, null,
                null));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("flagged forks", changed(forks(EvidenceRulesTest::flagged))),
                Arguments.of("a third of the forks flagged", changed(forks(f -> f.block() % 3 == 0 ? flagged(f) : f))),
                Arguments.of("forks of two compiled forms", changed(forks(EvidenceRulesTest::form))),
                Arguments.of("forks of two ids that nobody counted", changed(forks(f -> f.of(new CompiledForm(f.block() % 3 == 0 ? "a" :
                        "b",
                        null, null, null, null, null, null, null))))),
                Arguments.of("eleven forks", changed(c -> c.withForks(c.forks().subList(0, 11)))),
                Arguments.of("blocks of their own", changed(c -> forks(f -> f.inBlock(f.block()
                        + 1000 * Math.floorMod(c.design().hashCode(), 997))).apply(c))));
    }

    @Test
    @DisplayName("control: with good data times decide on HotSpot, and every claim is decided")
    void control() {
        List<ClaimVerdict> all = Claims.judge(good().evidence());
        assertThat(all).noneMatch(v -> v.verdict() == Verdict.INCONCLUSIVE);
        assertThat(all).filteredOn(v -> v.hotSpot() != null).extracting(ClaimVerdict::claim).contains("C1", "C2")
                .allSatisfy(c -> assertThat(Claims.judge(good().evidence()).stream().filter(v -> v.claim().equals(c)).findFirst()
                        .orElseThrow().hotSpot().verdict()).as(c).isNotEqualTo(Verdict.INCONCLUSIVE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    @DisplayName("times decide nothing where there are only")
    void decideNothing(String what, Evidence evidence) {
        assertThat(Claims.judge(evidence)).filteredOn(v -> v.hotSpot() != null).isNotEmpty().allSatisfy(v -> {
            assertThat(v.hotSpot().verdict()).as(v.claim()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(v.hotSpot().regions()).extracting(Region::holds).containsOnly("undecided");
            assertThat(v.open()).isNotEmpty();
        });
    }

    /** By hand: of 14 forks two are 14 %, and three 21 %; the slow form of the few is no part of what is found. */
    @Test
    @DisplayName("few forks of another compiled form are left out, counted or not, whatever they took, and the limits say so")
    void fewForksOfAnotherForm() {
        for (Double counted : new Double[] {900.0, null}) {
            for (int few : new int[] {2, 3}) {
                List<ClaimVerdict> mixed = Claims.judge(changed(forks(f -> {
                    boolean other = f.block() <= few;
                    Fork slow = other ? new Fork(f.block(), f.status(), f.reason(), f.warmup(), f.measured(), 9 * f.score(), f.mean(),
                            f.bytesPerOp(), f.seconds(), f.steal(), f.foreign(), f.flags(), f.counters(), f.speedNanos()) : f;
                    return slow.of(new CompiledForm(other ? "a" : "b", other ? counted : Double.valueOf(700), null, null, null, null,
                            null, null));
                })));
                assertThat(mixed).filteredOn(v -> List.of("C1", "C10").contains(v.claim())).hasSize(2).allSatisfy(v -> {
                    assertThat(v.hotSpot().verdict() == Verdict.INCONCLUSIVE).as(v.claim()).isEqualTo(few > 2);
                    assertThat(v.limits()).extracting(Limit::text).filteredOn(l -> l.contains("2 of 14 forks of none (")).hasSize(
                            few > 2 ? 0 : 1);
                    assertThat(v.figures()).filteredOn(f -> f.grade() == Grade.E4 && few == 2)
                            .allSatisfy(f -> assertThat(f.value()).isBetween(1.05, 1.15));
                });
            }
        }
    }

    /** By hand: 1.1 times as long in both forms, or in one 1.1 / 1.1 = 1; each form on its own has seven of 14 blocks, or six and five. */
    @Test
    @DisplayName("where forms are as frequent as each other they decide if each has enough forks and says the same")
    void eachFormSaysTheSame() {
        assertThat(ofHalves(14, 1, 900.0)).allSatisfy(v -> {
            assertThat(v.hotSpot().verdict()).isEqualTo(Verdict.REFUTED);
            assertThat(v.hotSpot().because()).contains("in each of 2 pairs of compiled forms");
            assertThat(v.figures()).filteredOn(f -> f.grade() == Grade.E4 && f.label().contains(", compiled forms 2"))
                    .isNotEmpty().allSatisfy(f -> assertThat(f.value()).isBetween(1.05, 1.15));
        });
        for (List<ClaimVerdict> open : List.of(ofHalves(14, 1 / 1.1, 900.0), ofHalves(11, 1, 900.0), ofHalves(14, 1, null))) {
            assertThat(open).allSatisfy(v -> assertThat(v.hotSpot().verdict()).isEqualTo(Verdict.INCONCLUSIVE));
        }
    }

    /** C10, where every other fork of what is compared runs another form, in so many times its time. */
    private static List<ClaimVerdict> ofHalves(int forks, double times, Double counted) {
        return Claims.judge(changed(c -> forks(f -> {
            boolean none = c.design().equals("none");
            boolean other = f.block() % 2 == 0 && !none;
            Fork timed = other ? new Fork(f.block(), f.status(), f.reason(), f.warmup(), f.measured(), times * f.score(), f.mean(),
                    f.bytesPerOp(), f.seconds(), f.steal(), f.foreign(), f.flags(), f.counters(), f.speedNanos()) : f;
            Double count = counted == null ? null : other ? counted : Double.valueOf(none ? 600 : 700);
            return timed.of(new CompiledForm(other ? "a" : "b", count, null, null, null, null, null, null));
        }).apply(c.withForks(c.forks().subList(0, forks))))).stream().filter(v -> v.claim().equals("C10")).toList();
    }

    @Test
    @DisplayName("and twelve good forks of the form that most have are needed")
    void tooFewOfTheMainForm() {
        Evidence e = changed(c -> forks(f -> f.of(new CompiledForm(f.block() <= 1 ? "a" : "b", f.block() <= 1 ? 900.0 : 700.0, null, null,
                null, null, null, null))).apply(c.withForks(c.forks().subList(0, 12))));
        assertThat(Claims.judge(e)).filteredOn(v -> v.claim().equals("C10")).singleElement().satisfies(v -> assertThat(
                v.open()).isNotEmpty().allMatch(o -> o.startsWith("1 more block with both")));
    }

    @Test
    @DisplayName("nor where the limit is below what an empty method costs, but for events that a benchmark times itself")
    void belowTheFloor() {
        Evidence low = good().evidence();
        List<CellResult> cells = new ArrayList<>(low.cells());
        cells.removeIf(c -> c.benchmarkClass().startsWith("Harness"));
        cells.addAll(new Scenario().floor(1e9).cells());
        assertThat(Claims.judge(new Evidence(cells, low.stress(), low.grouping(), low.operations(), low.proofs())))
                .filteredOn(v -> v.hotSpot() != null).allSatisfy(v -> assertThat(v.hotSpot().regions())
                        .filteredOn(r -> !r.where().contains("beside a walker")).extracting(Region::holds).containsOnly("undecided"));
    }

    @Test
    @DisplayName("nor where no empty method was measured")
    void withoutAFloor() {
        Evidence e = good().evidence();
        Evidence without = new Evidence(e.cells().stream().filter(c -> !c.benchmarkClass().startsWith("Harness")).toList(), e.stress(),
                e.grouping(), e.operations(), e.proofs());
        assertThat(Claims.judge(without)).filteredOn(v -> v.hotSpot() != null).isNotEmpty().allSatisfy(v -> assertThat(
                v.hotSpot().regions()).filteredOn(r -> !r.where().contains("beside a walker")).extracting(Region::holds)
                .containsOnly("undecided"));
        assertThat(Claims.judge(without).get(0).open()).contains("cell HarnessBaselineBenchmark.baselineEmpty on JDK 17");
    }

    /** By hand: a hundredth of 500 ns is 5 ns; two designs that differ by a hundredth of it differ by as much. */
    @Test
    @DisplayName("nor where a share that decides is less than an empty method costs")
    void sharesBelowTheFloor() {
        List<CellResult> cells = new Scenario().cell("X", "y", Map.of("design", "part", "pages", "512"), 400)
                .cell("X", "y", Map.of("design", "whole", "pages", "512"), 500).cells();
        for (double floor : new double[] {3, 10}) {
            Comparison share = Comparison.ofPart(cells.get(0), cells.get(1), new HarnessFloor(floor));
            Point point = share.point("area", "", Outcome.HOLDS, "text", 0, List.of(share.figure("part / whole")), 0.01);
            assertThat(point.outcome()).as("%s", floor).isEqualTo(floor == 3 ? Outcome.HOLDS : Outcome.OPEN);
            Comparison designs = Comparison.of(cells.get(0), cells.get(1), Fork::score, new HarnessFloor(floor));
            assertThat(designs.point("area", "", Outcome.HOLDS, "text", 0, List.of(designs.figure("a / b")), 1.01).outcome())
                    .isEqualTo(point.outcome());
        }
    }

    @Test
    @DisplayName("nor of two methods, or of other parameters")
    void otherWork() {
        List<CellResult> cells = new Scenario().cell("OwnerComparisonBenchmark", "compare", Map.of("design", "a", "pages", "512"),
                500).cell("OwnerComparisonBenchmark", "baselineWordFill", Map.of("pages", "512"), 500)
                .cell("OwnerComparisonBenchmark", "compare", Map.of("design", "b", "pages", "16"), 500).cells();
        for (CellResult other : cells.subList(1, 3)) {
            Comparison designs = Comparison.of(cells.get(0), other, Fork::score, new HarnessFloor(0));
            Figure figure = designs.figure("a / b");
            Point point = designs.point("area", "", Outcome.HOLDS, "text", 0, List.of(figure), 1.02);
            assertThat(point.outcome()).isEqualTo(Outcome.OPEN);
            assertThat(point.open()).singleElement().asString().contains("same method and parameters");
            assertThat(Comparison.ofPart(cells.get(0), other, new HarnessFloor(0))
                    .point("area", "", Outcome.HOLDS, "text", 0, List.of(figure), 1.02).outcome()).isEqualTo(Outcome.HOLDS);
        }
    }

    @Test
    @DisplayName("no point can be made that breaks the rules")
    void pointsRefuse() {
        CellResult cell = new Scenario().forks(6).cell("X", "y", Map.of("pages", "512"), 5).cells().get(0);
        Comparison few = Comparison.of(cell, cell, Fork::score, new HarnessFloor(0));
        Figure time = few.figure("a / b");
        for (Comparison comparison : Arrays.asList(few, null)) {
            assertThatThrownBy(() -> new Point(Grade.E4, "area", "", "17", Outcome.HOLDS, "", 0, List.of(time), List.of(), comparison,
                    false)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("decide nothing");
        }
        assertThatThrownBy(() -> Point.of(Grade.E2, "area", "", "", Outcome.FAILS, "", 0, List.of(time)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("without a figure of grade E2");
    }

    @Test
    @DisplayName("instructions are those of the form that most forks have, and none where none was counted")
    void instructions() {
        Evidence.Wanted none = new Evidence.Wanted("17", "PagemapCallbackBenchmark", null, "none", Map.of("pages", "512"));
        Evidence.Wanted each = new Evidence.Wanted("17", "PagemapCallbackBenchmark", null, "callback-per-page", Map.of("pages", "512"));
        Evidence counted = changed(c -> c.design().equals("none") ? forks(EvidenceRulesTest::form).apply(c)
                : forks(f -> f.of(new CompiledForm("c", 770.0, null, null, null, null, null, null))).apply(c));
        Point point = counted.instructions("area", "", each, none, (figure, ratio) -> Point.of(Grade.E3, "area", "", "17", Outcome.FAILS,
                figure.text(), ratio, List.of(figure)));
        assertThat(point.text()).isEqualTo("1.100");
        assertThat(point.figures()).singleElement().satisfies(f -> assertThat(f.cells()).hasSize(2));
        Point missing = good().evidence().instructions("area", "", each, none, (figure, ratio) -> point);
        assertThat(missing.outcome()).isEqualTo(Outcome.OPEN);
        assertThat(missing.open()).hasSize(2).allMatch(o -> o.startsWith("instructions of PagemapCallbackBenchmark"));
    }

    @Test
    @DisplayName("every claim has a figure of grade E1 or E2, printed first, and its verdict is the design's")
    void strongestFirst() {
        assertThat(Claims.judge(good().evidence())).allSatisfy(v -> {
            assertThat(v.figures().get(0).grade().ofDesign()).as(v.claim()).isTrue();
            assertThat(v.deciding().grade().ofDesign()).as(v.claim()).isTrue();
            assertThat(v.figures()).extracting(Figure::grade).isSorted();
            assertThat(v.verdict()).isEqualTo(v.design().verdict());
        });
    }
}
