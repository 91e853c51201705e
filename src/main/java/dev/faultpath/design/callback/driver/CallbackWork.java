package dev.faultpath.design.callback.driver;

import java.util.SplittableRandom;

/**
 * What a callback costs beyond its own few loads: a stand-in for a driver that takes a lock, walks a list or misses the cache.
 * Each receiver has its own. Not for several threads.
 */
public final class CallbackWork {
    /** Slots of the chain to miss in: 64 MiB of indices, more than one core can expect of the last-level cache. */
    private static final int CHAIN = 1 << 24;

    /** What a step multiplies by: odd, so that it loses nothing. */
    private static final long MULTIPLIER = 6364136223846793005L;
    /** What a step flips. */
    private static final long FLIPPED = 1442695040888963407L;
    /** How a number of steps is written after the number: a cell is named by it. */
    private static final String STEPS = "-steps";

    private final int steps;
    private final int[] chain;
    private final boolean counts;
    /** Whether there is anything to do: one branch is all that a callback without work pays. */
    private final boolean any;
    private int at;
    private long spent = 1;
    private long calls;

    private CallbackWork(int steps, int[] chain, boolean counts) {
        this.steps = steps;
        this.chain = chain;
        this.counts = counts;
        any = steps > 0 || chain != null || counts;
    }

    /**
     * Reads a cost: {@code 0}, {@code 100-steps} or another number of them, or {@code miss}.
     *
     * <p>A step takes about a nanosecond; see {@link #step}. {@code miss} is one load from a random cycle through memory, whose place is
     * known only after the load of the call before.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static CallbackWork parse(String cost) {
        if (cost.equals("miss")) {
            return new CallbackWork(0, cycle(CHAIN, 20250204L), false);
        }
        if (cost.equals("0")) {
            return new CallbackWork(0, null, false);
        }
        if (!cost.matches("[1-9][0-9]{0,8}" + STEPS)) { // one way to write a number, as it names a cell
            throw new IllegalArgumentException("callback cost '" + cost + "': 0, a number of steps such as 100" + STEPS + ", or miss");
        }
        return new CallbackWork(Integer.parseInt(cost.substring(0, cost.length() - STEPS.length())), null, false);
    }

    /**
     * No work but to count the calls: they are counted at the call that is measured, and it sees no other class of receiver.
     */
    public static CallbackWork counting() {
        return new CallbackWork(0, null, true);
    }

    /** Calls so far, if they are counted. */
    public long calls() {
        return calls;
    }

    /** The same work for another receiver; a chain is shared, the place in it and the count are not. */
    public CallbackWork copy() {
        return new CallbackWork(steps, chain, counts);
    }

    /** A permutation that is one cycle, by Sattolo's algorithm. */
    static int[] cycle(int size, long seed) {
        int[] next = new int[size];
        for (int i = 0; i < size; i++) {
            next[i] = i;
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i);
            int swap = next[i];
            next[i] = next[j];
            next[j] = swap;
        }
        return next;
    }

    public void spend() {
        if (any) {
            work();
        }
    }

    /**
     * One step of the chain: a multiplication and an exclusive or, four cycles, that need the step before. Had the or been an addition,
     * several steps would be one, as a compiler knows: the work would be a fraction of what was asked for.
     */
    static long step(long x) {
        return x * MULTIPLIER ^ FLIPPED;
    }

    /** Where the chain of steps is. */
    long spent() {
        return spent;
    }

    private void work() {
        long x = spent;
        for (int i = 0; i < steps; i++) {
            x = step(x);
        }
        spent = x;
        if (chain != null) {
            at = chain[at];
        }
        if (counts) {
            calls++;
        }
    }
}
