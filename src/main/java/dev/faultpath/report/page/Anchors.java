package dev.faultpath.report.page;

import dev.faultpath.results.CellResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where the forks of each cell stand: an anchor that is the same for the same cell in every report, so that a link into a
 * published page stays right.
 */
final class Anchors {
    private final Map<String, String> byLabel = new HashMap<>();

    /**
     * Anchors for some cells.
     *
     * @param prefix put before each; letters, digits and hyphens, may be empty
     * @param cells  with labels of their own
     */
    Anchors(String prefix, List<CellResult> cells) {
        Set<String> taken = new HashSet<>();
        for (CellResult cell : cells) {
            String base = prefix + slug(cell.question().map(q -> q.name() + " ").orElse("") + cell.label());
            String anchor = base;
            // Two parameter values may differ in nothing but signs that an anchor cannot have.
            for (int i = 2; !taken.add(anchor); i++) {
                anchor = base + "-" + i;
            }
            byLabel.put(cell.label(), anchor);
        }
    }

    /** The anchor of a cell; empty if it is none of these. */
    String of(CellResult cell) {
        return of(cell.label());
    }

    /** The anchor of the cell with this label; empty if there is none. */
    String of(String label) {
        return byLabel.getOrDefault(label, "");
    }

    /** Lower-case letters, digits and hyphens. */
    static String slug(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
