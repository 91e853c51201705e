package dev.faultpath.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/**
 * Where the level of a series changes for good: the largest standardised rank sum over all splits of the series (the rank-CUSUM of
 * Pettitt, <i>Applied Statistics</i> 28, 1979, with each split divided by its own standard deviation), then the same on both sides
 * of a split that was found, until nothing is found any more (binary segmentation).
 *
 * <p>Only ranks count, so an outlier is one value out of place, however far, and the chance of a false change is the same for every
 * distribution of independent values: at most {@link #LEVEL} for a series that does not change, whatever its length. Each side of a
 * split has at least {@value #FEWEST} values; at this level the test itself asks for more, so that a change that has just happened is
 * not seen yet. Values that depend on each other, as times on a machine that drifts do, break the promise; ratios of pairs do not.
 */
public final class ChangePoints {
    /** Chance of finding a change in a series without one. */
    public static final double LEVEL = 0.01;
    /** Fewest values on either side of a change. */
    public static final int FEWEST = 2;
    /** Length of the shortest series in which a change can be found: a shorter one has no split that is rare enough. */
    public static final int SHORTEST = 10;

    /**
     * Lengths, and the smallest value of the statistic that a series of that length in random order reaches with a chance of at most one
     * in a hundred. Made once by simulation: for each length {@code n} random orders by Fisher and Yates from the last place down, drawn
     * from {@code SplittableRandom(n)}, each a shuffle of the one before; four million up to 30 values, one million up to 200, and 300,000
     * beyond; rounded to four places and lowered by one in the last, so that the value itself counts as reached. {@code ChangePointsTest}
     * has the procedure and repeats a part of it.
     */
    private static final double[][] CRITICAL = {
        {10, 2.6111}, {11, 2.7385}, {12, 2.7221}, {13, 2.7812}, {14, 2.8401}, {15, 2.8931}, {16, 2.9103}, {17, 2.9276}, {18, 2.9433},
        {19, 2.9625}, {20, 3.0009}, {21, 2.9847}, {22, 3.0225}, {23, 3.0337}, {24, 3.0599}, {25, 3.0656}, {26, 3.0879}, {27, 3.0909},
        {28, 3.1037}, {29, 3.1135}, {30, 3.12}, {32, 3.1381}, {34, 3.1667}, {36, 3.1786}, {38, 3.1868}, {40, 3.2093}, {42, 3.2219},
        {44, 3.2388}, {46, 3.2453}, {48, 3.2568}, {50, 3.2638}, {52, 3.2737}, {54, 3.2833}, {56, 3.2937}, {58, 3.3044}, {60, 3.306},
        {65, 3.3238}, {70, 3.3347}, {75, 3.3528}, {80, 3.3747}, {90, 3.39}, {100, 3.4053}, {120, 3.4415}, {140, 3.4665},
        {160, 3.4852}, {180, 3.5036}, {200, 3.5136}, {250, 3.5492}, {300, 3.5717}, {400, 3.5934}, {500, 3.6188}, {700, 3.6527},
        {1000, 3.6831}
    };

    private ChangePoints() {
    }

    /**
     * A change of level.
     *
     * @param index     position of the first value of the new level, from {@value #FEWEST}
     * @param statistic how strongly ranks speak for it: the standardised rank sum in the stretch in which it was found, above 0
     * @param shift     new level minus old one: the median of the differences of any value after and any before, up to the next change
     *                  on either side; in the unit of the values
     */
    public record Change(int index, double statistic, double shift) {
    }

    /**
     * The changes of a series.
     *
     * @param values in order of time, none NaN; left unchanged
     * @return in order of time; empty if the series is shorter than {@link #SHORTEST}
     * @throws IllegalArgumentException if a value is NaN
     */
    public static List<Change> of(double[] values) {
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("a value is NaN");
        }
        List<Split> splits = new ArrayList<>();
        segment(values, 0, values.length, splits);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            int at = splits.get(i).index;
            double[] before = Arrays.copyOfRange(values, i == 0 ? 0 : splits.get(i - 1).index, at);
            double[] after = Arrays.copyOfRange(values, at, i + 1 == splits.size() ? values.length : splits.get(i + 1).index);
            changes.add(new Change(at, splits.get(i).statistic, shift(before, after)));
        }
        return List.copyOf(changes);
    }

    /** Adds the splits of {@code [from, to)} in order. */
    private static void segment(double[] values, int from, int to, List<Split> splits) {
        if (to - from < SHORTEST) {
            return;
        }
        Split best = best(Arrays.copyOfRange(values, from, to));
        if (best.statistic >= critical(to - from)) {
            int at = from + best.index;
            segment(values, from, at, splits);
            splits.add(new Split(at, best.statistic));
            segment(values, at, to, splits);
        }
    }

    /** A place to cut: position of the first value after it, and its statistic. */
    record Split(int index, double statistic) {
    }

    /**
     * The split of a series at which the rank sums differ most, of equal ones the first. Ties share mid-ranks; the standard deviation is
     * that without ties, which is the larger one: else one odd value among equal ones would count as much as a change.
     *
     * @param values at least {@code 2 * FEWEST}, none NaN
     */
    static Split best(double[] values) {
        int n = values.length;
        double[] ranks = new NaturalRanking().rank(values);
        double middle = (n + 1) / 2.0;
        Split best = new Split(FEWEST, 0);
        double sum = 0;
        for (int k = 1; k <= n - FEWEST; k++) {
            sum += ranks[k - 1] - middle;
            double statistic = Math.abs(sum) / Math.sqrt((double) k * (n - k) * (n + 1) / 12);
            if (k >= FEWEST && statistic > best.statistic) {
                best = new Split(k, statistic);
            }
        }
        return best;
    }

    /**
     * The value of the statistic from which a series is said to change. Between tabulated lengths it is interpolated over the
     * logarithm of the length; beyond the last it is extrapolated likewise.
     *
     * @param n length, at least {@link #SHORTEST}
     */
    static double critical(int n) {
        int above = 1;
        while (above < CRITICAL.length - 1 && CRITICAL[above][0] < n) {
            above++;
        }
        double[] low = CRITICAL[above - 1];
        double[] high = CRITICAL[above];
        double share = (Math.log(n) - Math.log(low[0])) / (Math.log(high[0]) - Math.log(low[0]));
        return low[1] + share * (high[1] - low[1]);
    }

    /** Median of all differences: Hodges' and Lehmann's estimate of a shift. */
    private static double shift(double[] before, double[] after) {
        double[] differences = new double[before.length * after.length];
        int at = 0;
        for (double b : before) {
            for (double a : after) {
                differences[at++] = a - b;
            }
        }
        return Quantiles.median(differences);
    }
}
