package dev.faultpath.stress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The part of a walk that takes time: without it a test of two threads would hardly ever put one's change within the other's request. */
final class Walk {
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);
    /** Entries of one table page. */
    private static final long[] ENTRIES = new long[512];

    private Walk() {
    }

    /** Reads every entry of a table page, as a walk does; 0. */
    static int pages() {
        long all = 0;
        for (int i = 0; i < ENTRIES.length; i++) {
            all |= (long) ENTRY.getOpaque(ENTRIES, i);
        }
        return (int) all;
    }
}
