package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MultiplicityTest {
    private static final Offset<Double> EXACT = within(1e-15);

    /** By hand: .005 × 4 = .02, .01 × 3 = .03, .03 × 2 = .06, and .04 × 1 is raised to the .06 before it. */
    @Test
    void holmByHand() {
        assertThat(Multiplicity.holm(new double[] {.01, .04, .03, .005})).containsExactly(new double[] {.03, .06, .06, .02}, EXACT);
    }

    /** By hand, from the top: .04 × 4/4, .03 × 4/3 = .04, .01 × 4/2 = .02, .005 × 4/1 = .02. */
    @Test
    void benjaminiHochbergByHand() {
        assertThat(Multiplicity.benjaminiHochberg(new double[] {.01, .04, .03, .005}))
                .containsExactly(new double[] {.02, .04, .04, .02}, EXACT);
    }

    /** The worked example of Benjamini and Hochberg (1995): of 15 p-values Bonferroni's and Holm's way rejects 3, theirs 4. */
    @Test
    void publishedExample() {
        double[] p = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1};
        assertThat(Arrays.stream(Multiplicity.holm(p)).filter(v -> v <= .05).count()).isEqualTo(3);
        assertThat(Arrays.stream(Multiplicity.benjaminiHochberg(p)).filter(v -> v <= .05).count()).isEqualTo(4);
    }

    @Test
    void nothingExceedsOneAndNoTestIsNoAdjustment() {
        assertThat(Multiplicity.holm(new double[] {.6, .9})).containsExactly(1, 1);
        assertThat(Multiplicity.benjaminiHochberg(new double[] {.6, 1})).containsExactly(1, 1);
        assertThat(Multiplicity.holm(new double[] {.3})).containsExactly(.3);
        assertThat(Multiplicity.holm(new double[0])).isEmpty();
    }

    @Test
    void levelsStopFallingWhereHolmStops() {
        // .001 ≤ .01/3; .004 ≤ .01/2; .2 > .01/1.
        assertThat(Multiplicity.holmLevels(new double[] {.2, .001, .004}, .01)).containsExactly(new double[] {.01, .01 / 3, .005}, EXACT);
        // .006 > .01/2: the largest shares its level, although it would pass no other.
        assertThat(Multiplicity.holmLevels(new double[] {.009, .006}, .01)).containsExactly(new double[] {.005, .005}, EXACT);
    }

    @Property(tries = 500)
    void aValueIsAtMostItsLevelExactlyIfHolmRejects(@ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 1) Double> values) {
        double[] p = values.stream().mapToDouble(v -> v * v * v).toArray(); // many small ones
        double[] adjusted = Multiplicity.holm(p);
        double[] levels = Multiplicity.holmLevels(p, .05);
        for (int i = 0; i < p.length; i++) {
            if (Math.abs(adjusted[i] - .05) > 1e-12) {
                assertThat(p[i] <= levels[i]).as(Arrays.toString(p)).isEqualTo(adjusted[i] <= .05);
            }
        }
    }

    @Test
    void whatIsNoChanceIsRefused() {
        assertThatThrownBy(() -> Multiplicity.holm(new double[] {Double.NaN})).hasMessageContaining("NaN is no p-value");
        assertThatThrownBy(() -> Multiplicity.benjaminiHochberg(new double[] {1.01})).hasMessageContaining("1.01");
        assertThatThrownBy(() -> Multiplicity.holmLevels(new double[] {-.1}, .05)).hasMessageContaining("-0.1");
    }
}
