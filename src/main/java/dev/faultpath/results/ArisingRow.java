package dev.faultpath.results;

import java.nio.file.Path;
import java.util.List;

/**
 * How long the runs of one foreign pagemap are that faults meet after devices have pulled a process's memory to themselves. Computed, not
 * timed: the same on every machine. A results folder keeps these rows in {@value #FILE}.
 *
 * @param layout       the captured layout that was migrated
 * @param devices      devices that pull, each with a pagemap and an owner of its own; the first one faults afterwards
 * @param chunkPages   largest piece that moves at once, 4 KiB pages
 * @param access       who pulls what: {@code partitioned}, {@code interleaved} or {@code random}
 * @param shortage     whether a device has room for half of its share only
 * @param devicePages  pages in device memory in the end
 * @param foreignPages those of them that are not the faulting device's
 * @param comparisons  entries of such pages: a 2 MiB entry is compared once, so this is how often a driver is asked without a cache
 * @param runs         runs of one foreign pagemap, each within one fault of 2 MiB; pages between them that are no foreign ones end none.
 *                     This is how often a driver is asked with the last answer cached for a request
 * @param median       length of the run that the median foreign page lies in, pages; 0 if there is none
 * @param lengths      runs by length: at position i those of 2^i pages up to, not including, 2^(i + 1)
 */
public record ArisingRow(String layout, int devices, int chunkPages, String access, boolean shortage, long devicePages, long foreignPages,
                         long comparisons, long runs, int median, List<Long> lengths) {
    public static final String FILE = "runs.json";

    /** Rejects what cannot have been counted. */
    public ArisingRow {
        if (devices < 1 || chunkPages < 1 || runs < 0 || runs > comparisons || comparisons > foreignPages || foreignPages > devicePages
                || median < 0 || lengths.stream().mapToLong(Long::longValue).sum() != runs) {
            throw new IllegalArgumentException("runs of " + layout + " that cannot be");
        }
        lengths = List.copyOf(lengths);
    }

    /** The largest chunk as tables print it: {@code 4 KiB}, {@code 2 MiB}. */
    public String chunkText() {
        int kib = 4 * chunkPages;
        return kib < 1024 ? kib + " KiB" : kib / 1024 + " MiB";
    }

    /** Share of the calls that a cached last answer removes, 0 to 1; 0 where nobody is asked. */
    public double removed() {
        return comparisons == 0 ? 0 : 1 - runs / (double) comparisons;
    }

    /** The file's text: an array with an object for each row. */
    public static String write(List<ArisingRow> rows) {
        return Json.pretty(rows);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws dev.faultpath.InputException if it is missing, is not JSON, or not what we need
     */
    public static List<ArisingRow> read(Path file) {
        return List.of(Json.read(file, ArisingRow[].class));
    }
}
