package dev.faultpath.design;

import dev.faultpath.design.walk.DecisionTable;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A snapshot of consecutive entries of the last level, rows 4 to 16 of decision-table.md: the loop that the designs of Q3
 * and Q4 share; they differ in {@link #mayUse}. Each entry is read once, opaquely, as the kernel reads it with
 * {@code READ_ONCE}. One design is loaded in a fork, so the call is a direct one and is inlined.
 */
public abstract class PerEntryLoop extends PagemapReader {
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    protected final long[] memmap;
    /** Whose memory the asker takes as it is; may be null. */
    protected final Owner owner;

    protected PerEntryLoop(PhysicalMemory memory, Owner owner) {
        super(memory);
        memmap = memory.memmap().words();
        this.owner = owner;
    }

    /**
     * Answers entries in order.
     *
     * @param entries the page table's flat array
     * @param first index of the first entry
     * @param count entries to answer
     * @param pfns the words, input and output; the sticky bits are kept
     * @param at position of the first word
     */
    public final void answer(long[] entries, int first, int count, long[] pfns, int at) {
        for (int i = 0; i < count; i++) {
            long entry = (long) ENTRY.getOpaque(entries, first + i);
            boolean own = Pte.isDevicePrivate(entry) && mayUse(entry);
            pfns[at + i] = pfns[at + i] & HmmPfn.STICKY | DecisionTable.snapshot(entry, own);
        }
    }

    /** Whether the asker takes the page of this device-private entry. */
    protected abstract boolean mayUse(long entry);

    /** The id of the pagemap of a device-private entry: page → head → pagemap. */
    protected final int pagemapId(long entry) {
        return Memmap.pagemapId(memmap, Pte.pfn(entry));
    }

    protected final Pagemap pagemapOf(long entry) {
        return pagemap(pagemapId(entry));
    }
}
