package dev.faultpath.bench.state;

import dev.faultpath.design.owner.OwnerComparison;
import dev.faultpath.design.populate.LeafStream;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A layout with device memory laid over it, as last-level entries and room for their words. Each benchmark says where the pages live. */
@State(Scope.Benchmark) // of one scope with whoever asks for it: JMH would make a second one for another thread-scoped state
public abstract class EntryState {
    /** A layout's name, as {@link Layouts#named(String, int)} takes it. */
    @Param({"system-present", "captured-jvm"})
    public String layout;

    @Param({"512", "8192"})
    public int pages;

    public long[] entries;
    /** The tables of the entries that a walk answers. */
    public LeafStream tables;
    public long[] pfns;
    private LayoutModel model;

    /** Where the pages live, as {@link DevicePlacement#parse} takes it. */
    protected abstract String placement();

    @Setup
    public void build() {
        model = ModelBuilder.build(DevicePlacement.parse(placement()).apply(Layouts.named(layout, pages)));
        entries = model.mm().pageTable().entries();
        tables = LeafStream.tables(model.mm(), pages);
        pfns = new long[pages];
    }

    public LayoutModel model() {
        return model;
    }

    /** One walk: every table's entries answered, in order. */
    public long[] answer(OwnerComparison design) {
        design.begin();
        int at = 0;
        for (int i = 0; i < tables.size(); i++) {
            int count = tables.pages(i);
            design.answer(entries, tables.first(i), count, pfns, at);
            at += count;
        }
        return pfns;
    }
}
