package dev.faultpath.bench.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A second thread that does something once for n pages of the walker's progress: a rate that does not depend on a clock, so
 * that a slow design is not disturbed more often a page than a fast one. It spins between its turns, on the second core.
 */
public final class Disturbance {
    private static final VarHandle WALKED;

    static {
        try {
            WALKED = MethodHandles.lookup().findVarHandle(Disturbance.class, "walked", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @FunctionalInterface
    public interface Action {
        /**
         * Does it.
         *
         * @param turn 0, 1, 2 …
         * @return nanoseconds that count as its time
         */
        long run(int turn) throws InterruptedException;
    }

    private final Action action;
    private final double pagesATurn;
    private final Thread thread;
    private volatile long walked;
    private volatile boolean stopped;
    private volatile Throwable failure;
    private volatile long turns;
    private volatile long nanos;

    /** @param perMillionPages turns for a million pages, above 0 */
    public Disturbance(double perMillionPages, Action action) {
        this.action = action;
        this.pagesATurn = 1e6 / perMillionPages;
        this.thread = new Thread(this::run, "disturbance");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Called by the walker, after each request. */
    public void walked(int pages) {
        WALKED.setRelease(this, (long) WALKED.getOpaque(this) + pages);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // no other thread writes them
    private void run() {
        try {
            double due = pagesATurn;
            while (!stopped) {
                if (walked < due) {
                    Thread.onSpinWait();
                    continue;
                }
                nanos = nanos + action.run((int) turns);
                turns = turns + 1;
                // Turns that fell due meanwhile are left out: they would come back to back.
                due = Math.max(due, (double) walked) + pagesATurn;
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    /**
     * Ends the thread; the walker is in no request.
     *
     * @throws IllegalStateException if it failed, or does not end
     */
    public void stop() throws InterruptedException {
        stopped = true;
        thread.join(10_000);
        if (thread.isAlive()) {
            throw new IllegalStateException("the second thread does not end");
        }
        if (failure != null) {
            throw new IllegalStateException("the second thread failed", failure);
        }
    }

    public long turns() {
        return turns;
    }

    public long nanos() {
        return nanos;
    }
}
