package dev.faultpath.guard.exact;

import dev.faultpath.forks.Cell;

/** Counts a cell in both builds. Forks in earnest, a fake in tests. */
public interface CellCounter extends AutoCloseable {
    /** The counts of a cell in both builds. */
    record Both(Counts baseline, Counts candidate) {
        /** Whether a fork failed, or could not count. */
        public boolean failed() {
            return baseline.uncounted() != null || candidate.uncounted() != null;
        }
    }

    /**
     * Counts a cell and waits for it.
     *
     * @throws InterruptedException if this thread was interrupted; forks that count are then ended
     * @throws dev.faultpath.InputException if no fork of one of the builds can run at all
     */
    Both count(Cell cell) throws InterruptedException;

    /** Ends whatever still runs; may be called from another thread. */
    @Override
    void close();
}
