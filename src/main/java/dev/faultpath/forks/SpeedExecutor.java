package dev.faultpath.forks;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads in which JMH runs a benchmark; each times the same short piece of arithmetic just before it starts an iteration,
 * outside the measured time: how fast its processor was for this very fork, whatever the benchmark does. It has to be this thread:
 * JMH calls a profiler in another one, which the system may have put on another processor.
 *
 * <p>On a virtual processor the other hardware thread of the core belongs to a stranger. While the stranger works, code that keeps
 * the core's units busy runs clearly slower, for seconds or minutes, and no counter of the guest says so. The piece has
 * six independent chains of integer operations, so that it is limited by those units and not by the length of one chain, which
 * would hardly feel it. It touches no memory.
 */
public final class SpeedExecutor extends ThreadPoolExecutor {
    private static final int ROUNDS = 256;
    /**
     * About a millisecond. Much shorter pieces often fall between two bursts of the stranger's work and look quick in the midst of
     * a slow spell.
     */
    private static final int CALLS = 2_700;
    /** Calls after which the piece is compiled for good; it must not be timed before. */
    private static final int WARMUP_CALLS = 12_000;

    private static final AtomicLong SLOWEST = new AtomicLong();
    private static final ThreadLocal<long[]> CHAINS = new ThreadLocal<>();

    /**
     * What JMH calls.
     *
     * @param threads as many as the benchmark has
     * @param prefix  start of their names
     */
    public SpeedExecutor(int threads, String prefix) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threadsNamed(prefix));
    }

    private static java.util.concurrent.ThreadFactory threadsNamed(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + "-jmh-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** What a fork must be started with, so that JMH runs it in these threads. */
    static List<String> forkArgs() {
        return List.of("-Djmh.executor=CUSTOM", "-Djmh.executor.class=" + SpeedExecutor.class.getName());
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
        SLOWEST.accumulateAndGet(time(), Math::max);
    }

    /** Nanoseconds that the piece takes on this thread's processor now; the first call of a thread makes it warm before. */
    public static long time() {
        long[] chains = CHAINS.get();
        if (chains == null) {
            chains = new long[] {1, 2, 3, 4, 5, 6};
            CHAINS.set(chains);
            calls(chains, WARMUP_CALLS);
        }
        long begin = System.nanoTime();
        calls(chains, CALLS);
        return System.nanoTime() - begin;
    }

    private static void calls(long[] chains, int count) {
        for (int i = 0; i < count; i++) {
            piece(chains);
        }
    }

    private static void piece(long[] chains) {
        long a = chains[0];
        long b = chains[1];
        long c = chains[2];
        long d = chains[3];
        long e = chains[4];
        long f = chains[5];
        for (int i = 0; i < ROUNDS; i++) {
            a = a * 5 + i;
            b = (b ^ i) + 3;
            c = c + (c << 3) + i;
            d = (d ^ d >>> 7) + i;
            e = e + (i ^ e);
            f = f * 9 + i;
        }
        chains[0] = a;
        chains[1] = b;
        chains[2] = c;
        chains[3] = d;
        chains[4] = e;
        chains[5] = f;
    }
}
