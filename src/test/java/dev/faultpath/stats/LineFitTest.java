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

    /** Reference: weighted least squares with weights 1/y², solved by hand for three points (1, 10), (2, 20), (4, 50). */
    @Test
    void residualsAreRelative() {
        LineFit fit = LineFit.of(new double[] {1, 2, 4}, new double[] {10, 20, 50});
        // Normal equations: sums of 1/y² = .0129, x/y² = .0166, x²/y² = .0264, 1/y = .17, x/y = .28.
        double determinant = .0129 * .0264 - .0166 * .0166;
        assertThat(fit.fixed()).isCloseTo((.17 * .0264 - .28 * .0166) / determinant, within(1e-9));
        assertThat(fit.perUnit()).isCloseTo((.0129 * .28 - .0166 * .17) / determinant, within(1e-9));
        assertThat(fit.worstAt()).isEqualTo(2);
        assertThat(fit.worst()).isNegative();
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
