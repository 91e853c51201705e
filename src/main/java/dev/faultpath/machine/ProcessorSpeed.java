package dev.faultpath.machine;

/**
 * How fast this thread's processor is just now: the time of a short, fixed piece of arithmetic.
 *
 * <p>On a virtual processor the other hardware thread of the core belongs to a stranger. While the stranger works, code that keeps
 * the core's units busy runs clearly slower, for seconds or minutes, and no counter of the guest says so. The piece has six
 * independent chains of integer operations, so that those units limit it: the length of a single chain would hardly feel the
 * stranger. It touches no memory.
 */
public final class ProcessorSpeed {
    private static final int ROUNDS = 256;
    /**
     * About a millisecond. Much shorter pieces often fall between two bursts of the stranger's work and look quick in the midst of
     * a slow spell.
     */
    private static final int CALLS = 2_700;
    /** Calls after which the piece is compiled for good; it must not be timed before. */
    private static final int WARMUP_CALLS = 12_000;

    private static final ThreadLocal<long[]> CHAINS = ThreadLocal.withInitial(() -> {
        long[] chains = {1, 2, 3, 4, 5, 6};
        calls(chains, WARMUP_CALLS);
        return chains;
    });

    private ProcessorSpeed() {
    }

    /** Nanoseconds that the piece takes; a thread's first call warms it up before. */
    public static long nanos() {
        long[] chains = CHAINS.get();
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
