package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.Designs;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.design.revalidate.Means;
import dev.faultpath.design.revalidate.RevalidationDesigns;
import dev.faultpath.design.revalidate.StaleEvent;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.results.Proof;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event of the staleness table, at every moment of a request, against every design on the class path. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AccessRevalidationContractTest {
    static Stream<Arguments> designsAndEvents() {
        return makers().entrySet().stream()
                .flatMap(d -> Stream.of(StaleEvent.values()).map(e -> Arguments.of(d.getKey(), e, d.getValue())));
    }

    private static Map<String, Function<GpuSvm, AccessRevalidation>> makers() {
        Map<String, Function<GpuSvm, AccessRevalidation>> makers = new LinkedHashMap<>();
        for (String design : RevalidationDesigns.all()) {
            makers.put(design, client -> Designs.create(AccessRevalidation.class, design, client));
        }
        for (KeyedCache.Key key : KeyedCache.Key.values()) {
            makers.put("cache by " + key, client -> new KeyedCache(client, key));
        }
        return makers;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("designsAndEvents")
    void aDesignCoversWhatItSays(String name, StaleEvent event, Function<GpuSvm, AccessRevalidation> design) throws Throwable {
        List<StaleSchedule.Moment> stale = new ArrayList<>();
        for (StaleSchedule.Moment moment : StaleSchedule.Moment.values()) {
            if (new StaleSchedule(event, moment).staleGrant(design)) {
                stale.add(moment);
            }
        }
        boolean covered = new PeerWorld(design).design.covers(event) != Means.NOTHING;
        assertThat(stale.isEmpty()).as("no stale grant; moments with one: %s", stale).isEqualTo(covered);
    }

    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void onlySafeDesignsLeaveNoEventUncovered(String design) {
        assertThat(uncovered(design).isEmpty()).isEqualTo(RevalidationDesigns.safe().contains(design));
    }

    @Test
    void anAnswerBoundToItsProvidersLifeDoesNotSeeWhatChangesWhileTheProviderLives() {
        assertThat(uncovered("provider-table")).containsExactly(StaleEvent.LINK_DOWN, StaleEvent.ACCESS_WITHDRAWN, StaleEvent.REGROUPED,
                StaleEvent.CLIENT_REPLACED);
    }

    private static List<StaleEvent> uncovered(String design) {
        return Stream.of(StaleEvent.values()).filter(e -> new PeerWorld(design).design.covers(e) == Means.NOTHING).toList();
    }

    /** Mapped pages are in use, and those hold the references: a look-up takes none, and a tear-down waits until they are free. */
    @Test
    void aLookUpTakesNoReferenceAndATearDownWaitsForMappedPages() throws Throwable {
        PeerWorld world = new PeerWorld("provider-table");
        world.placeDevice(world.peerPagemap, 0, 4);
        world.revocation.grant(world.revocable, world.peerPagemap);
        assertThat(world.walker().fault(world.request(0, 4, 0), PeerWorld.NO_HURRY)).isZero();
        assertThat(world.peerPagemap.references()).as("one a page").isEqualTo(4);
        assertThat(world.peerPagemap.clients().contains(world.client.busAddress())).isTrue();
        world.revocation.stop(world.peer);
        assertThat(world.client.mapped(world.peerPagemap)).isZero();
        Thread release = PeerWorld.beside(world.peerPagemap::awaitRelease);
        assertThat(release.isAlive()).as("waits for four pages").isTrue();
        assertThat(world.peerPagemap.clients().contains(world.client.busAddress())).as("the table stays meanwhile").isTrue();
        assertThat(world.revocation.unplug(world.peer)).isZero();
        PeerWorld.join(List.of(release));
        assertThat(world.peerPagemap.clients().contains(world.client.busAddress())).as("the table has gone").isFalse();
    }

    /** What claim C8b says of a tear-down is what it does: whether it waits for a request that has all its answers. */
    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#right")
    void aTearDownWaitsForARequestInFlightOrNot(String design) throws Throwable {
        PeerWorld world = new PeerWorld(design);
        world.placeDevice(world.peerPagemap, 0, 1);
        world.revocation.grant(world.revocable, world.peerPagemap);
        List<Thread> started = new ArrayList<>();
        List<Boolean> waits = new ArrayList<>();
        SvmFault walker = world.walker(SvmFault.Step.PREPARED, () -> world.revocation.stop(world.peer), started, waits);
        assertThat(walker.fault(world.request(0, 1, 0), PeerWorld.NO_HURRY)).isZero();
        PeerWorld.join(started);
        assertThat(Proof.of("C8b").stream().filter(p -> p.design().equals(design)).map(Proof::holds)).containsExactly(!waits.get(0));
    }

    /** The schedule that the discussion on the list asked for: the walk is told yes, the link goes down, the sequence has not moved. */
    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void linkGoesDownBetweenWalkAndCommit(String design) throws Throwable {
        PeerWorld world = new PeerWorld(design);
        world.placeDevice(world.peerPagemap, 0, 1);
        world.revocation.grant(world.revocable, world.peerPagemap);
        List<Thread> started = new ArrayList<>();
        SvmFault walker = world.walker(SvmFault.Step.WALKED, () -> world.revocation.linkDown(world.revocable, world.peer), started);
        assertThat(walker.fault(world.request(0, 1, 0), PeerWorld.NO_HURRY)).isZero();
        PeerWorld.join(started);
        if (world.design.covers(StaleEvent.LINK_DOWN) == Means.NOTHING) {
            assertThat(walker.retries()).as("the notifier's check saw nothing").isZero();
            assertThat(world.client.mapped(world.peerPagemap)).as("an unreachable page is mapped").isEqualTo(1);
        } else {
            assertThat(world.client.mapped(world.peerPagemap)).isZero();
        }
    }

    /** The grace period of tryget-live: the walk in flight may have found the right, and its add may not be seen yet. */
    @Test
    void aKilledRightWaitsForTheWalkInFlight() throws Throwable {
        PeerWorld world = new PeerWorld("tryget-live");
        world.placeDevice(world.peerPagemap, 0, 1);
        world.revocation.grant(world.revocable, world.peerPagemap);
        assertThat(world.walker().fault(world.request(0, 1, 0), PeerWorld.NO_HURRY)).isZero();
        world.mm.mmapLock().readLock();
        Thread revoker = PeerWorld.beside(() -> world.revocation.revoke(world.revocable, world.peerPagemap));
        boolean waits = revoker.isAlive();
        world.mm.mmapLock().readUnlock();
        assertThat(waits).isTrue();
        PeerWorld.join(List.of(revoker));
        assertThat(world.client.mapped(world.peerPagemap)).isZero();
    }

    /** Rights that come back are seen: no design refuses for ever what it has once refused. */
    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void grantAfterRevocationIsSeen(String design) throws Throwable {
        PeerWorld world = new PeerWorld(design);
        world.placeDevice(world.peerPagemap, 0, 4);
        SvmFault walker = world.walker();
        for (int round = 0; round < 3; round++) {
            world.revocation.grant(world.revocable, world.peerPagemap);
            assertThat(walker.fault(world.request(0, 4, 0), PeerWorld.NO_HURRY)).isZero();
            assertThat(world.client.mapped(world.peerPagemap)).isEqualTo(4);
            world.revocation.revoke(world.revocable, world.peerPagemap);
            assertThat(world.client.mapped(world.peerPagemap)).isZero();
        }
    }

    /** Walkers of the same client do not take each other's hidden entries or references for their own. */
    @ParameterizedTest
    @EnumSource(value = SvmFault.Step.class, names = {"BEGUN", "WALKED", "PREPARED"})
    void aSecondWalkerWithinARequest(SvmFault.Step step) throws Throwable {
        for (String design : RevalidationDesigns.all()) {
            PeerWorld world = new PeerWorld(design);
            world.placeDevice(world.peerPagemap, 0, 4);
            world.revocation.grant(world.revocable, world.peerPagemap);
            SvmFault second = world.walker();
            List<Thread> started = new ArrayList<>();
            SvmFault walker = world.walker(step,
                    () -> assertThat(second.fault(world.request(0, 2, 0), PeerWorld.NO_HURRY)).isZero(), started);
            assertThat(walker.fault(world.request(0, 4, 0), PeerWorld.NO_HURRY)).isZero();
            PeerWorld.join(started);
            assertThat(world.client.mapped(world.peerPagemap)).as(design).isEqualTo(4);
            assertThat(world.firstWrong(0, 4, pfn -> false)).as(design).isEqualTo(-1);
        }
    }
}
