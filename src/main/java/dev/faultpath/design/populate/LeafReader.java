package dev.faultpath.design.populate;

import dev.faultpath.design.PagemapReader;
import dev.faultpath.design.walk.DecisionTable;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Reads one last-level entry and decides its word: the same step in the loop of every design. Each entry is read once,
 * opaquely, as the kernel reads it with {@code READ_ONCE}, so no design's loop can become a copy of the table.
 */
final class LeafReader extends PagemapReader {
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] memmap;
    private final Owner owner;

    LeafReader(PhysicalMemory memory, Owner owner) {
        super(memory);
        memmap = memory.memmap().words();
        this.owner = owner;
    }

    /** The word of the entry at {@code index}, without sticky bits. */
    long word(long[] entries, int index) {
        long entry = (long) ENTRY.getOpaque(entries, index);
        return DecisionTable.snapshot(entry, Pte.isDevicePrivate(entry) && own(entry));
    }

    private boolean own(long entry) {
        return pagemap(Memmap.pagemapId(memmap, Pte.pfn(entry))).owner() == owner;
    }
}
