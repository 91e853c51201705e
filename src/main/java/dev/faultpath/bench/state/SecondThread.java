package dev.faultpath.bench.state;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Whoever disturbs the walker of a benchmark, from a second thread and at the rate that a parameter gives; a new thread each iteration. */
@State(Scope.Benchmark) // several places take it, which would be several objects of a thread's state
public abstract class SecondThread {
    private Disturbance disturbance;

    /** Turns for a million pages of requests; 0 for no second thread. */
    protected abstract int perMillionPages();

    /** Starts the thread, if there is to be one. */
    public void start(Disturbance.Action action) {
        if (perMillionPages() > 0) {
            disturbance = new Disturbance(perMillionPages(), action);
            disturbance.start();
        }
    }

    /** Ends the thread; the walker is in no request. */
    public void stop() throws InterruptedException {
        if (disturbance != null) {
            disturbance.stop();
        }
    }

    /** Called by the walker, after each request. */
    public void walked(int pages) {
        if (disturbance != null) {
            disturbance.walked(pages);
        }
    }

    /** Turns of the thread that was started last; 0 if there was none. */
    public long turns() {
        return disturbance == null ? 0 : disturbance.turns();
    }

    /** What they took together, nanoseconds. */
    public long nanos() {
        return disturbance == null ? 0 : disturbance.nanos();
    }
}
