package dev.faultpath.bench.state;

import dev.faultpath.design.callback.PciTopology;

/** Counts how often the core computes a distance. */
public final class CountingTopology extends PciTopology {
    private final PciTopology topology;
    private long calls;

    /** Counts what is asked of {@code topology}. */
    public CountingTopology(PciTopology topology) {
        super(new int[0], new boolean[0], new boolean[0]);
        this.topology = topology;
    }

    @Override
    public int distance(int client, int provider) {
        calls++;
        return topology.distance(client, provider);
    }

    /** Computations so far. */
    public long calls() {
        return calls;
    }
}
