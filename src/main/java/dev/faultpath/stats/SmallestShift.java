package dev.faultpath.stats;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.util.KthSelector;

/**
 * The smallest shift that a plan of one-sided signed-rank tests finds with a given chance, from values that were really seen: their
 * noise is redrawn, centred and with random signs, and for each draw the smallest shift is taken at which the plan would reject.
 */
public final class SmallestShift {
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
     * What must point the same way first, on values of its own.
     *
     * @param noise    at least two values; their centre is removed
     * @param test     its test
     * @param estimate from this estimate on it points there whatever the test says; infinite for none
     */
    public record Screen(double[] noise, Test test, double estimate) {
    }

    /**
     * The smallest shift that is found with a wanted chance.
     *
     * @param noise  of the looks: at least two values; their centre is removed
     * @param screen what comes first
     * @param looks  tests on growing heads of one sample; one of them must reject
     * @param least  smallest estimate from the last look's values that counts
     * @param power  wanted chance, 0 to 1 exclusive
     * @param seed   seed of the draws
     * @return infinite if so few values find none
     */
    public static double of(double[] noise, Screen screen, Test[] looks, double least, double power, long seed) {
        double[] centred = centred(noise);
        double[] first = centred(screen.noise());
        int firsts = screen.test().n();
        int screenCut = SignedRank.cut(firsts, screen.test().level());
        Random random = new Random(seed);
        int[] cuts = Arrays.stream(looks).mapToInt(l -> SignedRank.cut(l.n(), l.level())).toArray();
        KthSelector selector = new KthSelector();
        double[] shifts = new double[DRAWS];
        int last = looks[looks.length - 1].n();
        double[] draw = new double[Math.max(last, firsts)];
        for (int i = 0; i < DRAWS; i++) {
            fill(draw, firsts, first, random);
            double needed = Math.min(fromWhichOn(draw, firsts, screenCut, selector), screen.estimate() - estimate(draw, firsts, selector));
            fill(draw, last, centred, random);
            double any = Double.POSITIVE_INFINITY;
            for (int l = 0; l < looks.length; l++) {
                any = Math.min(any, fromWhichOn(draw, looks[l].n(), cuts[l], selector));
            }
            shifts[i] = Math.max(Math.max(needed, any), least - estimate(draw, last, selector));
        }
        Arrays.sort(shifts);
        return shifts[Math.min(DRAWS - 1, (int) Math.ceil(power * DRAWS) - 1)];
    }

    private static double[] centred(double[] noise) {
        double centre = SignedRank.hodgesLehmann(noise);
        return Arrays.stream(noise).map(v -> v - centre).toArray();
    }

    private static double estimate(double[] draw, int n, KthSelector selector) {
        double[] averages = SignedRank.averages(draw, n);
        return selector.select(averages, null, (averages.length - 1) / 2);
    }

    /** The lower bound is the k-th smallest average: with a larger shift than its negative it is above zero. */
    private static double fromWhichOn(double[] draw, int n, int k, KthSelector selector) {
        return k == 0 ? Double.POSITIVE_INFINITY : -selector.select(SignedRank.averages(draw, n), null, k - 1);
    }

    private static void fill(double[] draw, int n, double[] centred, Random random) {
        for (int i = 0; i < n; i++) {
            double v = centred[random.nextInt(centred.length)];
            draw[i] = random.nextBoolean() ? v : -v;
        }
    }
}
