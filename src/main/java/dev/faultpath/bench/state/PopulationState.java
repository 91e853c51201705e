package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.populate.LeafStream;
import dev.faultpath.design.populate.PfnConsumer;
import dev.faultpath.design.populate.PfnPopulation;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.Paging;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A layout as the stream of what a walk finds in one range of it. Of the benchmark's scope, so that designs are made for the
 * very model that is walked: a state of the thread's scope would be made anew for every state that takes it.
 */
@State(Scope.Benchmark)
public class PopulationState {
    /** A layout's name, as {@link Layouts#named(String, int)} takes it. */
    @Param({"system-present", "system-scattered", "order-mix-50", "all-huge"})
    public String layout;

    @Param({"512", "8192"})
    public int pages;

    public long start;
    public LeafStream leaves;
    /** Words for the controls; designs have their own. */
    public long[] pfns;
    private LayoutModel model;

    /** Builds the model and records the walk; the request begins where the area that maps most pages maps its first. */
    @Setup
    public void build() {
        model = ModelBuilder.build(Layouts.named(layout, pages));
        long most = 0;
        for (Layout.Vma vma : model.layout().vmas()) {
            long mapped = vma.runs().stream().mapToLong(Layout.Run::pages).sum();
            if (mapped > most) {
                most = mapped;
                start = vma.start() + vma.runs().get(0).offset() * Paging.PAGE_SIZE;
            }
        }
        leaves = LeafStream.of(model.mm(), model.asker(), start, start + (long) pages * Paging.PAGE_SIZE);
        pfns = new long[pages];
    }

    public LayoutModel model() {
        return model;
    }

    public PfnPopulation design(String name, PfnConsumer consumer) {
        return Designs.create(PfnPopulation.class, name, model.memory(), model.asker(), pages, consumer);
    }

    /** One request: every page answered. */
    public PfnPopulation populate(PfnPopulation design) {
        design.begin(start, pages);
        design.answer(leaves);
        return design;
    }
}
