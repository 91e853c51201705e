package dev.faultpath.forks;

import dev.faultpath.results.CellName;
import dev.faultpath.results.CellResult;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing to measure: a benchmark method, a value for each of its parameters, and a JDK.
 *
 * @param benchmark qualified class name, a dot, and the method
 * @param params    parameter values by name
 * @param jdk       feature version of the JDK, such as {@code "17"}
 * @param heap      size of the fork's heap as {@code -Xmx} takes it; the same for all cells of a benchmark entry
 */
public record Cell(String benchmark, SortedMap<String, String> params, String jdk, String heap) implements CellName {
    /** The value of a parameter {@code layout} that means the process captured in this very run. */
    public static final String LIVE = "live";

    /** Rejects what names no cell. */
    public Cell {
        CellName.check(benchmark, jdk);
    }

    /** The same with another number of pages. */
    public Cell sized(int pages) {
        TreeMap<String, String> others = new TreeMap<>(params);
        others.put(CellResult.PAGES, Integer.toString(pages));
        return new Cell(benchmark, others, jdk, heap);
    }

    /** Whether it needs a layout that is captured in this very run. */
    public boolean live() {
        return LIVE.equals(params.get("layout"));
    }
}
