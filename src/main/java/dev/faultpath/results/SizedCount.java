package dev.faultpath.results;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.faultpath.Text;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Instructions of an operation at a size that is not the cell's own, whose operations are too long to be stepped.
 *
 * @param pages        size, pages
 * @param instructions of an operation of that size
 */
public record SizedCount(int pages, @JsonSerialize(using = Json.Count.class) Double instructions) {
    /** Sizes that tell something of others: the third has to lie on the line of the two, which older runs did not ask. */
    private static final int FEWEST = 3;

    /** Refuses what no operation has. */
    public SizedCount {
        if (pages < 1 || !(instructions > 0)) {
            throw new IllegalArgumentException("pages and instructions are above 0");
        }
    }

    /** The counts, if their sizes ascend. */
    public static List<SizedCount> ascending(List<SizedCount> counts) {
        for (int i = 1; i < counts.size(); i++) {
            if (counts.get(i).pages <= counts.get(i - 1).pages) {
                throw new IllegalArgumentException("counts of smaller sizes ascend, and do not go from " + counts.get(i - 1).pages + " to "
                        + counts.get(i).pages + " pages");
            }
        }
        return counts;
    }

    /** Whether these tell something of other sizes. */
    public static boolean known(List<SizedCount> counts) {
        return counts.size() >= FEWEST;
    }

    /** Instructions at another size: a fixed part and a part a page, from the first and the last size. */
    public static double at(int pages, List<SizedCount> counts) {
        SizedCount first = counts.get(0);
        SizedCount last = counts.get(counts.size() - 1);
        double each = (last.instructions - first.instructions) / (last.pages - first.pages);
        return first.instructions + each * (pages - first.pages);
    }

    /** The sizes in words. */
    public static String sizes(List<SizedCount> counts) {
        return listed(counts, c -> (double) c.pages) + " pages";
    }

    /** The counts in words. */
    public static String instructions(List<SizedCount> counts) {
        return listed(counts, SizedCount::instructions);
    }

    private static String listed(List<SizedCount> counts, Function<SizedCount, Double> what) {
        return Text.and(counts.stream().map(what).map(n -> String.format(Locale.ROOT, "%,.0f", n)).toList());
    }
}
