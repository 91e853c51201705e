package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RatiosTest {
    @Test
    void driftThatBothShareCancels() {
        double[] reference = {100, 110, 130, 170, 250, 400, 800};
        double[] candidate = new double[reference.length];
        for (int i = 0; i < reference.length; i++) {
            candidate[i] = reference[i] * 1.25;
        }
        Interval ratio = Ratios.paired(candidate, reference);
        assertThat(ratio.estimate()).isCloseTo(1.25, within(1e-12));
        assertThat(ratio.relativeHalfWidth()).isCloseTo(0, within(1e-12));
        assertThat(ratio.method()).isEqualTo(Interval.Method.SIGNED_RANK);
    }

    @Test
    void fewPairsUseStudentOnLogarithms() {
        // logs 0.1, 0.2, 0.3: mean 0.2, sd 0.1, t(2, 0.975) = 4.302653
        Interval ratio = Ratios.paired(new double[] {Math.exp(0.1), Math.exp(0.2), Math.exp(0.3)}, new double[] {1, 1, 1});
        double half = 4.302653 * 0.1 / Math.sqrt(3);
        assertThat(ratio.method()).isEqualTo(Interval.Method.STUDENT);
        assertThat(ratio.estimate()).isCloseTo(Math.exp(0.2), within(1e-9));
        assertThat(ratio.low()).isCloseTo(Math.exp(0.2 - half), within(1e-6));
        assertThat(ratio.high()).isCloseTo(Math.exp(0.2 + half), within(1e-6));
    }

    @Test
    void onePairHasNoBounds() {
        Interval ratio = Ratios.paired(new double[] {3}, new double[] {2});
        assertThat(ratio.estimate()).isCloseTo(1.5, within(1e-12));
        assertThat(ratio.bounded()).isFalse();
        assertThat(ratio.relativeHalfWidth()).isInfinite();
        assertThat(Ratios.mark(ratio, 0.03)).isEqualTo('?');
    }

    @Test
    void marks() {
        assertThat(Ratios.mark(ratio(0.99, 1.01), 0.03)).isEqualTo('=');
        assertThat(Ratios.mark(ratio(1.001, 1.02), 0.03)).isEqualTo('=');
        assertThat(Ratios.mark(ratio(0.8, 0.9), 0.03)).isEqualTo('<');
        assertThat(Ratios.mark(ratio(1.01, 1.2), 0.03)).isEqualTo('>');
        assertThat(Ratios.mark(ratio(0.9, 1.2), 0.03)).isEqualTo('?');
    }

    private static Interval ratio(double low, double high) {
        return new Interval(Math.sqrt(low * high), low, high, 0.95, 8, Interval.Method.SIGNED_RANK);
    }

    @Test
    void refusesWhatIsNoTime() {
        assertThatThrownBy(() -> Ratios.paired(new double[] {0}, new double[] {1})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ratios.paired(new double[] {Double.NaN}, new double[] {1})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ratios.paired(new double[] {1, 2}, new double[] {1})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ratios.paired(new double[0], new double[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
