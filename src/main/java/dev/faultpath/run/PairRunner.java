package dev.faultpath.run;

import java.util.ArrayList;
import java.util.List;

/** Runs pairs of forks of one cell, one fork of each of two builds. JMH in earnest, a fake in tests. */
public interface PairRunner extends AutoCloseable {
    /** How the two forks of a pair share the machine. */
    enum Mode {
        /** One right after the other, on any processor. */
        ADJACENT,
        /** One right after the other, both on the same processor. */
        PINNED,
        /** Both at once, a processor each; the processors are swapped from pair to pair. */
        DUET,
        /** Both live at once and take turns, iteration by iteration. */
        LOCKSTEP;

        /**
         * Most pairs that are run at once: more than one where forks take turns. The more there are, the longer is the time over which
         * their iterations are spread, and a disturbance that would have hit one pair for most of its life hits a few iterations of each.
         * Large differences of equal forks are rarer then: the study of modes at once in {@code results/studies}.
         */
        public int atOnce() {
            return this == LOCKSTEP ? 4 : 1;
        }

        /** Whether both forks of a pair measure at the same time, so that a pair takes as long as one fork. */
        public boolean parallel() {
            return this == DUET;
        }
    }

    /**
     * A pair that is wanted.
     *
     * @param cell           what to run
     * @param self           whether the first build is compared with itself
     * @param candidateFirst which fork is run first, or gets the second processor, or the first turn
     */
    record Wanted(Cell cell, boolean self, boolean candidateFirst) {
    }

    /**
     * What came back from a pair.
     *
     * @param baseline  the fork of the first build
     * @param candidate the fork of the second build
     * @param seconds   wall time of both together; of pairs that ran at once, each one's share
     */
    record Outcomes(ForkOutcome baseline, ForkOutcome candidate, double seconds) {
    }

    /**
     * Runs a pair and waits for it.
     *
     * @param pair         what to run
     * @param shape        how each fork is divided
     * @param limitSeconds wall time after which a fork is ended and reported as {@link ForkOutcome.Status#TIMEOUT}
     * @return what came back; a fork that fails is an outcome, not an exception
     * @throws InterruptedException if this thread was interrupted; the forks are then ended
     * @throws dev.faultpath.InputException if no fork of one of the builds can run at all
     */
    Outcomes run(Wanted pair, Shape shape, double limitSeconds) throws InterruptedException;

    /** Most pairs that are run at once. */
    default int atOnce() {
        return 1;
    }

    /**
     * Runs several pairs, {@link #atOnce()} of them at a time.
     *
     * @return what came back, in the order of {@code pairs}
     */
    default List<Outcomes> run(List<Wanted> pairs, Shape shape, double limitSeconds) throws InterruptedException {
        List<Outcomes> outcomes = new ArrayList<>();
        for (Wanted pair : pairs) {
            outcomes.add(run(pair, shape, limitSeconds));
        }
        return outcomes;
    }

    /** Ends whatever still runs; may be called from another thread. */
    @Override
    void close();
}
