package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.callback.AccessCheck;
import dev.faultpath.design.owner.OwnerComparison;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A layout with the memory of several owners laid over it, as last-level entries and room for their words. */
@State(Scope.Benchmark) // of one scope with whoever asks for it: JMH would make a second one for another thread-scoped state
public class CallbackState {
    /** A layout's name, as {@link Layouts#named} takes it; the synthetic ones are made {@link #pages} long. */
    @Param({"system-present", "captured-jvm"})
    public String layout;

    /** Pages of one walk. */
    @Param({"512", "8192"})
    public int pages;

    /**
     * Where the pages live, as {@link DevicePlacement#parse} takes it: run length and devices are in it. The last devices of
     * {@code alternate} are foreign, those of {@code clique} share the asker's owner.
     */
    @Param({"alternate:16:8", "own", "alternate:1:2", "alternate:1:8", "alternate:1:72", "alternate:2:8", "alternate:512:8",
            "clique:16:8", "one-in:1000:20250204"})
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

    /** A state that JMH does not make. */
    public static CallbackState of(String layout, int pages, String placement) {
        CallbackState state = new CallbackState();
        state.layout = layout;
        state.pages = pages;
        state.placement = placement;
        state.build();
        return state;
    }

    /** The model behind the entries. */
    public LayoutModel model() {
        return model;
    }

    /** One walk: every span's entries answered, in order, until the words stand. */
    public long[] answer(AccessCheck check) {
        int at;
        do {
            check.begin();
            at = 0;
            for (int span = 0; span < spans.size(); span++) {
                int count = spans.count(span);
                check.answer(entries, spans.first(span), count, pfns, at);
                at += count;
            }
        } while (!check.end(pfns, at));
        return pfns;
    }

    /** The kernel's comparison as Q3 has it: an engine that knows no callback at all. */
    public OwnerComparison ownerOnly() {
        return Designs.create(OwnerComparison.class, "owner-pointer", model.memory(), model.asker());
    }

    /** One walk by an engine that knows no callback. */
    public long[] answer(OwnerComparison comparison) {
        comparison.begin();
        int at = 0;
        for (int span = 0; span < spans.size(); span++) {
            int count = spans.count(span);
            comparison.answer(entries, spans.first(span), count, pfns, at);
            at += count;
        }
        return pfns;
    }
}
