package dev.faultpath.design.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.Errno;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code migrate_vma} by itself: what its words say. */
class MigrateVmaTest {
    private static final int ALL = MigrateVma.SELECT_SYSTEM | MigrateVma.SELECT_DEVICE_PRIVATE | MigrateVma.SELECT_COMPOUND;
    private static final int RW = Vma.READ | Vma.WRITE | Vma.ANONYMOUS;

    private MigrationWorld w = new MigrationWorld(1536, 1536, Long.MAX_VALUE, RW | Vma.HUGEPAGE, "buddy");

    private MigrateVma setup(int from, int to, int select) {
        MigrateVma migrate = new MigrateVma(w.pagemaps, w.mm, w.vma, MigrationWorld.addr(from), MigrationWorld.addr(to), select,
                w.devices[0].pagemap().owner());
        assertThat(migrate.setup()).isZero();
        return migrate;
    }

    private static void end(MigrateVma migrate) {
        migrate.cancel();
        migrate.finish();
    }

    /** A hole of 2 MiB, or the zero page of that size. */
    private void empty(boolean zero) {
        w = new MigrationWorld(1536, 1536, Long.MAX_VALUE, RW | Vma.HUGEPAGE, "buddy");
        if (zero) {
            assertThat(w.touch(0, false)).isTrue();
            assertThat(w.entry(0)).isEqualTo(Pte.hugeZeroPage());
        }
    }

    /** No 2 MiB of the device in one piece; gives back what was taken for it. */
    private Runnable fragment(DeviceMemory device) {
        List<Long> taken = new ArrayList<>();
        for (long pfn; (pfn = w.memory.allocateDevicePages(device.pagemap(), 8)) >= 0;) {
            taken.add(pfn);
        }
        for (int i = 0; i < taken.size(); i += 2) {
            w.memory.freeDevice(device.pagemap(), taken.get(i), 8);
        }
        return () -> {
            for (int i = 1; i < taken.size(); i += 2) {
                w.memory.freeDevice(device.pagemap(), taken.get(i), 8);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEmptyHugeEntryIsOneWord(boolean zero) {
        empty(zero);
        MigrateVma migrate = setup(0, 512, ALL);
        assertThat(migrate.cpages()).isEqualTo(1);
        assertThat(migrate.movablePages()).isEqualTo(512);
        assertThat(migrate.src[0]).isEqualTo(MigratePfn.MIGRATE | MigratePfn.COMPOUND);
        assertThat(migrate.src[1]).isZero();
        assertThat(w.mm.pageTable().pteIndex(MigrationWorld.addr(0))).as("no table was made").isNegative();
        end(migrate);
        migrate = setup(0, 512, ALL & ~MigrateVma.SELECT_COMPOUND);
        assertThat(migrate.cpages()).as("not asked for").isEqualTo(512);
        end(migrate);
        empty(zero);
        migrate = setup(1, 512, ALL);
        assertThat(migrate.cpages()).as("not covered").isEqualTo(511);
        assertThat(migrate.src[0]).isEqualTo(MigratePfn.MIGRATE);
        end(migrate);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEmptyHugeEntryMigratesAsOne(boolean zero) {
        empty(zero);
        assertThat(w.populate(0, 0, 512)).isZero();
        assertThat(Pte.isDevicePrivate(w.entry(0))).isTrue();
        assertThat(Pte.isHuge(w.entry(0))).as("one entry").isTrue();
        assertThat(Pte.writable(w.entry(0))).isTrue();
        assertThat(w.copies).as("cleared at once").isEqualTo(1);
        w.check("a huge hole's migration");
        assertThat(w.touch(300, true)).isTrue();
        assertThat(w.pfn(300)).as("and back as one").isEqualTo(w.pfn(0) + 300);
        w.check("its return");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itFallsBackToSmallPagesWhereTheDeviceHasNoPiece(boolean zero) {
        empty(zero);
        Runnable release = fragment(w.devices[0]);
        assertThat(w.populate(0, 0, 512)).isZero();
        assertThat(w.mm.pageTable().pteIndex(MigrationWorld.addr(0))).as("small pages").isNotNegative();
        for (int page = 0; page < 512; page++) {
            assertThat(w.home(page)).isZero();
        }
        release.run();
        w.check("small pages");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatFillsItMeanwhileDropsOut(boolean zero) {
        for (boolean fragmented : new boolean[] {false, true}) {
            empty(zero);
            Runnable release = fragmented ? fragment(w.devices[0]) : () -> { };
            w.beforeCopy = () -> w.write(3, 33);
            DevmemBlock block = w.devices[0].allocate(w.mm, MigrationWorld.addr(0), 512);
            assertThat(w.devices[0].migrateToDevmem(w.mm, block, 0)).isEqualTo(Errno.EBUSY);
            assertThat(w.home(3)).isEqualTo(-1);
            if (w.devices[0].blocks() > 0) {
                w.devices[0].drop(block);
            }
            release.run();
            w.check("a hole that was filled");
        }
        empty(zero);
        MigrateVma migrate = setup(0, 512, ALL);
        w.write(7, 1);
        migrate.split(0);
        assertThat(words(migrate)).as("filled as a whole before the split").isZero();
        end(migrate);
        w.check("a split of what was filled");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHugeHoleWithSmallDestinationsIsFilledPageByPage(boolean zero) {
        empty(zero);
        DevmemBlock block = w.devices[0].allocate(w.mm, MigrationWorld.addr(0), 512);
        MigrateVma migrate = setup(0, 512, ALL);
        for (int i = 0; i < 512; i += 2) {
            migrate.dst[i] = MigratePfn.of(block.pfn(i));
        }
        migrate.dst[4] |= MigratePfn.COMPOUND;
        migrate.pages();
        migrate.finish();
        for (int i = 0; i < 512; i++) {
            boolean filled = i % 2 == 0 && i != 4;
            assertThat(w.home(i)).as("page %d", i).isEqualTo(filled ? 0 : -1);
            assertThat(MigratePfn.has(migrate.src[i], MigratePfn.MIGRATE)).as("page %d", i).isEqualTo(filled);
        }
    }

    /** Words that have MIGRATE: what the kernel counts. */
    private static long words(MigrateVma migrate) {
        long words = 0;
        for (long word : migrate.src) {
            words += MigratePfn.has(word, MigratePfn.MIGRATE) ? 1 : 0;
        }
        return words;
    }

    @Test
    void cpagesCountsWords() {
        w.writeAll();
        MigrateVma migrate = setup(0, 1024, ALL);
        assertThat(migrate.cpages()).as("two huge words").isEqualTo(2).isEqualTo((int) words(migrate));
        end(migrate);
        w.check("two huge words");
        migrate = setup(0, 600, ALL);
        assertThat(migrate.cpages()).as("one huge word and what of the next page is in the range").isEqualTo(1 + 88)
                .isEqualTo((int) words(migrate));
        end(migrate);
        w.memory.memmap().pin(w.pfn(0));
        migrate = setup(0, 1536, ALL);
        assertThat(migrate.cpages()).as("the first is pinned, the second is small pages now").isEqualTo(512 + 1)
                .isEqualTo((int) words(migrate));
        end(migrate);
        w.memory.memmap().unpin(w.pfn(0));
        assertThat(w.populate(0, 512, 520)).isZero();
        migrate = setup(510, 522, MigrateVma.SELECT_DEVICE_PRIVATE);
        assertThat(migrate.cpages()).as("of the device").isEqualTo(8).isEqualTo((int) words(migrate));
        end(migrate);
        w.check("all");
    }
}
