package dev.faultpath.run;

import dev.faultpath.InputException;
import dev.faultpath.Suggestion;
import dev.faultpath.forks.Cell;
import dev.faultpath.results.Design;
import dev.faultpath.results.Question;
import dev.faultpath.stats.Ratios;
import dev.faultpath.stats.SignedRank;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a user asked for, turned into the cells of a plan.
 *
 * @param preset    the preset
 * @param questions only these; empty for all
 * @param designs   only these, in kebab case, and the references they are compared with; empty for all
 * @param params    values that replace the preset's, by parameter; they need not be among those the annotations name
 * @param jdks      feature versions
 * @param live      whether a layout was captured in this run; without, cells that need one are left out
 */
public record Selection(Preset preset, Set<Question> questions, Set<String> designs, SortedMap<String, List<String>> params,
                        List<String> jdks, boolean live) {
    /**
     * Cells of which a run counts operations and times no fork.
     *
     * @param preset  a preset's name
     * @param classes simple names of the benchmark classes that the run measured
     * @return on no particular JDK; none if the preset needs none of these classes
     */
    public static List<Cell> counted(String preset, Set<String> classes, Catalogue catalogue) {
        Preset counted = Preset.of(preset).counted(classes);
        return new Selection(counted, Set.of(), Set.of(), Collections.emptySortedMap(), List.of(""), false)
                .cells(catalogue, Set.of(), Set.of()).keySet().stream().filter(c -> !Design.isControl(c.design())).toList();
    }

    /**
     * The cells that users pick by parts of labels, in the order of these.
     *
     * @param others   where to look for what fits none of the cells
     * @param patterns {@code *} in them stands for anything
     * @param named    what stands before a pattern in a message
     * @throws InputException if no cell fits one of them
     */
    public static List<Cell> fitting(List<Cell> cells, Supplier<List<Cell>> others, List<String> patterns, String named) {
        Set<Cell> chosen = new LinkedHashSet<>();
        for (String pattern : patterns) {
            List<Cell> own = fitting(cells, pattern);
            own = own.isEmpty() ? fitting(others.get(), pattern) : own;
            if (own.isEmpty()) {
                throw new InputException(named + pattern + ": no cell fits; names are like " + cells.get(0).label());
            }
            chosen.addAll(own);
        }
        return List.copyOf(chosen);
    }

    /** The cells whose label has a part that fits; {@code *} in it stands for anything. */
    public static List<Cell> fitting(List<Cell> cells, String pattern) {
        Pattern regex = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
        return cells.stream().filter(c -> regex.matcher(c.label()).find()).toList();
    }

    /**
     * The cells, sorted by benchmark, parameters and JDK. A design that is asked for and lies in no grid of the preset runs in the grids
     * of its question whatever designs these name; where there is none, with the first values of its benchmark.
     *
     * @throws InputException if nothing is left, or a design or parameter that was asked for exists nowhere
     */
    public List<Cell> cells(Catalogue catalogue) {
        return List.copyOf(blocks(catalogue).keySet());
    }

    /** The same, each with the blocks that it runs at least: the most that a grid it lies in asks for. */
    public Map<Cell, Integer> blocks(Catalogue catalogue) {
        if (catalogue.entries().isEmpty()) {
            throw new InputException("there is no benchmark on the class path (META-INF/BenchmarkList is missing or empty)");
        }
        Set<String> unknownParams = new TreeSet<>(params.keySet());
        Set<String> known = new TreeSet<>();
        for (Catalogue.Entry benchmark : asked(catalogue)) {
            unknownParams.removeAll(benchmark.params().keySet());
            known.addAll(designs(benchmark));
        }
        for (String design : designs) {
            if (!known.contains(design)) {
                throw new InputException("no design is called '" + design + "' in what was selected; there are "
                        + String.join(", ", known) + Suggestion.of(design, known));
            }
        }
        if (!unknownParams.isEmpty()) {
            String unknown = unknownParams.iterator().next();
            throw new InputException("no selected benchmark has a parameter '" + unknown + "'" + Suggestion.of(unknown,
                    asked(catalogue).stream().flatMap(b -> b.params().keySet().stream()).toList()));
        }
        Set<String> inNoGrid = without(cells(catalogue, Set.of(), Set.of()).keySet());
        Set<String> withoutGrid = without(cells(catalogue, inNoGrid, Set.of()).keySet());
        Map<Cell, Integer> cells = cells(catalogue, inNoGrid, withoutGrid);
        Set<String> left = without(cells.keySet());
        if (cells.isEmpty() || !left.isEmpty()) {
            throw new InputException("preset " + preset.name() + " has no cell "
                    + (left.isEmpty() ? "" : "of " + String.join(", ", left) + " ") + "for what was asked for");
        }
        return cells;
    }

    private List<Catalogue.Entry> asked(Catalogue catalogue) {
        return catalogue.entries().stream().filter(benchmark -> questions.isEmpty()
                || Question.ofBenchmark(benchmark.benchmarkClass()).filter(questions::contains).isPresent()).toList();
    }

    /** What a benchmark measures, controls too. */
    private static Set<String> designs(Catalogue.Entry benchmark) {
        String method = benchmark.benchmark().substring(benchmark.benchmark().lastIndexOf('.') + 1);
        return benchmark.params().getOrDefault(Design.PARAMETER, List.of(method)).stream()
                .map(design -> Design.of(method, Map.of(Design.PARAMETER, design))).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The designs asked for that none of the cells measures. */
    private Set<String> without(Set<Cell> cells) {
        Set<String> left = new TreeSet<>(designs);
        cells.forEach(cell -> left.remove(cell.design()));
        return left;
    }

    /**
     * The cells of the preset's grids, and how often each runs at least.
     *
     * @param inNoGrid    run in every grid, also where it names other designs
     * @param withoutGrid run with their benchmark's first values as well
     */
    private Map<Cell, Integer> cells(Catalogue catalogue, Set<String> inNoGrid, Set<String> withoutGrid) {
        Map<Cell, Integer> cells = new LinkedHashMap<>();
        Set<String> firstValues = asked(catalogue).stream().filter(benchmark -> !Collections.disjoint(designs(benchmark), withoutGrid))
                .map(Catalogue.Entry::benchmarkClass).collect(Collectors.toSet());
        for (Catalogue.Entry benchmark : asked(catalogue)) {
            Preset.Entry entry = preset.entry(benchmark.benchmarkClass());
            List<SortedMap<String, List<String>>> grids = new ArrayList<>(entry.grids());
            if (grids.isEmpty() && !questions.isEmpty() || firstValues.contains(benchmark.benchmarkClass())) {
                grids.add(new TreeMap<>()); // asked for by name: at least its first values
            }
            for (SortedMap<String, List<String>> grid : grids) {
                for (SortedMap<String, String> values : combinations(catalogue, benchmark, grid)) {
                    for (String jdk : jdks) {
                        Cell cell = new Cell(benchmark.benchmark(), values, jdk, entry.heap());
                        boolean wanted = designs.isEmpty() || designs.contains(cell.design()) || cell.reference()
                                || BlockJudge.watches(cell);
                        if (wanted && (live || !cell.live()) && (entry.runs(grid, cell) || inNoGrid.contains(cell.design()))) {
                            cells.merge(cell, blocks(cell, preset.blocks(grid)), Math::max);
                        }
                    }
                }
            }
        }
        return cells;
    }

    /** Claims take the forks of C on all JDKs together, so that each runs its share, but never fewer than an interval has. */
    private int blocks(Cell cell, int asked) {
        int share = (asked + jdks.size() - 1) / jdks.size();
        return Question.inC(cell.benchmarkClass()) ? Math.min(asked, Math.max(SignedRank.fewest(Ratios.LEVEL), share)) : asked;
    }

    private List<SortedMap<String, String>> combinations(Catalogue catalogue, Catalogue.Entry benchmark,
            SortedMap<String, List<String>> grid) {
        for (String name : grid.keySet()) {
            // A control may lack a parameter that the designs beside it have.
            boolean known = catalogue.entries().stream().anyMatch(e -> e.benchmarkClass().equals(benchmark.benchmarkClass())
                    && e.params().containsKey(name));
            if (!known && !Preset.isKey(name)) {
                throw new InputException("preset " + preset.name() + " gives " + benchmark.benchmarkClass()
                        + " a parameter '" + name + "' that it does not have");
            }
        }
        List<SortedMap<String, String>> all = new ArrayList<>(List.of(new TreeMap<>()));
        for (Map.Entry<String, List<String>> param : benchmark.params().entrySet()) {
            String name = param.getKey();
            boolean everyDesign = name.equals(Design.PARAMETER)
                    && !Design.isControl(benchmark.benchmark().substring(benchmark.benchmark().lastIndexOf('.') + 1));
            List<String> first = everyDesign ? param.getValue() : param.getValue().subList(0, Math.min(1, param.getValue().size()));
            List<String> values = params.getOrDefault(name, grid.getOrDefault(name, first));
            List<SortedMap<String, String>> longer = new ArrayList<>();
            for (SortedMap<String, String> base : all) {
                for (String value : new LinkedHashSet<>(values)) {
                    SortedMap<String, String> with = new TreeMap<>(base);
                    with.put(name, value);
                    longer.add(with);
                }
            }
            all = longer;
        }
        return all;
    }
}
