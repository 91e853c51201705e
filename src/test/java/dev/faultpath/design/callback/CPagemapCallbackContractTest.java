package dev.faultpath.design.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.c.Build;
import dev.faultpath.c.CLibrary;
import dev.faultpath.c.CPair;
import dev.faultpath.c.CWorld;
import dev.faultpath.design.callback.CallbackWorld.Stretch;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.Layouts;
import dev.faultpath.model.Pagemap;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The designs of Q4 in C grant what those of Java have to, and ask about the same pagemaps as often. */
class CPagemapCallbackContractTest {
    private static final List<String> PLACEMENTS = List.of("own", "foreign", "clique:1:72", "clique:16:8", "alternate:1:2",
            "alternate:1:72", "alternate:16:8", "one-in:50:7", "random:60:6:3");

    @Test
    @DisplayName("C pair: every callback design grants and asks as its contract says on generated layouts")
    void generated() {
        generated(CPair.library(), CPair.LAYOUTS);
        generated(CLibrary.of(Build.RETPOLINE, CLibrary.PLACES - 1), CPair.LAYOUTS / 20);
    }

    private static void generated(CLibrary library, int layouts) {
        for (int seed = 0; seed < layouts; seed++) {
            Random random = new Random(seed);
            agree(library, new CallbackWorld(stretches(random), random.nextInt(8) == 0, seed), "layout " + seed);
        }
    }

    /** As those of the contract test of Java: entries of all kinds, most of them in device memory, in short runs. */
    private static List<Stretch> stretches(Random random) {
        List<EntryKind> kinds = Stream.of(EntryKind.values()).filter(k -> k.level() == EntryKind.Level.PTE).toList();
        List<EntryKind> device = List.of(EntryKind.DEVICE_PRIVATE_RW, EntryKind.DEVICE_PRIVATE_RO);
        return Stream.generate(() -> new Stretch(random.nextInt(6) < 2 ? kinds.get(random.nextInt(kinds.size()))
                : device.get(random.nextInt(2)), random.nextInt(9), random.nextInt(5) < 3 ? 1 : 2 + random.nextInt(39)))
                .limit(1 + random.nextInt(80)).toList();
    }

    @Test
    @DisplayName("C pair: every callback design does so on captured layouts")
    void captured() {
        CLibrary library = CPair.library();
        for (String layout : Layouts.names().stream().filter(n -> n.startsWith("captured-")).toList()) {
            for (String placement : PLACEMENTS) {
                agree(library, new CallbackWorld(DevicePlacement.parse(placement).apply(Layouts.named(layout)), false, new Random(1)),
                        layout + ", " + placement);
            }
        }
    }

    @Test
    @DisplayName("C pair: every callback design is there in C, and one that is wrong about answers or calls is found")
    void planted() {
        assertThat(CPair.library().designs("Q4")).containsExactlyInAnyOrderElementsOf(CallbackWorld.DESIGNS);
        CLibrary wrong = CPair.planted("found = w->stamp << 1 | ask(w, pgmap);", "found = w->stamp << 1 | !ask(w, pgmap);");
        assertThatThrownBy(() -> generated(wrong, CPair.LAYOUTS)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("verdict-in-pagemap");
        CLibrary asksAgain = CPair.planted("w->set_asked[slot] = pgmap;", "w->set_asked[slot] = NULL;");
        assertThatThrownBy(() -> generated(asksAgain, CPair.LAYOUTS)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("callback-set-cache");
    }

    private static void agree(CLibrary library, CallbackWorld world, String as) {
        int devices = world.model.memory().devices().size();
        boolean[] reached = new boolean[devices];
        for (int i = 0; i < devices; i++) {
            reached[i] = world.relation[world.client.id() % CallbackWorld.DEVICES][i % CallbackWorld.DEVICES];
        }
        Pagemap[] pagemaps = world.model.memory().pagemaps();
        boolean[] answers = new boolean[pagemaps.length];
        for (Pagemap pagemap : pagemaps) {
            answers[pagemap.id()] = world.answers[pagemap.device().id() % CallbackWorld.DEVICES];
        }
        CWorld.Parts parts = new CWorld.Parts(world.model.mm(), world.owner).leaves(world.tables)
                .drivers(world.client.id(), reached, answers, world.topology);
        try (CWorld c = parts.counting().to(library)) {
            for (String name : library.designs("Q4")) {
                String what = name + " in C, " + as;
                c.make("Q4", name);
                asked(c, world.asksWhenMade(name), what + ", when made");
                walks(c, world, name, what);
                asked(c, world.firstWalkAsks(name), what + ", first walk");
                walks(c, world, name, what);
                asked(c, world.laterAsks(name), what + ", second walk");
                c.bumpEpoch();
                walks(c, world, name, what);
                boolean byEpoch = CallbackOracle.of(name).sees() == CallbackOracle.Sees.NEW_EPOCH;
                asked(c, byEpoch ? world.firstWalkAsks(name) : world.laterAsks(name), what + ", new epoch");
            }
        }
    }

    private static void walks(CWorld c, CallbackWorld world, String name, String what) {
        c.words(world.input);
        assertThat(c.walk().words()).as(what).isEqualTo(world.expected(name));
    }

    private static void asked(CWorld c, List<Pagemap> expected, String what) {
        assertThat(Arrays.stream(c.asked()).boxed().toList()).as(what).isEqualTo(expected.stream().map(Pagemap::id).toList());
    }
}
