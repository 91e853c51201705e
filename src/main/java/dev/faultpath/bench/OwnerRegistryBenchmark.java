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
 * <b>Question</b> (Q7): what does it cost to register all pagemaps and address spaces of a driver, so that a fault has nothing to
 * ask?
 *
 * <p><b>Kernel counterpart</b>: {@code drm_pagemap_acquire_owner()} at the creation of each pagemap and address space, with its list
 * and mutex. Left out: what the interconnect callback itself costs in a driver (a walk over PCI bridges), which is the same call
 * for every design, and the memory that a pagemap maps.
 *
 * <p><b>Designs</b>: greedy-groups (reference), best-fit, bitmask-per-peer, matrix, broken-union-find (grants what no link carries). Those
 * that group anew at each arrival hold few peers and stand in {@link RegroupingRegistryBenchmark}.
 *
 * <p><b>Prediction</b>: the callbacks decide, one for each peer that is there already, so registering n peers grows with the square
 * of n in every design; greedy-groups asks least where groups are large or fail at their first member, and the designs for pairs
 * ask about every pair in both directions. Refuted if greedy-groups grows by less than n or by more than its square, or if a design
 * for pairs is faster than it.
 *
 * <p><b>Controls</b>: {@link #baselineCallbacks} asks the interconnect about every pair once and keeps nothing.
 *
 * <p><b>Not measured</b>: contention for the registry's mutex; the callback of a real driver; the fault, which compares two
 * references whatever the design (Q3 measures that and its alternatives). Counts of callbacks are exact and stand in
 * {@link OwnerRegistry#interconnectCalls}.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class OwnerRegistryBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"greedy-groups", "best-fit", "bitmask-per-peer", "matrix", "broken-union-find"})
        public String design;

        public Function<Object[], OwnerRegistry> maker;

        @Setup
        public void find() {
            maker = RegistryState.maker(design);
        }
    }

    @State(Scope.Thread)
    public static class Peers extends RegistryState {
        @Param({"2", "8", "72", "512", "4096"})
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
