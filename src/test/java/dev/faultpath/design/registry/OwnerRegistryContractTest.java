package dev.faultpath.design.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What every registry design must hold, over random links and random comings and goings. */
class OwnerRegistryContractTest {
    private static final int DEVICES = 7;

    /** Links between devices and a history; a number below 32 takes peer n in or out, whichever it is not. */
    record Case(boolean[] links, List<Integer> history) {
        boolean linked(int a, int b) {
            return a == b || links[a * DEVICES + b];
        }

        Interconnect interconnect() {
            return (a, b) -> linked(a.device(), b.device());
        }

        /** As a design may be given it. */
        Interconnect givenTo(OwnerRegistry design) {
            return design.directed() ? interconnect() : interconnect().mutual();
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<boolean[]> links = Arbitraries.of(true, false).array(boolean[].class).ofSize(DEVICES * DEVICES);
        Arbitrary<List<Integer>> history = Arbitraries.integers().between(0, 13).list().ofMinSize(1).ofMaxSize(40);
        return Combinators.combine(links, history).as(Case::new);
    }

    @Test
    void everyDesignIsFound() {
        assertThat(RegistryDesigns.all()).contains("greedy-groups", "best-clique", "exact-cover", "best-fit", "bitmask-per-peer",
                "matrix", RegistryDesigns.BROKEN);
    }

    @Property(tries = 300)
    void noDesignGrantsAnUnlinkedPairAfterAnyHistory(@ForAll("cases") Case c) {
        for (String name : RegistryDesigns.correct()) {
            OwnerRegistry probe = RegistryDesigns.maker(name).apply(c.interconnect());
            Interconnect given = c.givenTo(probe);
            OwnerRegistry registry = RegistryDesigns.maker(name).apply(given);
            // Fourteen peers on seven devices: two peers may share one, as a pagemap and an address space do.
            Peer[] peers = new Peer[14];
            for (int i = 0; i < peers.length; i++) {
                peers[i] = new Peer(i % DEVICES);
            }
            BitSet in = new BitSet();
            for (int step : c.history()) {
                if (in.get(step)) {
                    registry.release(peers[step]);
                } else {
                    registry.acquire(peers[step]);
                }
                in.flip(step);
                check(name, registry, given, peers, in);
            }
        }
    }

    private static void check(String name, OwnerRegistry registry, Interconnect given, Peer[] peers, BitSet in) {
        for (int a = 0; a < peers.length; a++) {
            for (int b = 0; b < peers.length; b++) {
                boolean registered = in.get(a) && in.get(b);
                boolean linked = registered && (a == b || given.has(peers[a], peers[b]));
                boolean granted = registry.mayRead(peers[a], peers[b]);
                boolean mustGrant = registered && a == b || linked && registry.directed();
                if (granted && !linked || !granted && mustGrant) {
                    fail(name + (granted ? " grants " : " denies ") + b + " to " + a + " with registered " + in);
                }
            }
        }
        if (registry.owners() != owners(registry, peers, in)) {
            fail(name + " counts " + registry.owners() + " owners with registered " + in);
        }
    }

    private static int owners(OwnerRegistry registry, Peer[] peers, BitSet in) {
        if (registry.directed()) {
            return in.cardinality();
        }
        return (int) in.stream().mapToObj(i -> peers[i].owner()).distinct().count();
    }

    @Property(tries = 200)
    void groupsAreNeverFewerThanTheExactCoverAndNeverGrantMoreThanThePairDesigns(@ForAll("cases") Case c) {
        Interconnect links = c.interconnect().mutual();
        int fewest = owners("exact-cover", links);
        int most = pairs("matrix", links);
        for (String name : RegistryDesigns.correct()) {
            assertThat(owners(name, links)).as(name).isGreaterThanOrEqualTo(fewest);
            assertThat(pairs(name, links)).as(name).isLessThanOrEqualTo(most);
        }
    }

    private static int owners(String name, Interconnect links) {
        return quality(name, links).fewestOwners();
    }

    private static int pairs(String name, Interconnect links) {
        return quality(name, links).bestPairs();
    }

    private static GroupingQuality quality(String name, Interconnect links) {
        return GroupingQuality.of(RegistryDesigns.maker(name), 5, links, 1, 1);
    }

    @Property(tries = 200)
    void whatDoesNotDependOnTheOrderIsTheSameInEveryOrder(@ForAll("cases") Case c) {
        Interconnect links = c.interconnect().mutual();
        for (String name : RegistryDesigns.correct()) {
            if (RegistryDesigns.maker(name).apply(links).dependsOnOrder()) {
                continue;
            }
            assertThat(verdicts(name, links, false)).as(name).isEqualTo(verdicts(name, links, true));
        }
    }

    private static List<Boolean> verdicts(String name, Interconnect links, boolean backwards) {
        OwnerRegistry registry = RegistryDesigns.maker(name).apply(links);
        Peer[] peers = new Peer[DEVICES];
        for (int i = 0; i < DEVICES; i++) {
            peers[i] = new Peer(i);
        }
        for (int i = 0; i < DEVICES; i++) {
            registry.acquire(peers[backwards ? DEVICES - 1 - i : i]);
        }
        List<Boolean> verdicts = new ArrayList<>();
        for (Peer a : peers) {
            for (Peer b : peers) {
                verdicts.add(registry.mayRead(a, b));
            }
        }
        return verdicts;
    }

    @Test
    void theBrokenDesignIsSeenToGrantAnUnlinkedPair() {
        Interconnect path = (a, b) -> Math.abs(a.device() - b.device()) <= 1;
        GroupingQuality quality = GroupingQuality.of(RegistryDesigns.maker(RegistryDesigns.BROKEN), 3, path, 1, 1);
        // In each of the six orders A and C, which are not linked, end up with one owner; both directions count.
        assertThat(quality.orders()).isEqualTo(6);
        assertThat(quality.wronglyGranted()).isEqualTo(12);
        assertThat(quality.bestPairs()).isEqualTo(4);
    }

    @Test
    void misuseIsRefused() {
        for (String name : RegistryDesigns.all()) {
            OwnerRegistry registry = RegistryDesigns.maker(name).apply((a, b) -> true);
            Peer peer = new Peer(0);
            assertThatThrownBy(() -> registry.release(peer)).as(name).isInstanceOf(IllegalStateException.class);
            registry.acquire(peer);
            assertThatThrownBy(() -> registry.acquire(peer)).as(name).isInstanceOf(IllegalStateException.class);
            OwnerRegistry other = RegistryDesigns.maker(name).apply((a, b) -> true);
            assertThatThrownBy(() -> other.release(peer)).as(name).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> other.acquire(peer)).as(name).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void designsFillUpToTheirLimitAndNotBeyond() {
        for (String name : RegistryDesigns.all()) {
            OwnerRegistry registry = RegistryDesigns.maker(name).apply((a, b) -> true);
            int room = Math.min(registry.maxPeers(), 300);
            Peer[] peers = new Peer[room];
            for (int i = 0; i < room; i++) {
                peers[i] = new Peer(i);
                registry.acquire(peers[i]);
            }
            for (int i = 0; i < room; i++) {
                assertThat(registry.mayRead(peers[i], peers[room - 1 - i])).as(name).isTrue();
            }
            if (registry.maxPeers() == room) {
                assertThatThrownBy(() -> registry.acquire(new Peer(room))).as(name).isInstanceOf(IllegalStateException.class);
            }
        }
    }
}
