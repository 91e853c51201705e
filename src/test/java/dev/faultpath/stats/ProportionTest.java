package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {
    /** With no success the bound solves (1 − p)^n = alpha. */
    @Test
    void noSuccessInClosedForm() {
        assertThat(Proportion.upper(0, 299, 0.05)).isCloseTo(1 - Math.pow(0.05, 1.0 / 299), within(1e-9));
        assertThat(Proportion.lower(59, 59, 0.05)).isCloseTo(Math.pow(0.05, 1.0 / 59), within(1e-9));
        assertThat(Proportion.lower(0, 10, 0.05)).isZero();
        assertThat(Proportion.upper(10, 10, 0.05)).isEqualTo(1);
    }

    /** Numbers of runs that show a rate, as they are usually tabled (Hahn and Meeker, Statistical Intervals). */
    @ParameterizedTest
    @CsvSource({"0, 59, 0.05", "0, 149, 0.02", "0, 299, 0.01", "1, 473, 0.01", "2, 628, 0.01"})
    void fewestRunsThatBoundAnErrorRate(int errors, int runs, double rate) {
        assertThat(Proportion.upper(errors, runs, 0.05)).isLessThan(rate);
        assertThat(Proportion.upper(errors, runs - 1, 0.05)).isGreaterThan(rate);
    }

    @ParameterizedTest
    @CsvSource({"59, 59, 0.95", "92, 93, 0.95", "122, 124, 0.95", "150, 153, 0.95", "29, 29, 0.90", "45, 46, 0.90", "59, 61, 0.90"})
    void fewestDetectionsThatShowAPower(int found, int runs, double power) {
        assertThat(Proportion.lower(found, runs, 0.05)).isGreaterThan(power);
        assertThat(Proportion.lower(found - 1, runs, 0.05)).isLessThan(power);
    }

    /** At the bound, the tail of the binomial has the chance alpha; summed here term by term. */
    @Test
    void boundsInvertTheBinomial() {
        double up = Proportion.upper(3, 20, 0.05);
        double low = Proportion.lower(3, 20, 0.05);
        assertThat(binomial(0, 3, 20, up)).isCloseTo(0.05, within(1e-8));
        assertThat(binomial(3, 20, 20, low)).isCloseTo(0.05, within(1e-8));
    }

    private static double binomial(int from, int to, int n, double p) {
        double sum = 0;
        for (int k = from; k <= to; k++) {
            double ways = 1;
            for (int i = 0; i < k; i++) {
                ways = ways * (n - i) / (i + 1);
            }
            sum += ways * Math.pow(p, k) * Math.pow(1 - p, n - k);
        }
        return sum;
    }

    @Test
    void signTest() {
        assertThat(Proportion.signTest(0, 10)).isCloseTo(2 * Math.pow(0.5, 10), within(1e-12));
        assertThat(Proportion.signTest(9, 10)).isCloseTo(2 * 11 * Math.pow(0.5, 10), within(1e-12));
        assertThat(Proportion.signTest(5, 10)).isEqualTo(1);
        assertThat(Proportion.signTest(0, 0)).isEqualTo(1);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> Proportion.upper(1, 0, 0.05)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proportion.lower(3, 2, 0.05)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proportion.upper(1, 2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proportion.signTest(-1, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
