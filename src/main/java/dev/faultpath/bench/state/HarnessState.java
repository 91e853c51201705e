package dev.faultpath.bench.state;

import dev.faultpath.design.populate.LeafStream;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Present memory of 4 KiB pages: its last-level entries and room for their words. */
@State(Scope.Benchmark)
public class HarnessState {
    /** Pages that a loop goes through. */
    @Param({"512", "1024"})
    public int pages;

    public long[] entries;
    public LeafStream tables;
    public long[] pfns;

    @Setup
    public void build() {
        LayoutModel model = ModelBuilder.build(Layouts.named("system-present:" + pages));
        entries = model.mm().pageTable().entries();
        tables = LeafStream.tables(model.mm(), pages);
        pfns = new long[pages];
    }
}
