package dev.faultpath.layout;

import dev.faultpath.layout.Layout.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Collects pages in order and merges equal neighbours into runs. */
final class RunBuilder {
    private final List<Run> runs = new ArrayList<>();
    private long offset;
    private long start;
    private EntryKind kind;
    private String pagemap;

    /** The next page is of that kind, in that pagemap or none. */
    void page(EntryKind k, String map) {
        if (kind != k || !Objects.equals(pagemap, map)) {
            flush();
            kind = k;
            pagemap = map;
        }
        offset++;
    }

    private void flush() {
        if (offset > start) {
            runs.add(new Run(start, offset - start, kind, pagemap, Run.AUTO, 0));
        }
        start = offset;
    }

    List<Run> done() {
        flush();
        return runs;
    }
}
