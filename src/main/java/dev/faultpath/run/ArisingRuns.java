package dev.faultpath.run;

import dev.faultpath.bench.state.MigratedRuns;
import dev.faultpath.layout.Layout;
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

    private static ArisingRow row(String layout, int devices, int chunk, MigratedRuns.Access access, boolean shortage) {
        return row(layout, devices, chunk, access.word(), shortage, MigratedRuns.of(layout, devices, chunk, access, shortage));
    }

    /** That of a layout that has no device memory: its chunks go round the devices, which have room for all. */
    public static ArisingRow goingRound(String name, Layout layout, int devices, int chunk) {
        MigratedRuns.Access access = MigratedRuns.Access.INTERLEAVED;
        return row(name, devices, chunk, access.word(), false, MigratedRuns.of(layout, devices, chunk, access, false));
    }

    /** That of a layout that has device memory, where it lies. */
    public static ArisingRow asItLies(String name, Layout layout) {
        return row(name, layout.devices().size(), 1, "as it lies", false, MigratedRuns.of(layout));
    }

    private static ArisingRow row(String layout, int devices, int chunk, String access, boolean shortage, MigratedRuns found) {
        Long[] lengths = new Long[CLASSES];
        Arrays.fill(lengths, 0L);
        found.runs().forEach((length, n) -> lengths[31 - Integer.numberOfLeadingZeros(length)] += n);
        return new ArisingRow(layout, devices, chunk, access, shortage, found.devicePages(), found.foreignPages(),
                found.comparisons(), found.runs().values().stream().mapToLong(Long::longValue).sum(), found.median(), List.of(lengths));
    }
}
