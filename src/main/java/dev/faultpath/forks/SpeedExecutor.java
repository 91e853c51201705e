package dev.faultpath.forks;

import dev.faultpath.machine.ProcessorSpeed;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads in which JMH runs a benchmark; each asks for the {@link ProcessorSpeed} just before it starts an iteration, outside the
 * measured time. It has to be this thread: JMH calls a profiler in another one, which may be on another processor.
 */
public final class SpeedExecutor extends ThreadPoolExecutor {
    private static final AtomicLong SLOWEST = new AtomicLong();

    /** What JMH calls, with the benchmark's number of threads and the start of their names. */
    public SpeedExecutor(int threads, String prefix) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threadsNamed(prefix));
    }

    private static ThreadFactory threadsNamed(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + "-jmh-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Starts over. */
    static void forget() {
        SLOWEST.set(0);
    }

    /** Nanoseconds of the slowest thread since; 0 if none ran. */
    static long slowest() {
        return SLOWEST.get();
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
        SLOWEST.accumulateAndGet(ProcessorSpeed.nanos(), Math::max);
    }
}
