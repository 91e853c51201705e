package dev.faultpath.results;

import java.nio.file.Path;
import java.util.List;

/**
 * How many of a topology's directly linked pairs one design of the owner registry grants, over the orders in which devices may arrive.
 * Computed, not timed: the same on every machine. A results folder keeps these rows in {@value #FILE}.
 *
 * @param shipped     whether it is a real one that ships with the suite; false for one that is made up to show a single property
 * @param transitive  whether whoever reaches a device that reaches a third also reaches the third
 * @param symmetric   whether every link is there in both directions
 * @param design      the registry design, as tables print it
 * @param orders      arrival orders that were tried
 * @param exhaustive  whether these are all there are
 * @param linkedPairs ordered pairs of devices that are linked
 * @param worst       share of these granted in the worst order, 0 to 1
 * @param mean        mean share, each order counting alike
 * @param best        share in the best order
 * @param wrong       pairs granted that are not linked, summed over orders; 0 for a correct design
 */
public record GroupingRow(String topology, boolean shipped, boolean transitive, boolean symmetric, String design, int orders,
                          boolean exhaustive, int linkedPairs, double worst, double mean, double best, long wrong) {
    public static final String FILE = "grouping.json";

    /** Rejects what is no count or no share. */
    public GroupingRow {
        if (orders < 0 || linkedPairs < 0 || wrong < 0) {
            throw new IllegalArgumentException("a count is less than 0");
        }
        if (!(worst >= 0 && worst <= 1) || !(mean >= 0 && mean <= 1) || !(best >= 0 && best <= 1)) {
            throw new IllegalArgumentException("a share is not between 0 and 1");
        }
    }

    /** The file's text: an array with an object for each row. */
    public static String write(List<GroupingRow> rows) {
        return Json.pretty(rows);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws dev.faultpath.InputException if it is missing, is not JSON, or not what we need
     */
    public static List<GroupingRow> read(Path file) {
        return List.of(Json.read(file, GroupingRow[].class));
    }
}
