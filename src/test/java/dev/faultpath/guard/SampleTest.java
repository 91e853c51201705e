package dev.faultpath.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.stats.SignedRank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left out, and what is done if that is one-sided. */
class SampleTest {
    private static List<Observation> pairs(int n, boolean allCandidate) {
        List<Observation> pairs = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            // The later, the noisier; only the noisy third is slower.
            pairs.add(new Observation(i < 22 ? 0.001 * (i % 2 == 0 ? -1 - i : 1 + i) : 0.2 + 0.001 * i, 0.01 + 0.0001 * i, 1 + 0.01 * i,
                    allCandidate || i % 2 == 0, null));
        }
        return pairs;
    }

    @Test
    void theNoisiestThirdIsLeftOut() {
        Sample sample = new Sample(pairs(32, false), GuardForks.PLAN);
        assertThat(sample.used()).hasSize(22);
        assertThat(Arrays.stream(sample.used()).max().orElseThrow()).isLessThan(0.1);
        assertThat(sample.pairs()).isEqualTo(32);
        assertThat(sample.means()).hasSize(32);
        assertThat(sample.droppedBaseline()).isEqualTo(5);
        assertThat(sample.droppedCandidate()).isEqualTo(5);
        assertThat(sample.lopsided()).isFalse();
        assertThat(sample.slower(0)).isCloseTo(SignedRank.greater(sample.used()), within(0.0));
        assertThat(sample.upper(0.01)).isEqualTo(SignedRank.upperBound(sample.used(), 0.01));
    }

    @Test
    void aNoisyBuildCannotHideBehindIt() {
        Sample sample = new Sample(pairs(32, true), GuardForks.PLAN);
        assertThat(sample.droppedCandidate()).isEqualTo(10);
        assertThat(sample.lopsided()).isTrue();
        double[] all = pairs(32, true).stream().mapToDouble(Observation::score).toArray();
        assertThat(sample.upper(0.01)).isEqualTo(SignedRank.upperBound(all, 0.01)).isGreaterThan(SignedRank.upperBound(sample.used(), 0.01));
        assertThat(sample.lower(0.01)).isEqualTo(Math.min(SignedRank.lowerBound(all, 0.01), SignedRank.lowerBound(sample.used(), 0.01)));
        assertThat(sample.slower(0)).isEqualTo(Math.max(SignedRank.greater(all), SignedRank.greater(sample.used())));
    }

    @Test
    void whatIsLeftOutDoesNotDependOnTheRatio() {
        List<Observation> pairs = pairs(14, false);
        List<Observation> turned = pairs.stream().map(o -> new Observation(-o.score(), -o.mean(), o.noise(), !o.candidateNoisy(), null)).toList();
        double[] used = new Sample(pairs, GuardForks.PLAN).used();
        double[] other = new Sample(turned, GuardForks.PLAN).used();
        for (int i = 0; i < used.length; i++) {
            assertThat(other[i]).isEqualTo(-used[i]);
        }
        assertThat(new Sample(turned, GuardForks.PLAN).slower(0)).isEqualTo(new Sample(pairs, GuardForks.PLAN).faster());
    }

    @Test
    void noiseIsThatOfTheNoisierFork() {
        Pair pair = new Pair("a", Stage.SCREEN, 1, false, GuardForks.fork(1000, 0.2), GuardForks.fork(1100, 0.1));
        Observation o = Observation.of(pair);
        assertThat(o.score()).isCloseTo(Math.log(1.1), within(1e-12));
        assertThat(o.noise()).isCloseTo(1.2, within(1e-9));
        assertThat(o.candidateNoisy()).isFalse();
        assertThat(Observation.of(new Pair("a", Stage.SCREEN, 1, false, pair.candidate(), pair.baseline())).candidateNoisy()).isTrue();
    }
}
