package dev.faultpath.bench;

import dev.faultpath.bench.state.CallbackState;
import dev.faultpath.bench.state.Checks;
import dev.faultpath.bench.state.ReceiverMix;
import dev.faultpath.bench.state.ReceiverProfile;
import dev.faultpath.design.owner.OwnerComparison;
import dev.faultpath.model.HmmPfn;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * <b>Question</b> (Q4): who answers when the owner does not match, how often is a driver asked, and what does that cost a page:
 * one whose owner does not match, and one whose owner does (claim C1)?
 *
 * <p><b>Kernel counterpart</b>: an op that was proposed for the pagemap and for the range, called in
 * {@code hmm_vma_handle_pte()} after the owner comparison has failed; PCI peer-to-peer's map types and gpusvm's
 * {@code device_map} stand for two of the designs. Left out: the descent to the table (Q1), what makes a remembered answer safe
 * to use at the commit (Q5), and the migration or the device page-table update that follows (Q6, claims C4 and C5).
 *
 * <p><b>Designs</b>: none (reference; grants no foreign page, so where devices are reached its words differ from the others' by
 * definition), callback-per-page (what those that ask are compared with), callback-every-device-page, callback-last-pagemap,
 * callback-last-run, callback-set-cache, verdict-in-pagemap, map-type-table, epoch-map, pair-verdicts, runtime-owner, core-distance,
 * after-walk. The drivers asked are those of package {@code design.callback.driver}; {@code profile} says how many of them the compiler
 * has seen at the one call in {@link dev.faultpath.design.callback.Client#ask}, {@code mix} where they change while measured. Every
 * profile has all of them loaded and walks as often before the measurement.
 *
 * <p><b>Prediction</b>: (1) With placement {@code own} all designs that compare the owner first cost what
 * {@link #baselineOwnerOnly} costs, at every size; only callback-every-device-page pays. Refuted if the difference exceeds the
 * margin of claim C1: the call in the loop, though never taken, would then have cost registers or inlining. (2) On foreign pages
 * the loads to the pagemap are paid by all; callback-per-page comes near to the caches in {@code mono} and {@code bi}, as the
 * answer is inlined, and falls behind in {@code mega}, as an interface call remains; the gap between {@code mono} and
 * {@code mega} with {@code mix=none} is dispatch alone and goes with the number of calls. Refuted if designs that do not ask in
 * a walk (pair-verdicts, runtime-owner, epoch-map, verdict-in-pagemap) differ between profiles. (3) callback-last-pagemap loses
 * its advantage at runs of one page of several foreign pagemaps, callback-set-cache once there are more of them than slots.
 * callback-last-run is the fastest of those that ask where runs are long, as it reads no struct page. (4) With a cost of the
 * callback that is not small, time follows the exact calls, not the design.
 *
 * <p><b>Controls</b>: {@link #baselineTableFill} writes the words and reads nothing; {@link #baselineTableRead} reads each entry
 * and writes its pfn; {@link #baselineOwnerOnly} is the engine that knows no callback. The inlining shows that profiles differ by
 * dispatch and nothing else: run one fork of a profile with
 * {@code java -jar target/faultpath.jar jmh PagemapCallbackBenchmark.check -p design=callback-per-page -p placement=alternate:1:8
 * -p pages=512 -p layout=system-present -p profile=mega -f 1 -jvmArgsAppend "-XX:+UnlockDiagnosticVMOptions -XX:+PrintInlining"}
 * and look, in the last lines that read {@code Client::ask … inline (hot)}, at what stands for {@code mayAccess} below: the
 * measured receiver's with {@code inline (hot)} for mono, two receivers' for bi, {@code PagemapCallback::mayAccess} with
 * {@code virtual call} for mega. {@code -XX:+PrintMethodData} added prints the receiver types that were counted at that call. A
 * test does both.
 *
 * <p><b>Not measured</b>: retpolines and the branch predictor's state after a system call, which make an indirect call in the
 * kernel dearer than one here; the lifecycle of the provider; contention for shared caches of answers; the first walk of designs
 * that remember across walks, whose calls are counted ({@code firstWalkCalls}) but not timed. Counters are taken once per fork,
 * after the last iteration, from {@code countedWalks} walks.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class PagemapCallbackBenchmark extends SuiteBenchmark {
    @State(Scope.Benchmark)
    public static class Design {
        @Param({"none", "callback-per-page", "callback-every-device-page", "callback-last-pagemap", "callback-last-run",
                "callback-set-cache", "verdict-in-pagemap", "map-type-table", "epoch-map", "pair-verdicts", "runtime-owner",
                "core-distance", "after-walk"})
        public String design;

        /** Receiver classes that the compiler has seen: a {@link ReceiverProfile}. */
        @Param({"mono", "bi", "mega"})
        public String profile;

        /** Where the receiver changes while measured: a {@link ReceiverMix}. */
        @Param({"none", "range", "pagemap"})
        public String mix;

        /** Share of the other devices that the client reaches, percent. */
        @Param({"100", "50", "0"})
        public int yesPercent;

        /** What a call costs on top: steps of work, or {@code miss} for a load that misses the caches. */
        @Param({"0", "10", "100", "miss"})
        public String callbackCost;

        public Checks checks;

        /** Shows the compiler the profile's receivers and makes the design. */
        @Setup
        public void make(CallbackState state) {
            checks = Checks.afterShowing(state, design, ReceiverProfile.parse(profile), ReceiverMix.parse(mix), yesPercent,
                    callbackCost);
        }
    }

    /** Exact operations, counted after the measurement. Sums over forks; divided by the walks they are those of one walk. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Counts {
        public long countedWalks;
        public long callbackCalls;
        /** Callback calls of an object's first walk. */
        public long firstWalkCalls;
        /** Distances that the core computed in a walk. */
        public long coreDistances;

        @TearDown(Level.Trial)
        public void count(Design design) {
            Checks.Counts counts = design.checks.count();
            countedWalks = 1;
            callbackCalls = counts.calls();
            firstWalkCalls = counts.firstWalkCalls();
            coreDistances = counts.distances();
        }
    }

    @State(Scope.Thread)
    public static class OwnerOnly {
        public OwnerComparison comparison;

        @Setup
        public void make(CallbackState state) {
            comparison = state.ownerOnly();
        }
    }

    /** Answers every entry of the walk. */
    @Benchmark
    public long[] check(CallbackState state, Design design, Counts counts) {
        return state.answer(design.checks.next());
    }

    @Benchmark
    public long[] baselineOwnerOnly(CallbackState state, OwnerOnly owners) {
        return state.answer(owners.comparison);
    }

    @Benchmark
    public long[] baselineTableFill(CallbackState state) {
        long[] pfns = state.pfns;
        for (int i = 0; i < pfns.length; i++) {
            pfns[i] = pfns[i] & HmmPfn.STICKY | i | HmmPfn.VALID;
        }
        return pfns;
    }

    @Benchmark
    public long[] baselineTableRead(CallbackState state) {
        return Baselines.copyTables(state.tables, state.pfns);
    }
}
