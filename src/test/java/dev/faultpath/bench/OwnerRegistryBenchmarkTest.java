package dev.faultpath.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.bench.state.RegistryState;
import dev.faultpath.design.registry.OwnerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measured body does what it says: callbacks counted against formulas, not against another run. */
class OwnerRegistryBenchmarkTest {
    private static OwnerRegistry register(String design, String links, int peers) {
        OwnerRegistryBenchmark.Peers state = new OwnerRegistryBenchmark.Peers();
        state.peers = peers;
        state.links = links;
        state.build();
        return state.registerAll(RegistryState.maker(design));
    }

    /** Each newcomer to boards of eight asks the first member of every full board before it, then all of its own. */
    private static long boards(int peers) {
        long calls = 0;
        for (int k = 0; k < peers; k++) {
            calls += k / 8 + k % 8;
        }
        return calls;
    }

    @ParameterizedTest
    @CsvSource({"2", "8", "72", "512", "4096"})
    void greedyGroupsAsksAsOftenAsTheLinksImply(int peers) {
        assertThat(register("greedy-groups", "boards", peers).interconnectCalls()).isEqualTo(boards(peers));
        assertThat(register("greedy-groups", "boards", peers).owners()).isEqualTo((peers + 7) / 8);
        assertThat(register("greedy-groups", "switched", peers).interconnectCalls()).isEqualTo((long) peers * (peers - 1) / 2);
        assertThat(register("greedy-groups", "switched", peers).owners()).isEqualTo(1);
    }

    @Test
    void pairsAreAskedAboutInBothDirections() {
        for (String design : new String[] {"bitmask-per-peer", "matrix"}) {
            assertThat(register(design, "cubes", 72).interconnectCalls()).as(design).isEqualTo(72L * 71);
        }
    }

    @Test
    void theControlAsksAboutEveryPairOnce() {
        OwnerRegistryBenchmark.Peers state = new OwnerRegistryBenchmark.Peers();
        state.peers = 16;
        state.links = "boards";
        state.build();
        assertThat(state.askAboutEveryPair()).isEqualTo(2 * 28);
        state.links = "none";
        state.build();
        assertThat(state.askAboutEveryPair()).isZero();
    }
}
