package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuantilesTest {
    private static final double[] TEN = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};

    @Test
    void isTypeSeven() {
        // R: quantile(1:10, c(.25, .5, .9)) gives 3.25 5.50 9.10
        assertThat(Quantiles.of(TEN, 0.25)).isCloseTo(3.25, within(1e-12));
        assertThat(Quantiles.median(TEN)).isCloseTo(5.5, within(1e-12));
        assertThat(Quantiles.of(TEN, 0.9)).isCloseTo(9.1, within(1e-12));
        assertThat(Quantiles.of(TEN, 0)).isEqualTo(1);
        assertThat(Quantiles.of(TEN, 1)).isEqualTo(10);
        assertThat(Quantiles.of(new double[] {7}, 0.25)).isEqualTo(7);
    }

    @Test
    void leavesTheDataAlone() {
        double[] data = {3, 1, 2};
        Quantiles.median(data);
        assertThat(data).containsExactly(3, 1, 2);
    }

    @Test
    void madEstimatesTheStandardDeviation() {
        assertThat(Quantiles.mad(new double[] {1, 2, 3, 4, 1000})).isCloseTo(1.4826, within(1e-9));
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> Quantiles.of(new double[0], 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quantiles.of(new double[] {1, Double.NaN}, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quantiles.of(TEN, 1.1)).isInstanceOf(IllegalArgumentException.class);
    }
}
