package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The shift it states is found as often as it says, by the tests themselves and other random numbers. */
class SmallestShiftTest {
    private static final SmallestShift.Screen SCREEN = screen(noise(), Double.POSITIVE_INFINITY);
    /** Lets everything through. */
    private static final SmallestShift.Screen NONE = screen(noise(), Double.NEGATIVE_INFINITY);
    private static final SmallestShift.Test[] LOOKS = {new SmallestShift.Test(12, 0.001), new SmallestShift.Test(20, 0.002)};

    private static SmallestShift.Screen screen(double[] noise, double estimate) {
        return new SmallestShift.Screen(noise, new SmallestShift.Test(8, 0.1), estimate);
    }

    private static double[] noise() {
        Random random = new Random(5);
        double[] noise = new double[40];
        Arrays.setAll(noise, i -> 0.2 + 0.03 * random.nextGaussian());
        return noise;
    }

    /** How often both stages reject when this noise, with random signs, is shifted. */
    private static double found(double shift, SmallestShift.Screen screen, double least) {
        double[] noise = noise();
        double centre = SignedRank.hodgesLehmann(noise);
        Random random = new Random(77);
        int found = 0;
        int runs = 3000;
        for (int run = 0; run < runs; run++) {
            double[] first = draw(screen.noise(), SignedRank.hodgesLehmann(screen.noise()), screen.test().n(), shift, random);
            double[] fresh = draw(noise, centre, 20, shift, random);
            boolean hit = SignedRank.greater(first) <= screen.test().level()
                    || SignedRank.hodgesLehmann(first) >= screen.estimate();
            boolean any = SignedRank.greater(Arrays.copyOf(fresh, 12)) <= 0.001 || SignedRank.greater(fresh) <= 0.002;
            found += hit && any && SignedRank.hodgesLehmann(fresh) >= least ? 1 : 0;
        }
        return (double) found / runs;
    }

    private static double[] draw(double[] noise, double centre, int n, double shift, Random random) {
        double[] d = new double[n];
        Arrays.setAll(d, i -> shift + (noise[random.nextInt(noise.length)] - centre) * (random.nextBoolean() ? 1 : -1));
        return d;
    }

    @Test
    void isFoundAsOftenAsSaid() {
        double shift = SmallestShift.of(noise(), SCREEN, LOOKS, 0, 0.95, 1);
        assertThat(found(shift, SCREEN, 0)).isBetween(0.93, 0.97);
        assertThat(found(0.7 * shift, SCREEN, 0)).isLessThan(0.85);
    }

    @Test
    void theFirstStageCosts() {
        double alone = SmallestShift.of(noise(), NONE, LOOKS, 0, 0.95, 1);
        assertThat(found(alone, NONE, 0)).isBetween(0.93, 0.97);
        assertThat(alone).isLessThan(SmallestShift.of(noise(), SCREEN, LOOKS, 0, 0.95, 1));
    }

    @Test
    void theFirstStageHasNoiseOfItsOwnAndMayPointByItsEstimate() {
        double[] noisy = Arrays.stream(noise()).map(v -> 5 * v).toArray();
        double byTest = SmallestShift.of(noise(), screen(noisy, Double.POSITIVE_INFINITY), LOOKS, 0, 0.95, 1);
        assertThat(found(byTest, screen(noisy, Double.POSITIVE_INFINITY), 0)).isBetween(0.93, 0.97);
        assertThat(byTest).isGreaterThan(2 * SmallestShift.of(noise(), SCREEN, LOOKS, 0, 0.95, 1));
        double byEstimate = SmallestShift.of(noise(), screen(noisy, 0), LOOKS, 0, 0.95, 1);
        assertThat(found(byEstimate, screen(noisy, 0), 0)).isBetween(0.93, 0.97);
        assertThat(byEstimate).isLessThan(byTest);
    }

    @Test
    void theLeastEstimateCosts() {
        double shift = SmallestShift.of(noise(), NONE, LOOKS, 0.05, 0.95, 1);
        assertThat(found(shift, NONE, 0.05)).isBetween(0.93, 0.97);
        assertThat(shift).isGreaterThan(0.05);
    }

    @Test
    void tooFewPairsFindNothing() {
        assertThat(SmallestShift.of(noise(), NONE, new SmallestShift.Test[] {new SmallestShift.Test(8, 0.001)}, 0, 0.95, 1))
                .isEqualTo(Double.POSITIVE_INFINITY);
        // The screen alone can make it impossible.
        SmallestShift.Screen screen = new SmallestShift.Screen(noise(), new SmallestShift.Test(3, 0.1), Double.POSITIVE_INFINITY);
        assertThat(SmallestShift.of(noise(), screen, LOOKS, 0, 0.95, 1)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void theSameSeedGivesTheSame() {
        assertThat(SmallestShift.of(noise(), SCREEN, LOOKS, 0, 0.95, 9)).isEqualTo(SmallestShift.of(noise(), SCREEN, LOOKS, 0, 0.95, 9));
    }
}
