package dev.faultpath.forks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs forks that live at once and take {@linkplain Turns turns}. */
final class ForksInTurns implements AutoCloseable {
    private final Turns turns;
    private final ForksAtOnce atOnce;

    /**
     * A fork that is to take its turns.
     *
     * @param runner runs it; its forks ask at the {@linkplain #port port} of the fork's number
     * @param cell   what it runs
     */
    record Seated(ForkRunner runner, Cell cell) {
    }

    /**
     * @param most how many forks there can be at once
     * @throws dev.faultpath.InputException if there is no port for one of them
     */
    ForksInTurns(int most) {
        turns = new Turns(most);
        atOnce = new ForksAtOnce(most);
    }

    /** The port at which a fork asks for its turns, by its number from 0. */
    int port(int fork) {
        return turns.port(fork);
    }

    /**
     * Runs forks to their end.
     *
     * @param forks        by number
     * @param order        their numbers, in the order of the first slice
     * @param fewest       fewest forks worth going on with
     * @param shape        how each fork is divided
     * @param limitSeconds wall time after which one fork by itself would be ended, and longest wait for a word of one
     * @return what came back, in the order of {@code forks}
     * @throws InterruptedException if this thread or that of a fork was interrupted; all forks are then ended
     */
    List<ForkOutcome> run(List<Seated> forks, List<Integer> order, int fewest, Shape shape, double limitSeconds) throws InterruptedException {
        turns.clear();
        double limit = forks.size() * limitSeconds; // each also waits for the others, of whom one may hang for as long as it is allowed to
        List<Callable<ForkOutcome>> starts = new ArrayList<>();
        forks.forEach(f -> starts.add(() -> f.runner.run(f.cell, shape, limit)));
        return atOnce.run(starts, ended -> turns.give(shape.total(), order, fewest, (int) (limitSeconds * 1000), ended));
    }

    @Override
    public void close() {
        atOnce.close();
        turns.close();
    }
}
