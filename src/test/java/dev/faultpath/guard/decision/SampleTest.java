package dev.faultpath.guard.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.stats.SignedRank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left out, and what is done if that is one-sided. */
class SampleTest {
    private static List<Observation> pairs(int n, boolean allCandidate) {
        List<Observation> pairs = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            // The later, the noisier; only the noisy third is slower.
            pairs.add(new Observation(0, i < 22 ? 0.001 * (i % 2 == 0 ? -1 - i : 1 + i) : 0.2 + 0.001 * i, 0.01 + 0.0001 * i, 1 + 0.01 * i,
                    allCandidate || i % 2 == 0, null));
        }
        return pairs;
    }

    @Test
    void theNoisiestThirdIsLeftOut() {
        Sample sample = new Sample(pairs(32, false), GuardForks.PLAN, Stage.CONFIRM);
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
        Sample sample = new Sample(pairs(32, true), GuardForks.PLAN, Stage.CONFIRM);
        assertThat(sample.droppedCandidate()).isEqualTo(10);
        assertThat(sample.lopsided()).isTrue();
        double[] all = pairs(32, true).stream().mapToDouble(Observation::score).toArray();
        assertThat(sample.upper(0.01)).isEqualTo(SignedRank.upperBound(all, 0.01))
                .isGreaterThan(SignedRank.upperBound(sample.used(), 0.01));
        assertThat(sample.lower(0.01)).isEqualTo(Math.min(SignedRank.lowerBound(all, 0.01), SignedRank.lowerBound(sample.used(), 0.01)));
        assertThat(sample.slower(0)).isEqualTo(Math.max(SignedRank.greater(all), SignedRank.greater(sample.used())));
    }

    @Test
    void whatIsLeftOutDoesNotDependOnTheRatio() {
        List<Observation> pairs = pairs(14, false);
        List<Observation> turned = pairs.stream().map(o -> new Observation(/* baseline= */ o.candidate(), /* candidate= */ o.baseline(),
                -o.mean(), o.noise(), !o.candidateNoisy(), null)).toList();
        double[] used = new Sample(pairs, GuardForks.PLAN, Stage.CONFIRM).used();
        double[] other = new Sample(turned, GuardForks.PLAN, Stage.CONFIRM).used();
        for (int i = 0; i < used.length; i++) {
            assertThat(other[i]).isEqualTo(-used[i]);
        }
        assertThat(new Sample(turned, GuardForks.PLAN, Stage.CONFIRM).slower(0))
                .isEqualTo(new Sample(pairs, GuardForks.PLAN, Stage.CONFIRM).faster());
    }

    /** Under either rule: by the forks' places, and by a slow-down of all candidates. */
    @ParameterizedTest
    @EnumSource(Settings.LeaveOut.class)
    void whatIsLeftOutIsBlind(Settings.LeaveOut rule) {
        Settings n = GuardForks.NORMAL;
        Settings plan = new Settings("test", n.promise(), n.screen(), new Settings.Confirm(n.confirm().looks(), 0.25), rule);
        Random random = new Random(1);
        List<Observation> pairs = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            pairs.add(new Observation(random.nextGaussian(), random.nextGaussian(), 0, 1 + random.nextDouble(), random.nextBoolean(),
                    null));
        }
        double[] used = new Sample(pairs, plan, Stage.CONFIRM).used();
        assertThat(used).hasSize(12);
        double[] slower = new Sample(pairs.stream().map(o -> o.slowed(0.5)).toList(), plan, Stage.CONFIRM).used();
        // Some of the forks change places.
        List<Observation> turned = pairs.stream().map(o -> o.candidateNoisy()
                ? new Observation(/* baseline= */ o.candidate(), /* candidate= */ o.baseline(), o.mean(), o.noise(), false, null) : o)
                .toList();
        double[] other = new Sample(turned, plan, Stage.CONFIRM).used();
        for (int i = 0; i < used.length; i++) {
            assertThat(Math.abs(other[i])).isEqualTo(Math.abs(used[i]));
            assertThat(slower[i]).isCloseTo(used[i] + 0.5, within(1e-12));
        }
    }

    /** Both forks quiet, but one of them compiled otherwise. */
    @Test
    void aForkInAnotherFormIsLeftOutByItsLevel() {
        List<Observation> pairs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pairs.add(new Observation(0.001 * i + (i == 3 ? 0.09 : 0), 0.03 + 0.001 * i + (i == 5 ? -0.09 : 0), 0, 1 + 0.001 * i, false,
                    null));
        }
        Sample sample = new Sample(pairs, GuardForks.NORMAL, Stage.CONFIRM);
        assertThat(sample.used()).containsExactly(new double[] {0.03, 0.03, 0.03, 0.03, 0.03, 0.03}, within(1e-12));
        assertThat(sample.droppedBaseline()).isEqualTo(1);
        assertThat(sample.droppedCandidate()).isEqualTo(1);
    }

    /** A quarter of the candidate's forks in a slow form: left out, but not excluded. */
    @Test
    void slowFormsOfTheCandidateAloneAreNotExcluded() {
        List<Observation> pairs = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            pairs.add(new Observation(0.001 * i, 0.001 * i + (i % 4 == 3 ? 0.2 : 0.002 * (i % 3 - 1)), 0, 1, false, null));
        }
        Sample sample = new Sample(pairs, GuardForks.NORMAL, Stage.CONFIRM);
        assertThat(sample.droppedCandidate()).isEqualTo(4);
        assertThat(sample.lopsided()).isFalse();
        double[] all = pairs.stream().mapToDouble(Observation::score).toArray();
        assertThat(sample.upper(0.01)).isEqualTo(SignedRank.upperBound(all, 0.01))
                .isGreaterThan(SignedRank.upperBound(sample.used(), 0.01));
    }

    @Test
    void noiseIsThatOfTheNoisierFork() {
        Pair pair = new Pair("a", Stage.SCREEN, 1, false, GuardForks.fork(1000, 0.2), GuardForks.fork(1100, 0.1));
        Observation o = Observation.of(pair);
        assertThat(o.score()).isCloseTo(Math.log(1.1), within(1e-12));
        assertThat(o.noise()).isCloseTo(1.2, within(1e-9));
        assertThat(o.candidateNoisy()).isFalse();
        Pair turned = new Pair("a", Stage.SCREEN, 1, false, /* baseline= */ pair.candidate(), /* candidate= */ pair.baseline());
        assertThat(Observation.of(turned).candidateNoisy()).isTrue();
    }
}
