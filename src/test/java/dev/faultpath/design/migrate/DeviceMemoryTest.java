package dev.faultpath.design.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.Errno;
import dev.faultpath.model.IntervalNotifier;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules of {@code drm_pagemap}'s migrations, one by one. */
class DeviceMemoryTest {
    private static final int RW = Vma.READ | Vma.WRITE | Vma.ANONYMOUS;

    private final MigrationWorld w = MigrationWorld.small();
    private final DeviceMemory device = w.devices[0];

    private int migrate(int from, int to) {
        DevmemBlock block = device.allocate(w.mm, MigrationWorld.addr(from), to - from);
        return device.migrateToDevmem(w.mm, block, 0);
    }

    @Test
    void pagesMoveWithTheirContentsAndComeBackOnACpuFault() {
        w.writeAll();
        assertThat(w.populate(0, 0, 16)).isZero();
        for (int page = 0; page < 16; page++) {
            assertThat(w.home(page)).isZero();
            assertThat(Pte.writable(w.entry(page))).isTrue();
        }
        w.check("populate");
        assertThat(w.copies).as("one run: pages that are neighbours on both sides").isEqualTo(1);
        assertThat(w.touch(3, false)).isTrue();
        for (int page = 0; page < 16; page++) {
            assertThat(w.home(page)).as("the whole block comes back").isEqualTo(-1);
        }
        assertThat(device.pagesToDevice()).isEqualTo(16);
        assertThat(device.pagesToSystem()).isEqualTo(16);
        assertThat(device.blocks()).isZero();
        w.check("the fault");
    }

    @Test
    void whatIsThereAlreadyIsNotMovedAgain() {
        w.writeAll();
        assertThat(w.populate(0, 0, 8)).isZero();
        int copies = w.copies;
        assertThat(w.populate(0, 0, 8)).isZero();
        assertThat(migrate(0, 8)).as("nothing to do").isZero();
        assertThat(w.copies).isEqualTo(copies);
    }

    @Test
    void holesBecomeClearedDevicePages() {
        // A page of the device had other contents before.
        w.write(0, 9);
        w.populate(0, 0, 1);
        w.touch(0, false);
        assertThat(w.populate(0, 8, 12)).isZero();
        assertThat(w.home(8)).isZero();
        w.check("populate of holes");
        assertThat(w.touch(8, false)).isTrue();
        w.check("their return");
    }

    @Test
    void holeInAReadOnlyAreaMigratesReadOnly() {
        MigrationWorld ro = new MigrationWorld(8, 8, Long.MAX_VALUE, Vma.READ | Vma.ANONYMOUS, "buddy");
        assertThat(ro.populate(0, 0, 4)).isZero();
        assertThat(Pte.isDevicePrivate(ro.entry(0))).isTrue();
        assertThat(Pte.writable(ro.entry(0))).isFalse();
    }

    @Test
    void areaRules() {
        assertThat(w.populate(0, 100, 101)).as("no area").isEqualTo(Errno.ENOENT);
        assertThat(w.populate(0, 60, 70)).as("past its end").isEqualTo(Errno.EINVAL);
        MigrationWorld file = new MigrationWorld(8, 8, Long.MAX_VALUE, Vma.READ | Vma.WRITE, "buddy");
        assertThat(file.populate(0, 0, 4)).as("not anonymous").isEqualTo(Errno.EBUSY);
        MigrationWorld io = new MigrationWorld(8, 8, Long.MAX_VALUE, RW | Vma.IO, "buddy");
        assertThat(io.populate(0, 0, 4)).as("special").isEqualTo(Errno.EINVAL);
        for (MigrationWorld each : List.of(w, file, io)) {
            assertThat(each.devices[0].blocks()).isZero();
            each.check("a refusal");
        }
    }

    @Test
    void onePageThatCanNotMoveStopsAll() {
        w.writeAll();
        w.memory.memmap().pin(w.pfn(5));
        assertThat(w.populate(0, 0, 8)).isEqualTo(Errno.EBUSY);
        assertThat(w.home(0)).isEqualTo(-1);
        w.memory.memmap().unpin(w.pfn(5));
        w.memory.memmap().addMapCount(w.pfn(6), 1);
        assertThat(w.populate(0, 0, 8)).as("mapped elsewhere too").isEqualTo(Errno.EBUSY);
        w.memory.memmap().addMapCount(w.pfn(6), -1);
        assertThat(w.memory.memmap().trylock(w.pfn(7))).isTrue();
        assertThat(w.populate(0, 0, 8)).as("locked").isEqualTo(Errno.EBUSY);
        w.memory.memmap().unlock(w.pfn(7));
        assertThat(w.copies).isZero();
        w.check("three refusals");
        assertThat(w.populate(0, 0, 8)).isZero();
    }

    @Test
    void failedCopyLeavesEverythingWhereItWas() {
        w.writeAll();
        w.failingCopy = 1;
        assertThat(w.populate(0, 0, 8)).isEqualTo(Errno.EFAULT);
        w.check("a failed copy to the device");
        assertThat(w.populate(0, 0, 8)).isZero();
        w.failingCopy = 1;
        assertThat(w.mm.handleMmFault(w.vma, MigrationWorld.addr(2), 0)).isEqualTo(VmFault.SIGBUS);
        assertThat(w.home(2)).isZero();
        w.check("a failed copy back");
        w.failingCopy = 1;
        assertThat(device.evictToRam(device.blockOf(w.pfn(0)))).as("the second try succeeds").isZero();
        w.check("an eviction");
    }

    @Test
    void noSystemMemoryIsABusErrorAndNothingIsLost() {
        MigrationWorld tight = new MigrationWorld(8, 8, 6, RW, "buddy");
        for (int page = 0; page < 6; page++) {
            tight.write(page, page + 1);
        }
        assertThat(tight.populate(0, 0, 4)).isZero();
        for (int page = 6; page < 8; page++) {
            tight.write(page, page + 1);
        }
        assertThat(tight.mm.handleMmFault(tight.vma, MigrationWorld.addr(0), 0)).as("room for two, four wanted").isEqualTo(VmFault.SIGBUS);
        tight.check("a fault without room");
        assertThat(tight.devices[0].evictToRam(tight.devices[0].blockOf(tight.pfn(0)))).isEqualTo(Errno.EBUSY);
        tight.check("an eviction without room");
    }

    @Test
    void holeThatIsFilledMeanwhileRollsBack() {
        w.write(0, 1);
        w.beforeCopy = () -> w.write(3, 33);
        DevmemBlock block = device.allocate(w.mm, MigrationWorld.addr(0), 4);
        assertThat(device.migrateToDevmem(w.mm, block, 0)).isEqualTo(Errno.EBUSY);
        for (int page = 0; page < 4; page++) {
            assertThat(w.home(page)).isEqualTo(-1);
        }
        assertThat(device.blocks()).isZero();
        w.check("a page that dropped out");
    }

    @Test
    void minimumResidencyMakesTheCpuFaultAgainAndAgain() {
        w.writeAll();
        assertThat(w.populate(0, 0, 4, 500)).isZero();
        assertThat(w.mm.handleMmFault(w.vma, MigrationWorld.addr(0), 0)).as("success without doing anything").isZero();
        assertThat(w.home(0)).isZero();
        w.now += 499;
        w.mm.handleMmFault(w.vma, MigrationWorld.addr(0), 0);
        assertThat(w.home(0)).isZero();
        w.now += 1;
        w.mm.handleMmFault(w.vma, MigrationWorld.addr(0), 0);
        assertThat(w.home(0)).isEqualTo(-1);
        assertThat(w.populate(0, 0, 4, 500)).isZero();
        assertThat(device.evictToRam(device.blockOf(w.pfn(0)))).as("eviction does not wait").isZero();
    }

    @Test
    void leastRecentlyUsedBlocksGoFirst() {
        w.writeAll();
        for (int from = 0; from < 32; from += 8) {
            assertThat(w.populate(0, from, from + 8)).isZero();
        }
        // The first is used again, so that the second is the oldest.
        assertThat(w.populate(0, 0, 8)).isZero();
        assertThat(w.populate(0, 40, 48)).isZero();
        assertThat(w.home(0)).isZero();
        assertThat(w.home(8)).isEqualTo(-1);
        assertThat(w.home(16)).isZero();
        assertThat(device.evictedBlocks()).isEqualTo(1);
        assertThat(w.populate(0, 8, 24)).as("two more must go, one of them has pages of the range").isZero();
        w.check("evictions");
    }

    @Test
    void whatCanNotBeEvictedMeansNoRoom() {
        w.writeAll();
        assertThat(w.populate(0, 0, 32)).isZero();
        w.memory.memmap().pin(w.pfn(9));
        assertThat(w.populate(0, 40, 48)).isEqualTo(Errno.ENOMEM);
        assertThat(w.home(9)).isZero();
        w.check("a pinned page");
        w.memory.memmap().unpin(w.pfn(9));
        assertThat(w.populate(0, 40, 48)).isZero();
        w.check("its release");
    }

    @Test
    void blockIsBusyAfterThreeTries() {
        w.writeAll();
        w.populate(0, 0, 4);
        DevmemBlock block = device.blockOf(w.pfn(0));
        w.failingCopy = 1;
        w.copies = 0;
        w.memory.memmap().pin(w.pfn(1));
        assertThat(device.evictToRam(block)).isEqualTo(Errno.EBUSY);
        assertThat(block.attachedPages()).as("the others could go").isEqualTo(1);
        w.memory.memmap().unpin(w.pfn(1));
        assertThat(device.evictToRam(block)).isZero();
        w.check("the second eviction");
    }

    @Test
    void evictionIsTriedThreeTimesAndNoMore() {
        w.writeAll();
        for (int broken = 1; broken <= 4; broken++) {
            assertThat(w.populate(0, 0, 4)).isZero();
            w.brokenCopies = broken;
            w.copies = 0;
            int rc = device.evictToRam(device.blockOf(w.pfn(0)));
            w.brokenCopies = 0;
            assertThat(rc).as("%d copies fail", broken).isEqualTo(broken < 3 ? 0 : Errno.EBUSY);
            assertThat(w.copies).as("copies").isEqualTo(Math.min(broken + 1, 3));
            w.check("an eviction of which " + broken + " tries fail");
        }
    }

    @Test
    void ownerDecidesWhichDeviceTheyMayComeFrom() {
        w.writeAll();
        assertThat(w.populate(0, 0, 8)).isZero();
        assertThat(w.populate(1, 0, 8)).as("a peer of one owner: straight from device to device").isZero();
        assertThat(w.home(0)).isEqualTo(1);
        assertThat(device.pagesToSystem()).isZero();
        assertThat(w.populate(2, 0, 8)).as("a stranger: refused, evicted, tried again").isZero();
        assertThat(w.home(0)).isEqualTo(2);
        assertThat(w.devices[1].pagesToSystem()).isEqualTo(8);
        DevmemBlock block = w.devices[0].allocate(w.mm, MigrationWorld.addr(0), 8);
        assertThat(device.migrateToDevmem(w.mm, block, 0)).as("without the retry").isEqualTo(Errno.EBUSY);
        w.check("a refusal", block);
    }

    @Test
    void partlyHereIsBusyForTheMigrationAndEvictedByPopulate() {
        w.writeAll();
        w.populate(0, 0, 4);
        DevmemBlock block = device.allocate(w.mm, MigrationWorld.addr(0), 8);
        assertThat(device.migrateToDevmem(w.mm, block, 0)).isEqualTo(Errno.EBUSY);
        assertThat(w.populate(0, 0, 8)).isZero();
        assertThat(w.home(0)).isZero();
        assertThat(w.home(7)).isZero();
        w.check("populate", block);
    }

    @Test
    void unpluggedDeviceTakesNothingAndIsGoneWhenItsPagesAre() throws InterruptedException {
        w.writeAll();
        w.populate(0, 0, 8);
        device.pagemap().kill();
        assertThat(w.populate(0, 16, 24)).isEqualTo(Errno.ENODEV);
        assertThat(device.evictToRam(device.blockOf(w.pfn(0)))).isZero();
        w.memory.removePagemap(device.pagemap());
        assertThat(device.pagemap().dead()).isTrue();
        w.check("unplug");
    }

    @Test
    void exitingAddressSpaceIsRefused() {
        w.mm.exit();
        assertThat(w.populate(0, 0, 4)).isEqualTo(Errno.EFAULT);
    }

    @Test
    void memoryGoesBackWithTheLastPageOfItsBlock() {
        w.writeAll();
        w.populate(0, 0, 4);
        w.discard(0);
        w.discard(1);
        w.discard(2);
        assertThat(device.pagemap().freePages()).isEqualTo(28);
        w.discard(3);
        assertThat(device.pagemap().freePages()).isEqualTo(32);
        assertThat(device.blocks()).isZero();
    }

    @Test
    void migrationIsAnnouncedWithItsOwnerAndEvictionToEverybody() {
        List<InvalidationEvent> events = new ArrayList<>();
        IntervalNotifier.Ops ops = (subscription, event, seq) -> {
            events.add(event);
            subscription.setSeq(seq);
            return true;
        };
        w.writeAll();
        w.mm.notifiers().insert(MigrationWorld.BASE, MigrationWorld.BASE + (64 << Paging.PAGE_SHIFT), ops);
        w.populate(0, 0, 4);
        assertThat(events).containsExactly(new InvalidationEvent(MigrationWorld.addr(0), MigrationWorld.addr(4),
                InvalidationEvent.Kind.MIGRATE, device.pagemap().owner(), true));
        events.clear();
        device.evictToRam(device.blockOf(w.pfn(0)));
        assertThat(events).extracting(InvalidationEvent::kind).containsExactly(InvalidationEvent.Kind.CLEAR);
        assertThat(events).extracting(InvalidationEvent::owner).containsOnlyNulls();
        w.discard(20);
        events.clear();
        w.populate(0, 20, 22);
        assertThat(events).as("collecting, then filling the hole").hasSize(2);
        events.clear();
        w.touch(20, false);
        assertThat(events).extracting(InvalidationEvent::kind).containsOnly(InvalidationEvent.Kind.MIGRATE);
    }

    @Test
    void zeroPageAndCopyOnWriteKeepTheirContents() {
        assertThat(w.touch(0, false)).as("a read of nothing maps the zero page").isTrue();
        assertThat(Pte.isZero(w.entry(0))).isTrue();
        assertThat(w.populate(0, 0, 2)).isZero();
        w.check("the zero page's migration");
        w.write(5, 7);
        long shared = w.pfn(5);
        int index = w.mm.pageTable().pteIndex(MigrationWorld.addr(5));
        w.mm.pageTable().write(index, Pte.page(shared, false));
        w.memory.memmap().addMapCount(shared, 1);
        assertThat(w.touch(5, true)).isTrue();
        assertThat(w.pfn(5)).isNotEqualTo(shared);
        assertThat(w.contents.isFilled(w.pfn(5), (byte) 7)).as("copied, not cleared").isTrue();
    }

    @Test
    void hugePageMovesAsOneAndIsSplitWhereTheDeviceHasNoPiece() {
        MigrationWorld huge = new MigrationWorld(1024, 1024, Long.MAX_VALUE, RW | Vma.HUGEPAGE, "buddy");
        huge.writeAll();
        assertThat(huge.mm.pageTable().pteIndex(MigrationWorld.addr(0))).as("one entry").isEqualTo(-1);
        assertThat(huge.populate(0, 0, 512)).isZero();
        assertThat(huge.copies).isEqualTo(1);
        assertThat(huge.mm.pageTable().pteIndex(MigrationWorld.addr(0))).isEqualTo(-1);
        huge.check("a huge page's migration");
        assertThat(huge.touch(77, true)).isTrue();
        assertThat(huge.mm.pageTable().pteIndex(MigrationWorld.addr(0))).as("and back as one").isEqualTo(-1);
        huge.check("its return");
        // Every second stretch of 256 pages is taken, so that no 2 MiB is in one piece.
        long[] taken = new long[4];
        for (int i = 0; i < 4; i++) {
            taken[i] = huge.memory.allocateDevicePages(huge.devices[0].pagemap(), 8);
        }
        huge.memory.freeDevice(huge.devices[0].pagemap(), taken[0], 8);
        huge.memory.freeDevice(huge.devices[0].pagemap(), taken[2], 8);
        assertThat(huge.populate(0, 0, 512)).isZero();
        assertThat(huge.mm.pageTable().pteIndex(MigrationWorld.addr(0))).as("split").isNotNegative();
        huge.memory.freeDevice(huge.devices[0].pagemap(), taken[1], 8);
        huge.memory.freeDevice(huge.devices[0].pagemap(), taken[3], 8);
        huge.check("a split");
    }

    @Test
    void aMappingThatWasMovedComesBackOnACpuFault() {
        for (int page = 0; page < 16; page++) {
            w.write(page, page + 1);
        }
        assertThat(w.populate(0, 0, 16)).isZero();
        w.move(0, 40, 16);
        w.check("a move");
        assertThat(w.touch(43, true)).isTrue();
        for (int page = 40; page < 56; page++) {
            assertThat(w.home(page)).as("the whole block comes back").isEqualTo(-1);
        }
        assertThat(device.blocks()).isZero();
        w.check("the fault");
    }

    @Test
    void aBlockOfWhichAPartWasMovedComesBackPartByPart() {
        for (int page = 0; page < 16; page++) {
            w.write(page, page + 1);
        }
        assertThat(w.populate(0, 0, 16)).isZero();
        // Down, and to the end of the area, so that the block would begin before it and end behind it.
        w.move(8, 60, 4);
        w.write(30, 7);
        assertThat(w.touch(61, false)).isTrue();
        assertThat(w.home(60)).isEqualTo(-1);
        assertThat(w.home(0)).as("not moved").isZero();
        w.check("a fault on the part that was moved");
        assertThat(w.touch(0, false)).isTrue();
        assertThat(w.home(15)).isEqualTo(-1);
        assertThat(device.blocks()).isZero();
        w.check("a fault on the rest");
        assertThat(w.populate(0, 0, 8)).isZero();
        w.move(4, 1 + 32, 4);
        w.move(0, 20, 4);
        assertThat(w.touch(22, true)).isTrue();
        assertThat(w.touch(34, true)).isTrue();
        assertThat(device.blocks()).isZero();
        w.check("two moves");
    }

    @Test
    void aMappingThatWasMovedIsEvicted() throws InterruptedException {
        for (int page = 0; page < 16; page++) {
            w.write(page, page + 1);
        }
        assertThat(w.populate(0, 0, 16)).isZero();
        w.move(4, 40, 8);
        List<InvalidationEvent> events = new ArrayList<>();
        w.mm.notifiers().insert(MigrationWorld.addr(40), MigrationWorld.addr(48), (subscription, event, seq) -> {
            events.add(event);
            subscription.setSeq(seq);
            return true;
        });
        assertThat(device.evictToRam(device.blockOf(w.pfn(0)))).isZero();
        assertThat(events).as("announced where they are").hasSize(8);
        w.check("an eviction");
        assertThat(w.populate(0, 0, 4)).isZero();
        w.move(0, 8, 4);
        assertThat(w.populate(2, 8, 12)).as("a stranger evicts them").isZero();
        w.check("a stranger's populate");
        w.move(8, 50, 4);
        w.devices[2].pagemap().kill();
        assertThat(w.devices[2].evictToRam(w.devices[2].blockOf(w.pfn(50)))).isZero();
        w.memory.removePagemap(w.devices[2].pagemap());
        w.check("an unplug");
    }

    @Test
    void aHugeMappingThatWasMovedFollowsToo() {
        for (boolean evict : new boolean[] {false, true}) {
            MigrationWorld huge = new MigrationWorld(2048, 1024, Long.MAX_VALUE, RW | Vma.HUGEPAGE, "buddy");
            for (int page = 0; page < 1024; page++) {
                huge.write(page, page % 250 + 1);
            }
            assertThat(huge.populate(0, 0, 1024)).isZero();
            huge.move(0, 1536, 512);
            huge.check("a huge move");
            if (evict) {
                assertThat(huge.devices[0].evictToRam(huge.devices[0].blockOf(huge.pfn(0 + 512)))).isZero();
            } else {
                assertThat(huge.touch(1700, true)).isTrue();
                assertThat(huge.touch(600, true)).isTrue();
            }
            assertThat(huge.devices[0].blocks()).isZero();
            huge.check("its return");
        }
    }

    @Test
    void partOfAHugePageMovesAlone() {
        MigrationWorld huge = new MigrationWorld(512, 512, Long.MAX_VALUE, RW | Vma.HUGEPAGE, "bitmap");
        huge.writeAll();
        assertThat(huge.populate(0, 100, 110)).isZero();
        assertThat(huge.home(99)).isEqualTo(-1);
        assertThat(huge.home(100)).isZero();
        huge.check("a part's migration");
    }

    @Test
    @Timeout(60)
    void cpuFaultsAndTwoDevicesAtOnceLoseNothing() throws InterruptedException {
        w.writeAll();
        List<Throwable> wrong = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            int id = t;
            Thread thread = new Thread(() -> {
                for (int round = 0; round < 300; round++) {
                    int page = (round * 7 + id) % 60;
                    if (id < 2) {
                        int rc = w.populate(id, page, page + 4);
                        assertThat(rc).isIn(0, Errno.EBUSY, Errno.ENOMEM);
                    } else {
                        long located = w.mm.pageTable().locate(MigrationWorld.addr(page));
                        assertThat(PageTable.locatedShift(located)).isEqualTo(Paging.PAGE_SHIFT);
                        w.mm.mmapLock().readLock();
                        int rc = w.mm.handleMmFault(w.vma, MigrationWorld.addr(page), VmFault.FLAG_WRITE);
                        w.mm.mmapLock().readUnlock();
                        assertThat(rc).isZero();
                    }
                }
            });
            thread.setUncaughtExceptionHandler((which, e) -> {
                synchronized (wrong) {
                    wrong.add(e);
                }
            });
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
        w.check("three threads");
    }
}
