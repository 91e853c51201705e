package dev.faultpath.design.walk;

import dev.faultpath.model.Vma;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code tree-map} (designs.md W17): Java's red-black tree, keyed by the end of an area. Stands for the red-black tree that the
 * kernel had up to 6.0, with one area a node.
 *
 * <p>A lookup costs log2(n) dependent loads of nodes all over memory, and in Java of a boxed key beside each, which the
 * kernel's tree does not have. A change rotates nodes and so keeps lockless readers out.
 */
public final class TreeMapLookup implements VmaLookup {
    private final TreeMap<Long, Vma> byEnd = new TreeMap<>();

    public TreeMapLookup(Vma[] areas) {
        for (Vma area : areas) {
            byEnd.put(area.end(), area);
        }
    }

    @Override
    public Vma find(long addr) {
        Map.Entry<Long, Vma> entry = byEnd.higherEntry(addr);
        return entry == null ? null : entry.getValue();
    }
}
