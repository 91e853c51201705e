package dev.faultpath.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.faultpath.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How many of a topology's directly linked pairs one design of the owner registry grants, over the orders in which devices may arrive.
 * Computed, not timed: the same on every machine. A results folder holds these rows in {@value #FILE}; this class is the only place
 * that knows the file's form.
 *
 * @param topology    name of the topology
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
    /** Name of the file in a results folder. */
    public static final String FILE = "grouping.json";

    /** The file's text: an array with an object for each row. */
    public static String write(List<GroupingRow> rows) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (GroupingRow row : rows) {
            array.addObject().put("topology", row.topology).put("shipped", row.shipped).put("transitive", row.transitive)
                    .put("symmetric", row.symmetric).put("design", row.design).put("orders", row.orders)
                    .put("exhaustive", row.exhaustive).put("linkedPairs", row.linkedPairs).put("worst", Json.round(row.worst))
                    .put("mean", Json.round(row.mean)).put("best", Json.round(row.best)).put("wrong", row.wrong);
        }
        return Json.pretty(array);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws InputException if it is missing, is not JSON, or lacks what we need; the message names file and row
     */
    public static List<GroupingRow> read(Path file) {
        JsonNode array = Json.read(file);
        if (!array.isArray()) {
            throw new InputException(file + ": no rows of an owner registry's quality: an array is expected");
        }
        List<GroupingRow> rows = new ArrayList<>();
        for (JsonNode row : array) {
            try {
                rows.add(new GroupingRow(text(row, "topology"), flag(row, "shipped"), flag(row, "transitive"), flag(row, "symmetric"),
                        text(row, "design"), (int) count(row, "orders"), flag(row, "exhaustive"), (int) count(row, "linkedPairs"),
                        share(row, "worst"), share(row, "mean"), share(row, "best"), count(row, "wrong")));
            } catch (IllegalArgumentException e) {
                throw new InputException(file + ": row " + (rows.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return rows;
    }

    private static String text(JsonNode row, String key) {
        if (!row.path(key).isTextual()) {
            throw new IllegalArgumentException("no text under '" + key + "'");
        }
        return row.get(key).asText();
    }

    private static boolean flag(JsonNode row, String key) {
        if (!row.path(key).isBoolean()) {
            throw new IllegalArgumentException("neither true nor false under '" + key + "'");
        }
        return row.get(key).asBoolean();
    }

    private static long count(JsonNode row, String key) {
        if (!row.path(key).canConvertToLong() || row.get(key).asLong() < 0) {
            throw new IllegalArgumentException("no count under '" + key + "'");
        }
        return row.get(key).asLong();
    }

    private static double share(JsonNode row, String key) {
        double value = row.path(key).asDouble(-1);
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("no share under '" + key + "'");
        }
        return value;
    }
}
