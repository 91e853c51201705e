package dev.faultpath.bench;

import dev.faultpath.bench.state.PopulationState;
import dev.faultpath.design.populate.DeviceEntries;
import dev.faultpath.design.populate.LeafStream;
import dev.faultpath.design.populate.PfnPopulation;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * <b>Question</b> (Q2): in which form do answers reach the caller, and what does writing them cost a page?
 *
 * <p><b>Kernel counterpart</b>: the writes to {@code range->hmm_pfns[]} in {@code hmm_vma_handle_pte()},
 * {@code hmm_vma_handle_pmd()} and {@code hmm_pfns_fill()}, with the loop over one page-table page around the first. Left out:
 * the descent, which is recorded beforehand, so that Q1 is held constant; the decision for a larger mapping, which is made
 * once for its hundreds of pages; and the request check, as the walk is a snapshot.
 *
 * <p><b>Designs</b>: word-per-page (reference), blind-store, order-first, extents, summary, split, off-heap, fresh-array. What has no
 * representation of its own, visitor, is in {@link PfnConsumptionBenchmark}.
 *
 * <p><b>Prediction</b>: order decides. With 2 MiB mappings order-first, extents and summary store once for 512 pages and leave
 * the others behind by two orders of magnitude; with 4 KiB mappings reading and deciding an entry dominates, and all are within
 * a factor of two of the reference: extents ahead where memory is contiguous, as it stores next to nothing, and behind where it
 * is scattered, as it mispredicts nothing but stores half as much again. blind-store gains with large mappings only, where its
 * loop is one of stores. split loses by its second stream. fresh-array pays for zeroing, as much as for a fill of its own.
 * Refuted if blind-store differs from the reference on 4 KiB mappings by more than the harness floor, or if order-first is not
 * level with the reference there.
 *
 * <p><b>Controls</b>: {@link #baselineWordFill} writes a word for each page and reads no entry; {@link #baselineTableRead}
 * reads each entry of a table and writes its pfn, undecided. No design that writes a word for each page may be faster than the
 * first, and none than the second where all is 4 KiB, but for extents, which there stores only where contiguity ends.
 *
 * <p><b>Not measured</b>: what the form costs whoever reads it, which {@link PfnConsumptionBenchmark} adds; the kernel's vector
 * code for fills; memory that the words push out of the caches.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class PfnPopulationBenchmark extends SuiteBenchmark {
    @State(Scope.Benchmark)
    public static class Design {
        @Param({"word-per-page", "blind-store", "order-first", "extents", "summary", "split", "off-heap", "fresh-array"})
        public String design;

        public PfnPopulation population;

        @Setup
        public void make(PopulationState state) {
            population = state.design(design, new DeviceEntries(state.pages));
        }
    }

    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Counted {
        /** Bytes stored into the representation; the same in every iteration, and JMH adds the iterations up. */
        public long bytesWritten;

        /** Takes the count of the iteration's last request, so that counting costs nothing while it is timed. */
        @TearDown(Level.Iteration)
        public void count(Design design) {
            bytesWritten = design.population.bytesWritten();
        }
    }

    /** Answers every page of the request. */
    @Benchmark
    public PfnPopulation populate(PopulationState state, Design design, Counted counted) {
        return state.populate(design.population);
    }

    @Benchmark
    public long[] baselineWordFill(PopulationState state) {
        return Baselines.fillWords(state.pfns);
    }

    @Benchmark
    public long[] baselineTableRead(PopulationState state) {
        LeafStream leaves = state.leaves;
        long[] pfns = state.pfns;
        int at = 0;
        for (int i = 0; i < leaves.size(); i++) {
            at = leaves.isTable(i)
                    ? Baselines.copyPfns(leaves.entries(), leaves.first(i), leaves.pages(i), pfns, at)
                    : Baselines.fillPfns(leaves.word(i), leaves.pages(i), pfns, at);
        }
        return pfns;
    }
}
