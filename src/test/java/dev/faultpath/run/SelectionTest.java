package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.Shape;
import dev.faultpath.results.Question;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final String OWNER = "dev.faultpath.bench.OwnerComparisonBenchmark.";
    private static final Catalogue CATALOGUE = new Catalogue(List.of(
            entry("dev.faultpath.bench.CacheRevalidationBenchmark.revalidate", Map.of("design", List.of("RECHECK_UNDER_LOCK", "EPOCH"),
                    "pages", List.of("512"))),
            entry("dev.faultpath.bench.HarnessBaselineBenchmark.baselineEmpty", Map.of()),
            entry(OWNER + "baselineWordFill", Map.of("pages", List.of("16", "512"), "layout", List.of("mixed"))),
            entry(OWNER + "ownerId", Map.of("pages", List.of("16", "512"), "layout", List.of("mixed"))),
            entry(OWNER + "ownerPointer", Map.of("pages", List.of("16", "512"), "layout", List.of("mixed")))));

    private static Catalogue.Entry entry(String name, Map<String, List<String>> params) {
        return new Catalogue.Entry(name, new TreeMap<>(params));
    }

    private static Preset preset(String name, String json) {
        TreeMap<String, List<String>> grid = new TreeMap<>();
        if (!json.isEmpty()) {
            grid.put("pages", List.of(json.split(",")));
        }
        return new Preset(name, new Shape(1, 1, 1), 10, 0.03, 1, 1, false,
                Map.of("OwnerComparisonBenchmark", new Preset.Entry("64m", List.of(grid)),
                        "HarnessBaselineBenchmark", new Preset.Entry("64m", List.of(new TreeMap<>()))));
    }

    private static List<Cell> cells(Preset preset, Set<Question> questions, Set<String> designs, Map<String, List<String>> params,
            boolean live) {
        return new Selection(preset, questions, designs, new TreeMap<>(params), List.of("17"), live).cells(CATALOGUE);
    }

    @Test
    void gridsAreAllCombinationsAndTheRestTakesItsFirstValue() {
        List<Cell> cells = cells(preset("quick", "1,513"), Set.of(), Set.of(), Map.of(), true);
        assertThat(cells).extracting(Cell::label).contains(
                "OwnerComparisonBenchmark.ownerId{layout=mixed,pages=1} on JDK 17",
                "OwnerComparisonBenchmark.ownerId{layout=mixed,pages=513} on JDK 17").hasSize(7).doesNotHaveDuplicates();
        assertThat(cells).filteredOn(Cell::reference).hasSize(2).allMatch(c -> c.design().equals("owner-pointer"));
    }

    @Test
    void aDesignParameterRunsAllItsValues() {
        List<Cell> cells = cells(preset("quick", ""), EnumSet.of(Question.Q5), Set.of(), Map.of(), true);
        assertThat(cells).extracting(Cell::design).containsExactlyInAnyOrder("recheck-under-lock", "epoch");
        assertThat(cells).filteredOn(Cell::reference).singleElement().satisfies(
                c -> assertThat(c.design()).isEqualTo("recheck-under-lock"));
        assertThat(cells.get(0).group()).isEqualTo(cells.get(1).group());
    }

    @Test
    void aDesignBringsItsReferenceAndTheHarnessControls() {
        List<Cell> cells = cells(preset("quick", "16"), Set.of(), Set.of("owner-id"), Map.of(), true);
        assertThat(cells).extracting(Cell::design).containsExactlyInAnyOrder("owner-id", "owner-pointer", "baseline-empty");
    }

    @Test
    void valuesThatAreNotInTheAnnotationMayBeGiven() {
        List<Cell> cells = cells(preset("quick", "16"), EnumSet.of(Question.Q3), Set.of(), Map.of("pages", List.of("7", "8")), true);
        assertThat(cells).extracting(c -> c.params().get("pages")).containsOnly("7", "8");
    }

    @Test
    void cellsOfALiveLayoutAreLeftOutWithoutOne() {
        Map<String, List<String>> both = Map.of("layout", List.of("mixed", "live"));
        assertThat(cells(preset("quick", "16"), EnumSet.of(Question.Q3), Set.of(), both, true)).hasSize(6);
        assertThat(cells(preset("quick", "16"), EnumSet.of(Question.Q3), Set.of(), both, false)).hasSize(3);
    }

    @Test
    void whatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> cells(preset("quick", "16"), Set.of(), Set.of("owner-idd"), Map.of(), true))
                .isInstanceOf(InputException.class).hasMessageContaining("owner-idd").hasMessageContaining("owner-pointer");
        assertThatThrownBy(() -> cells(preset("quick", "16"), Set.of(), Set.of(), Map.of("page", List.of("1")), true))
                .isInstanceOf(InputException.class).hasMessageContaining("'page'");
        assertThatThrownBy(() -> new Selection(preset("quick", ""), Set.of(), Set.of(), new TreeMap<>(), List.of("17"), true)
                .cells(new Catalogue(List.of()))).hasMessageContaining("META-INF/BenchmarkList");
    }

    @Test
    void aDesignInNoGridOfThePresetRunsInThemOrWithFirstValues() {
        TreeMap<String, List<String>> grid = new TreeMap<>(Map.of("pages", List.of("16", "513"), "designs", List.of("owner-pointer")));
        Preset preset = new Preset("quick", new Shape(1, 1, 1), 10, 0.03, 1, 1, false,
                Map.of("OwnerComparisonBenchmark", new Preset.Entry("64m", List.of(grid))));
        assertThat(cells(preset, Set.of(), Set.of("owner-id"), Map.of(), true)).extracting(c -> c.design() + " " + c.params().get("pages"))
                .containsExactlyInAnyOrder("owner-id 16", "owner-id 513", "owner-pointer 16", "owner-pointer 513");
        assertThat(cells(preset, Set.of(), Set.of("epoch"), Map.of(), true)).filteredOn(c -> c.question().orElseThrow() == Question.Q5)
                .extracting(Cell::design).containsExactlyInAnyOrder("epoch", "recheck-under-lock");
        assertThatThrownBy(() -> cells(preset, Set.of(), Set.of("owner-id"), Map.of("layout", List.of("live")), false))
                .isInstanceOf(InputException.class).hasMessage("preset quick has no cell of owner-id for what was asked for");
    }

    @Test
    void everyDesignCanBeAskedFor() {
        Preset quick = Preset.of("quick");
        Catalogue catalogue = Catalogue.ofClassPath();
        for (Class<?> type : DesignsOnClassPath.questions()) {
            Question question = Question.valueOf(DesignsOnClassPath.question(type));
            for (String design : DesignsOnClassPath.names(type)) {
                for (Set<Question> asked : List.of(EnumSet.noneOf(Question.class), EnumSet.of(question))) {
                    List<Cell> cells = new Selection(quick, asked, Set.of(design), new TreeMap<>(), List.of("17"), false).cells(catalogue);
                    assertThat(cells).as("cells of --design %s, question %s", design, asked)
                            .anyMatch(c -> c.design().equals(design) && (asked.isEmpty() || c.question().orElseThrow() == question));
                }
            }
        }
    }

    @Test
    void presetsOfTheFileAreInOrderAndGrow() {
        assertThat(Preset.names()).containsExactly("smoke", "quick", "standard", "publish");
        double budget = 0;
        for (String name : Preset.names()) {
            Preset preset = Preset.of(name);
            assertThat(preset.budgetSeconds()).isGreaterThan(budget);
            assertThat(preset.minBlocks()).isLessThanOrEqualTo(preset.maxBlocks());
            budget = preset.budgetSeconds();
        }
        assertThat(Preset.of("smoke").budgetSeconds()).isLessThan(120);
        assertThat(Preset.of("quick").budgetSeconds()).isLessThan(300);
        assertThat(Preset.of("standard").budgetSeconds()).isLessThanOrEqualTo(2700);
        assertThat(Preset.of("publish").budgetSeconds()).isLessThan(4500);
        assertThatThrownBy(() -> Preset.of("fast")).isInstanceOf(InputException.class).hasMessageContaining("smoke, quick");
    }

    @Test
    void publishHasWhatDecidesClaimsAndRunsItAsOften() {
        Map<Cell, Integer> standard = blocks("standard");
        Map<Cell, Integer> publish = blocks("publish");
        assertThat(publish.keySet()).containsAll(standard.keySet()).hasSizeGreaterThan(standard.size());
        standard.forEach((cell, blocks) -> assertThat(publish.get(cell)).as(cell.label()).isGreaterThanOrEqualTo(blocks));
        Plan plan = Plan.of(Preset.of("standard"), 1, new Shape(1, 1, 1), 10, standard);
        assertThat(standard.values()).contains(6, plan.minBlocks());
        standard.forEach((cell, blocks) -> assertThat(plan.blocks(cell)).isEqualTo(blocks));
    }

    private static Map<Cell, Integer> blocks(String preset) {
        return new Selection(Preset.of(preset), Set.of(), Set.of(), new TreeMap<>(), List.of("17"), true).blocks(Catalogue.ofClassPath());
    }

    @Test
    void everyBenchmarkOnTheClassPathIsKnownAndHasACellInEveryPreset() {
        Catalogue catalogue = Catalogue.ofClassPath();
        for (Catalogue.Entry e : catalogue.entries()) {
            assertThat(Question.ofBenchmark(e.benchmarkClass())).as(e.benchmarkClass()).isPresent();
            assertThat(Preset.of("publish").entries()).as("presets.json").containsKey(e.benchmarkClass());
        }
        if (!catalogue.entries().isEmpty()) {
            for (String name : Preset.names()) {
                List<Cell> cells = new Selection(Preset.of(name), Set.of(), Set.of(), new TreeMap<>(), List.of("17"), true)
                        .cells(catalogue);
                assertThat(cells).extracting(Cell::label).doesNotHaveDuplicates();
                assertThat(cells).allSatisfy(c -> {
                    String reference = c.question().orElseThrow().answer(c.benchmarkClass()).orElseThrow().reference();
                    if (reference != null && !c.control()) { // a control may stand beside several groups
                        assertThat(cells).as("reference of " + c.label()).anyMatch(r -> r.reference() && r.group().equals(c.group()));
                    }
                });
            }
        }
    }
}
