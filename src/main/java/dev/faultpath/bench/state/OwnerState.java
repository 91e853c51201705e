package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.owner.OwnerComparison;
import dev.faultpath.layout.DevicePlacement;
import org.openjdk.jmh.annotations.Param;

/** What Q3 walks over. */
public class OwnerState extends EntryState {
    /** Where the pages live, as {@link DevicePlacement#parse} takes it. */
    @Param({"clique:16:8"})
    public String placement;

    @Override
    protected String placement() {
        return placement;
    }

    public OwnerComparison design(String name) {
        return Designs.create(OwnerComparison.class, name, model().memory(), model().asker());
    }
}
