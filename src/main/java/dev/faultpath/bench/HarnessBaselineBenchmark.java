package dev.faultpath.bench;

import dev.faultpath.bench.state.HarnessState;
import dev.faultpath.design.populate.LeafStream;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * <b>Question</b> (Q0): what does the harness itself cost, and does it tell the same from the same and the longer from the
 * shorter?
 *
 * <p><b>Kernel counterpart</b>: none for the empty method and the clock. The reads are those of the loop over one page-table
 * page in {@code hmm_vma_walk_pmd()}, the writes those to {@code range->hmm_pfns[]}, each without the other.
 *
 * <p><b>Designs</b>: none; every row is a control: {@link #baselineEmpty}, {@link #baselineNanoTime},
 * {@link #baselineTableRead}, {@link #baselineWordFill}, {@link #baselineTableCopy}, and the twins {@link #baselineEmptyTwin}
 * and {@link #baselineWordFillTwin}, which have the body of the row they are named after.
 *
 * <p><b>Prediction</b>: the relations of {@link HarnessChecks}, stated before any run: twins are equal; nothing is faster than
 * the empty method; reading the clock costs more than that; reading and writing the table costs at least what either does
 * alone; twice the pages take twice the time. A run in which one of them fails is void: its host, its JVM or the harness is
 * not fit for the other questions.
 *
 * <p><b>Controls</b>: the twins are controls of the controls: two methods that differ in their name only.
 *
 * <p><b>Not measured</b>: anything of the fault path. The read alone has to go somewhere and is joined into one word: a serial
 * chain of one instruction a page, which may hide part of the loads.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class HarnessBaselineBenchmark extends SuiteBenchmark {
    @Benchmark
    public long[] baselineEmpty(HarnessState state) {
        return state.pfns;
    }

    @Benchmark
    public long[] baselineEmptyTwin(HarnessState state) {
        return state.pfns;
    }

    /** One reading of the clock, written to the table. */
    @Benchmark
    public long[] baselineNanoTime(HarnessState state) {
        state.pfns[0] = System.nanoTime();
        return state.pfns;
    }

    /** Reads every entry; all of them joined are one word of the table. */
    @Benchmark
    public long[] baselineTableRead(HarnessState state) {
        LeafStream tables = state.tables;
        long joined = 0;
        for (int i = 0; i < tables.size(); i++) {
            joined |= Baselines.readEntries(state.entries, tables.first(i), tables.pages(i));
        }
        state.pfns[0] = joined;
        return state.pfns;
    }

    /** Writes every word, keeping its sticky bits. */
    @Benchmark
    public long[] baselineWordFill(HarnessState state) {
        return Baselines.fillWords(state.pfns);
    }

    @Benchmark
    public long[] baselineWordFillTwin(HarnessState state) {
        return Baselines.fillWords(state.pfns);
    }

    /** Reads every entry and writes its pfn, undecided. */
    @Benchmark
    public long[] baselineTableCopy(HarnessState state) {
        return Baselines.copyTables(state.tables, state.pfns);
    }
}
