package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.owner.OwnerComparison;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A layout with device memory laid over it, as last-level entries and room for their words. */
@State(Scope.Benchmark) // of one scope with whoever asks for it: JMH would make a second one for another thread-scoped state
public class OwnerState {
    /** A layout's name, as {@link Layouts#named} takes it; the synthetic ones are made {@link #pages} long. */
    @Param({"system-present", "captured-jvm"})
    public String layout;

    /** Pages of one walk. */
    @Param({"512", "8192"})
    public int pages;

    /** Where the pages live, as {@link DevicePlacement#parse} takes it. */
    @Param({"clique:16:8"})
    public String placement;

    /** The page table's flat array. */
    public long[] entries;
    /** The entries that a walk answers. */
    public LeafSpans spans;
    /** The words of the answer. */
    public long[] pfns;
    private LayoutModel model;

    /** Builds the model. */
    @Setup
    public void build() {
        String name = Layouts.isSynthetic(layout) ? layout + ":" + pages : layout;
        model = ModelBuilder.build(DevicePlacement.parse(placement).apply(Layouts.named(name)));
        entries = model.mm().pageTable().entries();
        spans = LeafSpans.of(model.mm(), pages);
        pfns = new long[pages];
    }

    /** The model behind the entries. */
    public LayoutModel model() {
        return model;
    }

    /** The design of the name, made for the layout's asker. */
    public OwnerComparison design(String name) {
        return Designs.create(OwnerComparison.class, name, model.memory(), model.asker());
    }

    /** One walk: every span's entries answered, in order. */
    public long[] answer(OwnerComparison design) {
        design.begin();
        int at = 0;
        for (int span = 0; span < spans.size(); span++) {
            int count = spans.count(span);
            design.answer(entries, spans.first(span), count, pfns, at);
            at += count;
        }
        return pfns;
    }
}
