package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.design.revalidate.RecheckUnderLockRevalidation;
import dev.faultpath.model.Device;
import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PeerAccess;
import dev.faultpath.model.Pte;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The fault loop of a client of its peers: answers, counters, lock order. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SvmFaultTest {
    private final PeerWorld world = new PeerWorld("recheck-under-lock");

    @Test
    void asksOnceARunOfPagesOfOnePagemap() throws InterruptedException {
        Pagemap other = world.memory.newPagemap(world.memory.newDevice("gpu2", 0x30), Pagemap.Type.PRIVATE,
                world.memory.newOwner("third"), 512);
        world.placeDevice(world.peerPagemap, 0, 4);
        world.placeDevice(other, 4, 8);
        world.placeDevice(world.ownPagemap, 8, 12);
        world.placeDevice(world.peerPagemap, 12, 16);
        world.revocation.grant(world.revocable, world.peerPagemap);
        SvmFault walker = world.walker();
        assertThat(walker.fault(world.request(0, 16, 0), PeerWorld.NO_HURRY)).isZero();
        assertThat(walker.granted()).as("runs of a granted pagemap").isEqualTo(2);
        assertThat(walker.denied()).as("runs of another").isEqualTo(1);
        assertThat(walker.remembered()).as("the second run of the first pagemap").isEqualTo(1);
        assertThat(world.client.access().questions()).as("one a pagemap in the walk, one a used pagemap under the lock").isEqualTo(3);
        assertThat(world.client.mapped(world.peerPagemap)).isEqualTo(8);
        assertThat(world.client.mapped(world.ownPagemap)).isEqualTo(4);
        assertThat(world.client.mapped(other)).isZero();
    }

    @Test
    void aRequestForFaultsBringsWhatIsDeniedToSystemMemory() {
        world.placeDevice(world.peerPagemap, 0, 4);
        SvmFault walker = world.walker();
        assertThat(walker.fault(world.request(0, 6, HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE), PeerWorld.NO_HURRY)).isZero();
        assertThat(world.peerPagemap.references()).as("no page is left there").isZero();
        for (int i = 0; i < 6; i++) {
            assertThat(world.memory.pagemapOf(world.devicePfn(i))).as("page %d", i).isNull();
        }
        assertThat(world.firstWrong(0, 6, pfn -> false)).isEqualTo(-1);
    }

    @Test
    void anAllowedPeersPageStaysWhereItIs() throws InterruptedException {
        world.placeDevice(world.peerPagemap, 0, 4);
        world.revocation.grant(world.revocable, world.peerPagemap);
        assertThat(world.walker().fault(world.request(0, 4, HmmPfn.REQ_FAULT), PeerWorld.NO_HURRY)).isZero();
        assertThat(world.peerPagemap.references()).isEqualTo(4);
        assertThat(world.client.mapped(world.peerPagemap)).isEqualTo(4);
    }

    @Test
    void aHugeMappingOfAPeerIsAnsweredFromItsMiddle() throws InterruptedException {
        long pfn = world.memory.allocateDevice(world.peerPagemap, Paging.PMD_ORDER);
        world.mm.pageTable().setPmd(PeerWorld.BASE, Pte.huge(Pte.devicePrivate(pfn, true, 0)));
        world.revocation.grant(world.revocable, world.peerPagemap);
        HmmRange range = world.request(5, 9, 0);
        assertThat(world.walker().fault(range, PeerWorld.NO_HURRY)).isZero();
        assertThat(range.pfns[0]).isEqualTo(HmmPfn.VALID | HmmPfn.WRITE | HmmPfn.orderBits(Paging.PMD_ORDER) | pfn + 5);
        assertThat(world.devicePfn(8)).isEqualTo(pfn + 8);
    }

    /** A request without owner takes nobody's device memory, whatever rights the client has; it is how a range is evicted. */
    @Test
    void withoutOwnerNothingIsAskedAndEverythingComesBack() throws InterruptedException {
        world.placeDevice(world.peerPagemap, 0, 2);
        world.placeDevice(world.ownPagemap, 2, 4);
        world.revocation.grant(world.revocable, world.peerPagemap);
        HmmRange range = world.request(0, 4, HmmPfn.REQ_FAULT);
        range.devPrivateOwner = null;
        assertThat(world.walker().fault(range, PeerWorld.NO_HURRY)).isZero();
        assertThat(world.client.access().questions()).isZero();
        assertThat(world.peerPagemap.references() + world.ownPagemap.references()).isZero();
        for (int i = 0; i < 4; i++) {
            assertThat(world.memory.pagemapOf(world.devicePfn(i))).isNull();
        }
    }

    @Test
    void aClientWithoutOwnerMayNotEvenUseItsOwnDevice() {
        GpuSvm nobody = new GpuSvm(world.mm.notifiers(), null, new PeerAccess());
        nobody.subscribe(0, Paging.TASK_SIZE);
        world.placeDevice(world.ownPagemap, 0, 1);
        SvmFault walker = new SvmFault(world.mm, nobody, new RecheckUnderLockRevalidation(nobody), FaultShape.INSIDE_WALK);
        assertThat(walker.fault(SvmFault.request(nobody, PeerWorld.addr(0), PeerWorld.addr(1)), PeerWorld.NO_HURRY)).isZero();
        assertThat(nobody.mapped(world.ownPagemap)).isZero();
    }

    @Test
    void refusesToRunUnderTheDriversLock() {
        world.client.driverLock().lock();
        try {
            SvmFault walker = world.walker();
            HmmRange range = world.request(0, 1, 0);
            assertThatThrownBy(() -> walker.fault(range, PeerWorld.NO_HURRY)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> world.revocation.revoke(world.revocable, world.peerPagemap)).isInstanceOf(IllegalStateException.class);
        } finally {
            world.client.driverLock().unlock();
        }
    }

    /** Invalidations that never stop end a request by its timeout, with nothing mapped and no lock left behind. */
    @Test
    void anEndlessStreamOfInvalidationsEndsByTheTimeout() {
        world.placeSystem(0, 2);
        SvmFault walker = new SvmFault(world.mm, world.client, world.design, FaultShape.RECORD_REWALK) {
            @Override
            void at(Step step) {
                if (step == Step.WALKED) {
                    assertThat(world.mover.toDevice(PeerWorld.addr(1), world.ownPagemap)).isZero();
                    assertThat(world.mover.toSystem(PeerWorld.addr(1))).isZero();
                }
            }
        };
        assertThat(walker.fault(world.request(0, 2, 0), 0)).isEqualTo(Errno.EBUSY);
        assertThat(walker.retries()).isEqualTo(1);
        assertThat(world.devicePfn(0)).isEqualTo(-1);
        assertThat(world.client.driverLock().isLocked()).isFalse();
        assertThat(world.mm.mmapLock().held()).isFalse();
    }

    @Test
    void unplugFreesEveryPageAndRefusesNewOnes() throws InterruptedException {
        world.placeDevice(world.peerPagemap, 0, 4);
        world.placeSystem(4, 6);
        world.revocation.grant(world.revocable, world.peerPagemap);
        assertThat(world.walker().fault(world.request(0, 6, 0), PeerWorld.NO_HURRY)).isZero();
        assertThat(world.revocation.unplug(world.peer)).isZero();
        assertThat(world.peerPagemap.dead()).isTrue();
        assertThat(world.client.mapped(world.peerPagemap)).isZero();
        assertThat(world.mover.toDevice(PeerWorld.addr(4), world.peerPagemap)).isEqualTo(Errno.ENODEV);
        assertThat(world.walker().fault(world.request(0, 6, 0), PeerWorld.NO_HURRY)).isZero();
        assertThat(world.firstWrong(0, 6, pfn -> false)).isEqualTo(-1);
        assertThat(world.devicePfn(0)).as("the page went on in system memory").isPositive();
    }

    /** A move in flight to the device ends before the eviction looks, so no page can be left behind. */
    @Test
    void unplugWaitsForSectionsThatAreOpen() throws InterruptedException {
        Device device = world.peer;
        int section = device.enter();
        List<Thread> started = new ArrayList<>();
        started.add(PeerWorld.beside(() -> assertThat(world.revocation.unplug(device)).isZero()));
        assertThat(started.get(0).isAlive()).as("it waits").isTrue();
        assertThat(device.enter()).as("and nobody else comes in").isNegative();
        assertThat(world.peerPagemap.dying()).isFalse();
        device.exit(section);
        PeerWorld.join(started);
        assertThat(world.peerPagemap.dead()).isTrue();
    }
}
