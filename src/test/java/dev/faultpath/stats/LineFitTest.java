package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class LineFitTest {
    private static final double[] SIZES = {1, 16, 512, 8192, 131072};

    @Property
    void aLineIsFoundAgain(@ForAll @DoubleRange(min = 0.1, max = 1000) double fixed,
            @ForAll @DoubleRange(min = 0.01, max = 100) double slope) {
        double[] costs = java.util.Arrays.stream(SIZES).map(x -> fixed + slope * x).toArray();
        LineFit fit = LineFit.of(SIZES, costs);
        assertThat(fit.fixed()).isCloseTo(fixed, within(1e-6 * (fixed + slope)));
        assertThat(fit.perUnit()).isCloseTo(slope, within(1e-6 * slope));
        assertThat(Math.abs(fit.worst())).isLessThan(1e-6);
    }

    /** Reference: weighted least squares with weights 1/y², solved by hand for three points (1, 10), (2, 20), (4, 32). */
    @Test
    void residualsAreRelative() {
        LineFit fit = LineFit.of(new double[] {1, 2, 4}, new double[] {10, 20, 32});
        // Normal equations: sums of 1/y² = .0134765625, x/y² = .01890625, x²/y² = .035625, 1/y = .18125, x/y = .325.
        double determinant = .0134765625 * .035625 - .01890625 * .01890625;
        assertThat(fit.fixed()).isCloseTo((.18125 * .035625 - .325 * .01890625) / determinant, within(1e-9)).isPositive();
        assertThat(fit.perUnit()).isCloseTo((.0134765625 * .325 - .01890625 * .18125) / determinant, within(1e-9));
        assertThat(fit.worstAt()).isEqualTo(2);
        assertThat(fit.worst()).isPositive();
    }

    /** Reference: for (1, 10), (2, 20), (4, 50) the line above has a negative fixed part; without one, x/y = .28 over x²/y² = .0264. */
    @Test
    void nothingCostsLessThanNothing() {
        LineFit fit = LineFit.of(new double[] {1, 2, 4}, new double[] {10, 20, 50});
        assertThat(fit.fixed()).isZero();
        assertThat(fit.perUnit()).isCloseTo(.28 / .0264, within(1e-9));
        assertThat(fit.worstAt()).isEqualTo(4);
        assertThat(fit.worst()).isPositive();
    }

    @Test
    void aStepIsSeenInTheResidual() {
        double[] costs = {2, 17, 513, 8193, 4 * 131073.0};
        assertThat(Math.abs(LineFit.of(SIZES, costs).worst())).isGreaterThan(0.5);
    }

    @Test
    void tooFewSizesOrBadOnesAreRefused() {
        assertThatThrownBy(() -> LineFit.of(new double[] {1, 2}, new double[] {1, 2})).hasMessageContaining("at least 3");
        assertThatThrownBy(() -> LineFit.of(new double[] {1, 1, 2}, new double[] {1, 1, 2})).hasMessageContaining("at least 3");
        assertThatThrownBy(() -> LineFit.of(new double[] {1, 2, 3}, new double[] {1, 2})).hasMessageContaining("3 sizes and 2 costs");
        assertThatThrownBy(() -> LineFit.of(new double[] {1, 2, 3}, new double[] {1, 0, 2})).hasMessageContaining("size 2.0 with cost 0.0");
    }
}
