package dev.faultpath.design.walk;

import dev.faultpath.model.MapleTree;
import dev.faultpath.model.Vma;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * {@code maple-tree} (designs.md W18): the kernel's maple tree, a B-tree of ranges that holds the areas since 6.1.
 *
 * <p>A lookup costs log10(n) nodes, each of four cache lines that are scanned in order; nodes are replaced and not changed, so
 * readers need only RCU. Left out: the look whether a node was replaced, as the tree does not change.
 */
public final class MapleTreeLookup implements VmaLookup {
    private final Vma[] areas;
    private final MapleTree tree;

    public MapleTreeLookup(Vma[] areas) {
        this.areas = areas;
        tree = new MapleTree(0, Arrays.stream(areas).mapToLong(Vma::start).toArray(),
                Arrays.stream(areas).mapToLong(v -> v.end() - 1).toArray(), IntStream.range(0, areas.length).toArray());
    }

    @Override
    public Vma find(long addr) {
        int slot = tree.find(addr);
        int area = tree.value(slot);
        if (area != MapleTree.GAP) {
            return areas[area];
        }
        // Two gaps never follow one another, and leaves lie in order: the next slot is an area, or the last gap was it.
        boolean end = tree.last(slot) == Long.MAX_VALUE;
        return end ? null : areas[tree.value(slot + 1)];
    }
}
