package dev.faultpath.bench.state;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Whoever disturbs the walker of a benchmark, from a thread that is new each iteration: it does something once for n pages of the
 * walker's progress, a rate that does not depend on a clock, so that a slow design is not disturbed more often a page than a fast one.
 * It spins between its turns, on the second core.
 */
@State(Scope.Benchmark) // several places take it, which would be several objects of a thread's state
public abstract class SecondThread {
    @FunctionalInterface
    public interface Action {
        /**
         * Takes one turn.
         *
         * @param turn 0, 1, 2 …
         * @return nanoseconds that count as its time
         */
        long run(int turn) throws InterruptedException;
    }

    private final AtomicLong walked = new AtomicLong();
    private Thread thread;
    private volatile boolean stopped;
    private volatile Throwable failure;
    private volatile long turns;
    private volatile long nanos;

    /** Turns for a million pages of requests; 0 for no second thread. */
    protected abstract int perMillionPages();

    /** Starts the thread, if there is to be one. */
    public void start(Action action) {
        if (perMillionPages() > 0) {
            walked.set(0);
            turns = 0;
            nanos = 0;
            stopped = false;
            thread = new Thread(() -> run(action), "disturbance");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Called by the walker, after each request. */
    public void walked(int pages) {
        if (thread != null) {
            walked.setRelease(walked.getOpaque() + pages);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // no other thread writes them
    private void run(Action action) {
        try {
            double pagesATurn = 1e6 / perMillionPages();
            double due = pagesATurn;
            while (!stopped) {
                if (walked.get() < due) {
                    Thread.onSpinWait();
                    continue;
                }
                nanos = nanos + action.run((int) turns);
                turns = turns + 1;
                // Turns that fell due meanwhile are left out: they would come back to back.
                due = Math.max(due, (double) walked.get()) + pagesATurn;
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    /**
     * Ends the thread, if there is one; the walker is in no request.
     *
     * @throws IllegalStateException if it failed, or does not end
     */
    public void stop() throws InterruptedException {
        if (thread == null) {
            return;
        }
        stopped = true;
        thread.join(10_000);
        if (thread.isAlive()) {
            throw new IllegalStateException("the second thread does not end");
        }
        if (failure != null) {
            throw new IllegalStateException("the second thread failed", failure);
        }
    }

    /** Turns of the thread that was started last; 0 if there was none. */
    public long turns() {
        return turns;
    }

    /** What they took together, nanoseconds. */
    public long nanos() {
        return nanos;
    }
}
