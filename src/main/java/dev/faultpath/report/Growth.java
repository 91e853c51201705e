package dev.faultpath.report;

import dev.faultpath.results.CellResult;
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
 * @param group  what the cells have in common, without the pages
 * @param sizes  the cells, one a size, by size
 * @param costs  typical value of each over forks with its interval, ns per operation
 * @param fit    line through them; empty with fewer than {@link LineFit#FEWEST} sizes
 */
public record Growth(CellResult.Group group, String design, List<CellResult> sizes, List<Interval> costs, Optional<LineFit> fit) {
    private record Key(CellResult.Group group, String design) {
    }

    /** The series of some cells of one machine, in the order of their first cells, without cells that have no pages or no value. */
    public static List<Growth> of(List<CellResult> cells) {
        Map<Key, SortedMap<Integer, CellResult>> series = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            if (cell.pages() > 0 && cell.usable()) {
                series.computeIfAbsent(new Key(cell.group().without(CellResult.PAGES), cell.design()), k -> new TreeMap<>())
                        .put(cell.pages(), cell.mainForm());
            }
        }
        List<Growth> all = new ArrayList<>();
        series.forEach((key, bySize) -> {
            List<CellResult> sizes = List.copyOf(bySize.values());
            List<Interval> costs = sizes.stream().map(c -> Ratios.typical(c.scores())).toList();
            all.add(new Growth(key.group, key.design, sizes, costs,
                    sizes.size() < LineFit.FEWEST ? Optional.empty()
                            : Optional.of(LineFit.of(sizes.stream().mapToDouble(CellResult::pages).toArray(),
                                    costs.stream().mapToDouble(Interval::estimate).toArray()))));
        });
        return all;
    }
}
