package dev.faultpath.bench;

import dev.faultpath.bench.state.RegistryState;
import dev.faultpath.design.registry.OwnerRegistry;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q7): what would the best grouping cost, if owners could change while their pagemaps live?
 *
 * <p><b>Kernel counterpart</b>: none; {@code drm_pagemap_acquire_owner()} decides once and for good. What it loses to the order of
 * arrival these designs win back, by giving peers another owner. Left out: the eviction of a pagemap's pages that such a change
 * would take.
 *
 * <p><b>Designs</b>: greedy-groups (reference), best-clique, exact-cover.
 *
 * <p><b>Prediction</b>: both cost a multiple of greedy-groups at two peers already, as every arrival groups all peers anew, and the
 * multiple grows with the peers; where all are linked the first clique that is tried is the answer, so the growth is mild, and on
 * cubes exact-cover grows fastest. Refuted if either is within twice the reference at eight peers.
 *
 * <p><b>Controls</b>: {@link #baselineCallbacks} asks the interconnect about every pair once and keeps nothing.
 *
 * <p><b>Not measured</b>: changes of owner are counted ({@link OwnerRegistry#ownerChanges}), not timed.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class RegroupingRegistryBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"greedy-groups", "best-clique", "exact-cover"})
        public String design;

        public Function<Object[], OwnerRegistry> maker;

        @Setup
        public void find() {
            maker = RegistryState.maker(design);
        }
    }

    @State(Scope.Thread)
    public static class Peers extends RegistryState {
        @Param({"2", "4", "8", "16"})
        public int peers;

        @Override
        protected int peers() {
            return peers;
        }
    }

    /** All peers register with an empty registry, one after the other. */
    @Benchmark
    public OwnerRegistry register(Peers state, Design design) {
        return state.registerAll(design.maker);
    }

    @Benchmark
    public int baselineCallbacks(Peers state) {
        return state.askAboutEveryPair();
    }
}
