package dev.faultpath.model;

import java.util.Arrays;

/**
 * A B-tree of ranges in the shape of the kernel's maple tree. A slot is a range with a value or a gap, told apart from the next by a
 * pivot, its last key; leaves have 16 slots and inner nodes 10, as in a tree that tracks gaps for allocation. Nodes are full, as after a
 * bulk load, and never change: whoever adds or removes a range makes a new tree, as the kernel makes new nodes.
 *
 * <p>Left out: the gap sizes, and all of a node's parent but what tells a reader that the node was replaced. A slot is a number of four
 * bytes, where the kernel has a pointer.
 */
public final class MapleTree {
    /** What a key has that no range contains. */
    public static final int GAP = -1;
    private static final int LEAF_SLOTS = 16;
    private static final int INNER_SLOTS = 10;
    /** Slots of both kinds of node in the arrays, so that a node begins at a power of two. */
    private static final int STRIDE = LEAF_SLOTS;

    private final long[] pivots;
    /** A leaf's slot: the range's value, or {@link #GAP}. An inner node's: number of the node below. */
    private final int[] slots;
    /** The node above, -1 for the root; a node that was replaced is its own. */
    private final int[] parents;
    private final int root;
    private final int innerLevels;

    /**
     * A tree of given ranges, in ascending order and apart.
     *
     * @param from   the least key there is: none below is ever looked up
     * @param firsts first key of each range
     * @param lasts  last key of each range, less than {@link Long#MAX_VALUE}
     * @param values value of each range, 0 or more
     */
    public MapleTree(long from, long[] firsts, long[] lasts, int[] values) {
        long[] ends = new long[2 * firsts.length + 1];
        int[] what = new int[ends.length];
        int ranges = 0;
        long next = from;
        for (int i = 0; i < firsts.length; i++) {
            if (firsts[i] > next) {
                ends[ranges] = firsts[i] - 1;
                what[ranges++] = GAP;
            }
            ends[ranges] = lasts[i];
            what[ranges++] = values[i];
            next = lasts[i] + 1;
        }
        ends[ranges] = Long.MAX_VALUE;
        what[ranges++] = GAP;

        int leaves = nodes(ranges, LEAF_SLOTS);
        int total = leaves;
        int levels = 0;
        for (int width = leaves; width > 1; levels++) {
            width = nodes(width, INNER_SLOTS);
            total += width;
        }
        innerLevels = levels;
        root = total - 1;
        pivots = new long[total * STRIDE];
        slots = new int[total * STRIDE];
        parents = new int[total];
        parents[root] = -1;
        // What a node does not use says that the key is not beyond it.
        Arrays.fill(pivots, Long.MAX_VALUE);
        System.arraycopy(ends, 0, pivots, 0, ranges);
        System.arraycopy(what, 0, slots, 0, ranges);
        int below = 0;
        for (int width = leaves, first = leaves; width > 1;) {
            for (int i = 0; i < width; i++) {
                int parent = first + i / INNER_SLOTS;
                int at = parent * STRIDE + i % INNER_SLOTS;
                pivots[at] = pivots[(below + i) * STRIDE + (below < leaves ? LEAF_SLOTS : INNER_SLOTS) - 1];
                slots[at] = below + i;
                parents[below + i] = parent;
            }
            below = first;
            width = nodes(width, INNER_SLOTS);
            first += width;
        }
    }

    private static int nodes(int entries, int slots) {
        return (entries + slots - 1) / slots;
    }

    /**
     * The value of the range that contains {@code key}, or {@link #GAP}: the kernel's {@code mtree_load()}, which looks in each node
     * whether it was replaced meanwhile, and would start over.
     */
    public int load(long key) {
        int node = root;
        for (int level = innerLevels;; level--) {
            int value = slots[slot(node, key)];
            if (parents[node] == node) {
                throw new IllegalStateException("a node was replaced");
            }
            if (level == 0) {
                return value;
            }
            node = value;
        }
    }

    /** The slot of a leaf whose range or gap contains {@code key}. */
    public int find(long key) {
        int node = root;
        for (int level = innerLevels; level > 0; level--) {
            node = slots[slot(node, key)];
        }
        return slot(node, key);
    }

    /** What a leaf's slot has: a value, or {@link #GAP}. */
    public int value(int slot) {
        return slots[slot];
    }

    /** Last key of a leaf's slot; {@link Long#MAX_VALUE} of the gap behind all ranges. */
    public long last(int slot) {
        return pivots[slot];
    }

    /** The slot of a node whose range contains the key. */
    private int slot(int node, long key) {
        int slot = node * STRIDE;
        while (pivots[slot] < key) {
            slot++;
        }
        return slot;
    }
}
