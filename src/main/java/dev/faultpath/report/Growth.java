package dev.faultpath.report;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.Design;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.LineFit;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one design's cost grows with pages, all else equal.
 *
 * @param jdk            feature version
 * @param benchmarkClass simple name
 * @param design         as tables print it
 * @param params         parameters but the design and the pages
 * @param sizes          the cells, one a size, by size
 * @param costs          typical value of each over forks with its interval, ns per operation
 * @param fit            line through them; empty with fewer than {@link LineFit#FEWEST} sizes
 */
public record Growth(String jdk, String benchmarkClass, String design, SortedMap<String, String> params, List<CellResult> sizes,
                     List<Interval> costs, Optional<LineFit> fit) {

    private record Key(String jdk, String benchmarkClass, String design, SortedMap<String, String> params) {
    }

    /**
     * The series of some cells, in the order in which their first cell comes; cells without pages or without a measured value are left out.
     *
     * @param cells any number of JDKs, of one machine
     */
    public static List<Growth> of(List<CellResult> cells) {
        Map<Key, SortedMap<Integer, CellResult>> series = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            if (cell.pages() > 0 && Row.measured(cell)) {
                SortedMap<String, String> params = new TreeMap<>(cell.params());
                params.remove(CellResult.PAGES);
                params.remove(Design.PARAMETER);
                series.computeIfAbsent(new Key(cell.jdk(), cell.benchmarkClass(), cell.design(), params), k -> new TreeMap<>())
                        .put(cell.pages(), cell);
            }
        }
        List<Growth> all = new ArrayList<>();
        series.forEach((key, bySize) -> {
            List<CellResult> sizes = List.copyOf(bySize.values());
            List<Interval> costs = sizes.stream().map(c -> Ratios.typical(c.scores())).toList();
            all.add(new Growth(key.jdk, key.benchmarkClass, key.design, key.params, sizes, costs,
                    sizes.size() < LineFit.FEWEST ? Optional.empty()
                            : Optional.of(LineFit.of(sizes.stream().mapToDouble(CellResult::pages).toArray(),
                                    costs.stream().mapToDouble(Interval::estimate).toArray()))));
        });
        return all;
    }
}
