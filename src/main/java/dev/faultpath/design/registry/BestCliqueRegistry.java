package dev.faultpath.design.registry;

import java.util.Arrays;

/**
 * {@code best-clique} (designs.md G3): groups anew at each arrival: the largest set of peers that are all linked becomes a group, then
 * the largest of the rest, and so on. A driver could have it that knew all its devices beforehand, or could change owners later.
 *
 * <p>Finding the largest clique takes exponential time in the worst case, which the few peers of one machine do not reach.
 */
public final class BestCliqueRegistry extends RegroupingRegistry {
    /** See {@link OwnerRegistry}; the interconnect must be symmetric. */
    public BestCliqueRegistry(Interconnect interconnect) {
        super(interconnect);
    }

    @Override
    long[] cover(long[] links, int size) {
        long[] groups = new long[size];
        int count = 0;
        long left = size == Long.SIZE ? -1 : (1L << size) - 1;
        while (left != 0) {
            long group = largest(links, left, 0, 0);
            groups[count++] = group;
            left &= ~group;
        }
        return Arrays.copyOf(groups, count);
    }

    /**
     * The largest clique that has all of {@code chosen} and the rest from {@code candidates}, each of which is linked to all
     * chosen; {@code best} if none is larger. The first that is found stays.
     */
    private static long largest(long[] links, long candidates, long chosen, long best) {
        if (candidates == 0) {
            return Long.bitCount(chosen) > Long.bitCount(best) ? chosen : best;
        }
        long found = best;
        long open = candidates;
        while (open != 0 && Long.bitCount(chosen) + Long.bitCount(open) > Long.bitCount(found)) {
            int next = Long.numberOfTrailingZeros(open);
            open &= open - 1;
            found = largest(links, open & links[next], chosen | 1L << next, found);
        }
        return found;
    }
}
