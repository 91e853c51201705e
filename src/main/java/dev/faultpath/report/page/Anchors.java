package dev.faultpath.report.page;

import dev.faultpath.results.CellResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the forks of each cell stand: an anchor that is the same for the same cell in every report, so that a link into a published page
 * stays right.
 */
final class Anchors {
    private Anchors() {
    }

    /**
     * Anchors by label: lower-case letters, digits and hyphens. A label without its JDK, as what is counted once for all of them has it, is
     * that of the first.
     *
     * @param prefix put before each; letters, digits and hyphens, may be empty
     * @param cells  with labels of their own
     */
    static Map<String, String> of(String prefix, List<CellResult> cells) {
        Map<String, String> byLabel = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            String name = cell.question().map(q -> q.name() + " ").orElse("") + cell.label();
            String base = prefix + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
            String anchor = base;
            // Two parameter values may differ in nothing but signs that an anchor cannot have.
            for (int i = 2; byLabel.containsValue(anchor); i++) {
                anchor = base + "-" + i;
            }
            byLabel.put(cell.label(), anchor);
        }
        Map<String, String> all = new LinkedHashMap<>(byLabel);
        cells.forEach(cell -> all.putIfAbsent(CellResult.label(cell.benchmark(), cell.params()), byLabel.get(cell.label())));
        return all;
    }
}
