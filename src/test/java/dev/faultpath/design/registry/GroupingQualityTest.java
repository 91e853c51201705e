package dev.faultpath.design.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.layout.LinkKind;
import dev.faultpath.layout.Topologies;
import dev.faultpath.layout.Topology;
import org.junit.jupiter.api.Test;

class GroupingQualityTest {
    private static GroupingQuality quality(String design, String topology) {
        Topology t = Topologies.named(topology);
        LinkKind farthest = t.nearest();
        return GroupingQuality.of(RegistryDesigns.maker(design), t.size(), (a, b) -> t.reaches(a.device(), b.device(), farthest), 5, 1);
    }

    /**
     * The cube mesh from its description alone: two squares with their diagonals, and an edge between each corner and its
     * counterpart. Every way to cut the corners into linked groups is listed; a first-fit order makes one exactly if its groups
     * can be put in a row so that each member of a later group has a stranger in every earlier one.
     */
    @Test
    void hybridCubeMeshLosesLinksInEveryOrder() {
        int[] links = new int[8];
        for (int a = 0; a < 8; a++) {
            for (int b = 0; b < 8; b++) {
                boolean square = a != b && a / 4 == b / 4;
                boolean counterpart = a + 4 == b || b + 4 == a;
                links[a] |= square || counterpart ? 1 << b : 0;
            }
        }
        int[] found = {Integer.MAX_VALUE, 0};
        partitions(links, 0xff, new int[8], 0, found);
        assertThat(found).as("pairs granted: fewest, most").containsExactly(4, 12);

        GroupingQuality greedy = quality("greedy-groups", "v100-hybrid-cube-mesh-8");
        assertThat(greedy.orders()).isEqualTo(40_320);
        assertThat(greedy.exhaustive()).isTrue();
        assertThat(greedy.linkedPairs()).as("ordered pairs").isEqualTo(2 * 16);
        assertThat(greedy.worstPairs()).isEqualTo(2 * found[0]);
        assertThat(greedy.bestPairs()).isEqualTo(2 * found[1]);
        assertThat(greedy.worst()).isEqualTo(0.25);
        assertThat(greedy.best()).isEqualTo(0.75);
        assertThat(greedy.mean()).isBetween(greedy.worst(), greedy.best());
        assertThat(greedy.wronglyGranted()).isZero();
    }

    private static void partitions(int[] links, int left, int[] groups, int count, int[] found) {
        if (left == 0) {
            if (reachable(links, groups, count, 0)) {
                int pairs = 0;
                for (int g = 0; g < count; g++) {
                    pairs += Integer.bitCount(groups[g]) * (Integer.bitCount(groups[g]) - 1) / 2;
                }
                found[0] = Math.min(found[0], pairs);
                found[1] = Math.max(found[1], pairs);
            }
            return;
        }
        int lowest = Integer.lowestOneBit(left);
        int others = left & ~lowest;
        for (int sub = others;; sub = sub - 1 & others) {
            if (linked(links, sub | lowest)) {
                groups[count] = sub | lowest;
                partitions(links, left & ~groups[count], groups, count + 1, found);
            }
            if (sub == 0) {
                return;
            }
        }
    }

    private static boolean linked(int[] links, int group) {
        for (int a = 0; a < 8; a++) {
            if ((group >> a & 1) != 0 && (group & ~(1 << a) & ~links[a]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the groups that are not in {@code placed} can follow those that are. */
    private static boolean reachable(int[] links, int[] groups, int count, int placed) {
        if (Integer.bitCount(placed) == count) {
            return true;
        }
        for (int next = 0; next < count; next++) {
            boolean fits = (placed >> next & 1) == 0;
            for (int g = 0; fits && g < count; g++) {
                for (int a = 0; fits && (placed >> g & 1) != 0 && a < 8; a++) {
                    fits = (groups[next] >> a & 1) == 0 || (groups[g] & ~links[a]) != 0;
                }
            }
            if (fits && reachable(links, groups, count, placed | 1 << next)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void onTheCubeMeshRegroupingReachesTheBestAndPairsGrantEverything() {
        for (String design : new String[] {"exact-cover", "best-clique"}) {
            GroupingQuality quality = quality(design, "v100-hybrid-cube-mesh-8");
            assertThat(quality.best()).as(design).isEqualTo(0.75);
            assertThat(quality.worst()).as(design).isEqualTo(0.75);
            assertThat(quality.fewestOwners()).as(design).isEqualTo(2);
        }
        for (String design : new String[] {"matrix", "bitmask-per-peer"}) {
            assertThat(quality(design, "v100-hybrid-cube-mesh-8").worst()).as(design).isEqualTo(1);
        }
        GroupingQuality broken = quality(RegistryDesigns.BROKEN, "v100-hybrid-cube-mesh-8");
        // All eight in one group: the 24 ordered pairs without a link are granted in each order.
        assertThat(broken.wronglyGranted()).isEqualTo(24L * broken.orders());
    }

    @Test
    void transitiveTopologiesLoseNothingInAnyOrder() {
        for (String topology : new String[] {"h100-nvswitch-8", "pcie-dual-socket-8", "max1550-two-tiles", "gb200-nvl72"}) {
            for (String design : RegistryDesigns.all()) {
                if (Topologies.named(topology).size() > RegistryDesigns.maker(design).apply((a, b) -> true).maxPeers()) {
                    continue;
                }
                GroupingQuality quality = quality(design, topology);
                assertThat(quality.worst()).as("%s on %s", design, topology).isEqualTo(1);
                assertThat(quality.wronglyGranted()).as("%s on %s", design, topology).isZero();
            }
        }
    }

    @Test
    void aRingOfFourIsCutIntoTwoPairsInEveryOrder() {
        GroupingQuality quality = quality("greedy-groups", "mi60-ring-4");
        assertThat(quality.orders()).isEqualTo(24);
        assertThat(quality.best()).isEqualTo(0.5);
        assertThat(quality.worst()).as("first fit always pairs neighbours, since who comes third has a free neighbour")
                .isEqualTo(0.5);
    }

    @Test
    void moreThanEightPeersAreSampledAndTheSeedDecides() {
        Interconnect ring = (a, b) -> {
            int d = Math.floorMod(a.device() - b.device(), 12);
            return d <= 1 || d == 11;
        };
        GroupingQuality once = GroupingQuality.of(GreedyGroupsRegistry::new, 12, ring, 200, 42);
        assertThat(once.orders()).isEqualTo(200);
        assertThat(once.exhaustive()).isFalse();
        assertThat(GroupingQuality.of(GreedyGroupsRegistry::new, 12, ring, 200, 42)).isEqualTo(once);
        // A ring of twelve: six pairs at best; no two neighbours may both stay alone, so four at worst.
        assertThat(once.bestPairs()).isEqualTo(12);
        assertThat(once.worstPairs()).isBetween(8, 11);
    }

    @Test
    void withoutLinksNothingCanBeLost() {
        GroupingQuality quality = GroupingQuality.of(GreedyGroupsRegistry::new, 3, (a, b) -> a.device() == b.device(), 1, 1);
        assertThat(quality.linkedPairs()).isZero();
        assertThat(quality.mean()).isEqualTo(1);
        assertThat(quality.fewestOwners()).isEqualTo(3);
    }

    @Test
    void oneDirectionOfALinkCountsOnceAndOnlyPairDesignsGrantIt() {
        Interconnect arrow = (a, b) -> a.device() <= b.device();
        assertThat(GroupingQuality.of(MatrixRegistry::new, 2, arrow, 1, 1).bestPairs()).isEqualTo(1);
        GroupingQuality groups = GroupingQuality.of(GreedyGroupsRegistry::new, 2, arrow, 1, 1);
        assertThat(groups.linkedPairs()).isEqualTo(1);
        assertThat(groups.best()).isZero();
        assertThat(groups.wronglyGranted()).isZero();
    }
}
