package dev.faultpath.design;

import dev.faultpath.model.MapleTree;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * Entries hold offsets in a space of device-private pages alone: what the designs of Q3 share that find the pagemap of one in a maple tree
 * of the pagemaps' ranges. In the kernel {@code mtree_load()}: a node a level, the pivots of each in order.
 */
public abstract class PerOffsetLoop extends PerEntryLoop {
    private final MapleTree offsets;

    protected PerOffsetLoop(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
        offsets = memory.deviceOffsets();
    }

    /** The pagemap that has an offset; {@code null} if none does. */
    protected final Pagemap pagemapAt(long offset) {
        int pagemap = offsets.load(offset);
        return pagemap == MapleTree.GAP ? null : pagemaps[pagemap];
    }
}
