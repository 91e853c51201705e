package dev.faultpath.run;

import dev.faultpath.bench.state.MigratedRuns;
import dev.faultpath.results.ArisingRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The runs of one pagemap that arise after migrations, kept with the results of each run: the verdict on a cached answer needs to know
 * which runs are typical.
 */
public final class ArisingRuns {
    /** Processes that were captured: a JVM, whose heap is in huge pages, an interpreter, whose pages are small, and a compiler. */
    public static final List<String> LAYOUTS = List.of("captured-jvm", "captured-interpreter", "captured-compiler");
    private static final List<Integer> DEVICES = List.of(2, 4, 8);
    /** Runs are no longer than a fault, 2^9 pages. */
    private static final int CLASSES = 10;
    private static List<ArisingRow> rows;

    private ArisingRuns() {
    }

    /** A row for each case; made when first asked for, as it takes a moment. */
    static synchronized List<ArisingRow> rows() {
        rows = rows == null ? LAYOUTS.stream().flatMap(layout -> rows(layout).stream()).toList() : rows;
        return rows;
    }

    /** Those of one layout, computed anew. */
    public static List<ArisingRow> rows(String layout) {
        List<ArisingRow> rows = new ArrayList<>();
        for (int chunk : MigratedRuns.CHUNKS) {
            for (MigratedRuns.Access access : MigratedRuns.Access.values()) {
                for (int devices : DEVICES) {
                    rows.add(row(layout, devices, chunk, access, false));
                    rows.add(row(layout, devices, chunk, access, true));
                }
            }
        }
        return rows;
    }

    static ArisingRow row(String layout, int devices, int chunk, MigratedRuns.Access access, boolean shortage) {
        MigratedRuns found = MigratedRuns.of(layout, devices, chunk, access, shortage);
        Long[] lengths = new Long[CLASSES];
        Arrays.fill(lengths, 0L);
        found.runs().forEach((length, n) -> lengths[31 - Integer.numberOfLeadingZeros(length)] += n);
        return new ArisingRow(layout, devices, chunk, access.word(), shortage, found.devicePages(), found.foreignPages(),
                found.comparisons(), found.runs().values().stream().mapToLong(Long::longValue).sum(), found.median(), List.of(lengths));
    }
}
