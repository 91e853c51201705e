package dev.faultpath.design.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GreedyGroupsRegistryTest {
    /** A–B, B–C and so on; devices are letters. */
    private static final Interconnect PATH = (a, b) -> Math.abs(a.device() - b.device()) <= 1;

    private static String groups(Interconnect links, String order) {
        GreedyGroupsRegistry registry = new GreedyGroupsRegistry(links);
        order.chars().forEach(c -> registry.acquire(new Peer(c - 'A')));
        return list(registry);
    }

    /** The list with groups in braces, in list order; a group that is not contiguous would show up twice. */
    private static String list(GreedyGroupsRegistry registry) {
        StringBuilder text = new StringBuilder();
        PeerOwner last = null;
        for (Peer p = registry.head; p != null; p = p.next) {
            if (p.owner() != last) {
                text.append(text.length() == 0 ? "{" : "}{");
                last = p.owner();
            }
            text.append((char) ('A' + p.device()));
        }
        return text.append(text.length() == 0 ? "" : "}").toString();
    }

    @Test
    void theThirdOfAPathIsAlone() {
        assertThat(groups(PATH, "ABC")).isEqualTo("{AB}{C}");
    }

    @Test
    void orderDecidesWhoGetsTheMiddle() {
        assertThat(groups(PATH, "ACB")).isEqualTo("{AB}{C}");
        assertThat(groups(PATH, "BCA")).isEqualTo("{BC}{A}");
    }

    @Test
    void pathOfFourMakesTwoGroupsOrThree() {
        assertThat(groups(PATH, "ABCD")).isEqualTo("{AB}{CD}");
        assertThat(groups(PATH, "BCAD")).isEqualTo("{BC}{A}{D}");
    }

    @Test
    void aNewcomerIsInsertedAtTheEndOfItsGroup() {
        // C fits the first group, which is not the last in the list.
        assertThat(groups((a, b) -> a.device() / 3 == b.device() / 3, "ADBEC")).isEqualTo("{ABC}{DE}");
    }

    @Test
    void callsAreThoseOfTheKernelsLoop() {
        // All linked: the k-th newcomer asks all k-1 members of the one group.
        assertThat(calls((a, b) -> true, 6)).isEqualTo(15);
        // None linked: each group of one is asked and refuses.
        assertThat(calls((a, b) -> a == b, 6)).isEqualTo(15);
        // Pairs: a newcomer asks the first member of every earlier group, and stops in the group that takes it.
        assertThat(calls((a, b) -> a.device() / 2 == b.device() / 2, 6)).isEqualTo(1 + 1 + 2 + 2 + 3);
    }

    private static long calls(Interconnect links, int peers) {
        GreedyGroupsRegistry registry = new GreedyGroupsRegistry(links);
        for (int i = 0; i < peers; i++) {
            registry.acquire(new Peer(i));
        }
        return registry.interconnectCalls();
    }

    @Test
    void aMatchInTheFirstGroupCostsItsSizeInCalls() {
        GreedyGroupsRegistry registry = new GreedyGroupsRegistry((a, b) -> a.device() / 4 == b.device() / 4);
        for (int device : new int[] {0, 1, 2, 4, 5}) {
            registry.acquire(new Peer(device));
        }
        long before = registry.interconnectCalls();
        registry.acquire(new Peer(3));
        assertThat(registry.interconnectCalls() - before).isEqualTo(3);
    }

    @Test
    void nothingIsGroupedAnewWhenAMemberLeaves() {
        GreedyGroupsRegistry registry = new GreedyGroupsRegistry(PATH);
        Peer a = new Peer(0);
        Peer b = new Peer(1);
        Peer c = new Peer(2);
        for (Peer p : List.of(a, b, c)) {
            registry.acquire(p);
        }
        registry.release(a);
        assertThat(list(registry)).isEqualTo("{B}{C}");
        assertThat(registry.mayRead(b, c)).isFalse();
        assertThat(a.owner()).isNull();
        registry.release(c);
        registry.acquire(c);
        assertThat(list(registry)).as("who leaves and comes back may find a place").isEqualTo("{BC}");
    }

    @Test
    void theOwnerGoesWithItsLastMember() {
        GreedyGroupsRegistry registry = new GreedyGroupsRegistry((a, b) -> true);
        Peer a = new Peer(0);
        Peer b = new Peer(1);
        registry.acquire(a);
        registry.acquire(b);
        PeerOwner owner = a.owner();
        assertThat(owner.references()).isEqualTo(2);
        registry.release(a);
        registry.release(b);
        assertThat(owner.references()).isZero();
        assertThat(registry.owners()).isZero();
        registry.acquire(a);
        assertThat(a.owner()).isNotSameAs(owner);
    }

    /** The rule written down another way: a list of groups, the newcomer to the first that has no stranger to it. */
    @Property(tries = 500)
    void listAndRuleAgreeUnderChurn(@ForAll @Size(36) boolean[] links, @ForAll @Size(max = 60) List<@IntRange(max = 11) Integer> history) {
        Interconnect symmetric = (a, b) -> {
            int low = Math.min(a.device(), b.device());
            int high = Math.max(a.device(), b.device());
            return low == high || links[low * 6 + high];
        };
        GreedyGroupsRegistry registry = new GreedyGroupsRegistry(symmetric);
        Peer[] peers = new Peer[12];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = new Peer(i % 6);
        }
        List<List<Peer>> rule = new ArrayList<>();
        for (int step : history) {
            Peer peer = peers[step];
            if (peer.owner() != null) {
                registry.release(peer);
                rule.forEach(group -> group.remove(peer));
                rule.removeIf(List::isEmpty);
            } else {
                registry.acquire(peer);
                rule.stream().filter(group -> group.stream().allMatch(member -> symmetric.has(peer, member))).findFirst()
                        .orElseGet(() -> {
                            rule.add(new ArrayList<>());
                            return rule.get(rule.size() - 1);
                        }).add(peer);
            }
            List<Peer> flat = new ArrayList<>();
            for (Peer p = registry.head; p != null; p = p.next) {
                flat.add(p);
            }
            assertThat(flat).isEqualTo(rule.stream().flatMap(List::stream).toList());
            Set<PeerOwner> owners = new HashSet<>();
            for (List<Peer> group : rule) {
                assertThat(group).extracting(Peer::owner).containsOnly(group.get(0).owner());
                assertThat(owners.add(group.get(0).owner())).as("two groups share an owner").isTrue();
                assertThat(group.get(0).owner().references()).isEqualTo(group.size());
            }
            assertThat(registry.owners()).isEqualTo(rule.size());
        }
    }
}
