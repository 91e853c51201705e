package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;

/** A read side whose grants hold for as long as a count of changes stands still. */
abstract class CountingReader extends RememberingReader {
    private long seen = -1;

    CountingReader(GpuSvm client) {
        super(client);
    }

    /** The count, at least 0. */
    abstract long changes();

    @Override
    public final void begin(HmmRange range) {
        long now = changes();
        if (now != seen) {
            granted.clear();
            seen = now;
        }
    }

    @Override
    protected final boolean fresh() {
        return changes() == seen;
    }
}
