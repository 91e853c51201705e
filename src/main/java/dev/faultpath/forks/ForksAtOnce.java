package dev.faultpath.forks;

import dev.faultpath.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Waits for several forks that live at the same time. */
final class ForksAtOnce implements AutoCloseable {
    private final ExecutorService pool;

    /** @param most how many forks there can be at once */
    ForksAtOnce(int most) {
        pool = Executors.newFixedThreadPool(most, task -> {
            Thread thread = new Thread(task, "fork of several");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs forks, a thread each.
     *
     * @param forks     run one fork each
     * @param meanwhile what this thread does in the meantime; it is told which forks have ended, by number
     * @return what came back, in the order of {@code forks}
     * @throws InterruptedException if this thread or that of a fork was interrupted; all forks are then ended
     */
    List<ForkOutcome> run(List<Callable<ForkOutcome>> forks, Consumer<IntPredicate> meanwhile) throws InterruptedException {
        List<Future<ForkOutcome>> running = new ArrayList<>();
        forks.forEach(f -> running.add(pool.submit(f)));
        try {
            meanwhile.accept(i -> running.get(i).isDone());
            List<ForkOutcome> outcomes = new ArrayList<>();
            for (Future<ForkOutcome> fork : running) {
                outcomes.add(fork.get());
            }
            return outcomes;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InputException wrong) {
                throw wrong;
            }
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedException("a fork was ended");
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            running.forEach(f -> f.cancel(true)); // no effect on one that is done
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
