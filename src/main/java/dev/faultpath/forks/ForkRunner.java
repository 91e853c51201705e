package dev.faultpath.forks;

import dev.faultpath.results.Fork;
import java.util.ArrayList;
import java.util.List;

/** Runs one fork of one cell. JMH in earnest, a fake in tests. */
public interface ForkRunner extends AutoCloseable {
    /**
     * Runs a fork and waits for it.
     *
     * @param cell         what to run
     * @param shape        how the fork is divided
     * @param limitSeconds wall time after which the fork is ended and reported as {@link Fork.Status#TIMEOUT}
     * @return what came back; a fork that fails is an outcome, not an exception
     * @throws InterruptedException if this thread was interrupted; the fork is then ended
     * @throws dev.faultpath.InputException if no fork of this JDK can run at all
     */
    ForkOutcome run(Cell cell, Shape shape, double limitSeconds) throws InterruptedException;

    /**
     * Runs a fork of each of some cells that are compared with each other, as close to each other as this can: here one after the
     * other.
     *
     * @param cells        in the order in which they are to start, all of one JDK
     * @param shape        how each fork is divided
     * @param limitSeconds wall time after which one fork by itself is ended
     * @return what came back, in the same order
     * @throws InterruptedException as {@link #run(Cell, Shape, double)}
     */
    default List<ForkOutcome> run(List<Cell> cells, Shape shape, double limitSeconds) throws InterruptedException {
        List<ForkOutcome> outcomes = new ArrayList<>();
        for (Cell cell : cells) {
            outcomes.add(run(cell, shape, limitSeconds));
        }
        return outcomes;
    }

    /**
     * Starts what runs the forks of a JDK, if it does not run yet.
     *
     * @return the id of a process whose use of the machine, with that of its ended children, is this run's; 0 if there is none
     */
    default long start(String jdk) throws InterruptedException {
        return 0;
    }

    /** Ends whatever still runs. */
    @Override
    void close();
}
