package dev.faultpath.bench;

import dev.faultpath.bench.state.VmaState;
import dev.faultpath.design.walk.LastHitCacheLookup;
import dev.faultpath.design.walk.LinkedListLookup;
import dev.faultpath.design.walk.MapleTreeLookup;
import dev.faultpath.design.walk.SortedArrayLookup;
import dev.faultpath.design.walk.TreeMapLookup;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Vma;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q1, the area): how is the memory area for an address found, and what does that cost a lookup?
 *
 * <p><b>Kernel counterpart</b>: {@code find_vma()}, once an area in a walk and once more for each fault that is recorded. Left
 * out: the mmap lock or RCU around it.
 *
 * <p><b>Designs</b>: {@link SortedArrayLookup sorted-array} (reference), {@link TreeMapLookup tree-map},
 * {@link MapleTreeLookup maple-tree}, {@link LinkedListLookup linked-list}, {@link LastHitCacheLookup last-hit-cache}.
 *
 * <p><b>Prediction</b>: in shuffled order all are bound by mispredicted branches and by loads that depend on one another:
 * maple-tree wins from some hundred areas on, as its nodes are few and wide, tree-map loses to sorted-array by its boxed
 * keys, linked-list is out of the question beyond a handful. In one area last-hit-cache wins by far, in shuffled order it
 * costs two compares. In ascending order branches are predictable and the search designs come close. Refuted if tree-map
 * beats maple-tree anywhere, or if last-hit-cache costs more than a tenth on top of sorted-array in shuffled order.
 *
 * <p><b>Controls</b>: {@link #baselineTableFill} writes the words and looks nothing up; {@link #baselineTableRead} reads an area at a
 * place known beforehand.
 *
 * <p><b>Not measured</b>: insertion and removal, which a table of areas sees at every {@code mmap()}; readers beside a writer; the
 * per-thread half of the cache.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class VmaLookupBenchmark extends SuiteBenchmark {
    /** The design {@code sorted-array}, a state each, so that a fork loads the class of the one it measures and no other. */
    @State(Scope.Thread)
    public static class SortedArray {
        SortedArrayLookup lookup;

        /** Makes it. */
        @Setup
        public void make(VmaState state) {
            lookup = new SortedArrayLookup(state.vmas);
        }
    }

    /** The reference. */
    @Benchmark
    public long[] sortedArray(VmaState state, SortedArray design) {
        return state.answer(design.lookup);
    }

    /** The design {@code tree-map}, a state each, so that a fork loads the class of the one it measures and no other. */
    @State(Scope.Thread)
    public static class TreeMap {
        TreeMapLookup lookup;

        /** Makes it. */
        @Setup
        public void make(VmaState state) {
            lookup = new TreeMapLookup(state.vmas);
        }
    }

    /** See {@link TreeMapLookup}. */
    @Benchmark
    public long[] treeMap(VmaState state, TreeMap design) {
        return state.answer(design.lookup);
    }

    /** The design {@code maple-tree}, a state each, so that a fork loads the class of the one it measures and no other. */
    @State(Scope.Thread)
    public static class MapleTree {
        MapleTreeLookup lookup;

        /** Makes it. */
        @Setup
        public void make(VmaState state) {
            lookup = new MapleTreeLookup(state.vmas);
        }
    }

    /** See {@link MapleTreeLookup}. */
    @Benchmark
    public long[] mapleTree(VmaState state, MapleTree design) {
        return state.answer(design.lookup);
    }

    /** The design {@code linked-list}, a state each, so that a fork loads the class of the one it measures and no other. */
    @State(Scope.Thread)
    public static class LinkedList {
        LinkedListLookup lookup;

        /** Makes it. */
        @Setup
        public void make(VmaState state) {
            lookup = new LinkedListLookup(state.vmas);
        }
    }

    /** See {@link LinkedListLookup}. */
    @Benchmark
    public long[] linkedList(VmaState state, LinkedList design) {
        return state.answer(design.lookup);
    }

    /** The design {@code last-hit-cache}, a state each, so that a fork loads the class of the one it measures and no other. */
    @State(Scope.Thread)
    public static class LastHitCache {
        LastHitCacheLookup lookup;

        /** Makes it. */
        @Setup
        public void make(VmaState state) {
            lookup = new LastHitCacheLookup(state.vmas);
        }
    }

    /** See {@link LastHitCacheLookup}. */
    @Benchmark
    public long[] lastHitCache(VmaState state, LastHitCache design) {
        return state.answer(design.lookup);
    }
    /** The area of each address, found beforehand. */
    @State(Scope.Thread)
    public static class Found {
        Vma[] areas;

        /** Finds them. */
        @Setup
        public void find(VmaState state) {
            SortedArrayLookup lookup = new SortedArrayLookup(state.vmas);
            areas = new Vma[state.addresses.length];
            for (int i = 0; i < areas.length; i++) {
                areas[i] = lookup.find(state.addresses[i]);
            }
        }
    }

    /** Control: each address is read and a word made of it is written. */
    @Benchmark
    public long[] baselineTableFill(VmaState state) {
        long[] words = state.pfns;
        for (int i = 0; i < words.length; i++) {
            words[i] = state.addresses[i] >>> Paging.PAGE_SHIFT | HmmPfn.VALID;
        }
        return words;
    }

    /** Control: the answer without the search. */
    @Benchmark
    public long[] baselineTableRead(VmaState state, Found found) {
        long[] words = state.pfns;
        for (int i = 0; i < words.length; i++) {
            Vma vma = found.areas[i];
            words[i] = vma == null ? 0 : vma.start() >>> Paging.PAGE_SHIFT | HmmPfn.VALID;
        }
        return words;
    }
}
