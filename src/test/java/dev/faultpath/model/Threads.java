package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A thread that is expected to wait for something, and the bounds within which it does. No test depends on how long. */
final class Threads<T> {
    private static final long BOUND_SECONDS = 60;

    private final FutureTask<T> task;
    private final Thread thread;

    private Threads(Callable<T> body) {
        task = new FutureTask<>(body);
        thread = new Thread(task, "waiter");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Threads<T> start(Callable<T> body) {
        return new Threads<>(body);
    }

    /** Returns once the thread waits in a monitor, a lock or a condition; fails if it ends instead. */
    Threads<T> awaitWaiting() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.getState()).as("the thread must wait").isNotEqualTo(Thread.State.TERMINATED);
            assertThat(System.nanoTime() - deadline).as("nanoseconds past the bound").isNegative();
            Thread.onSpinWait();
        }
        return this;
    }

    boolean waiting() {
        return thread.getState() == Thread.State.WAITING;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** What the thread returned. */
    T result() throws ExecutionException {
        try {
            return task.get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("the thread did not end", e);
        }
    }
}
