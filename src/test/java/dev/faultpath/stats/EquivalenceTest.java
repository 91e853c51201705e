package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EquivalenceTest {
    private static final double[] HUNDRED = {100, 100, 100, 100, 100, 100};

    /**
     * By hand: six ratios, all inside 2 % on both sides, so that each one-sided test sees the largest rank sum there is, 21 of 21,
     * whose probability is 1/64.
     */
    @Test
    void allInsideIsTheSmallestPValueThatSixPairsCanHave() {
        Equivalence test = Equivalence.of(new double[] {100.1, 100.4, 99.3, 100.9, 99.8, 101.2}, HUNDRED, 0.02);
        assertThat(test.p()).isCloseTo(1 / 64.0, within(1e-12));
        assertThat(test.equivalent()).isTrue();
        assertThat(test.notAbove()).isTrue();
    }

    /**
     * By hand: against +2 % the distances are 1.9, 1.6, 2.7, 1.1, 2.2 % below and one 0.5 % above, which has rank 1. The rank sum below is
     * 20; 20 and 21 are reached by {2…6} and {1…6}: 2/64. With two above, of ranks 1 and 2, it is 18: {1…6}, without 1, without 2,
     * without 3, without 1 and 2: 5/64, which is too much.
     */
    @Test
    void oneJustOutsideIsStillEquivalentTwoAreNot() {
        Equivalence one = Equivalence.of(new double[] {100.1, 100.4, 99.3, 100.9, 99.8, 102.5}, HUNDRED, 0.02);
        assertThat(one.p()).isCloseTo(2 / 64.0, within(1e-12));
        assertThat(one.equivalent()).isTrue();
        Equivalence two = Equivalence.of(new double[] {100.1, 100.4, 99.3, 100.9, 102.6, 102.5}, HUNDRED, 0.02);
        assertThat(two.p()).isCloseTo(5 / 64.0, within(1e-12));
        assertThat(two.equivalent()).isFalse();
        assertThat(two.notAbove()).isFalse();
    }

    @Test
    void fasterThanTheMarginIsNotEquivalentButNotAbove() {
        Equivalence faster = Equivalence.of(new double[] {90, 91, 92, 90.5, 91.5, 89}, HUNDRED, 0.02);
        assertThat(faster.equivalent()).isFalse();
        assertThat(faster.notAbove()).isTrue();
        assertThat(faster.p()).isEqualTo(1);
    }

    @Test
    void testsAndIntervalSayTheSame() {
        SplittableRandom random = new SplittableRandom(20261126);
        int equivalent = 0;
        for (int i = 0; i < 2000; i++) {
            int n = 6 + random.nextInt(12);
            double shift = random.nextDouble() * 0.04 - 0.02;
            double[] reference = new double[n];
            double[] candidate = new double[n];
            for (int k = 0; k < n; k++) {
                reference[k] = 100 + random.nextDouble();
                candidate[k] = reference[k] * Math.exp(shift + (random.nextDouble() - 0.5) * 0.04);
            }
            Equivalence test = Equivalence.of(candidate, reference, 0.02);
            assertThat(test.equivalent()).as("history %d", i).isEqualTo(test.p() <= Equivalence.ALPHA);
            equivalent += test.equivalent() ? 1 : 0;
        }
        assertThat(equivalent).isBetween(200, 1800);
    }

    @Test
    void onePairHasNoIntervalAndIsNotEquivalent() {
        assertThat(Equivalence.of(new double[] {100}, new double[] {100}, 0.02).equivalent()).isFalse();
        assertThatThrownBy(() -> Equivalence.of(HUNDRED, HUNDRED, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Equivalence.of(HUNDRED, Arrays.copyOf(HUNDRED, 5), 0.02)).isInstanceOf(IllegalArgumentException.class);
    }

    /** By hand, on the scale of logarithms: half width 0.02, distance to the limit 0.01, so four times as many values: 10 become 40. */
    @Test
    void widthGoesWithTheRootOfTheNumber() {
        Interval wide = new Interval(Math.exp(0.01), Math.exp(-0.01), Math.exp(0.03), 0.95, 10, Interval.Method.SIGNED_RANK);
        assertThat(wide.moreToLeave(Math.exp(0.02))).hasValue(30);
        assertThat(wide.moreToLeave(Math.exp(0.04))).as("left already").hasValue(1);
        assertThat(wide.moreToLeave(Math.exp(0.0101))).as("on the limit").isEmpty();
        assertThat(wide.moreToLeave(wide.estimate())).isEmpty();
    }
}
