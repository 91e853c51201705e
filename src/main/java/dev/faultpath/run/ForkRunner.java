package dev.faultpath.run;

/** Runs one fork of one cell. JMH in earnest, a fake in tests. */
public interface ForkRunner extends AutoCloseable {
    /**
     * Runs a fork and waits for it.
     *
     * @param cell         what to run
     * @param shape        how the fork is divided
     * @param limitSeconds wall time after which the fork is ended and reported as {@link ForkOutcome.Status#TIMEOUT}
     * @return what came back; a fork that fails is an outcome, not an exception
     * @throws InterruptedException if this thread was interrupted; the fork is then ended
     * @throws dev.faultpath.InputException if no fork of this JDK can run at all
     */
    ForkOutcome run(Cell cell, Shape shape, double limitSeconds) throws InterruptedException;

    /** Ends whatever still runs. */
    @Override
    void close();
}
