package dev.faultpath.bench.state;

import dev.faultpath.design.callback.PciTopology;

/** Counts how often the core computes a distance. */
public final class CountingTopology extends PciTopology {
    private final PciTopology topology;
    private long calls;

    public CountingTopology(PciTopology topology) {
        super(new int[0], new boolean[0], new boolean[0]);
        this.topology = topology;
    }

    @Override
    public int distance(int client, int provider) {
        calls++;
        return topology.distance(client, provider);
    }

    public long calls() {
        return calls;
    }
}
