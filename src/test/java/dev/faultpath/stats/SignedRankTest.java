package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedRankTest {
    /** Darwin's maize data: differences of crossed and self-fertilised plants in eighths of an inch. */
    private static final double[] DARWIN = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};

    @Test
    void darwinsMaizeGivesThePublishedValues() {
        // Sum of negative ranks 24 of 120; two-sided exact p 0.04126 (R: wilcox.test(d)).
        assertThat(SignedRank.twoSided(DARWIN)).isCloseTo(0.04126, within(5e-6));
        assertThat(SignedRank.hodgesLehmann(DARWIN)).isEqualTo(25);
    }

    @ParameterizedTest
    @CsvSource({"6, 0, 0.0156", "8, 3, 0.0195", "10, 8, 0.0244", "15, 25, 0.0240", "20, 52, 0.0242", "30, 137, 0.0249"})
    void lowerTailsAgreeWithPublishedTables(int n, int w, double p) {
        assertThat(Arrays.stream(SignedRank.distribution(n), 0, w + 1).sum()).isCloseTo(p, within(5e-5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9, 12})
    void distributionEqualsEnumeration(int n) {
        double[] counts = new double[n * (n + 1) / 2 + 1];
        for (int signs = 0; signs < 1 << n; signs++) {
            int w = 0;
            for (int r = 1; r <= n; r++) {
                w += (signs >> (r - 1) & 1) * r;
            }
            counts[w] += Math.pow(0.5, n);
        }
        assertThat(SignedRank.distribution(n)).containsExactly(counts, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void oneSidedValueWithTiesAndZerosEqualsEnumeration(long seed) {
        Random random = new Random(seed);
        double[] d = random.ints(11, -4, 5).asDoubleStream().toArray();
        assertThat(SignedRank.greater(d)).isCloseTo(enumerated(d), within(1e-12));
    }

    private static double enumerated(double[] d) {
        double[] x = Arrays.stream(d).filter(v -> v != 0).toArray();
        double[] rank = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int below = 0;
            int same = 0;
            for (double v : x) {
                below += Math.abs(v) < Math.abs(x[i]) ? 1 : 0;
                same += Math.abs(v) == Math.abs(x[i]) ? 1 : 0;
            }
            rank[i] = below + (same + 1) / 2.0;
        }
        double seen = 0;
        for (int i = 0; i < x.length; i++) {
            seen += x[i] > 0 ? rank[i] : 0;
        }
        int atLeast = 0;
        for (int signs = 0; signs < 1 << x.length; signs++) {
            double w = 0;
            for (int i = 0; i < x.length; i++) {
                w += (signs >> i & 1) * rank[i];
            }
            atLeast += w >= seen ? 1 : 0;
        }
        return atLeast / Math.pow(2, x.length);
    }

    @Test
    void equalArraysAreNoEvidence() {
        assertThat(SignedRank.greater(new double[10])).isEqualTo(1); // Commons Math says 0.00195 here
        assertThat(SignedRank.twoSided(new double[10])).isEqualTo(1);
    }

    @Test
    void sixValuesGiveTheWholeRangeOfWalshAverages() {
        Interval i = SignedRank.interval(new double[] {1, 2, 3, 4, 5, 10}, 0.95);
        assertThat(i.low()).isEqualTo(1);
        assertThat(i.high()).isEqualTo(10);
        assertThat(i.estimate()).isEqualTo(3.5);
    }

    @Test
    void tenValuesCutEightAveragesOnEachSide() {
        // P(W <= 8) = 0.0244 is the largest tail below 2.5 % for n = 10: the ninth average from each end is the bound.
        double[] d = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        double[] walsh = Arrays.stream(SignedRank.averages(d, d.length)).sorted().toArray();
        Interval i = SignedRank.interval(d, 0.95);
        assertThat(i.low()).isEqualTo(walsh[8]);
        assertThat(i.high()).isEqualTo(walsh[walsh.length - 9]);
    }

    @Test
    void fewestValuesForALevel() {
        assertThat(SignedRank.fewest(0.95)).isEqualTo(6);
        assertThat(SignedRank.fewest(0.99)).isEqualTo(8);
        assertThatThrownBy(() -> SignedRank.interval(new double[5], 0.95)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void intervalCoversAsOftenAsItSays() {
        Random random = new Random(42);
        int covered = 0;
        for (int run = 0; run < 4000; run++) {
            double[] d = new double[9];
            Arrays.setAll(d, i -> 0.3 + random.nextGaussian() * (random.nextInt(10) == 0 ? 8 : 1));
            Interval interval = SignedRank.interval(d, 0.95);
            covered += interval.low() <= 0.3 && 0.3 <= interval.high() ? 1 : 0;
        }
        assertThat(covered / 4000.0).isGreaterThan(0.945); // exact level 0.961 for n = 9
    }

    @Property(tries = 200)
    void intervalHoldsTheEstimateAndMovesWithTheData(
            @ForAll @Size(min = 6, max = 40) double[] raw, @ForAll @DoubleRange(min = -5, max = 5) double shift) {
        double[] d = Arrays.stream(raw).map(v -> Double.isFinite(v) ? Math.max(-1e6, Math.min(1e6, v)) : 0).toArray();
        Interval i = SignedRank.interval(d, 0.95);
        assertThat(i.estimate()).isBetween(i.low(), i.high());
        Interval moved = SignedRank.interval(Arrays.stream(d).map(v -> v + shift).toArray(), 0.95);
        assertThat(moved.low()).isCloseTo(i.low() + shift, within(1e-6));
        assertThat(moved.high()).isCloseTo(i.high() + shift, within(1e-6));
    }

    /** Hamilton depression scale factor, Hollander and Wolfe, table 3.1; also the example of R's wilcox.test. */
    private static final double[] DEPRESSION = {1.83 - 0.878, 0.50 - 0.647, 1.62 - 0.598, 2.48 - 2.05, 1.68 - 1.06, 1.88 - 1.29,
        1.55 - 1.06, 3.06 - 3.14, 1.30 - 1.29};

    @Test
    void depressionGivesThePublishedValues() {
        // R: wilcox.test(x, y, paired = TRUE, alternative = "greater") gives V = 40, p-value = 0.01953.
        assertThat(SignedRank.greater(DEPRESSION)).isCloseTo(0.01953, within(5e-6));
        // The book: estimate 0.46, interval of level 96.1 % from 0.010 to 0.786; a tail of 0.0195 is five of 512 sums and more.
        assertThat(SignedRank.hodgesLehmann(DEPRESSION)).isCloseTo(0.46, within(1e-9));
        assertThat(SignedRank.lowerBound(DEPRESSION, 0.0196)).isCloseTo(0.010, within(1e-9));
        assertThat(SignedRank.upperBound(DEPRESSION, 0.0196)).isCloseTo(0.786, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"6, 0.0157, 1", "8, 0.0196, 4", "10, 0.0245, 9", "15, 0.0241, 26", "9, 0.0195, 5", "4, 0.05, 0", "0, 0.5, 0"})
    void cutsFollowFromTheTables(int n, double alpha, int cut) {
        assertThat(SignedRank.cut(n, alpha)).isEqualTo(cut);
    }

    @Test
    void theOneSidedBoundIsWhereTheTestTurns() {
        Random random = new Random(11);
        for (int n = 7; n < 40; n += 4) {
            double[] d = random.doubles(n).toArray();
            double bound = SignedRank.lowerBound(d, 0.01);
            assertThat(SignedRank.greater(Arrays.stream(d).map(v -> v - bound + 1e-9).toArray())).isLessThanOrEqualTo(0.01);
            assertThat(SignedRank.greater(Arrays.stream(d).map(v -> v - bound - 1e-9).toArray())).isGreaterThan(0.01);
            assertThat(SignedRank.upperBound(Arrays.stream(d).map(v -> -v).toArray(), 0.01)).isEqualTo(-bound);
        }
    }

    @Test
    void tooFewValuesGiveNoOneSidedBound() {
        assertThat(SignedRank.lowerBound(new double[] {1, 2, 3}, 0.1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(SignedRank.upperBound(new double[] {1, 2, 3}, 0.1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(SignedRank.lowerBound(new double[] {1, 2, 3}, 0.125)).isEqualTo(1);
    }

    @Test
    void largeSamplesAreNotKept() {
        assertThat(SignedRank.distribution(128)).isSameAs(SignedRank.distribution(128));
        assertThat(SignedRank.distribution(200)).isNotSameAs(SignedRank.distribution(200));
        assertThat(Arrays.stream(SignedRank.distribution(200)).sum()).isCloseTo(1, within(1e-12));
    }
}
