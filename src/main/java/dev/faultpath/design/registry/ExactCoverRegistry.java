package dev.faultpath.design.registry;

import java.util.Arrays;

/**
 * {@code exact-cover} (designs.md G4): groups anew at each arrival, into as few cliques as possible, and of such covers into the one
 * that grants the most links. The yardstick for every design that forms groups: none needs fewer owners.
 *
 * <p>The problem is NP-hard; this is dynamic programming over sets of peers, so {@value #MAX_PEERS} of them at most.
 */
public final class ExactCoverRegistry extends RegroupingRegistry {
    private static final int MAX_PEERS = 16;
    /** A cover's cost: groups first, then the links that it does not grant; one number that compares right. */
    private static final int GROUP = MAX_PEERS * MAX_PEERS;

    /** See {@link OwnerRegistry}; the interconnect must be symmetric. */
    public ExactCoverRegistry(Interconnect interconnect) {
        super(interconnect);
    }

    @Override
    public int maxPeers() {
        return MAX_PEERS;
    }

    @Override
    long[] cover(long[] links, int size) {
        int[] cost = new int[1 << size];
        int[] first = new int[1 << size];
        Arrays.fill(cost, 1, cost.length, -1);
        int all = (1 << size) - 1;
        solve(links, all, cost, first);
        long[] groups = new long[size];
        int count = 0;
        for (int left = all; left != 0; left &= ~first[left]) {
            groups[count++] = first[left];
        }
        return Arrays.copyOf(groups, count);
    }

    private static int solve(long[] links, int set, int[] cost, int[] first) {
        if (cost[set] >= 0) {
            return cost[set];
        }
        int lowest = Integer.lowestOneBit(set);
        int candidates = set & (int) links[Integer.numberOfTrailingZeros(set)];
        int best = Integer.MAX_VALUE;
        // Largest subsets come first as numbers, and of two covers that cost the same the first stays.
        for (int others = candidates;; others = others - 1 & candidates) {
            int group = others | lowest;
            if (clique(links, group)) {
                int rest = set & ~group;
                int granted = Integer.bitCount(group) * (Integer.bitCount(group) - 1) / 2;
                int total = (rest == 0 ? 0 : solve(links, rest, cost, first)) + GROUP - granted;
                if (total < best) {
                    best = total;
                    first[set] = group;
                }
                if (rest == 0) {
                    // One group for all of them: nothing can be better.
                    break;
                }
            }
            if (others == 0) {
                break;
            }
        }
        cost[set] = best;
        return best;
    }

    private static boolean clique(long[] links, int group) {
        for (int left = group; left != 0; left &= left - 1) {
            int at = Integer.numberOfTrailingZeros(left);
            if ((group & ~(1 << at) & ~(int) links[at]) != 0) {
                return false;
            }
        }
        return true;
    }
}
