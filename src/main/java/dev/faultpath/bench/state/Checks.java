package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.callback.AccessCheck;
import dev.faultpath.design.callback.CallbackWork;
import dev.faultpath.design.callback.Client;
import dev.faultpath.design.callback.PagemapCallback;
import dev.faultpath.design.callback.PciTopology;
import dev.faultpath.design.callback.TopologyEpoch;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.model.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One design, made for the first device of a state's layout, with the receivers that a measurement wants, after the compiler
 * has been shown those that the profile wants.
 */
public final class Checks {
    /** Calls that each receiver of the profile gets before the measurement: a handful does not fill a profile. */
    public static final int CALLS_EACH = 20_000;

    /** What is walked to show receivers: every page of another pagemap, so that any cache that asks at all asks. */
    private static final String SHOWN_PLACEMENT = "alternate:1:8";
    private static final int SHOWN_PAGES = 64;
    private static final int SHOWN_FOREIGN_PAGEMAPS = 7;

    private final CallbackState state;
    private final String design;
    private final Receivers receivers;
    private final AccessCheck[] checks;
    private int next;

    /**
     * Shows the receivers of the profile and makes the design.
     *
     * @param yesPercent share of the other devices that the client reaches, 0 to 100
     * @param callbackCost what a call costs on top, as {@link CallbackWork#parse} takes it
     */
    public Checks(CallbackState state, String design, ReceiverProfile profile, ReceiverMix mix, int yesPercent,
            String callbackCost) {
        this.state = state;
        this.design = design;
        show(design, profile, yesPercent);
        receivers = receivers(state.model(), yesPercent, CallbackWork.parse(callbackCost));
        List<PagemapCallback> arriving = receivers.callbacks().subList(0, profile.receivers());
        checks = new AccessCheck[mix == ReceiverMix.RANGE ? arriving.size() : 1];
        for (int i = 0; i < checks.length; i++) {
            PagemapCallback[] table = new PagemapCallback[state.model().pagemaps().size()];
            Arrays.setAll(table, mix == ReceiverMix.PAGEMAP ? id -> arriving.get(id % arriving.size())
                    : constant(arriving.get(i)));
            checks[i] = create(state.model(), design, table, receivers.topology());
        }
    }

    /** The design for the next walk; another receiver's in turn if the mix is by range. */
    public AccessCheck next() {
        if (++next >= checks.length) {
            next = 0;
        }
        return checks[next];
    }

    /**
     * Walks in equal share with every receiver of the profile, taking turns, through the call that will be measured. A design
     * that remembers across walks is made anew for each, or it would ask once and never again.
     */
    private static void show(String design, ReceiverProfile profile, int yesPercent) {
        CallbackState shown = CallbackState.of("system-present", SHOWN_PAGES, SHOWN_PLACEMENT);
        Receivers receivers = receivers(shown.model(), yesPercent, CallbackWork.none());
        int walksEach = (CALLS_EACH + SHOWN_FOREIGN_PAGEMAPS - 1) / SHOWN_FOREIGN_PAGEMAPS;
        List<PagemapCallback[]> tables = new ArrayList<>();
        for (PagemapCallback callback : receivers.callbacks().subList(0, profile.receivers())) {
            PagemapCallback[] table = new PagemapCallback[shown.model().pagemaps().size()];
            Arrays.fill(table, callback);
            tables.add(table);
        }
        // As many walks in every profile, so that the profiles differ in nothing but the receivers.
        int walks = walksEach * ReceiverProfile.MEGA.receivers();
        for (int walk = 0; walk < walks; walk++) {
            shown.answer(create(shown.model(), design, tables.get(walk % tables.size()), receivers.topology()));
        }
    }

    private static java.util.function.IntFunction<PagemapCallback> constant(PagemapCallback callback) {
        return id -> callback;
    }

    private static Receivers receivers(LayoutModel model, int yesPercent, CallbackWork work) {
        int client = client(model).id();
        return new Receivers(client, Receivers.spread(model.devices().size(), client, yesPercent), work);
    }

    private static Device client(LayoutModel model) {
        return model.devices().values().iterator().next();
    }

    private static AccessCheck create(LayoutModel model, String design, PagemapCallback[] table, PciTopology topology) {
        Client client = new Client(model.asker(), client(model), table, topology, new TopologyEpoch());
        return Designs.create(AccessCheck.class, design, model.memory(), client);
    }

    /**
     * What two walks of a new object of the design ask.
     *
     * @param firstWalkCalls callback calls of the first walk
     * @param calls callback calls of the second walk, as of every one that is measured
     * @param firstWalkDistances distances that the core computed in the first walk
     * @param distances distances that the core computed in the second walk
     */
    public record Counts(long firstWalkCalls, long calls, long firstWalkDistances, long distances) {
    }

    /** Counts the operations of a walk. Shows the compiler a further receiver, so only after the measurement. */
    public Counts count() {
        CountingCallback counting = new CountingCallback(receivers.callbacks().get(0));
        CountingTopology topology = new CountingTopology(receivers.topology());
        PagemapCallback[] table = new PagemapCallback[state.model().pagemaps().size()];
        Arrays.fill(table, counting);
        AccessCheck check = create(state.model(), design, table, topology);
        long made = counting.calls();
        state.answer(check);
        long first = counting.calls() - made;
        long firstDistances = topology.calls();
        state.answer(check);
        return new Counts(first, counting.calls() - made - first, firstDistances, topology.calls() - firstDistances);
    }
}
