package dev.faultpath.design.walk;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;

/**
 * Walks that look at a copy of the page table in another shape. The copy is good while no entry changes; a walk that finds a
 * change builds it anew. A kernel would have to keep it up to date from every place that writes an entry, under a lock of its
 * own; a walk's time does not hold that cost, and the class comments name it.
 */
abstract class SideStructureWalk extends AreaWalk {
    private PageTable builtFrom;
    private long builtAt;

    @Override
    public final void prepare(AddressSpace mm) {
        PageTable table = mm.pageTable();
        // Read before the entries are: what changes while they are copied shows as a change the next time.
        builtAt = table.changes();
        builtFrom = table;
        clear(table);
        long[] entries = table.entries();
        for (int slot = 0; slot < Paging.PTRS_PER_TABLE; slot++) {
            long pgd = table.read(entries, slot);
            if (Pte.isTable(pgd)) {
                addTable(table, entries, pgd, (long) slot << Paging.PGDIR_SHIFT, Paging.PUD_SHIFT);
            }
        }
    }

    @Override
    final void begin(AddressSpace mm) {
        if (mm.pageTable() != builtFrom || mm.pageTable().changes() != builtAt) {
            prepare(mm);
        }
    }

    /** Empties the copy, with room for the table. */
    abstract void clear(PageTable table);

    /** Copies the table that {@code upper} points to, whose entries span {@code 1 << shift} bytes from {@code addr} on, and those below. */
    abstract void addTable(PageTable table, long[] entries, long upper, long addr, int shift);
}
