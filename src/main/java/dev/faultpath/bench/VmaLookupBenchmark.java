package dev.faultpath.bench;

import dev.faultpath.bench.state.VmaState;
import dev.faultpath.design.Designs;
import dev.faultpath.design.walk.SortedArrayLookup;
import dev.faultpath.design.walk.VmaLookup;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Vma;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q1, the area): how is the memory area for an address found, and what does that cost a lookup?
 *
 * <p><b>Kernel counterpart</b>: {@code find_vma()}, once an area in a walk and once more for each fault that is recorded. Left
 * out: the mmap lock or RCU around it.
 *
 * <p><b>Designs</b>: sorted-array (reference), tree-map, maple-tree, linked-list, last-hit-cache.
 *
 * <p><b>Prediction</b>: in shuffled order all are bound by mispredicted branches and by loads that depend on one another:
 * maple-tree wins from some hundred areas on, as its nodes are few and wide, tree-map loses to sorted-array by its boxed
 * keys, linked-list is out of the question beyond a handful. In one area last-hit-cache wins by far, in shuffled order it
 * costs two compares. In ascending order branches are predictable and the search designs come close. Refuted if tree-map
 * beats maple-tree anywhere, or if last-hit-cache costs more than a tenth on top of sorted-array in shuffled order.
 *
 * <p><b>Controls</b>: {@link #baselineAddressFill} writes the words and looks nothing up; {@link #baselineTableRead} reads an area at a
 * place known beforehand.
 *
 * <p><b>Not measured</b>: insertion and removal, which a table of areas sees at every {@code mmap()}; readers beside a writer; the
 * per-thread half of the cache.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class VmaLookupBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"sorted-array", "tree-map", "maple-tree", "linked-list", "last-hit-cache"})
        public String design;

        public VmaLookup lookup;

        @Setup
        public void make(VmaState state) {
            lookup = Designs.create(VmaLookup.class, design, (Object) state.vmas);
        }
    }

    /** Looks every address up. */
    @Benchmark
    public long[] lookup(VmaState state, Design design) {
        return state.answer(design.lookup);
    }

    /** The area of each address, found beforehand. */
    @State(Scope.Thread)
    public static class Found {
        Vma[] areas;

        @Setup
        public void find(VmaState state) {
            SortedArrayLookup lookup = new SortedArrayLookup(state.vmas);
            areas = new Vma[state.addresses.length];
            for (int i = 0; i < areas.length; i++) {
                areas[i] = lookup.find(state.addresses[i]);
            }
        }
    }

    @Benchmark
    public long[] baselineAddressFill(VmaState state) {
        long[] words = state.pfns;
        for (int i = 0; i < words.length; i++) {
            words[i] = state.addresses[i] >>> Paging.PAGE_SHIFT | HmmPfn.VALID;
        }
        return words;
    }

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
