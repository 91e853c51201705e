package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangePointsTest {
    /** Yearly flow of the Nile at Aswan, 1871 to 1970, 10^8 cubic metres: Cobb, Biometrika 65 (1978). */
    private static final double[] NILE = {
        1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
        1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969,
        831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759,
        781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
        744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740};
    /** Table 1 of Pettitt, Applied Statistics 28 (1979), after Page: forty normal values, of which the last twenty were made higher. */
    private static final double[] PETTITT = {
        -1.05, 0.96, 1.22, 0.58, -0.98, -0.03, -1.54, -0.71, -0.35, 0.66, 0.44, 0.91, -0.02, -1.42, 1.26, -1.02, -0.81, 1.66, 1.05, 0.97,
        2.14, 1.22, -0.24, 1.60, 0.72, -0.12, 0.44, 0.03, 0.66, 0.56, 1.37, 1.66, 0.10, 0.80, 1.29, 0.49, -0.07, 1.18, 3.29, 1.84};

    private static double[] series(int n, ToDoubleFunction<Random> noise, Random random) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> noise.applyAsDouble(random));
        return values;
    }

    private static double t3(Random random) {
        double squares = 0;
        for (int i = 0; i < 3; i++) {
            double g = random.nextGaussian();
            squares += g * g;
        }
        return random.nextGaussian() / Math.sqrt(squares / 3);
    }

    /** Normal, and one value in twenty far above: what a shared machine does to a time. */
    private static double spiky(Random random) {
        return random.nextGaussian() + (random.nextInt(20) == 0 ? 5 + 5 * random.nextDouble() : 0);
    }

    private static ToDoubleFunction<Random> noise(String name) {
        return switch (name) {
            case "normal" -> Random::nextGaussian;
            case "t3" -> ChangePointsTest::t3;
            case "spiky" -> ChangePointsTest::spiky;
            case "ties" -> random -> random.nextInt(4);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Pettitt's own statistic by its definition: signs of all pairs, one from before and one from after the split. */
    private static int[] pettitt(double[] x) {
        int[] best = {0, 0};
        for (int k = 1; k < x.length; k++) {
            int u = 0;
            for (int i = 0; i < k; i++) {
                for (int j = k; j < x.length; j++) {
                    u += Double.compare(x[i], x[j]);
                }
            }
            if (Math.abs(u) > Math.abs(best[1])) {
                best = new int[] {k, u};
            }
        }
        return best;
    }

    @Test
    void theNileFellAfter1898() {
        List<ChangePoints.Change> changes = ChangePoints.of(NILE);
        assertThat(changes).hasSize(1);
        assertThat(1871 + changes.get(0).index()).as("first year of the new level").isEqualTo(1899);
        assertThat(changes.get(0).shift()).as("10^8 cubic metres").isBetween(-300.0, -200.0);
        assertThat(changes.get(0).statistic()).isGreaterThan(6);
        assertThat(ChangePoints.of(Arrays.copyOf(NILE, 28))).as("before it").isEmpty();
        assertThat(ChangePoints.of(Arrays.copyOfRange(NILE, 28, 100))).as("after it").isEmpty();
    }

    /** Published: K = 232 at the 17th value, with an approximate two-sided chance of 0.0146, which is above our level. */
    @Test
    void pettittsOwnExample() {
        assertThat(pettitt(PETTITT)).containsExactly(17, -232);
        ChangePoints.Split best = ChangePoints.best(PETTITT);
        assertThat(best.index()).isEqualTo(17);
        // The same number another way: U is twice the rank sum's distance from its mean.
        assertThat(best.statistic()).isEqualTo(232 / 2.0 / Math.sqrt(17 * 23 * 41 / 12.0), within(1e-12));
        assertThat(ChangePoints.of(PETTITT)).as("not at the level of one in a hundred").isEmpty();
    }

    @Test
    void twoStepsAreBothFoundWithWhatTheyChange() {
        double[] values = new double[60];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i < 20 ? 1 : i < 40 ? 1.2 : 0.9) + 0.001 * (i * 7 % 11);
        }
        List<ChangePoints.Change> changes = ChangePoints.of(values);
        assertThat(changes).extracting(ChangePoints.Change::index).containsExactly(20, 40);
        assertThat(changes.get(0).shift()).isEqualTo(0.2, within(0.002));
        assertThat(changes.get(1).shift()).isEqualTo(-0.3, within(0.002));
    }

    @Test
    void oneLaterValueIsNoChangeHoweverFar() {
        double[] values = new double[101];
        Arrays.setAll(values, i -> i * 37 % 101);
        values[100] = 1e9;
        assertThat(ChangePoints.of(values)).isEmpty();
        // Nor is one in the middle.
        values[50] = -1e9;
        assertThat(ChangePoints.of(values)).isEmpty();
        double[] flat = new double[30];
        assertThat(ChangePoints.of(flat)).isEmpty();
        flat[29] = 1;
        assertThat(ChangePoints.of(flat)).as("all equal but the last").isEmpty();
    }

    @Test
    void theShortestSeriesInWhichAChangeCanBeSeen() {
        // Ten values, five and five: two of 252 orders of the two groups are as far apart, which is less than one in a hundred.
        assertThat(ChangePoints.of(new double[] {1, 2, 3, 4, 5, 16, 17, 18, 19, 20})).extracting(ChangePoints.Change::index)
                .containsExactly(5);
        assertThat(ChangePoints.of(new double[] {1, 2, 3, 4, 16, 17, 18, 19, 20})).as("nine: two of 126").isEmpty();
        assertThat(ChangePoints.of(new double[0])).isEmpty();
        assertThatThrownBy(() -> ChangePoints.of(new double[] {1, Double.NaN})).isInstanceOf(IllegalArgumentException.class);
    }

    /** The table's own procedure, with fewer orders. */
    private static double[] simulated(int n, int orders) {
        SplittableRandom random = new SplittableRandom(n);
        double[] order = new double[n];
        Arrays.setAll(order, i -> i);
        double[] largest = new double[orders];
        for (int t = 0; t < orders; t++) {
            for (int i = n - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                double kept = order[i];
                order[i] = order[j];
                order[j] = kept;
            }
            largest[t] = ChangePoints.best(order).statistic();
        }
        return largest;
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 13, 17, 25, 45, 64, 110, 220})
    void theTableKeepsItsLevel(int n) {
        int orders = 40_000;
        double critical = ChangePoints.critical(n);
        double share = Arrays.stream(simulated(n, orders)).filter(m -> m >= critical - 1e-9).count() / (double) orders;
        // Four standard deviations of the simulation itself; below the level as far as few values allow.
        double error = 4 * Math.sqrt(0.01 * 0.99 / orders);
        assertThat(share).isBetween(n < 20 ? 0.004 : 0.01 - error, 0.01 + error);
    }

    /** Figures that this code did not make, with room for their rounding. */
    @ParameterizedTest
    @CsvSource({"50, 3.27", "100, 3.39", "200, 3.55"})
    void theTableAgreesWithFiguresFoundElsewhere(int n, double critical) {
        assertThat(ChangePoints.critical(n)).isEqualTo(critical, within(0.06));
    }

    @Test
    void criticalValuesGrowWithTheLength() {
        for (int n = 31; n < 3000; n++) {
            assertThat(ChangePoints.critical(n)).as("%d values", n).isGreaterThan(ChangePoints.critical(n - 1) - 0.02).isBetween(3.0, 4.2);
        }
    }

    /** Goal: at most one unchanged series in a hundred has any change point, whatever the noise; with ties, fewer. */
    @ParameterizedTest
    @CsvSource({"normal, 0.0055", "t3, 0.0055", "spiky, 0.0055", "ties, 0.002"})
    void anUnchangedSeriesIsLeftAlone(String noise, double fewest) {
        Random random = new Random(20260101);
        int series = 6000;
        int flagged = 0;
        for (int i = 0; i < series; i++) {
            flagged += ChangePoints.of(series(100, noise(noise), random)).isEmpty() ? 0 : 1;
        }
        assertThat(flagged / (double) series).isBetween(fewest, 0.0145);
    }

    private static double located(int n, int at, double step, int tolerance, Function<Integer, Random> randoms) {
        int series = 2000;
        int found = 0;
        for (int i = 0; i < series; i++) {
            double[] values = series(n, Random::nextGaussian, randoms.apply(i));
            for (int k = at; k < n; k++) {
                values[k] += step;
            }
            found += ChangePoints.of(values).stream().anyMatch(c -> Math.abs(c.index() - at) <= tolerance) ? 1 : 0;
        }
        return found / (double) series;
    }

    /** Goals: two standard deviations located within three values if fifteen follow, three seen within eight. */
    @Test
    void aStepIsFoundWhereItIs() {
        assertThat(located(100, 70, 2, 3, Random::new)).isGreaterThan(0.95);
        assertThat(located(100, 85, 2, 3, Random::new)).isGreaterThan(0.93);
        assertThat(located(100, 92, 3, 8, Random::new)).isGreaterThan(0.95);
    }
}
