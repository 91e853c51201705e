package dev.faultpath.design.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.Errno;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageMover;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import org.junit.jupiter.api.Test;

/** Device memory that the CPU reaches coherently: present entries, used in place, and moved by nobody but a driver or a lasting pin. */
class CoherentMemoryTest {
    private static final int RW = Vma.READ | Vma.WRITE | Vma.ANONYMOUS;

    private MigrationWorld w = world(64, 32, Long.MAX_VALUE, RW);

    private static MigrationWorld world(int pages, int devicePages, long systemPages, int flags) {
        return new MigrationWorld(pages, devicePages, systemPages, flags, "buddy", Pagemap.Type.COHERENT);
    }

    private int found(int select, Owner owner) {
        MigrateVma migrate = new MigrateVma(w.pagemaps, w.mm, w.vma, MigrationWorld.addr(0), MigrationWorld.addr(8), select, owner);
        assertThat(migrate.setup()).isZero();
        int found = migrate.cpages();
        migrate.cancel();
        migrate.finish();
        return found;
    }

    private long pin(int page, boolean write) {
        w.mm.mmapLock().readLock();
        try {
            return w.pagemaps.pin(w.mm, MigrationWorld.addr(page), write, true);
        } finally {
            w.mm.mmapLock().readUnlock();
        }
    }

    @Test
    void theCpuUsesPagesInPlace() {
        w.writeAll();
        assertThat(w.populate(0, 0, 16)).isZero();
        for (int page = 0; page < 16; page++) {
            assertThat(w.home(page)).isZero();
            assertThat(w.entry(page)).isEqualTo(Pte.page(w.pfn(page), true));
        }
        long pfn = w.pfn(3);
        assertThat(w.write(3, 99)).isTrue();
        assertThat(w.touch(4, false)).isTrue();
        assertThat(w.pfn(3)).as("where it was").isEqualTo(pfn);
        assertThat(w.devices[0].pagesToSystem()).isZero();
        w.check("accesses");
        assertThat(w.populate(0, 0, 16)).as("there already").isZero();
        assertThat(w.populate(1, 0, 16)).as("a peer of one owner takes them").isZero();
        assertThat(w.home(0)).isEqualTo(1);
        assertThat(w.populate(2, 0, 16)).as("a stranger has them evicted first").isZero();
        assertThat(w.home(0)).isEqualTo(2);
        w.check("two more devices");
    }

    @Test
    void selectionKnowsThem() {
        w.writeAll();
        assertThat(w.populate(0, 0, 4)).isZero();
        Owner own = w.devices[0].pagemap().owner();
        assertThat(found(MigrateVma.SELECT_SYSTEM, own)).isEqualTo(4);
        assertThat(found(MigrateVma.SELECT_DEVICE_PRIVATE, own)).isZero();
        assertThat(found(MigrateVma.SELECT_DEVICE_COHERENT, own)).isEqualTo(4);
        assertThat(found(MigrateVma.SELECT_DEVICE_COHERENT, w.devices[2].pagemap().owner())).isZero();
        assertThat(found(MigrateVma.SELECT_DEVICE_COHERENT, null)).isZero();
        assertThat(found(MigrateVma.SELECT_SYSTEM | MigrateVma.SELECT_DEVICE_COHERENT, own)).isEqualTo(8);
        w.check("collections");
    }

    @Test
    void hugePagesAndHoles() {
        w = world(1536, 1536, Long.MAX_VALUE, RW | Vma.HUGEPAGE);
        for (int page = 0; page < 512; page++) {
            w.write(page, page % 250 + 1);
        }
        assertThat(w.populate(0, 0, 1024)).as("a huge page and a huge hole").isZero();
        assertThat(w.entry(0)).isEqualTo(Pte.leaf(w.pfn(0), true));
        assertThat(w.entry(512)).isEqualTo(Pte.leaf(w.pfn(512), true));
        w.check("a huge migration");
        assertThat(w.populate(1, 100, 110)).as("a part of it").isZero();
        assertThat(w.home(99)).isZero();
        assertThat(w.home(100)).isEqualTo(1);
        w.check("a part's migration");
        assertThat(w.devices[0].evictToRam(w.devices[0].blockOf(w.pfn(0)))).isZero();
        assertThat(w.devices[1].evictToRam(w.devices[1].blockOf(w.pfn(100)))).isZero();
        assertThat(w.home(0)).isEqualTo(-1);
        w.check("an eviction");
    }

    @Test
    void evictionFollowsThemAndUnplugWaits() throws InterruptedException {
        w.writeAll();
        for (int page = 32; page < 64; page++) {
            w.discard(page);
        }
        assertThat(w.populate(0, 0, 16)).isZero();
        w.move(4, 40, 8);
        w.devices[0].pagemap().kill();
        assertThat(w.devices[0].evictToRam(w.devices[0].blockOf(w.pfn(0)))).isZero();
        w.memory.removePagemap(w.devices[0].pagemap());
        w.check("an unplug");
    }

    @Test
    void aLastingPinBringsThePageToSystemMemory() {
        w.writeAll();
        assertThat(w.populate(0, 0, 8)).isZero();
        long pfn = pin(3, true);
        assertThat(pfn).isEqualTo(w.pfn(3));
        assertThat(w.home(3)).isEqualTo(-1);
        assertThat(w.home(2)).as("no other page").isZero();
        w.check("a pin");
        assertThat(w.populate(0, 3, 4)).as("it stays").isEqualTo(Errno.EBUSY);
        w.memory.memmap().unpin(pfn);
        assertThat(w.populate(0, 3, 4)).isZero();
        w.memory.memmap().pin(w.pfn(3));
        assertThat(w.home(3)).as("a pin for a moment leaves it").isZero();
        assertThat(pin(3, false)).as("pinned already").isEqualTo(Errno.EBUSY);
        assertThat(w.devices[0].evictToRam(w.devices[0].blockOf(w.pfn(3)))).isEqualTo(Errno.EBUSY);
        w.memory.memmap().unpin(w.pfn(3));
        w.check("pins");
    }

    @Test
    void aLastingPinOfOtherPages() {
        w = new MigrationWorld(1024, 1024, Long.MAX_VALUE, RW | Vma.HUGEPAGE, "buddy", Pagemap.Type.PRIVATE);
        w.write(5, 5);
        assertThat(w.populate(0, 0, 512)).isZero();
        long pfn = pin(5, false);
        assertThat(pfn).as("private memory comes by a CPU fault").isEqualTo(w.pfn(5));
        assertThat(w.home(5)).isEqualTo(-1);
        assertThat(w.populate(0, 0, 512)).as("the whole huge page is held").isEqualTo(Errno.EBUSY);
        w.memory.memmap().unpin(pfn);
        assertThat(w.populate(0, 0, 512, 100)).isZero();
        assertThat(pin(5, true)).as("its residency is not over").isEqualTo(Errno.EBUSY);
        assertThat(pin(700, true)).as("a hole is faulted in").isEqualTo(w.pfn(700));
        assertThat(pin(2000, true)).as("no area").isEqualTo(Errno.EFAULT);
        w.check("pins");
    }

    @Test
    void aLastingPinWithoutMemoryLeavesThePage() {
        w = world(8, 8, 4, RW);
        for (int page = 0; page < 4; page++) {
            w.write(page, page + 1);
        }
        assertThat(w.populate(0, 0, 4)).isZero();
        for (int page = 4; page < 8; page++) {
            w.write(page, page + 1);
        }
        assertThat(pin(0, false)).isEqualTo(Errno.ENOMEM);
        assertThat(w.home(0)).isZero();
        w.check("a refusal");
    }

    @Test
    void copyOnWriteTakesTheContentsAlong() {
        w.writeAll();
        assertThat(w.populate(0, 0, 1)).isZero();
        long shared = w.pfn(0);
        w.mm.pageTable().write(w.mm.pageTable().pteIndex(MigrationWorld.addr(0)), Pte.page(shared, false));
        w.memory.memmap().addMapCount(shared, 1);
        assertThat(w.touch(0, true)).isTrue();
        assertThat(w.pfn(0)).isNotEqualTo(shared);
        assertThat(w.home(0)).isEqualTo(-1);
        assertThat(w.contents.isFilled(w.pfn(0), (byte) 1)).isTrue();
        w.memory.memmap().addMapCount(shared, -1);
        w.pagemaps.freePages(shared, 0);
        w.check("a copy");
    }

    @Test
    void singleMovesAndEvictionOfAPagemapWithoutADriver() {
        PageMover mover = new PageMover(w.mm);
        w.write(0, 1);
        w.write(1, 2);
        Pagemap hbm = w.memory.newPagemap(w.memory.newDevice("hbm", 9), Pagemap.Type.COHERENT, w.memory.newOwner("hbm"), 8);
        assertThat(mover.toDevice(MigrationWorld.addr(0), hbm)).isZero();
        assertThat(w.entry(0)).isEqualTo(Pte.page(hbm.firstPfn(), true));
        assertThat(w.memory.memmap().mapCount(hbm.firstPfn())).isEqualTo(1);
        assertThat(mover.toDevice(MigrationWorld.addr(0), hbm)).as("no system page").isEqualTo(Errno.EBUSY);
        assertThat(mover.toSystem(MigrationWorld.addr(1))).as("no device page").isEqualTo(Errno.EBUSY);
        hbm.kill();
        assertThat(mover.evict(hbm)).isZero();
        assertThat(hbm.references()).isZero();
        assertThat(w.entry(0)).isEqualTo(Pte.page(w.pfn(0), true));
        assertThat(w.memory.systemPagesInUse()).isEqualTo(2);
    }
}
