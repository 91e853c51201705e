package dev.faultpath.design.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.callback.CallbackWorld.Stretch;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.model.Device;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Pagemap;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long each design goes on granting after the driver's answer has become no: what its class comment says. */
class FreshnessTest {
    /** Designs whose next walk sees the change without being told. */
    private static final Set<String> NEXT_WALK = Set.of("callback-per-page", "callback-every-device-page",
            "callback-last-pagemap", "callback-last-run", "callback-set-cache", "after-walk");
    /** Designs that see it once the epoch has moved. */
    private static final Set<String> EPOCH = Set.of("verdict-in-pagemap", "epoch-map");
    /** Designs that see it when they are told, or never. */
    private static final Set<String> LATER = Set.of("map-type-table", "pair-verdicts", "runtime-owner");
    /** Designs that do not ask a driver. */
    private static final Set<String> NEVER_ASK = Set.of("none", "core-distance");

    private static final List<Stretch> PAGES = List.of(new Stretch(EntryKind.DEVICE_PRIVATE_RW, 1, 3),
            new Stretch(EntryKind.DEVICE_PRIVATE_RW, 2, 3), new Stretch(EntryKind.DEVICE_PRIVATE_RW, 1, 1),
            new Stretch(EntryKind.DEVICE_PRIVATE_RW, 4, 3));

    /** A world in which some of the pages are foreign and all of them are granted. */
    private static CallbackWorld world() {
        for (long seed = 0; ; seed++) {
            CallbackWorld world = new CallbackWorld(PAGES, false, seed);
            Arrays.fill(world.answers, true);
            answer(world, true);
            if (world.foreignPagemaps() > 1) {
                return world;
            }
        }
    }

    private static void answer(CallbackWorld world, boolean yes) {
        for (boolean[] row : world.relation) {
            Arrays.fill(row, yes);
        }
    }

    private static long granted(long[] words) {
        return LongStream.of(words).filter(w -> (w & HmmPfn.VALID) != 0).count();
    }

    @Test
    void everyDesignIsSomewhereHere() {
        Set<String> all = new TreeSet<>(NEXT_WALK);
        all.addAll(EPOCH);
        all.addAll(LATER);
        all.addAll(NEVER_ASK);
        assertThat(all).containsExactlyElementsOf(CallbackWorld.DESIGNS);
    }

    @Test
    void anAnswerThatChangesIsSeenWhenTheDesignSays() {
        for (String name : CallbackWorld.DESIGNS) {
            CallbackWorld world = world();
            AccessCheck check = world.design(name);
            long yes = granted(world.walk(check));
            answer(world, false);
            long silent = granted(world.walk(check));
            world.epoch.bump();
            long told = granted(world.walk(check));
            long[] now = world.expected(name);
            long no = granted(now);
            if (NEVER_ASK.contains(name)) {
                assertThat(List.of(yes, silent, told)).as(name).containsOnly(no);
            } else {
                assertThat(no).isLessThan(yes);
                assertThat(silent).as(name + ", untold").isEqualTo(NEXT_WALK.contains(name) ? no : yes);
                assertThat(told).as(name + ", new epoch").isEqualTo(LATER.contains(name) ? yes : no);
            }
            assertThat(world.walk(world.design(name))).as(name + ", a new object").isEqualTo(now);
        }
    }

    @Test
    void ownersThatAreRegroupedAreSeen() {
        CallbackWorld world = world();
        RuntimeOwnerCheck check = (RuntimeOwnerCheck) world.design("runtime-owner");
        world.walk(check);
        answer(world, false);
        check.regroup();
        assertThat(world.walk(check)).isEqualTo(world.expected("runtime-owner"));
        answer(world, true);
        check.regroup();
        assertThat(world.walk(check)).isEqualTo(world.expected("runtime-owner"));
    }

    /** A link goes down in the middle of a request, and the epoch moves: the words must not stand, and the second attempt is right. */
    @Test
    void aChangeDuringTheRequestVoidsItsWords() {
        for (String name : EPOCH) {
            CallbackWorld world = world();
            boolean[] flipped = new boolean[1];
            PagemapCallback flips = new PagemapCallback() {
                @Override
                public boolean mayAccess(Device client, Pagemap pagemap) {
                    boolean answer = world.relation[client.id()][pagemap.device().id()];
                    if (!flipped[0]) {
                        flipped[0] = true;
                        answer(world, false);
                        world.epoch.bump();
                    }
                    return answer;
                }
            };
            assertThat(world.walk(world.design(name, flips))).as(name).isEqualTo(world.expected(name));
            assertThat(flipped[0]).isTrue();
        }
    }

    /** Two clients of one machine keep their answers apart. */
    @Test
    void anotherClientIsNotGivenTheFirstOnesAnswer() {
        CallbackWorld world = world();
        for (String name : CallbackWorld.DESIGNS) {
            AccessCheck first = world.design(name);
            world.walk(first);
            boolean[] row = world.relation[world.client.id()].clone();
            Arrays.fill(world.relation[world.client.id()], false);
            assertThat(world.walk(world.design(name))).as(name).isEqualTo(world.expected(name));
            System.arraycopy(row, 0, world.relation[world.client.id()], 0, row.length);
        }
    }
}
