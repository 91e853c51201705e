package dev.faultpath.design.callback.driver;

import java.util.SplittableRandom;

/**
 * What a callback costs beyond its own few loads: a stand-in for a driver that takes a lock, walks a list or misses the cache.
 * Each receiver has its own. Not for several threads.
 */
public final class CallbackWork {
    /** Slots of the chain to miss in: 64 MiB of indices, more than one core can expect of the last-level cache. */
    private static final int CHAIN = 1 << 24;

    private final int tokens;
    private final int[] chain;
    private final boolean counts;
    /** Whether there is anything to do: one branch is all that a callback without work pays. */
    private final boolean any;
    private int at;
    private long spent = 1;
    private long calls;

    private CallbackWork(int tokens, int[] chain, boolean counts) {
        this.tokens = tokens;
        this.chain = chain;
        this.counts = counts;
        any = tokens > 0 || chain != null || counts;
    }

    /**
     * Reads a cost: a number of tokens, or {@code miss}.
     *
     * <p>A token is one step of a multiplication and an addition that need the step before. {@code miss} is one load from a
     * random cycle through memory, whose place is known only after the load of the call before.
     *
     * @throws IllegalArgumentException if it is neither, or the number is negative
     */
    public static CallbackWork parse(String cost) {
        if (cost.equals("miss")) {
            return new CallbackWork(0, cycle(CHAIN, 20250204L), false);
        }
        if (!cost.matches("0|[1-9][0-9]{0,8}")) { // one way to write a number, as it names a cell
            throw new IllegalArgumentException("callback cost '" + cost + "': a number of tokens, or miss");
        }
        return new CallbackWork(Integer.parseInt(cost), null, false);
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
        return new CallbackWork(tokens, chain, counts);
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

    private void work() {
        long x = spent;
        for (int i = 0; i < tokens; i++) {
            x = x * 6364136223846793005L + 1442695040888963407L;
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
