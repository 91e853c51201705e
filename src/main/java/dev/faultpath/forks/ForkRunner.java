package dev.faultpath.forks;

import dev.faultpath.InputException;
import dev.faultpath.results.Fork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Runs one fork of one cell. JMH in earnest, a fake in tests. */
public interface ForkRunner extends AutoCloseable {
    /**
     * Runs a fork and waits for it.
     *
     * @param limitSeconds wall time after which the fork is ended and reported as {@link Fork.Status#TIMEOUT}
     * @return what came back; a fork that fails is an outcome, not an exception
     * @throws InterruptedException if this thread was interrupted; the fork is then ended
     * @throws dev.faultpath.InputException if no fork of this JDK can run at all
     */
    ForkOutcome run(Cell cell, Shape shape, double limitSeconds) throws InterruptedException;

    /**
     * Cells that run as close to each other as can be.
     *
     * @param cells        in the order in which they are to start, all of one JDK
     * @param limitSeconds for one fork by itself
     */
    record Group(List<Cell> cells, Shape shape, double limitSeconds) {
    }

    /** Hears of each fork as soon as it has ended; by one thread at a time, not always the caller's. */
    @FunctionalInterface
    interface Ended {
        /**
         * A fork has ended.
         *
         * @param outcome what came back; of forks that run at once the time and what the machine did are not known before all have ended
         */
        void fork(Cell cell, ForkOutcome outcome) throws InterruptedException;
    }

    /** How many groups this runs at once. */
    default int atOnce() {
        return 1;
    }

    /**
     * Runs groups, no more of them than run {@linkplain #atOnce at once}. Otherwise as above.
     *
     * @return what came back, in the same order
     */
    default List<List<ForkOutcome>> run(List<Group> groups, Ended ended) throws InterruptedException {
        List<List<ForkOutcome>> outcomes = new ArrayList<>();
        for (Group group : groups) {
            List<ForkOutcome> own = new ArrayList<>();
            for (Cell cell : group.cells) {
                own.add(run(cell, group.shape, group.limitSeconds));
                ended.fork(cell, own.get(own.size() - 1));
            }
            outcomes.add(own);
        }
        return outcomes;
    }

    /**
     * Starts what runs the forks of a JDK, if it does not run yet. Returns the id of a process whose use of the machine, with that of
     * its ended children, is this run's; 0 if there is none.
     */
    default long start(String jdk) throws InterruptedException {
        return 0;
    }

    /** What a thread that runs forks came to; what was wrong in it is wrong here. */
    static <T> T get(Future<T> forks) throws InterruptedException {
        try {
            return forks.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InputException wrong) {
                throw wrong;
            }
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedException("a fork was ended");
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Ends whatever still runs. */
    @Override
    void close();
}
