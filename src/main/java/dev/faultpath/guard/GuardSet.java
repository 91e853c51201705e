package dev.faultpath.guard;

import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.Shape;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.results.Json;
import dev.faultpath.results.Question;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Preset;
import dev.faultpath.run.Selection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A named choice of cells to guard, with the plan, the shape of the forks and a budget, read from {@code guard-set.json}: the one place
 * that says what a guard run measures and decides by default.
 *
 * @param name          {@code guard}, {@code fast} or {@code all}
 * @param plan          name of the plan
 * @param about         what it is for, one line
 * @param shape         how each fork is divided
 * @param jvmArgs       arguments of its forks beyond those of every fork
 * @param budgetSeconds wall time of all pairs together, seconds
 * @param cells         its cells as {@code Class.method{parameter=value,…}}; none stands for every cell of preset {@code publish}.
 *                      Cells whose equal forks settle in forms that differ by more than what is looked for are not in the usual
 *                      set: they hide their own slow-downs and spend the others' pairs. {@code callback-per-page} does so with placement
 *                      {@code alternate:16:8}, and not with {@code clique:16:8}
 */
public record GuardSet(String name, String plan, String about, Shape shape, List<String> jvmArgs, double budgetSeconds,
                       List<String> cells) {
    /** The usual set. */
    public static final String USUAL = "guard";
    /** The headline cells. */
    public static final String FAST = "fast";
    /** Every cell of the published tables. */
    public static final String ALL = "all";

    private static final String RESOURCE = "guard-set.json";
    private static final String PACKAGE = "dev.faultpath.bench.";
    private static final Pattern NAMED = Pattern.compile("(\\w+)\\.(\\w+)(?:\\{(.*)})?");

    /** The file: plans, and sets that name one of them. */
    private record Content(List<Settings> plans, List<GuardSet> sets) {
    }

    private static Content file() {
        return Json.resource(GuardSet.class, RESOURCE, Content.class);
    }

    /** The set of a name. */
    public static GuardSet of(String name) {
        return file().sets.stream().filter(s -> s.name.equals(name)).findFirst().orElseThrow();
    }

    /** What is promised and decided. */
    public Settings settings() {
        return file().plans.stream().filter(s -> s.name().equals(plan)).findFirst().orElseThrow();
    }

    /**
     * The cells to compare.
     *
     * @param catalogue benchmarks of the candidate, which say what the parameters are that a name leaves out
     * @param jdk       feature version
     */
    public List<Cell> cells(Catalogue catalogue, String jdk) {
        return cells.isEmpty()
                ? new Selection(Preset.of("publish"), Set.of(), Set.of(), new TreeMap<>(), List.of(jdk), false).cells(catalogue)
                        .stream().filter(c -> !Question.inC(c.benchmarkClass())).toList() // its code is in no build's classes
                : cells.stream().map(n -> cell(n, catalogue, jdk)).toList();
    }

    private static Cell cell(String name, Catalogue catalogue, String jdk) {
        Matcher m = NAMED.matcher(name);
        if (!m.matches()) {
            throw new IllegalStateException(RESOURCE + ": no cell: " + name);
        }
        String benchmark = PACKAGE + m.group(1) + "." + m.group(2);
        SortedMap<String, String> params = new TreeMap<>();
        catalogue.entries().stream().filter(e -> e.benchmark().equals(benchmark)).findFirst().ifPresent(e ->
                e.params().forEach((param, values) -> params.put(param, values.get(0))));
        if (m.group(3) != null) {
            for (String pair : m.group(3).split(",")) {
                params.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return new Cell(benchmark, params, jdk, Preset.of("publish").entry(m.group(1)).heap());
    }

    /**
     * The cells of the set, or those of all that fit patterns.
     *
     * @param patterns parts of labels, in which {@code *} stands for anything; none for the whole set
     * @throws InputException if no cell fits one of them
     */
    public List<Cell> cells(Catalogue catalogue, String jdk, List<String> patterns) {
        List<Cell> own = cells(catalogue, jdk);
        return patterns.isEmpty() ? own : Selection.fitting(own, () -> of(ALL).cells(catalogue, jdk), patterns, "--cells ");
    }
}
