package dev.faultpath.forks;

import dev.faultpath.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs forks that live at once, a thread each, and take {@linkplain Turns turns}. */
final class ForksInTurns implements AutoCloseable {
    private final Turns turns;
    private final ExecutorService pool;

    /** What runs a fork that takes turns, asking at the {@linkplain #port port} of its number, and the fork's cell. */
    record Seated(ForkRunner runner, Cell cell) {
    }

    /**
     * Forks of which so many live at once.
     *
     * @param atOnce how many may run at once where nothing is timed, at least 1
     * @throws InputException if there is no port for one of this many forks
     */
    ForksInTurns(int most, int atOnce) {
        turns = new Turns(most, atOnce);
        pool = Executors.newFixedThreadPool(most, task -> {
            Thread thread = new Thread(task, "fork of several");
            thread.setDaemon(true);
            return thread;
        });
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
     * @param limitSeconds wall time after which one fork by itself would be ended, and longest wait for a word of one
     * @param ended        hears of each in that fork's thread
     * @return what came back, in the order of {@code forks}
     * @throws InterruptedException if this thread or that of a fork was interrupted; all forks are then ended
     */
    List<ForkOutcome> run(List<Seated> forks, List<Integer> order, int fewest, Shape shape, double limitSeconds, ForkRunner.Ended ended)
            throws InterruptedException {
        turns.clear();
        double limit = forks.size() * limitSeconds; // each also waits for the others, of whom one may hang for as long as it is allowed to
        List<Future<ForkOutcome>> running = new ArrayList<>();
        forks.forEach(f -> running.add(pool.submit(() -> {
            ForkOutcome outcome = f.runner.run(f.cell, shape, limit);
            ended.fork(f.cell, outcome);
            return outcome;
        })));
        try {
            turns.give(shape, order, fewest, (int) (limitSeconds * 1000), i -> running.get(i).isDone());
            List<ForkOutcome> outcomes = new ArrayList<>();
            for (Future<ForkOutcome> fork : running) {
                outcomes.add(ForkRunner.get(fork));
            }
            return outcomes;
        } finally {
            running.forEach(f -> f.cancel(true)); // no effect on one that is done
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
        turns.close();
    }
}
