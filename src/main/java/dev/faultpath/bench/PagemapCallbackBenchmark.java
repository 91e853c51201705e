package dev.faultpath.bench;

import dev.faultpath.bench.state.CallbackState;
import dev.faultpath.bench.state.Checks;
import dev.faultpath.bench.state.ForeignShown;
import dev.faultpath.bench.state.ReceiverMix;
import dev.faultpath.bench.state.ReceiverProfile;
import dev.faultpath.design.callback.driver.CallbackWork;
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
 * definition), none-with-cold-call (a control that answers as none, with a call in the place of the callback), callback-per-page (what
 * those that ask are compared with), callback-every-device-page, callback-last-pagemap, callback-last-run, callback-set-cache,
 * verdict-in-pagemap, map-type-table, epoch-map, pair-verdicts, runtime-owner, core-distance, after-walk. The drivers asked are those of
 * package {@code design.callback.driver}; {@code profile} says how many of them the compiler has seen at the one call in
 * {@link dev.faultpath.design.callback.Client#ask}, {@code mix} where they change while measured. Every profile has all of them loaded and
 * walks as often before the measurement.
 *
 * <p><b>Same for all</b>: {@code none} runs the method, the loop and the show that the others run, and is what they are compared with;
 * the two differ by what follows a comparison that fails. The kernel compiles that to a call in a cold block: the loop branches out of
 * its way and pays a compare, whose result the processor predicts. On HotSpot {@code foreignShown=rare} is nearest to it, as the call
 * is compiled and stands out of line; {@code never} has a trap there that no kernel has, and {@code often} has the asking inlined into
 * the loop, which a C compiler does not do to an indirect call. In all three a call that is left in the loop's method makes the compiler
 * keep values in memory that C keeps in registers which a call saves.
 *
 * <p><b>Prediction</b>: (1) On own pages and on system pages no design but callback-every-device-page makes a call or loads more than
 * {@code none}, counted, at every size; refuted by one load. (2) With {@code foreignShown=never} those designs execute as many
 * instructions as {@code none}, as the same trap stands in the same place, and cost the same within the margin of claim C1; with
 * {@code rare} and {@code often} instructions are more by spilled values, a like number a page at every size from 512 pages on, and the
 * time differs by less than the instructions do, as a store and its reload need no loaded value. Refuted if {@code never} differs, or if
 * {@code rare} is dearer than {@code often}. (3) On foreign pages the loads to the pagemap are paid by all; callback-per-page comes near
 * to the caches in {@code mono} and {@code bi}, as the answer is inlined, and falls behind in {@code mega}, as an interface call
 * remains; the gap between {@code mono} and {@code mega} with {@code mix=none} is dispatch alone and goes with the number of calls.
 * Refuted if designs that do not ask in a walk (pair-verdicts, runtime-owner, epoch-map, verdict-in-pagemap) differ between profiles.
 * (4) callback-last-pagemap makes one call for each run, so it removes half of the calls from runs of two pages on and none at runs of
 * one page of several foreign pagemaps; callback-set-cache loses its advantage once there are more of them than slots.
 * callback-last-run is the fastest of those that ask where runs are long, as it reads no struct page. (5) With a cost of the callback
 * that is not small, time follows the exact calls, not the design; at runs of one page the cache then costs what asking costs, and at
 * cost 0 it is slower. The share of yes changes neither calls nor ranks. Refuted if calls do not order times at cost 100-steps
 * or miss. (6) The work of a call, alone, costs the same on both JDKs, as each step needs the one before; refuted if ten times the steps do
 * not cost about ten times as much, or if one JDK's steps cost a tenth more than the other's. (7) On own pages none-with-cold-call
 * executes as many instructions as {@code none} with {@code never}, and with {@code rare} and {@code often} as many as callback-per-page,
 * within one a page: what that has more than {@code none} is the price of the first call in a loop without calls, and a loop that has one
 * already, as the kernel's, pays nothing for the callback. Refuted if callback-per-page executes more than one instruction a page beyond
 * none-with-cold-call; the difference is then the callback's.
 *
 * <p><b>Controls</b>: {@link #baselineWordFill} writes the words and reads nothing; {@link #baselineTableRead} reads each entry
 * and writes its pfn; {@link #baselineCallbackWork} does the work of one call for each page and nothing else, so its time a page is what
 * {@code callbackCost} adds to a call on that JDK and machine. The inlining shows that profiles differ by
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
        @Param({"none", "none-with-cold-call", "callback-per-page", "callback-every-device-page", "callback-last-pagemap",
                "callback-last-run", "callback-set-cache", "verdict-in-pagemap", "map-type-table", "epoch-map", "pair-verdicts",
                "runtime-owner", "core-distance", "after-walk"})
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

        /** How often the code has met pages of other owners before it is measured: a {@link ForeignShown}. */
        @Param({"often", "rare", "never"})
        public String foreignShown;

        /** What a call costs on top: steps of about a nanosecond each, or {@code miss} for a load that misses the caches. */
        @Param({"0", "10-steps", "100-steps", "miss"})
        public String callbackCost;

        public Checks checks;

        /** Shows the compiler foreign pages and the profile's receivers, and makes the design. */
        @Setup
        public void make(CallbackState state) {
            checks = Checks.afterShowing(state, design, ReceiverProfile.parse(profile), ReceiverMix.parse(mix),
                    ForeignShown.parse(foreignShown), yesPercent, callbackCost);
        }
    }

    /** What a call costs on top, alone. */
    @State(Scope.Thread)
    public static class Work {
        @Param({"0", "10-steps", "100-steps", "miss"})
        public String callbackCost;

        CallbackWork work;

        @Setup
        public void make() {
            work = CallbackWork.parse(callbackCost);
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

    /** Answers every entry of the walk. */
    @Benchmark
    public long[] check(CallbackState state, Design design, Counts counts) {
        return state.answer(design.checks.next());
    }

    /** The work of one call for each page: in ns a page, what a call costs on top. */
    @Benchmark
    public long[] baselineCallbackWork(CallbackState state, Work work) {
        for (int i = 0; i < state.pfns.length; i++) {
            work.work.spend();
        }
        return state.pfns;
    }

    @Benchmark
    public long[] baselineWordFill(CallbackState state) {
        return Baselines.fillWords(state.pfns);
    }

    @Benchmark
    public long[] baselineTableRead(CallbackState state) {
        return Baselines.copyTables(state.tables, state.pfns);
    }
}
