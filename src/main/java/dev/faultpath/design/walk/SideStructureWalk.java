package dev.faultpath.design.walk;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.PageTable;

/**
 * Walks that look at a copy of the page table in another shape. The copy is good while no entry changes; a walk that finds a
 * change builds it anew. A kernel would have to keep it up to date from every place that writes an entry, under a lock of its
 * own; a walk's time does not hold that cost, and the class comments name it.
 */
abstract class SideStructureWalk extends AreaWalk {
    private PageTable builtFrom;
    private long builtAt;
    private long builds;

    @Override
    public final void prepare(AddressSpace mm) {
        PageTable table = mm.pageTable();
        // Read before the entries are: what changes while they are copied shows as a change the next time.
        builtAt = table.changes();
        builtFrom = table;
        builds++;
        build(table);
    }

    @Override
    final void begin(AddressSpace mm) {
        if (mm.pageTable() != builtFrom || mm.pageTable().changes() != builtAt) {
            prepare(mm);
        }
    }

    /** How often the structure was built, the first time included. */
    public final long builds() {
        return builds;
    }

    abstract void build(PageTable table);
}
