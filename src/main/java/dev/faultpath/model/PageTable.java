package dev.faultpath.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * A four-level radix table in one flat array: table {@code t} is the 512 entries from {@code t * 512} on, table 0 is the
 * root (PGD; the P4D level is folded). An entry's position in the array is its <em>index</em>.
 *
 * <p>Reading takes no lock. Everything that changes the table goes through {@link #write} or {@link #replace}, under the
 * table's lock; a device's table is its driver's to lock ({@link #put}, {@link #dropTable}). When the array has to grow, a reader
 * that still holds the old one reads entries that were true when it grew; every later change is announced by the notifier, as it
 * is for a reader that read a moment earlier.
 *
 * <p>The class is open so that a test can change entries between two reads; nothing in the suite extends it, so its reads
 * are compiled as direct ones.
 */
public class PageTable {
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int INITIAL_TABLES = 4;
    /** Most tables that fit one Java array. */
    private static final int MAX_TABLES = Integer.MAX_VALUE / Paging.PTRS_PER_TABLE - 1;

    private volatile long[] entries = new long[INITIAL_TABLES * Paging.PTRS_PER_TABLE];
    private int tables = 1;
    private volatile long changes;
    private volatile long tablesFreed;
    private final PfnStack freeTables = new PfnStack();
    /** By index of the entry that pointed to them: tables that {@link #retractTable} took out. */
    private final Map<Integer, Integer> retracted = new HashMap<>();

    /**
     * Reads one entry, once: the counterpart of {@code READ_ONCE} on an entry.
     *
     * @param index position in the flat array
     */
    public final long read(int index) {
        return read(entries, index);
    }

    /**
     * Reads one entry, once, from a flat array that {@link #entries()} gave: for loops that read many, so that the array is
     * looked up once per walk.
     */
    public long read(long[] array, int index) {
        return (long) ENTRY.getOpaque(array, index);
    }

    /** The flat array, for designs that walk it themselves. Valid until the table grows; never written through. */
    public final long[] entries() {
        return entries;
    }

    /** Tables in use, the root included. */
    public final synchronized int tables() {
        return tables;
    }

    /**
     * Changes of entries so far: while it stands still, a structure that was built from the table says the same. Our own; the
     * kernel has no such count. Of a device's table it stands still.
     */
    public final long changes() {
        return changes;
    }

    /**
     * Tables taken out of the tree so far: while it stands still, an index that was found before is the same entry. Our own; the
     * kernel has no such count. Of a device's table it stands still.
     */
    public final long tablesFreed() {
        return tablesFreed;
    }

    public static int pgdIndex(long addr) {
        return Paging.slot(addr, Paging.PGDIR_SHIFT);
    }

    /** Index of the entry for {@code addr} in the table that {@code upper} points to. */
    public static int indexIn(long upper, long addr, int shift) {
        return (int) Pte.pfn(upper) << 9 | Paging.slot(addr, shift);
    }

    /** Index of the PUD entry for {@code addr}, or -1 if there is no table that would hold it. */
    public final int pudIndex(long addr) {
        long pgd = read(pgdIndex(addr));
        return Pte.isTable(pgd) ? indexIn(pgd, addr, Paging.PUD_SHIFT) : -1;
    }

    /** Index of the PMD entry for {@code addr}, or -1 if there is no table that would hold it. */
    public final int pmdIndex(long addr) {
        int pud = pudIndex(addr);
        if (pud < 0) {
            return -1;
        }
        long entry = read(pud);
        return Pte.isTable(entry) ? indexIn(entry, addr, Paging.PMD_SHIFT) : -1;
    }

    /** Index of the PTE for {@code addr}, or -1 if there is no table that would hold it. */
    public final int pteIndex(long addr) {
        int pmd = pmdIndex(addr);
        if (pmd < 0) {
            return -1;
        }
        long entry = read(pmd);
        return Pte.isTable(entry) ? indexIn(entry, addr, Paging.PAGE_SHIFT) : -1;
    }

    /**
     * Finds the lowest entry that there is for {@code addr}: a page, a leaf, or none at the first level that is missing.
     *
     * @return the entry's index times 64, plus log2 of the bytes that it spans
     */
    public final long locate(long addr) {
        int shift = Paging.PGDIR_SHIFT;
        int index = pgdIndex(addr);
        long entry = read(index);
        while (shift > Paging.PAGE_SHIFT && Pte.isTable(entry)) {
            shift -= 9;
            index = indexIn(entry, addr, shift);
            entry = read(index);
        }
        return (long) index << 6 | shift;
    }

    public static int locatedIndex(long located) {
        return (int) (located >>> 6);
    }

    /** log2 of the bytes that the entry spans which {@link #locate} found. */
    public static int locatedShift(long located) {
        return (int) located & 63;
    }

    /** The entry that {@link #locate} finds. */
    public final long lookup(long addr) {
        return read(locatedIndex(locate(addr)));
    }

    /**
     * Makes the tables down to the level whose entries span {@code 1 << shift} bytes and returns the entry's index.
     *
     * @throws IllegalStateException if an entry above is a mapping and not a table
     */
    public final synchronized int ensure(long addr, int shift) {
        int index = pgdIndex(addr);
        for (int level = Paging.PGDIR_SHIFT; level > shift; level -= 9) {
            long entry = entries[index];
            if (entry == Pte.NONE) {
                entry = Pte.table(allocate(index));
                store(index, entry);
            } else if (!Pte.isTable(entry)) {
                throw new IllegalStateException("address 0x" + Long.toHexString(addr) + " is mapped above the level asked for");
            }
            index = indexIn(entry, addr, level - 9);
        }
        return index;
    }

    public final synchronized void write(int index, long entry) {
        store(index, entry);
    }

    /**
     * Writes an entry of a device's table: a plain store, as that of its driver, whose lock whoever reads or writes the table holds. No
     * CPU fault waits for such an entry, and nothing is built from the table.
     */
    final void put(int index, long entry) {
        entries[index] = entry;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // each caller holds the table's monitor
    private void store(int index, long entry) {
        boolean wake = Pte.type(entries[index]) == Pte.MIGRATION;
        ENTRY.setRelease(entries, index, entry);
        changes = changes + 1;
        if (wake) {
            notifyAll();
        }
    }

    /** Waits until the entry at {@code index} is no longer {@code entry}: how a CPU fault waits for a migration. */
    public final synchronized void awaitChange(int index, long entry) {
        boolean interrupted = false;
        while (entries[index] == entry) {
            try {
                wait();
            } catch (InterruptedException e) {
                // The kernel's wait for a migration entry cannot be interrupted either.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes {@code to} if the entry still is {@code from}; false if it is not. */
    public final synchronized boolean replace(int index, long from, long to) {
        if (entries[index] != from) {
            return false;
        }
        store(index, to);
        return true;
    }

    /** Writes the PTE for {@code addr}, making the tables above it. */
    public final void setPte(long addr, long entry) {
        set(addr, Paging.PAGE_SHIFT, entry);
    }

    /** Writes the PMD entry for {@code addr}, making the tables above it. */
    public final void setPmd(long addr, long entry) {
        set(addr, Paging.PMD_SHIFT, entry);
    }

    /** Writes the PUD entry for {@code addr}, making the tables above it. */
    public final void setPud(long addr, long entry) {
        set(addr, Paging.PUD_SHIFT, entry);
    }

    private synchronized void set(long addr, int shift, long entry) {
        store(ensure(addr, shift), entry);
    }

    /**
     * Puts a table of 512 entries in the place of a PMD entry if that still is {@code from}; a reader finds one or the other.
     *
     * @param entryAt entry for each slot, 0 to 511
     * @return false if the entry is another
     */
    public final synchronized boolean split(int index, long from, IntToLongFunction entryAt) {
        if (entries[index] != from) {
            return false;
        }
        int table = allocate(index);
        int first = table * Paging.PTRS_PER_TABLE;
        for (int slot = 0; slot < Paging.PTRS_PER_TABLE; slot++) {
            entries[first + slot] = entryAt.applyAsLong(slot);
        }
        store(index, Pte.table(table));
        return true;
    }

    /**
     * Takes the table at {@code index} out of the tree, as when its pages become one huge page. Walks, CPU faults and migrations may be
     * inside: every entry of it is {@link Pte#TABLE_GONE} from now on, so that they begin again at that level and put nothing into it,
     * and its memory is only used for the same place in the tree again, so that an index means one address for ever. The caller
     * announces the change.
     *
     * @throws IllegalStateException if the entry is no table, its table points to others, or a page of it is under migration
     */
    public final synchronized void retractTable(int index) {
        long entry = entries[index];
        int first = (int) Pte.pfn(entry) * Paging.PTRS_PER_TABLE;
        if (!Pte.isTable(entry) || Arrays.stream(entries, first, first + Paging.PTRS_PER_TABLE).anyMatch(Pte::isTable)) {
            throw new IllegalStateException("entry " + index + " is no table of the last level");
        }
        if (Arrays.stream(entries, first, first + Paging.PTRS_PER_TABLE).anyMatch(e -> !Pte.present(e) && Pte.type(e) == Pte.MIGRATION)) {
            throw new IllegalStateException("a page of the table at entry " + index + " is under migration");
        }
        store(index, Pte.NONE);
        tablesFreed = tablesFreed + 1;
        Arrays.fill(entries, first, first + Paging.PTRS_PER_TABLE, Pte.TABLE_GONE);
        retracted.put(index, (int) Pte.pfn(entry));
    }

    /**
     * Takes the table at {@code index} out of the tree and keeps its memory for the next one that is needed: for a device's table, which
     * nobody walks without the lock of its driver. Its entries have been cleared.
     *
     * @throws IllegalStateException if the entry is no table
     */
    final void dropTable(int index) {
        long entry = entries[index];
        if (!Pte.isTable(entry)) {
            throw new IllegalStateException("entry " + index + " is no table");
        }
        put(index, Pte.NONE);
        freeTables.push(Pte.pfn(entry));
    }

    /** An empty table for the entry at {@code index}. */
    private int allocate(int index) {
        Integer own = retracted.isEmpty() ? null : retracted.remove(index);
        if (own != null) {
            Arrays.fill(entries, own * Paging.PTRS_PER_TABLE, (own + 1) * Paging.PTRS_PER_TABLE, Pte.NONE);
            return own;
        }
        if (!freeTables.isEmpty()) {
            return (int) freeTables.pop();
        }
        if (tables == MAX_TABLES) {
            throw new IllegalStateException("page table is full: " + tables + " tables");
        }
        if ((tables + 1) * (long) Paging.PTRS_PER_TABLE > entries.length) {
            long wanted = Math.min(2L * tables, MAX_TABLES) * Paging.PTRS_PER_TABLE;
            entries = Arrays.copyOf(entries, (int) wanted);
        }
        return tables++;
    }
}
