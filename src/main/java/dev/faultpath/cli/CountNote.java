package dev.faultpath.cli;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Says why instructions were not counted, in one line, whatever the number of cells. */
final class CountNote {
    private CountNote() {
    }

    /** A line of its own, with a line break before; empty if no fork was asked in vain for a cell that has no count. */
    static String of(List<CellResult> cells) {
        Map<String, Integer> reasons = new TreeMap<>();
        for (CellResult cell : cells) {
            if (cell.counts().isEmpty()) {
                cell.forks().stream().map(Fork::form).filter(Objects::nonNull).map(f -> f.uncounted()).filter(Objects::nonNull).findFirst()
                        .ifPresent(reason -> reasons.merge(reason, 1, Integer::sum));
            }
        }
        return reasons.entrySet().stream().max(Comparator.comparingInt(Map.Entry::getValue))
                .map(most -> String.format(Locale.ROOT, "%ninstructions of %d cells are not counted%s: %s",
                        reasons.values().stream().mapToInt(n -> n).sum(), reasons.size() == 1 ? "" : ", mostly", most.getKey())).orElse("");
    }
}
