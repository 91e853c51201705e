package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.callback.AccessCheck;
import dev.faultpath.design.callback.Client;
import dev.faultpath.design.callback.PciTopology;
import dev.faultpath.design.callback.TopologyEpoch;
import dev.faultpath.design.callback.driver.CallbackWork;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.model.Device;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PagemapCallback;
import dev.faultpath.model.Pte;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One design, made for the first device of a state's layout, with the receivers that a measurement wants, after the compiler
 * has been shown those that the profile wants.
 */
public final class Checks {
    /** Calls at least that each receiver of the profile gets before the measurement: a handful does not fill a profile. */
    public static final int CALLS_EACH = 20_000;

    /**
     * What is walked to show receivers: between them present, absent and read-only entries, areas' borders, own and foreign
     * memory. A branch that the compiler has never seen taken would throw its code away at the first measured walk, and it would
     * then learn the receivers anew from the one that is measured.
     */
    private static final List<String> SHOWN_LAYOUTS = List.of("vma-borders-16", "holes-random-50");
    private static final int SHOWN_PAGES = 128;
    /** Where foreign pages are shown: seven in eight of the device pages are. */
    private static final String SHOWN_FOREIGN = "random:60:8:20250204";
    /** Where none are: as many device pages, all of them the asker's own. */
    private static final String SHOWN_OWN = "random:60:1:20250204";

    /** Rounds by which the measured receiver joins later: enough for types to be counted, too few for a last compilation. */
    private static final int LEAD_ROUNDS = 20;

    private final CallbackState state;
    private final String design;
    private final boolean[] reached;
    private final AccessCheck check;
    private final Pagemap[] pagemaps;
    /** The receivers that take turns from walk to walk; empty if none do. */
    private final List<PagemapCallback> turns;
    private int next;

    /**
     * Shows the compiler foreign pages and the receivers of the profile, and makes the design.
     *
     * @param yesPercent share of the other devices that the client reaches, 0 to 100
     * @param callbackCost what a call costs on top, as {@link CallbackWork#parse} takes it
     */
    public static Checks afterShowing(CallbackState state, String design, ReceiverProfile profile, ReceiverMix mix, ForeignShown foreign,
            int yesPercent, String callbackCost) {
        CallbackWork work = CallbackWork.parse(callbackCost);
        show(design, profile, foreign, yesPercent, work);
        return new Checks(state, design, profile, mix, yesPercent, work);
    }

    /** Makes the design only. */
    Checks(CallbackState state, String design, ReceiverProfile profile, ReceiverMix mix, int yesPercent, CallbackWork work) {
        this.state = state;
        this.design = design;
        reached = reached(state.model(), yesPercent);
        Receivers receivers = new Receivers(client(state.model()).id(), reached, work);
        List<PagemapCallback> arriving = receivers.callbacks().subList(0, profile.receivers());
        pagemaps = state.model().memory().pagemaps();
        for (Pagemap pagemap : pagemaps) {
            pagemap.callback(arriving.get(mix == ReceiverMix.PAGEMAP ? pagemap.id() % arriving.size() : 0));
        }
        turns = mix == ReceiverMix.RANGE ? arriving : List.of();
        check = create(state.model(), design, receivers.topology());
    }

    /** The design, for the next walk: where the mix is by range, the next receiver has taken the place of the last one. */
    public AccessCheck next() {
        if (!turns.isEmpty()) {
            next = (next + 1) % turns.size();
            for (Pagemap pagemap : pagemaps) {
                pagemap.callback(turns.get(next));
            }
        }
        return check;
    }

    /**
     * Walks in equal share with every receiver of the profile, through the call that will be measured, and as often in every
     * profile. They take turns, or the compiler would first meet one alone. Where there are more than it keeps types of, the one
     * that is measured joins a little later and stays as much longer, so that it is not among the types kept: however often it
     * is seen later, it never dominates. How many walks there are does not depend on how often foreign pages are shown.
     */
    private static void show(String design, ReceiverProfile profile, ForeignShown foreign, int yesPercent, CallbackWork work) {
        List<Shown> shown = new ArrayList<>();
        List<Shown> own = new ArrayList<>();
        for (String layout : SHOWN_LAYOUTS) {
            shown.add(new Shown(layout, SHOWN_FOREIGN, design, yesPercent, work));
            own.add(new Shown(layout, SHOWN_OWN, design, yesPercent, work));
        }
        int callsARound = shown.stream().mapToInt(Shown::leastCalls).sum();
        int receivers = profile.receivers();
        int rounds = ReceiverProfile.MEGA.receivers() * ((CALLS_EACH + callsARound - 1) / callsARound) / receivers;
        int lead = receivers > 2 ? LEAD_ROUNDS : 0;
        for (int round = 0; round < rounds + lead; round++) {
            for (Shown s : foreign.walksForeign(round) ? shown : own) {
                if (round >= lead) {
                    s.walk(0);
                }
                for (int receiver = 1; receiver < receivers && round < rounds; receiver++) {
                    s.walk(receiver);
                }
            }
        }
    }

    /** A layout to show receivers on. */
    private static final class Shown {
        private final CallbackState state;
        private final String design;
        private final Receivers receivers;

        Shown(String layout, String placement, String design, int yesPercent, CallbackWork work) {
            state = CallbackState.of(layout, SHOWN_PAGES, placement);
            this.design = design;
            receivers = new Receivers(client(state.model()).id(), reached(state.model(), yesPercent), work.copy());
        }

        /** Walks once, with a new object of the design: one that remembers across walks would ask once and never again. */
        void walk(int receiver) {
            answerBy(state.model(), receivers.callbacks().get(receiver));
            state.answer(create(state.model(), design, receivers.topology()));
        }

        /** Calls that a walk makes at least, if the design asks: one for each foreign pagemap that it meets. */
        int leastCalls() {
            Set<Integer> met = new HashSet<>();
            for (int table = 0; table < state.tables.size(); table++) {
                for (int i = 0; i < state.tables.pages(table); i++) {
                    long entry = state.entries[state.tables.first(table) + i];
                    if (Pte.isDevicePrivate(entry) && state.model().memory().ownerOf(Pte.pfn(entry)) != state.model().asker()) {
                        met.add(state.model().memory().memmap().pagemapId(Pte.pfn(entry)));
                    }
                }
            }
            return met.size();
        }
    }

    private static void answerBy(LayoutModel model, PagemapCallback callback) {
        for (Pagemap pagemap : model.memory().pagemaps()) {
            pagemap.callback(callback);
        }
    }

    private static boolean[] reached(LayoutModel model, int yesPercent) {
        return Receivers.spread(model.devices().size(), client(model).id(), yesPercent);
    }

    private static Device client(LayoutModel model) {
        return model.devices().values().iterator().next();
    }

    private static AccessCheck create(LayoutModel model, String design, PciTopology topology) {
        Client client = new Client(model.asker(), client(model), topology, new TopologyEpoch());
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

    /**
     * Counts the operations of a walk. It runs the code that is measured with work that counts, so only after the measurement:
     * the compiler would otherwise see that the work varies.
     */
    public Counts count() {
        CallbackWork work = CallbackWork.counting();
        int client = client(state.model()).id();
        Receivers counted = new Receivers(client, reached, work);
        CountingTopology topology = new CountingTopology(counted.topology());
        answerBy(state.model(), counted.callbacks().get(0));
        AccessCheck counting = create(state.model(), design, topology);
        long made = work.calls();
        state.answer(counting);
        long first = work.calls() - made;
        long firstDistances = topology.calls();
        state.answer(counting);
        return new Counts(first, work.calls() - made - first, firstDistances, topology.calls() - firstDistances);
    }
}
