package dev.faultpath.stats;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.util.KthSelector;

/**
 * The smallest shift that a plan of one-sided signed-rank tests finds with a given chance, from values that were really seen: their
 * noise is redrawn, centred and with random signs, and for each draw the shift is found from which on the plan would reject.
 */
public final class SmallestShift {
    /** Draws that the answer rests on. */
    public static final int DRAWS = 2000;

    private SmallestShift() {
    }

    /**
     * One test of a plan.
     *
     * @param n     values it has
     * @param level its one-sided level
     */
    public record Test(int n, double level) {
    }

    /**
     * @param noise  at least two values; their centre is removed
     * @param screen the test that must reject first, on values of its own; {@code null} if there is none
     * @param looks  tests on growing heads of one sample; one of them must reject
     * @param least  smallest estimate from the last look's values that counts
     * @param power  wanted chance, 0 to 1 exclusive
     * @param seed   seed of the draws
     * @return the shift; infinite if no shift is found by so few values
     */
    public static double of(double[] noise, Test screen, Test[] looks, double least, double power, long seed) {
        double centre = SignedRank.hodgesLehmann(noise);
        double[] centred = Arrays.stream(noise).map(v -> v - centre).toArray();
        Random random = new Random(seed);
        int screenCut = screen == null ? 0 : SignedRank.cut(screen.n(), screen.level());
        int[] cuts = Arrays.stream(looks).mapToInt(l -> SignedRank.cut(l.n(), l.level())).toArray();
        KthSelector selector = new KthSelector();
        double[] shifts = new double[DRAWS];
        int last = looks[looks.length - 1].n();
        double[] draw = new double[Math.max(last, screen == null ? 0 : screen.n())];
        for (int i = 0; i < DRAWS; i++) {
            double needed = Double.NEGATIVE_INFINITY;
            if (screen != null) {
                fill(draw, screen.n(), centred, random);
                needed = fromWhichOn(draw, screen.n(), screenCut, selector);
            }
            fill(draw, last, centred, random);
            double any = Double.POSITIVE_INFINITY;
            for (int l = 0; l < looks.length; l++) {
                any = Math.min(any, fromWhichOn(draw, looks[l].n(), cuts[l], selector));
            }
            double[] averages = averages(draw, last);
            double estimate = selector.select(averages, null, (averages.length - 1) / 2);
            shifts[i] = Math.max(Math.max(needed, any), least - estimate);
        }
        Arrays.sort(shifts);
        return shifts[Math.min(DRAWS - 1, (int) Math.ceil(power * DRAWS) - 1)];
    }

    /** The lower bound is the k-th smallest average: with a larger shift than its negative it is above zero. */
    private static double fromWhichOn(double[] draw, int n, int k, KthSelector selector) {
        return k == 0 ? Double.POSITIVE_INFINITY : -selector.select(averages(draw, n), null, k - 1);
    }

    private static void fill(double[] draw, int n, double[] centred, Random random) {
        for (int i = 0; i < n; i++) {
            double v = centred[random.nextInt(centred.length)];
            draw[i] = random.nextBoolean() ? v : -v;
        }
    }

    private static double[] averages(double[] draw, int n) {
        double[] averages = new double[n * (n + 1) / 2];
        int k = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                averages[k++] = (draw[i] + draw[j]) / 2;
            }
        }
        return averages;
    }
}
