package dev.faultpath.forks;

import dev.faultpath.results.Fork;
import java.util.List;

/** Runs pairs of forks of one cell, one fork of each of two builds. JMH in earnest, a fake in tests. */
public interface PairRunner extends AutoCloseable {
    /** A pair that is wanted, and which fork has the first turn. */
    record Wanted(Cell cell, boolean candidateFirst) {
    }

    /** What came back from a pair; {@code seconds} is its share of the wall time of all that ran at once. */
    record Outcomes(ForkOutcome baseline, ForkOutcome candidate, double seconds) {
    }

    /** Most pairs that are run at once. */
    int atOnce();

    /**
     * Runs pairs, {@link #atOnce()} of them at a time, and waits for them.
     *
     * @param limitSeconds wall time after which a fork is ended and reported as {@link Fork.Status#TIMEOUT}
     * @return what came back, in the order of {@code pairs}; a fork that fails is an outcome, not an exception
     * @throws InterruptedException if this thread was interrupted; the forks are then ended
     * @throws dev.faultpath.InputException if no fork of one of the builds can run at all
     */
    List<Outcomes> run(List<Wanted> pairs, Shape shape, double limitSeconds) throws InterruptedException;

    /** Ends whatever still runs; may be called from another thread. */
    @Override
    void close();
}
