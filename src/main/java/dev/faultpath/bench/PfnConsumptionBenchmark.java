package dev.faultpath.bench;

import dev.faultpath.bench.state.PopulationState;
import dev.faultpath.design.populate.DeviceEntries;
import dev.faultpath.design.populate.PfnPopulation;
import dev.faultpath.model.HmmPfn;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q2): what does a form of the answers cost in all, once they are written and a driver has read them to write
 * its device's page table?
 *
 * <p><b>Kernel counterpart</b>: as in {@link PfnPopulationBenchmark}, and the driver's loop over the pages after it, as in
 * {@code drm_gpusvm_get_pages()} and the page-table writers behind it. Left out: the DMA mapping, the driver's lock and its
 * sequence check, and the way down the device's page table; the consumer writes flat arrays of entries, 2 MiB ones where a
 * mapping allows, the same for every design.
 *
 * <p><b>Designs</b>: word-per-page (reference), blind-store, order-first, extents, summary, split, off-heap, fresh-array, visitor.
 *
 * <p><b>Prediction</b>: with 2 MiB mappings the order of {@link PfnPopulationBenchmark} stands, as a reader that goes by the
 * order touches one word for 512 in every design: what was paid for writing all of them bought nothing. With 4 KiB mappings
 * the second pass costs each array design about the same; visitor, without one, is ahead of all of them, and extents comes
 * next on contiguous memory, where its consumer gets one call for thousands of pages. Refuted if visitor is not the fastest on
 * 4 KiB mappings, or if order-first is not level with the reference there.
 *
 * <p><b>Controls</b>: {@link #baselineDeviceFill} writes the device's entries for the same pages, all of 4 KiB, from one word.
 * No design may be faster where all mappings are 4 KiB.
 *
 * <p><b>Not measured</b>: device entries of 64 KiB, or larger ones found by looking at neighbouring words; writes over PCIe;
 * answers that are thrown away when the notifier's sequence has moved, which visitor would have to undo.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class PfnConsumptionBenchmark extends SuiteBenchmark {
    @State(Scope.Benchmark)
    public static class Design {
        @Param({"word-per-page", "blind-store", "order-first", "extents", "summary", "split", "off-heap", "fresh-array",
                "visitor"})
        public String design;

        public PfnPopulation population;
        public DeviceEntries entries;

        @Setup
        public void make(PopulationState state) {
            entries = new DeviceEntries(state.pages);
            population = state.design(design, entries);
        }
    }

    /** Answers every page of the request and writes the device's entries. */
    @Benchmark
    public DeviceEntries consume(PopulationState state, Design design) {
        design.entries.begin(state.start);
        state.populate(design.population).deliver();
        return design.entries;
    }

    @State(Scope.Benchmark)
    public static class Sink {
        public DeviceEntries entries;

        @Setup
        public void make(PopulationState state) {
            entries = new DeviceEntries(state.pages);
        }
    }

    @Benchmark
    public DeviceEntries baselineDeviceFill(PopulationState state, Sink sink) {
        sink.entries.begin(state.start);
        sink.entries.run(0, HmmPfn.VALID | HmmPfn.WRITE, 1, state.pages);
        return sink.entries;
    }
}
