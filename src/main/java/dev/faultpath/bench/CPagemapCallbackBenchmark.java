package dev.faultpath.bench;

import dev.faultpath.bench.state.CCode;
import dev.faultpath.bench.state.CallbackState;
import dev.faultpath.bench.state.Receivers;
import dev.faultpath.c.CWorld;
import dev.faultpath.design.callback.PciTopology;
import dev.faultpath.design.callback.driver.CallbackWork;
import dev.faultpath.model.Device;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * <b>Question</b> (Q4, in C): is what a callback adds to a page the design's, or HotSpot's?
 *
 * <p><b>Kernel counterpart</b>: that of {@link PagemapCallbackBenchmark}, whose layouts and words these are. The op is a pointer to a
 * function in the pagemap's ops; one driver answers, from a table of its links. Left out: drivers that take turns and what a call
 * costs beyond its loads.
 *
 * <p><b>Designs</b>: none (reference), none-with-cold-call (a control that answers as none, with a call out of line), callback-per-page,
 * callback-every-device-page, callback-last-pagemap, callback-last-run, callback-set-cache, verdict-in-pagemap, map-type-table, epoch-map,
 * pair-verdicts, runtime-owner, core-distance, after-walk.
 *
 * <p><b>Prediction</b>: (1) On own pages callback-per-page executes at most two instructions a page more than none, as the call
 * stands in a cold block and what must outlive it is in registers that a call saves; times are equivalent within the margin of claim
 * C1 once placement is drawn over enough forks. Refuted if the instructions differ by more, or the times beyond that margin. (2) On
 * foreign pages a call a page costs as many cycles as one that is predicted does, and retpoline makes each call dearer by a
 * misprediction, so with runs of one page callback-per-page more than doubles; designs that do not ask in a walk differ by nothing
 * between builds. Refuted if they do. (3) The order of designs on foreign pages is that of Java's {@code mega} profile. Refuted by a
 * pair that changes places beyond both intervals. (4) On own pages none-with-cold-call executes at most two instructions a page more
 * than none, and callback-per-page at most one more than that. Refuted if callback-per-page executes more than that: what it
 * adds is then not that a call is there, but the callback.
 *
 * <p><b>Controls</b>: {@link #baselineEmptyWalk} makes the call from Java and walks nothing: what a cell of the C pair costs before
 * its first page. Each iteration runs the code at another place in the cache lines.
 *
 * <p><b>Not measured</b>: two-receiver profiles, which only a JIT compiler has; contention, and the cost of a driver's lock. The
 * compiler does not see what is measured, and no other design is left out of its file, unlike in a fork of HotSpot.
 *
 * <p><b>Result</b>: see {@code results/README.md}.
 */
public class CPagemapCallbackBenchmark extends SuiteBenchmark {
    @State(Scope.Thread)
    public static class Design {
        @Param({"none", "none-with-cold-call", "callback-per-page", "callback-every-device-page", "callback-last-pagemap",
                "callback-last-run", "callback-set-cache", "verdict-in-pagemap", "map-type-table", "epoch-map", "pair-verdicts",
                "runtime-owner", "core-distance", "after-walk"})
        public String design;

        /** Share of the other devices that the client reaches, percent. */
        @Param({"100", "50", "0"})
        public int yesPercent;

        CWorld world;

        /** Hands the machine over and makes the design. */
        @Setup
        public void make(CallbackState state, CCode code) {
            Device client = state.model().devices().values().iterator().next();
            boolean[] reached = Receivers.spread(state.model().devices().size(), client.id(), yesPercent);
            PciTopology topology = new Receivers(client.id(), reached, CallbackWork.parse("0")).topology();
            world = code.world(new CWorld.Parts(state.model().mm(), state.model().asker()).leaves(state.tables)
                    .drivers(client.id(), reached, null, topology)).make("Q4", design);
        }
    }

    /** What the control calls. */
    @State(Scope.Thread)
    public static class Nothing {
        CWorld world;

        @Setup
        public void make(CallbackState state, CCode code) {
            world = code.world(new CWorld.Parts(state.model().mm(), state.model().asker())).makeEmpty();
        }
    }

    /** Answers every page of the request. */
    @Benchmark
    public CWorld check(Design design) {
        return design.world.walk();
    }

    @Benchmark
    public CWorld baselineEmptyWalk(Nothing nothing) {
        return nothing.world.walk();
    }
}
