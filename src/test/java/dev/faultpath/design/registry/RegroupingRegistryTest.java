package dev.faultpath.design.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegroupingRegistryTest {
    /** 0–1–2–3 as a path, arrival 1, 2, 0, 3: first fit is left with three groups, a cover of two needs an owner to change. */
    @Test
    void theBetterGroupingIsPaidForWithOwnersThatChange() {
        Interconnect path = (a, b) -> Math.abs(a.device() - b.device()) <= 1;
        ExactCoverRegistry exact = new ExactCoverRegistry(path);
        GreedyGroupsRegistry greedy = new GreedyGroupsRegistry(path);
        Peer[] peers = new Peer[4];
        for (int device : new int[] {1, 2, 0, 3}) {
            greedy.acquire(new Peer(device));
            peers[device] = new Peer(device);
            exact.acquire(peers[device]);
        }
        assertThat(greedy.owners()).isEqualTo(3);
        assertThat(exact.owners()).isEqualTo(2);
        assertThat(exact.mayRead(peers[0], peers[1])).isTrue();
        assertThat(exact.mayRead(peers[2], peers[3])).isTrue();
        assertThat(exact.mayRead(peers[1], peers[2])).isFalse();
        assertThat(exact.ownerChanges()).isPositive();
        assertThat(greedy.ownerChanges()).isZero();
    }

    @Test
    void aGroupThatStaysKeepsItsOwner() {
        for (OwnerRegistry registry : List.of(new BestCliqueRegistry((a, b) -> true), new ExactCoverRegistry((a, b) -> true))) {
            Peer first = new Peer(5);
            registry.acquire(first);
            PeerOwner owner = first.owner();
            Peer second = new Peer(2);
            registry.acquire(second);
            registry.acquire(new Peer(9));
            assertThat(first.owner()).isSameAs(owner);
            registry.release(second);
            assertThat(first.owner()).isSameAs(owner);
            assertThat(owner.references()).isEqualTo(2);
            assertThat(registry.ownerChanges()).isZero();
        }
    }

    /** Largest first is not the fewest: two triangles would do, but the square in their middle is taken first. */
    @Test
    void theLargestCliqueFirstMayNeedMoreGroupsThanTheExactCover() {
        // 0 1 2 3 all linked; 4 linked to 0 and 1, 5 to 2 and 3.
        Interconnect links = (a, b) -> {
            int low = Math.min(a.device(), b.device());
            int high = Math.max(a.device(), b.device());
            return low == high || high < 4 || high == 4 && low < 2 || high == 5 && (low == 2 || low == 3);
        };
        BestCliqueRegistry best = new BestCliqueRegistry(links);
        ExactCoverRegistry exact = new ExactCoverRegistry(links);
        for (int device = 0; device < 6; device++) {
            best.acquire(new Peer(device));
            exact.acquire(new Peer(device));
        }
        assertThat(best.owners()).isEqualTo(3);
        assertThat(exact.owners()).isEqualTo(2);
    }
}
