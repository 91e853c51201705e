package dev.faultpath.bench;

import dev.faultpath.bench.state.MigrationState;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q8): what does a "no" cost, that is, moving pages to the device that asks and back, by page size and by allocator of
 * device memory?
 *
 * <p><b>Kernel counterpart</b>: {@code drm_pagemap_populate_mm()} and {@code drm_pagemap_migrate_to_devmem()} with
 * {@code migrate_vma_setup()}, {@code migrate_vma_pages()} and {@code migrate_vma_finalize()} under them; back by
 * {@code drm_pagemap_migrate_to_ram()} or {@code drm_pagemap_evict_to_ram()}. Left out: the reverse map, LRU lists and their draining,
 * TLB flushes, mapping for DMA, and the copy engine's queue and fence; the copy is the CPU's.
 *
 * <p><b>Designs</b>: allocators of device memory: buddy (reference), bitmap, free-list.
 *
 * <p><b>Prediction</b>: with 2 MiB mappings the copy is nearly all of it; with scattered 4 KiB pages the work for each page weighs as
 * much as its copy at least, so that a round trip costs a multiple of the control. The allocator does not show in either, as one
 * call serves 512 pages; it shows in {@code allocate} alone. Refuted if the 2 MiB round trip is above twice the control, or if
 * two allocators differ in a round trip by more than the harness floor.
 *
 * <p><b>Controls</b>: {@link #baselineCopy} copies the same bytes there and back with {@code System.arraycopy} and does nothing else. No
 * work that copies may be faster.
 *
 * <p><b>Not measured</b>: PCIe and the device's bandwidth; two devices that pull the same pages; minimum residency, which makes the CPU
 * wait. Pages and bytes a second follow from {@code pages}: a round trip moves each page twice, an eviction moves as many out as in.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
@Fork(jvmArgsAppend = SuiteBenchmark.COMPILE_SOON)
public class MigrationBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"buddy", "bitmap", "free-list"})
        public String design;

        @Setup
        public void make(MigrationState state) {
            state.device(design);
        }
    }

    /** The work that the state names, once. */
    @Benchmark
    public long[] migrate(MigrationState state, Design design) {
        return state.run();
    }

    @Benchmark
    public byte[][] baselineCopy(MigrationState state) {
        return state.plainCopy();
    }
}
