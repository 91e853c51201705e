package dev.faultpath.bench.state;

import dev.faultpath.design.walk.HmmWalk;
import dev.faultpath.design.walk.RangeWalk;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.model.PageTable;

/** A page table that counts what is read. */
public final class CountingPageTable extends PageTable {
    private long reads;

    private CountingPageTable() {
    }

    @Override
    public long read(long[] array, int index) {
        reads++;
        return super.read(array, index);
    }

    /** Entries that one walk of the state's request reads, once what the design keeps beside the table is there. */
    public static long readsOfWalk(WalkState state, RangeWalk design) {
        CountingPageTable table = new CountingPageTable();
        LayoutModel model = state.model(table);
        HmmWalk walk = new HmmWalk(model.mm(), false);
        walk.begin(state.request(model));
        design.prepare(model.mm());
        model.mm().mmapLock().readLock();
        long before = table.reads;
        design.walk(walk);
        return table.reads - before;
    }
}
