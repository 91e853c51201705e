package dev.faultpath.design.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.Designs;
import dev.faultpath.design.callback.CallbackWorld.Stretch;
import dev.faultpath.design.callback.driver.CallbackWork;
import dev.faultpath.design.callback.driver.PciDistanceCallback;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.SyntheticLayouts;
import dev.faultpath.model.Device;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PagemapCallback;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Every access check on the class path grants what its contract says, and asks as often as {@link CallbackWorld} says. */
class PagemapCallbackContractTest {
    @Provide
    Arbitrary<List<Stretch>> stretches() {
        List<EntryKind> kinds = Stream.of(EntryKind.values()).filter(k -> k.level() == EntryKind.Level.PTE).toList();
        Arbitrary<EntryKind> kind = Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.of(kinds)),
                Tuple.of(4, Arbitraries.of(EntryKind.DEVICE_PRIVATE_RW, EntryKind.DEVICE_PRIVATE_RO)));
        Arbitrary<Integer> pages = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(1)),
                Tuple.of(2, Arbitraries.integers().between(2, 40)));
        return Combinators.combine(kind, Arbitraries.integers().between(0, 8), pages).as(Stretch::new).list().ofMinSize(1)
                .ofMaxSize(80).withoutEdgeCases();
    }

    @Property(tries = 300)
    void everyDesignGrantsWhatItsContractSays(@ForAll("stretches") List<Stretch> stretches, @ForAll long seed) {
        agree(new CallbackWorld(stretches, false, seed));
    }

    @Property(tries = 40)
    void aNullOwnerIsGrantedNothingAndAsksNobody(@ForAll("stretches") List<Stretch> stretches, @ForAll long seed) {
        CallbackWorld world = new CallbackWorld(stretches, true, seed);
        agree(world);
        assertThat(world.asked).isEmpty();
    }

    @Property(tries = 30)
    void everyDesignAgreesOnCapturedLayouts(@ForAll("captured") String layout, @ForAll("placements") String placement,
            @ForAll long seed) {
        agree(new CallbackWorld(DevicePlacement.parse(placement).apply(Layouts.named(layout)), false, new Random(seed)));
    }

    @Provide
    Arbitrary<String> captured() {
        return Arbitraries.of(Layouts.names().stream().filter(n -> n.startsWith("captured-")).toList());
    }

    @Provide
    Arbitrary<String> placements() {
        return Arbitraries.of("own", "foreign", "clique:1:72", "clique:16:8", "alternate:1:2", "alternate:1:72", "alternate:16:8",
                "one-in:50:7", "random:60:6:3");
    }

    /** Two full pagemaps side by side: the last pfn of one is followed by the first of the other, in both directions. */
    @Property(tries = 20)
    void neighbouringPagemapsAreToldApart(@ForAll long seed) {
        agree(new CallbackWorld(DevicePlacement.parse("alternate:1:2").apply(SyntheticLayouts.systemPresent(1024)), false,
                new Random(seed)));
    }

    /** Where the driver's answer is the PCI distance, the core that computes it itself grants the same. */
    @Property(tries = 100)
    void coreDistanceAgreesWithADriverThatGoesByDistance(@ForAll("stretches") List<Stretch> stretches, @ForAll long seed) {
        CallbackWorld world = new CallbackWorld(stretches, false, seed);
        Arrays.fill(world.answers, true);
        PagemapCallback byDistance = new PciDistanceCallback(world.topology, CallbackWork.parse("0"));
        assertThat(world.walk(world.design("core-distance")))
                .isEqualTo(world.walk(world.design("callback-per-page", byDistance)));
    }

    /** Callback calls of the first walk, of a second one, and of one after the epoch has moved: exactly, and about whom. */
    @Property(tries = 200)
    void everyDesignAsksAsOftenAsTheCatalogueSays(@ForAll("stretches") List<Stretch> stretches, @ForAll long seed) {
        CallbackWorld world = new CallbackWorld(stretches, false, seed);
        for (String name : CallbackWorld.DESIGNS) {
            world.asked.clear();
            AccessCheck check = world.design(name);
            assertThat(world.asked).as(name + ", when made").isEqualTo(world.asksWhenMade(name));
            assertThat(asks(world, check)).as(name + ", first walk").isEqualTo(world.firstWalkAsks(name));
            assertThat(asks(world, check)).as(name + ", second walk").isEqualTo(world.laterAsks(name));
            world.epoch.bump();
            boolean byEpoch = CallbackOracle.of(name).sees() == CallbackOracle.Sees.NEW_EPOCH;
            assertThat(asks(world, check)).as(name + ", new epoch")
                    .isEqualTo(byEpoch ? world.firstWalkAsks(name) : world.laterAsks(name));
        }
    }

    private static List<Pagemap> asks(CallbackWorld world, AccessCheck check) {
        world.asked.clear();
        world.walk(check);
        return new ArrayList<>(world.asked);
    }

    /** The whole answer is compared: a design that is wrong about one page only is found, whatever the page. */
    @Property(tries = 50)
    void oneWrongPageIsFound(@ForAll("stretches") List<Stretch> stretches, @ForAll long seed, @ForAll int page) {
        CallbackWorld world = new CallbackWorld(stretches, false, seed);
        int wrong = Math.floorMod(page, world.input.length);
        AccessCheck check = world.design("callback-per-page");
        AccessCheck mutant = new AccessCheck() {
            @Override
            public void answer(long[] entries, int first, int count, long[] pfns, int at) {
                check.answer(entries, first, count, pfns, at);
                if (wrong >= at && wrong < at + count) {
                    pfns[wrong] ^= HmmPfn.VALID;
                }
            }
        };
        assertThat(world.walk(mutant)).isNotEqualTo(world.expected("callback-per-page"));
    }

    /** A pagemap of the client's owner that came after the design was made. */
    @Example
    void everyDesignMeetsAPagemapThatIsNewerThanItIs() throws Exception {
        PhysicalMemory memory = new PhysicalMemory();
        Device device = memory.newDevice("gpu", 0);
        Client client = new Client(memory.newOwner("own"), device, new PciTopology(new int[] {-1}, new boolean[1], new boolean[1]),
                new TopologyEpoch());
        Pagemap gone = memory.newPagemap(device, Pagemap.Type.PRIVATE, client.owner(), 1);
        long pfn = gone.firstPfn();
        List<AccessCheck> checks = CallbackWorld.DESIGNS.stream().map(n -> Designs.create(AccessCheck.class, n, memory, client)).toList();
        memory.removePagemap(gone);
        memory.newPagemapInPlaceOf(gone, device, client.owner());
        long[] entries = {Pte.devicePrivate(pfn, false, client.owner().id())};
        for (AccessCheck check : checks) {
            long[] words = new long[1];
            check.begin();
            check.answer(entries, 0, 1, words, 0);
            assertThat(check.end(words, 1)).isTrue();
            assertThat(words[0]).as(check.getClass().getSimpleName()).isEqualTo(pfn | HmmPfn.VALID);
        }
    }

    @Example
    void theReferenceAndItsCompetitorsAreFound() {
        assertThat(CallbackWorld.DESIGNS).contains("none", "none-with-cold-call", "callback-per-page",
                "callback-every-device-page", "callback-last-pagemap", "callback-last-run", "callback-set-cache",
                "verdict-in-pagemap", "map-type-table", "epoch-map", "pair-verdicts", "runtime-owner", "core-distance",
                "after-walk");
    }

    private static void agree(CallbackWorld world) {
        for (String name : CallbackWorld.DESIGNS) {
            long[] expected = world.expected(name);
            AccessCheck check = world.design(name);
            // Twice with one object: what it remembers must not change an answer.
            assertThat(world.walk(check)).as(name).isEqualTo(expected);
            assertThat(world.walk(check)).as(name + ", again").isEqualTo(expected);
        }
    }
}
