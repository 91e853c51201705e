package dev.faultpath.design.owner;

import dev.faultpath.design.walk.DecisionTable;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Pte;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The loop that all designs share; they differ in {@link #mayUse}. Each entry is read once, opaquely, as the kernel reads it
 * with {@code READ_ONCE}. One design is loaded in a fork, so the call is a direct one and is inlined.
 */
abstract class PerEntryComparison implements OwnerComparison {
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    @Override
    public final void answer(long[] entries, int first, int count, long[] pfns, int at) {
        for (int i = 0; i < count; i++) {
            long entry = (long) ENTRY.getOpaque(entries, first + i);
            boolean own = Pte.isDevicePrivate(entry) && mayUse(entry);
            pfns[at + i] = pfns[at + i] & HmmPfn.STICKY | DecisionTable.snapshot(entry, own);
        }
    }

    /** Whether the asker takes the page of this device-private entry. */
    abstract boolean mayUse(long entry);
}
