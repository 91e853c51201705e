package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MannWhitneyTest {
    /** Permeability of the human chorioamnion, Hollander and Wolfe, table 4.1; also the example of R's wilcox.test. */
    private static final double[] TERM = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    private static final double[] EARLY = {1.15, 0.88, 0.90, 0.74, 1.21};

    @Test
    void permeabilityGivesThePublishedValues() {
        // R: wilcox.test(x, y, alternative = "g") gives W = 35, p-value = 0.1272; the book's estimate of the shift is 0.305.
        assertThat(MannWhitney.greater(TERM, EARLY)).isCloseTo(0.1272, within(5e-5));
        assertThat(MannWhitney.shift(TERM, EARLY)).isCloseTo(0.305, within(1e-9));
        // The book's interval of level 96.0 %.
        assertThat(MannWhitney.lowerBound(TERM, EARLY, 0.0201)).isCloseTo(-0.15, within(1e-9));
        assertThat(MannWhitney.upperBound(TERM, EARLY, 0.0201)).isCloseTo(0.76, within(1e-9));
    }

    /** Fully separated samples: one of all choices, C(6, 3) = 20 and C(10, 5) = 252; Commons Math says 0.0495 and 0.0090. */
    @Test
    void separatedSamples() {
        assertThat(MannWhitney.twoSided(new double[] {4, 5, 6}, new double[] {1, 2, 3})).isCloseTo(2.0 / 20, within(1e-12));
        assertThat(MannWhitney.twoSided(new double[] {1, 2, 3, 4, 5}, new double[] {6, 7, 8, 9, 10})).isCloseTo(2.0 / 252, within(1e-12));
        assertThat(MannWhitney.greater(new double[] {1, 2, 3}, new double[] {4, 5, 6})).isEqualTo(1);
    }

    /** Published lower tails: P(U ≤ 2) for 4 and 5, P(U ≤ 13) for 8 and 8, P(U ≤ 23) for 10 and 10 (Mann and Whitney's table). */
    @ParameterizedTest
    @CsvSource({"4, 5, 2, 0.0317", "8, 8, 13, 0.0249", "10, 10, 23, 0.0216"})
    void tailsAgreeWithPublishedTables(int m, int n, int u, double p) {
        assertThat(MannWhitney.greater(withU(m, n, m * n - u), second(n))).isCloseTo(p, within(5e-5));
    }

    /** m values that exceed {@code u} times one of 1 … n. */
    private static double[] withU(int m, int n, int u) {
        double[] x = new double[m];
        for (int i = 0; i < m; i++) {
            int above = Math.min(n, u);
            u -= above;
            x[i] = above + 0.5 + 0.01 * i;
        }
        return x;
    }

    private static double[] second(int n) {
        double[] y = new double[n];
        Arrays.setAll(y, i -> i + 1);
        return y;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void oneSidedValueWithTiesEqualsEnumeration(long seed) {
        Random random = new Random(seed);
        double[] x = random.ints(5, 0, 5).asDoubleStream().toArray();
        double[] y = random.ints(7, 0, 5).asDoubleStream().toArray();
        assertThat(MannWhitney.greater(x, y)).isCloseTo(enumerated(x, y), within(1e-12));
        assertThat(MannWhitney.greater(y, x)).isCloseTo(enumerated(y, x), within(1e-12));
    }

    private static double enumerated(double[] x, double[] y) {
        double[] all = Arrays.copyOf(x, x.length + y.length);
        System.arraycopy(y, 0, all, x.length, y.length);
        double seen = excess(all, (1 << x.length) - 1);
        int ways = 0;
        int atLeast = 0;
        for (int chosen = 0; chosen < 1 << all.length; chosen++) {
            if (Integer.bitCount(chosen) == x.length) {
                ways++;
                atLeast += excess(all, chosen) >= seen ? 1 : 0;
            }
        }
        return (double) atLeast / ways;
    }

    /** Mann and Whitney's U of the chosen values against the rest, ties counting half. */
    private static double excess(double[] all, int chosen) {
        double u = 0;
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < all.length; j++) {
                if ((chosen >> i & 1) == 1 && (chosen >> j & 1) == 0) {
                    u += all[i] > all[j] ? 1 : all[i] == all[j] ? 0.5 : 0;
                }
            }
        }
        return u;
    }

    @Test
    void theBoundIsWhereTheTestTurns() {
        Random random = new Random(3);
        double[] x = random.doubles(9).toArray();
        double[] y = random.doubles(8).toArray();
        double bound = MannWhitney.lowerBound(x, y, 0.05);
        double[] below = Arrays.stream(x).map(v -> v - bound + 1e-9).toArray();
        double[] above = Arrays.stream(x).map(v -> v - bound - 1e-9).toArray();
        assertThat(MannWhitney.greater(below, y)).isLessThanOrEqualTo(0.05);
        assertThat(MannWhitney.greater(above, y)).isGreaterThan(0.05);
    }

    @Test
    void tooFewValuesGiveNoBound() {
        assertThat(MannWhitney.lowerBound(new double[] {4, 5}, new double[] {1, 2}, 0.05)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(MannWhitney.upperBound(new double[] {4, 5}, new double[] {1, 2}, 0.05)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThatThrownBy(() -> MannWhitney.greater(new double[0], new double[1])).hasMessageContaining("a sample is empty");
        assertThatThrownBy(() -> MannWhitney.greater(new double[100], new double[21])).hasMessageContaining("more than 120");
    }
}
