package dev.faultpath.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.InputException;
import dev.faultpath.Suggestion;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.Shape;
import dev.faultpath.results.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A named choice of cells, fork shape, budget and precision, read from {@code presets.json} beside this class: the one place
 * that says what a preset runs.
 *
 * @param name          {@code smoke}, {@code quick}, {@code standard} or {@code publish}
 * @param shape         how each fork is divided
 * @param budgetSeconds wall time for one JDK, seconds
 * @param target        half-width at which a cell is precise enough, 0.03 for 3 %; 0 if precision does not matter
 * @param minBlocks     blocks each cell runs at least, unless its grid says otherwise
 * @param maxBlocks     blocks each cell runs at most
 * @param countsLast    whether instructions are counted when all is timed: counts need no quiet machine, and the time of one is scarce
 * @param entries       by simple benchmark class name, which parameter values it runs
 */
public record Preset(String name, Shape shape, double budgetSeconds, double target, int minBlocks, int maxBlocks,
                     boolean countsLast, Map<String, Entry> entries) {
    /**
     * Heap of a benchmark that the file gives none: several times what the live objects take. More costs time, as every fork touches
     * all of it before it measures.
     */
    private static final String DEFAULT_HEAP = "48m";
    /** Key of a grid that is no parameter: the designs and controls it runs, in kebab case. */
    static final String DESIGNS = "designs";
    /** Key of a grid that is no parameter: blocks that each of its cells runs at least, where no claim needs as many as the others. */
    static final String BLOCKS = "blocks";
    private static final Set<String> KEYS = Set.of(DESIGNS, BLOCKS);
    /** Key of grids whose operations are counted beside those of a run's cells, and which nobody times. */
    private static final String COUNTED = "counted";

    /**
     * What a preset runs of one benchmark class.
     *
     * @param heap  the forks' heap
     * @param grids lists of values by parameter; each grid stands for all combinations. Parameters that a grid does not name
     *              take the first value of their annotation. {@value #DESIGNS} leaves all but the named designs and controls out,
     *              the reference excepted; {@value #BLOCKS} is how often its cells run at least. No grid: the preset leaves the
     *              benchmark out
     */
    public record Entry(String heap, List<SortedMap<String, List<String>>> grids) {
        /** Whether a grid runs a cell that its parameters describe. */
        boolean runs(SortedMap<String, List<String>> grid, Cell cell) {
            List<String> only = grid.get(DESIGNS);
            return only == null || only.contains(cell.design()) || cell.reference();
        }
    }

    /** Whether the key of a grid is no parameter. */
    static boolean isKey(String name) {
        return KEYS.contains(name);
    }

    /** Blocks that each cell of a grid runs at least. */
    int blocks(SortedMap<String, List<String>> grid) {
        return grid.containsKey(BLOCKS) ? Integer.parseInt(grid.get(BLOCKS).get(0)) : minBlocks;
    }

    /** Names of the presets, in the order of the file. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        tree().get("presets").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The preset of a name; if there is none, an InputException lists what there is. */
    public static Preset of(String name) {
        JsonNode tree = tree();
        JsonNode p = tree.get("presets").get(name);
        if (p == null) {
            throw new InputException("no preset is called '" + name + "'; there are " + String.join(", ", names())
                    + Suggestion.of(name, names()));
        }
        List<String> keys = p.has("includes") ? List.of(p.get("includes").asText(), name) : List.of(name);
        return new Preset(name, new Shape(p.get("warmupIterations").asInt(),
                p.get("measuredIterations").asInt(), p.get("iterationMillis").asInt()), p.get("budgetSeconds").asDouble(),
                p.get("targetHalfWidth").asDouble(), p.get("minBlocks").asInt(), p.get("maxBlocks").asInt(),
                p.path("countsLast").asBoolean(), entries(tree, keys));
    }

    /**
     * The grids that claims need counts of and no times: counted by every run that is to decide claims, so by all presets but those that
     * show that something works or the headline cells.
     */
    Preset counted(Set<String> classes) {
        Map<String, Entry> counted = Set.of("smoke", "quick").contains(name) ? new LinkedHashMap<>() : entries(tree(), List.of(COUNTED));
        counted.keySet().retainAll(classes);
        return new Preset(COUNTED, shape, budgetSeconds, target, minBlocks, maxBlocks, countsLast, counted);
    }

    private static Map<String, Entry> entries(JsonNode tree, List<String> keys) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        tree.get("benchmarks").properties().forEach(b -> {
            List<SortedMap<String, List<String>>> grids = new ArrayList<>();
            for (String key : keys) {
                for (JsonNode grid : b.getValue().path(key)) {
                    grids.add(Json.MAPPER.convertValue(grid, new TypeReference<TreeMap<String, List<String>>>() { }));
                }
            }
            entries.put(b.getKey(), new Entry(b.getValue().path("heap").asText(DEFAULT_HEAP), grids));
        });
        return entries;
    }

    /** What the preset runs of a class; a class the file does not name runs in {@code smoke} only, with its first values. */
    public Entry entry(String benchmarkClass) {
        return entries.getOrDefault(benchmarkClass,
                new Entry(DEFAULT_HEAP, name.equals("smoke") ? List.of(new TreeMap<>()) : List.of()));
    }

    private static JsonNode tree() {
        return Json.resource(Preset.class, "presets.json", JsonNode.class);
    }
}
