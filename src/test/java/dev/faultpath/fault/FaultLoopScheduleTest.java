package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.design.revalidate.Means;
import dev.faultpath.design.revalidate.NotifierSequenceRevalidation;
import dev.faultpath.design.revalidate.RevalidationDesigns;
import dev.faultpath.design.revalidate.StaleEvent;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.Pagemap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole fault, with an event at a known place: whoever decides, nothing is mapped that may not be when it is over. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public class FaultLoopScheduleTest {
    private static final int PAGES = 16;
    private static final String[] ASKING = {"callback-per-page", "last-pagemap", "after-walk", "request-flag"};

    /** What a design that is compiled anew for it does at one place; null for nothing. */
    static volatile Runnable pause;

    private final AtomicLong clock = new AtomicLong();
    private final List<Thread> started = new ArrayList<>();

    @BeforeEach
    void forget() {
        pause = null;
        started.clear();
    }

    private FaultLoop loop(PeerWorld world, AccessRevalidation design, String decider) {
        return new FaultLoop(world.mm, world.client, null, design, clock::get).decidedBy(decider);
    }

    private static PeerWorld granted(String design) throws InterruptedException {
        return granted(new PeerWorld(design));
    }

    private static PeerWorld granted(PeerWorld world) throws InterruptedException {
        world.peerPagemap.giveAlias();
        world.placeDevice(world.peerPagemap, 0, PAGES);
        world.revocation.grant(world.revocable, world.peerPagemap);
        return world;
    }

    static Stream<Arguments> designsDecidersAndEvents() {
        List<StaleEvent> events = List.of(StaleEvent.LINK_DOWN, StaleEvent.ACCESS_WITHDRAWN, StaleEvent.UNPLUG_STARTED,
                StaleEvent.PAGEMAP_KILLED, StaleEvent.REGROUPED);
        return RevalidationDesigns.all().stream().flatMap(design -> Stream.of(ASKING)
                .flatMap(decider -> events.stream().map(event -> Arguments.of(design, decider, event))));
    }

    static Stream<Arguments> decidersAndEvents() {
        return designsDecidersAndEvents().filter(a -> a.get()[0].equals("notifier-sequence"))
                .map(a -> Arguments.of(a.get()[1], a.get()[2]));
    }

    /** As whole faults are measured: nothing but the sequence says whether answers hold. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("decidersAndEvents")
    void theSequenceWithoutAMemoryIsSound(String decider, StaleEvent event) throws Throwable {
        assertThat(staleAfter(granted(new PeerWorld(NotifierSequenceRevalidation::withoutMemory)), decider, event)).isFalse();
    }

    @Test
    void theSequenceWithoutAMemoryIsSoundInEverySchedule() throws Throwable {
        for (StaleSchedule schedule : StaleSchedule.all()) {
            assertThat(schedule.staleGrant(NotifierSequenceRevalidation::withoutMemory)).as("%s", schedule).isFalse();
        }
    }

    /** Whether anything of the peer is mapped after an event between walk and lock. */
    private boolean staleAfter(PeerWorld world, String decider, StaleEvent event) throws Throwable {
        if (event == StaleEvent.REGROUPED) {
            world.revocation.revoke(world.revocable, world.peerPagemap);
            world.revocation.join(world.revocable, world.peerOwner);
        }
        FaultLoop loop = loop(world, world.design, decider);
        loop.beforeLock(() -> started.add(PeerWorld.beside(event(world, event))));
        assertThat(loop.fault(PeerWorld.addr(3), true)).isZero();
        PeerWorld.join(started);
        return world.client.mapped(world.peerPagemap) > 0;
    }

    private static Executable event(PeerWorld world, StaleEvent event) {
        return () -> {
            switch (event) {
                case LINK_DOWN -> world.revocation.linkDown(world.revocable, world.peer);
                case ACCESS_WITHDRAWN -> world.revocation.revoke(world.revocable, world.peerPagemap);
                case UNPLUG_STARTED -> world.revocation.stop(world.peer);
                case PAGEMAP_KILLED -> assertThat(world.revocation.unplug(world.peer)).isZero();
                case REGROUPED -> world.revocation.leave(world.revocable, world.peerOwner);
                default -> throw new AssertionError(event);
            }
        };
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("designsDecidersAndEvents")
    void anAnswerThatGoesBetweenWalkAndLockIsNotCommitted(String design, String decider, StaleEvent event) throws Throwable {
        PeerWorld world = granted(design);
        boolean stale = staleAfter(world, decider, event);
        assertThat(stale).as("mapped after the right has gone").isEqualTo(world.design.covers(event) == Means.NOTHING);
    }

    /** What a change waits for may be the walk's own section, and that is the lock's. */
    @ParameterizedTest
    @ValueSource(strings = {"callback-per-page", "last-pagemap", "after-walk", "request-flag"})
    void everyQuestionIsAskedUnderTheMmapLock(String decider) throws Throwable {
        PeerWorld world = granted("tryget-live");
        AtomicLong questions = new AtomicLong();
        FaultLoop loop = loop(world, new ForwardingRevalidation(world.design) {
            @Override
            void asked() {
                questions.incrementAndGet();
                assertThat(world.mm.mmapLock().held()).isTrue();
            }
        }, decider);
        assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
        assertThat(questions.get()).isPositive();
    }

    static Stream<Arguments> decidersAndWhetherTheyAskedBefore() {
        return Stream.of(ASKING).flatMap(decider -> Stream.of(true, false).map(before -> Arguments.of(decider, before)));
    }

    /** A walker has seen a right that stands, and is held up before it counts itself. */
    @ParameterizedTest(name = "{0}, asked before: {1}")
    @MethodSource("decidersAndWhetherTheyAskedBefore")
    void aRightThatIsKilledBetweenTestAndAddIsNotCommitted(String decider, boolean before) throws Throwable {
        PeerWorld world = granted(new PeerWorld(GuardDeletionTest.designWith(new GuardDeletionTest.Guard("tryget-live",
                "TrygetLiveRevalidation", "COUNT.setOpaque(this, count + 1);",
                FaultLoopScheduleTest.class.getName() + ".pause(); COUNT.setOpaque(this, count + 1);"))));
        FaultLoop loop = loop(world, world.design, decider);
        if (before) {
            assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
            world.client.invalidateAll(() -> { });
        }
        pause = () -> started.add(PeerWorld.beside(() -> world.revocation.revoke(world.revocable, world.peerPagemap)));
        assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
        assertThat(started).as("it was held up").hasSize(1);
        PeerWorld.join(started);
        assertThat(world.client.mapped(world.peerPagemap)).isZero();
    }

    /** Called by the design that is compiled anew. */
    public static void pause() {
        Runnable once = pause;
        pause = null;
        if (once != null) {
            once.run();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"callback-per-page", "last-pagemap", "after-walk", "request-flag"})
    void whatGoesIsRefusedByTheNextFault(String decider) throws Throwable {
        PeerWorld world = granted("recheck-under-lock");
        FaultLoop loop = loop(world, world.design, decider);
        assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
        assertThat(world.client.mapped(world.peerPagemap)).isEqualTo(1);
        world.revocation.linkDown(world.revocable, world.peer);
        assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
        assertThat(world.memory.pagemapOf(world.devicePfn(0))).as("it came to system memory").isNull();
        assertThat(world.peerPagemap.references()).as("the others stay").isZero();
    }

    /** Every attempt is invalidated: before its walk looks, or between walk and lock. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void invalidationsThatNeverStopEndByTheDeadline(boolean beforeWalk) throws Throwable {
        PeerWorld world = granted("recheck-under-lock");
        Runnable invalidate = () -> {
            world.mm.notifiers().start(InvalidationEvent.of(PeerWorld.addr(PAGES - 1), PeerWorld.addr(PAGES),
                    InvalidationEvent.Kind.CLEAR));
            world.mm.notifiers().end();
            clock.addAndGet(1_000_000);
        };
        FaultLoop loop = loop(world, new ForwardingRevalidation(world.design) {
            @Override
            void begun(HmmRange range) {
                if (beforeWalk) {
                    invalidate.run();
                }
            }

            @Override
            int commit(Reader reader, HmmRange range) {
                invalidate.run();
                return super.commit(reader, range);
            }
        }, "last-pagemap");
        assertThat(loop.fault(PeerWorld.addr(PAGES - 1), true)).isEqualTo(Errno.EBUSY);
        assertThat(loop.retries()).as("attempts of a millisecond within the default").isEqualTo(1000);
        assertThat(loop.commits()).isZero();
        assertThat(world.client.mapped(world.peerPagemap)).isZero();
        assertThat(world.client.driverLock().isLocked()).isFalse();
        assertThat(world.mm.mmapLock().held()).isFalse();
        loop.timeout(0);
        assertThat(loop.fault(PeerWorld.addr(PAGES - 1), true)).isEqualTo(Errno.EBUSY);
        assertThat(loop.retries()).as("no patience").isEqualTo(1001);
    }

    /** Nobody is asked about own memory: what stops its device has to see to it that it is not mapped again. */
    @Test
    void ownMemoryOfADeviceThatIsStoppedIsNotMappedAgain() throws Throwable {
        PeerWorld world = new PeerWorld("recheck-under-lock");
        world.placeDevice(world.ownPagemap, 0, PAGES);
        FaultLoop loop = loop(world, world.design, "owner-only");
        assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
        assertThat(world.client.mapped(world.ownPagemap)).isEqualTo(1);
        world.revocation.stop(world.ownPagemap.device());
        assertThat(world.client.mapped(world.ownPagemap)).isZero();
        assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
        assertThat(world.client.mapped(world.ownPagemap)).isZero();
        assertThat(world.memory.pagemapOf(world.devicePfn(0))).as("the fault took it to system memory").isNull();
    }

    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void ownMemoryOfADeviceThatStopsBetweenWalkAndLockIsNotMapped(String design) throws Throwable {
        PeerWorld world = new PeerWorld(design);
        world.placeDevice(world.ownPagemap, 0, PAGES);
        FaultLoop loop = loop(world, world.design, "owner-only");
        loop.beforeLock(() -> started.add(PeerWorld.beside(() -> world.revocation.stop(world.ownPagemap.device()))));
        assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
        PeerWorld.join(started);
        assertThat(world.client.mapped(world.ownPagemap)).isZero();
    }

    /** The other loop commits through the same table. */
    @Test
    void aSnapshotLeavesOwnMemoryOfAStoppedDeviceUnmapped() throws Throwable {
        PeerWorld world = new PeerWorld("recheck-under-lock");
        world.placeDevice(world.ownPagemap, 0, PAGES);
        world.revocation.stop(world.ownPagemap.device());
        assertThat(world.walker().fault(world.request(0, PAGES, 0), PeerWorld.NO_HURRY)).isZero();
        assertThat(world.client.mapped(world.ownPagemap)).isZero();
    }

    @Test
    void ownMemoryThatStandsWhereAnotherStoodIsMapped() throws Throwable {
        PeerWorld world = new PeerWorld("recheck-under-lock");
        assertThat(world.revocation.unplug(world.ownPagemap.device())).isZero();
        Pagemap next = world.memory.newPagemapInPlaceOf(world.ownPagemap, world.memory.newDevice("gpu2", 0x10), world.own);
        world.placeDevice(next, 0, 1);
        assertThat(loop(world, world.design, "owner-only").fault(PeerWorld.addr(0), true)).isZero();
        assertThat(world.client.mapped(next)).isEqualTo(1);
    }

    /** Pages of two peers, of which one refuses; what is granted stays where it is only if all of it may. */
    @ParameterizedTest
    @ValueSource(strings = {"callback-per-page", "last-pagemap", "after-walk", "request-flag"})
    void whatIsRefusedBesideWhatIsGrantedComesToSystemMemory(String decider) throws Throwable {
        PeerWorld world = new PeerWorld("recheck-under-lock");
        Pagemap other = world.memory.newPagemap(world.memory.newDevice("gpu2", 0x30), Pagemap.Type.PRIVATE,
                world.memory.newOwner("third"), 512);
        world.peerPagemap.giveAlias();
        other.giveAlias();
        world.placeDevice(world.peerPagemap, 0, 8);
        world.placeDevice(other, 8, PAGES);
        world.revocation.grant(world.revocable, world.peerPagemap);
        FaultLoop loop = loop(world, world.design, decider);
        assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
        for (int i = 0; i < 8; i++) {
            assertThat(world.memory.pagemapOf(world.devicePfn(i))).as("page %d", i).isSameAs(world.peerPagemap);
        }
        for (int i = 8; i < PAGES; i++) {
            assertThat(world.memory.pagemapOf(world.devicePfn(i))).as("page %d", i).isNull();
        }
        // Once more, and nothing of the last fault is left in the words.
        world.client.table().zap(PeerWorld.addr(0), PeerWorld.addr(PAGES));
        world.revocation.revoke(world.revocable, world.peerPagemap);
        assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
        assertThat(world.client.mapped(world.peerPagemap)).isZero();
    }

    /** The flag is asked for anew by the next fault, though a fault before dropped it. */
    @Test
    void aRequestFlagThatWasDroppedIsSetAgain() throws Throwable {
        PeerWorld world = granted("recheck-under-lock");
        world.placeSystem(PAGES, PAGES + 1);
        FaultLoop loop = loop(world, world.design, "request-flag");
        world.revocation.revoke(world.revocable, world.peerPagemap);
        assertThat(loop.fault(PeerWorld.addr(0), true)).isZero();
        HmmRange words = loop.range(PeerWorld.addr(0)).request();
        assertThat(words.pages()).isEqualTo(PAGES);
        assertThat(LongStream.of(words.pfns).filter(word -> (word & HmmPfn.P2PDMA) == 0)).isEmpty();
    }
}
