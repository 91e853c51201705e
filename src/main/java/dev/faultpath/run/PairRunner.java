package dev.faultpath.run;

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

        /** Whether both forks of a pair measure at the same time, so that a pair takes as long as one fork. */
        public boolean parallel() {
            return this == DUET;
        }
    }

    /**
     * What came back from a pair.
     *
     * @param baseline  the fork of the first build
     * @param candidate the fork of the second build
     * @param seconds   wall time of both together
     */
    record Outcomes(ForkOutcome baseline, ForkOutcome candidate, double seconds) {
    }

    /**
     * Runs a pair and waits for it.
     *
     * @param cell           what to run
     * @param self           whether the first build is compared with itself
     * @param candidateFirst which fork is run first, or gets the second processor, or the first turn
     * @param shape          how each fork is divided
     * @param limitSeconds   wall time after which a fork is ended and reported as {@link ForkOutcome.Status#TIMEOUT}
     * @return what came back; a fork that fails is an outcome, not an exception
     * @throws InterruptedException if this thread was interrupted; the forks are then ended
     * @throws dev.faultpath.InputException if no fork of one of the builds can run at all
     */
    Outcomes run(Cell cell, boolean self, boolean candidateFirst, Shape shape, double limitSeconds) throws InterruptedException;

    /** Ends whatever still runs; may be called from another thread. */
    @Override
    void close();
}
