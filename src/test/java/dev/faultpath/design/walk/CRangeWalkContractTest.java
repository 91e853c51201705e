package dev.faultpath.design.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.c.Build;
import dev.faultpath.c.CLibrary;
import dev.faultpath.c.CPair;
import dev.faultpath.c.CWorld;
import dev.faultpath.design.walk.WalkPair.Request;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.Layouts;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The designs of Q1 in C do at every step what the reference does, with faults between the steps. */
class CRangeWalkContractTest {
    private static final int SOME = 15;

    /** A walk in C in the place of one in Java: faults and waits are Java's, and so is the table that they change. */
    private static final class CWalk implements RangeWalk, AutoCloseable {
        private final CLibrary library;
        private final String name;
        private HmmRange range;
        private CWorld world;

        CWalk(CLibrary library, String name) {
            this.library = library;
            this.name = name;
        }

        @Override
        public int walk(HmmWalk walk) {
            AddressSpace mm = walk.mm();
            boolean fromStart = walk.range() != range;
            if (fromStart) {
                close();
                range = walk.range();
                world = new CWorld.Parts(mm, range.devPrivateOwner).range(range).to(library).make("Q1", name);
            }
            world.entries(mm);
            world.words(range.pfns);
            int rc = world.walk(fromStart);
            System.arraycopy(world.words(), 0, range.pfns, 0, range.pfns.length);
            long[] stop = world.stop();
            if (rc == HmmWalk.NEED_FAULT) {
                return walk.needFault(mm.vmaLookup(stop[0]), stop[0], stop[1], (int) stop[2]);
            }
            return rc == Errno.EBUSY ? walk.waitForMigration(stop[0], (int) stop[3], mm.pageTable().read((int) stop[3])) : rc;
        }

        @Override
        public void close() {
            if (world != null) {
                world.close();
            }
        }
    }

    @Test
    @DisplayName("C pair: range walks do at every step what the reference does on generated layouts")
    void generated() {
        generated(CPair.library(), CPair.LAYOUTS);
        generated(CLibrary.of(Build.RETPOLINE, CLibrary.PLACES - 1), CPair.LAYOUTS / 20);
    }

    private static void generated(CLibrary library, int layouts) {
        for (String name : library.designs("Q1")) {
            for (int seed = 0; seed < layouts; seed++) {
                Layout layout = WalkPair.layout(seed);
                Random random = new Random(seed);
                try (CWalk walk = new CWalk(library, name)) {
                    WalkPair pair = new WalkPair(layout, walk, random.nextBoolean());
                    for (int i = 0; i < 2; i++) {
                        lockstep(pair, WalkPair.draw(random, pair.model), name);
                        if (!layout.vmas().isEmpty()) {
                            pair.change(WalkPair.randomChange(random, layout));
                        }
                    }
                }
            }
        }
    }

    private static void lockstep(WalkPair pair, Request request, String name) {
        try {
            pair.lockstep(request);
        } catch (AssertionError e) {
            throw new AssertionError(name + " in C: " + e.getMessage(), e);
        }
    }

    @Test
    @DisplayName("C pair: range walks do so with leaves of a gibibyte and on captured layouts")
    void gibibytesAndCaptured() {
        CLibrary library = CPair.library();
        for (String name : library.designs("Q1")) {
            for (int seed = 0; seed < SOME; seed++) {
                Random random = new Random(seed);
                try (CWalk walk = new CWalk(library, name)) {
                    WalkPair pair = new WalkPair(RangeWalkContractTest.gibibytes(random), walk, random.nextBoolean());
                    lockstep(pair, RangeWalkContractTest.nearAGibibyteBorder(random, pair.model), name);
                }
            }
            for (String captured : Layouts.names().stream().filter(n -> n.startsWith("captured-")).toList()) {
                Layout layout = DevicePlacement.parse("random:50:3:1").apply(Layouts.named(captured));
                Random random = new Random(1);
                try (CWalk walk = new CWalk(library, name)) {
                    WalkPair pair = new WalkPair(layout, walk, false);
                    for (int i = 0; i < 8; i++) {
                        Layout.Vma vma = layout.vmas().get(random.nextInt(layout.vmas().size()));
                        Request drawn = WalkPair.draw(random, pair.model, new long[] {0, HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE});
                        lockstep(pair, new Request(vma.start(), drawn.words(), drawn.defaultFlags(),
                                random.nextInt(3) == 0 ? drawn.mask() : 0, drawn.owner()), name);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("C pair: a range walk that is wrong is found")
    void planted() {
        assertThat(CPair.library().designs("Q1")).containsExactlyInAnyOrder("callback-radix", "inlined-radix", "leaf-cursor",
                "root-per-page");
        CLibrary wrong = CPair.planted("if (addr >> PMD_SHIFT != segment) {", "if (addr >> PUD_SHIFT != segment >> 9) {");
        assertThatThrownBy(() -> generated(wrong, CPair.LAYOUTS)).isInstanceOf(AssertionError.class).hasMessageContaining("leaf-cursor");
    }
}
