package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.design.revalidate.StaleEvent;
import dev.faultpath.model.Device;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.IntervalNotifier;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.function.Executable;

/**
 * One interleaving: a client has used a page of a peer, then an event makes its answer stale, at a given moment of the next
 * request. Nothing depends on time: the event runs in a thread of its own, and the request goes on when it has returned, or waits.
 */
record StaleSchedule(StaleEvent event, Moment moment) {
    /** When the event happens. */
    enum Moment {
        /** Between two requests. */
        BETWEEN_REQUESTS(null),
        /** Within a request that has read the sequence and asked nothing. */
        BEGUN(SvmFault.Step.BEGUN),
        /** Within a request that has walked and asked. */
        WALKED(SvmFault.Step.WALKED),
        /** Within a request that is about to take the driver's lock for the last time. */
        PREPARED(SvmFault.Step.PREPARED);

        private final SvmFault.Step step;

        Moment(SvmFault.Step step) {
            this.step = step;
        }
    }

    /** Every event at every moment. */
    static List<StaleSchedule> all() {
        List<StaleSchedule> all = new ArrayList<>();
        for (StaleEvent event : StaleEvent.values()) {
            for (Moment moment : Moment.values()) {
                all.add(new StaleSchedule(event, moment));
            }
        }
        return all;
    }

    /**
     * What a schedule came to.
     *
     * @param stale whether the device ended up with an entry that it must not have
     * @param sequenceMoved whether the client's notifier sequence had moved when the event took effect, which is when it returned
     */
    record Outcome(boolean stale, boolean sequenceMoved) {
    }

    /** Runs it; true if the device ends up with an entry that it must not have. */
    boolean staleGrant(Function<GpuSvm, AccessRevalidation> design) throws Throwable {
        return outcome(design).stale();
    }

    /** Runs it. */
    Outcome outcome(Function<GpuSvm, AccessRevalidation> design) throws Throwable {
        Run run = new Run(design);
        return new Outcome(run.staleGrant(), run.sequenceMoved);
    }

    private final class Run {
        private final PeerWorld world;
        private final List<Pagemap> forbidden = new ArrayList<>();
        private final Function<GpuSvm, AccessRevalidation> make;
        private volatile GpuSvm newcomer;
        private volatile boolean sequenceMoved;

        Run(Function<GpuSvm, AccessRevalidation> design) {
            make = design;
            world = new PeerWorld(design);
        }

        boolean staleGrant() throws Throwable {
            world.placeDevice(world.peerPagemap, 0, 4);
            if (event == StaleEvent.REGROUPED || event == StaleEvent.OWNER_REUSED) {
                world.revocation.join(world.revocable, world.peerOwner);
            } else {
                world.revocation.grant(world.revocable, world.peerPagemap);
            }
            List<Thread> started = new ArrayList<>();
            SvmFault walker = moment.step == null ? world.walker() : world.walker(moment.step, event(), started);
            // The answer is remembered by a walker that was there before, and by one whose first request this is.
            SvmFault second = world.walker();
            fault(second);
            fault(walker);
            if (moment.step == null) {
                event().execute();
            } else {
                assertThat(started).as("the event took place").hasSize(1);
            }
            boolean stale = wrong(started);
            fault(walker);
            fault(second);
            if (newcomer != null) {
                SvmFault stranger = new SvmFault(world.mm, newcomer, make.apply(newcomer), FaultShape.RECORD_REWALK);
                assertThat(stranger.fault(SvmFault.request(newcomer, PeerWorld.addr(0), PeerWorld.addr(4)), PeerWorld.NO_HURRY)).isZero();
                return newcomer.mapped(world.peerPagemap) > 0;
            }
            boolean after = wrong(List.of());
            return stale || after;
        }

        private void fault(SvmFault walker) {
            assertThat(walker.fault(world.request(0, 4, 0), PeerWorld.NO_HURRY)).isZero();
        }

        private boolean wrong(List<Thread> started) {
            PeerWorld.join(started);
            return world.firstWrong(0, 4, pfn -> forbidden.contains(world.memory.pagemapOf(pfn))) >= 0;
        }

        private Executable event() {
            return () -> {
                IntervalNotifier subscription = world.client.subscriptions().get(0);
                long before = subscription.readBegin();
                happen();
                sequenceMoved = subscription.readRetry(before);
                // A client that has gone keeps its rights until it is gone; what it must not have is its successor's.
                if (event != StaleEvent.PAGE_MOVED && event != StaleEvent.CLIENT_REPLACED) {
                    forbidden.add(world.peerPagemap);
                }
            };
        }

        private void happen() throws InterruptedException {
            switch (event) {
                case PAGE_MOVED -> assertThat(world.mover.toSystem(PeerWorld.addr(2))).isZero();
                case PAGEMAP_KILLED -> assertThat(world.revocation.unplug(world.peer)).isZero();
                case PAGEMAP_REUSED -> reusePagemap();
                case OWNER_REUSED -> reuseOwner();
                case LINK_DOWN -> world.revocation.linkDown(world.revocable, world.peer);
                case ACCESS_WITHDRAWN -> world.revocation.revoke(world.revocable, world.peerPagemap);
                case UNPLUG_STARTED -> world.revocation.stop(world.peer);
                case REGROUPED -> world.revocation.leave(world.revocable, world.peerOwner);
                case CLIENT_REPLACED -> newcomer = world.newClient();
                default -> throw new AssertionError(event);
            }
        }

        private void reusePagemap() throws InterruptedException {
            assertThat(world.revocation.unplug(world.peer)).isZero();
            Device sameSlot = world.memory.newDevice("gpu2", PeerWorld.PEER_BUS_ADDRESS);
            Pagemap next = world.memory.newPagemap(sameSlot, Pagemap.Type.PRIVATE, world.memory.newOwner("stranger"), 512);
            assertThat(next.address()).as("the next pagemap stands where the last one stood").isEqualTo(world.peerPagemap.address());
            moveInto(next);
        }

        private void reuseOwner() throws InterruptedException {
            world.revocation.leave(world.revocable, world.peerOwner);
            assertThat(world.revocation.unplug(world.peer)).isZero();
            world.memory.releaseOwner(world.peerOwner);
            Owner stranger = world.memory.newOwner("stranger");
            assertThat(stranger.address()).as("the next owner stands where the last one stood").isEqualTo(world.peerOwner.address());
            // Takes the free place of the pagemap, so that only the owner's is used again.
            world.memory.newPagemap(world.memory.newDevice("gpu2", 0x30), Pagemap.Type.PRIVATE, world.own, 512);
            moveInto(world.memory.newPagemap(world.memory.newDevice("gpu3", 0x40), Pagemap.Type.PRIVATE, stranger, 512));
        }

        private void moveInto(Pagemap next) {
            for (int i = 0; i < 4; i++) {
                assertThat(world.mover.toDevice(PeerWorld.addr(i), next)).isZero();
            }
            forbidden.add(next);
        }
    }
}
