package dev.faultpath.design.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.Vma;
import org.junit.jupiter.api.Test;

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
