package dev.faultpath.design.walk;

import dev.faultpath.model.Vma;
import java.util.Arrays;

/**
 * {@code maple-tree} (designs.md W18): a B-tree of ranges in the shape of the kernel's maple tree, which holds the areas since 6.1.
 * A slot is an area or a gap, told apart from the next by a pivot, its last address; leaves have 16 slots and inner nodes 10, as in a tree
 * that tracks gaps for allocation. Nodes are full, as after a bulk load.
 *
 * <p>A lookup costs log10(n) nodes, each of four cache lines that are scanned in order; nodes are replaced and not changed, so
 * readers need only RCU. Left out: the gap sizes themselves, and parents, as the tree does not change.
 */
public final class MapleTreeLookup implements VmaLookup {
    private static final int LEAF_SLOTS = 16;
    private static final int INNER_SLOTS = 10;
    /** Slots of both kinds of node in the arrays, so that a node begins at a power of two. */
    private static final int STRIDE = LEAF_SLOTS;
    private static final int GAP = -1;

    private final Vma[] areas;
    private final long[] pivots;
    /** A leaf's slot: position of the area, or {@link #GAP}. An inner node's: number of the node below. */
    private final int[] slots;
    private final int leaves;
    private final int root;
    private final int innerLevels;

    public MapleTreeLookup(Vma[] areas) {
        this.areas = areas;
        long[] lasts = new long[2 * areas.length + 1];
        int[] what = new int[lasts.length];
        int ranges = 0;
        long from = 0;
        for (int i = 0; i < areas.length; i++) {
            if (areas[i].start() > from) {
                lasts[ranges] = areas[i].start() - 1;
                what[ranges++] = GAP;
            }
            from = areas[i].end();
            lasts[ranges] = from - 1;
            what[ranges++] = i;
        }
        lasts[ranges] = Long.MAX_VALUE;
        what[ranges++] = GAP;

        leaves = nodes(ranges, LEAF_SLOTS);
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
        // What a node does not use says that the address is not beyond it.
        Arrays.fill(pivots, Long.MAX_VALUE);
        for (int i = 0; i < ranges; i++) {
            pivots[i] = lasts[i];
            slots[i] = what[i];
        }
        int below = 0;
        for (int width = leaves, first = leaves; width > 1;) {
            for (int i = 0; i < width; i++) {
                int at = (first + i / INNER_SLOTS) * STRIDE + i % INNER_SLOTS;
                pivots[at] = lastPivot(below + i, below < leaves ? LEAF_SLOTS : INNER_SLOTS);
                slots[at] = below + i;
            }
            below = first;
            width = nodes(width, INNER_SLOTS);
            first += width;
        }
    }

    private static int nodes(int entries, int slots) {
        return (entries + slots - 1) / slots;
    }

    private long lastPivot(int node, int slotsOfNode) {
        return pivots[node * STRIDE + slotsOfNode - 1];
    }

    @Override
    public Vma find(long addr) {
        int node = root;
        for (int level = innerLevels; level > 0; level--) {
            node = slots[slot(node, addr)];
        }
        int slot = slot(node, addr);
        int area = slots[slot];
        if (area != GAP) {
            return areas[area];
        }
        // Two gaps never follow one another, and leaves lie in order: the next slot is an area, or the last gap was it.
        boolean end = pivots[slot] == Long.MAX_VALUE;
        return end ? null : areas[slots[slot + 1]];
    }

    /** The slot of a node whose range contains the address. */
    private int slot(int node, long addr) {
        int slot = node * STRIDE;
        while (pivots[slot] < addr) {
            slot++;
        }
        return slot;
    }
}
