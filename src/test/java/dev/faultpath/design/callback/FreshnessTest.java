package dev.faultpath.design.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.callback.CallbackWorld.Stretch;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.model.Device;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PagemapCallback;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long each design goes on granting after the driver's answer has become no: what its class comment and {@link CallbackOracle} say. */
class FreshnessTest {
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
    void everyDesignHasARowInTheTable() {
        CallbackWorld.DESIGNS.forEach(CallbackOracle::of);
        assertThat(CallbackOracle.designs()).as("rows of designs that there are, each once")
                .containsExactlyInAnyOrderElementsOf(CallbackWorld.DESIGNS);
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
            CallbackOracle row = CallbackOracle.of(name);
            if (row.answer() != CallbackOracle.Answer.DRIVER) {
                assertThat(List.of(yes, silent, told)).as(name).containsOnly(no);
            } else {
                assertThat(no).isLessThan(yes);
                assertThat(silent).as(name + ", untold").isEqualTo(row.sees() == CallbackOracle.Sees.NEXT_WALK ? no : yes);
                assertThat(told).as(name + ", new epoch").isEqualTo(row.sees() == CallbackOracle.Sees.NEVER ? yes : no);
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
        for (String name : CallbackWorld.DESIGNS) {
            if (CallbackOracle.of(name).sees() != CallbackOracle.Sees.NEW_EPOCH) {
                continue;
            }
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
