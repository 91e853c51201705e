package dev.faultpath.bench;

import dev.faultpath.design.populate.LeafStream;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Pte;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Loops that several benchmarks use as their physical floor. */
final class Baselines {
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    private Baselines() {
    }

    /** Reads {@code count} entries as the walk does, once and opaquely, and writes their pfns; returns the next position. */
    static int copyPfns(long[] entries, int first, int count, long[] pfns, int at) {
        for (int i = 0; i < count; i++) {
            long entry = (long) ENTRY.getOpaque(entries, first + i);
            pfns[at + i] = pfns[at + i] & HmmPfn.STICKY | Pte.pfn(entry) | HmmPfn.VALID;
        }
        return at + count;
    }

    /** Reads every entry of a stream of tables and writes its pfn, without a look at what it is. */
    static long[] copyTables(LeafStream tables, long[] pfns) {
        int at = 0;
        for (int i = 0; i < tables.size(); i++) {
            at = copyPfns(tables.entries(), tables.first(i), tables.pages(i), pfns, at);
        }
        return pfns;
    }

    /** Reads one entry and writes its pfn and the {@code count - 1} that follow it; returns the next position. */
    static int spreadPfn(long[] entries, int index, int count, long[] pfns, int at) {
        long pfn = Pte.pfn((long) ENTRY.getOpaque(entries, index));
        for (int i = 0; i < count; i++) {
            pfns[at + i] = pfns[at + i] & HmmPfn.STICKY | pfn + i | HmmPfn.VALID;
        }
        return at + count;
    }

    /** Reads {@code count} entries as the walk does and joins them: a value that depends on every one. */
    static long readEntries(long[] entries, int first, int count) {
        long joined = 0;
        for (int i = 0; i < count; i++) {
            joined |= (long) ENTRY.getOpaque(entries, first + i);
        }
        return joined;
    }

    /** The control {@code baselineWordFill}, the same for all questions: writes every word and reads nothing else. */
    static long[] fillWords(long[] pfns) {
        fillPfns(HmmPfn.VALID, pfns.length, pfns, 0);
        return pfns;
    }

    /** Writes {@code count} words of consecutive pfns and reads nothing but the words themselves; returns the next position. */
    static int fillPfns(long word, int count, long[] pfns, int at) {
        int end = at + count;
        long next = word;
        for (int i = at; i < end; i++) {
            pfns[i] = pfns[i] & HmmPfn.STICKY | next++;
        }
        return end;
    }
}
