package dev.faultpath.guard.decision;

import dev.faultpath.Text;
import dev.faultpath.results.Fork;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.SignedRank;
import dev.faultpath.stats.Trend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whether forks had settled when they were measured, and whether they settle in one of two states. */
final class SteadyState {
    /** A shift between the last two thirds of the used iterations that is too large … */
    private static final double SHIFT = 0.02;
    /** … and too sure. */
    private static final double SHIFT_P = 0.01;
    /** Fewest forks in each of two states. */
    private static final int FEWEST = 3;
    /** Two states are apart by this many times what the forks of one state scatter. */
    private static final double APART = 3;

    private SteadyState() {
    }

    /** Why times of a build's forks are not to be compared, one line; {@code null} if they had settled as far as these forks can tell. */
    static String unsettled(String build, List<Fork> forks) {
        double[] shifts = shifts(forks);
        if (!sure(shifts)) {
            return null;
        }
        int used = forks.get(0).measured().length;
        int discarded = forks.get(0).warmup().length;
        return "warm-up: the last third of the " + build + "'s used iterations differs by "
                + Text.change(Math.expm1(SignedRank.hodgesLehmann(shifts))) + " from the middle one; discard "
                + (discarded + (used + 1) / 2) + " iterations instead of " + discarded;
    }

    /** Whether one build settles later than the other: one line; {@code null} if not. */
    static String unlike(List<Fork> baseline, List<Fork> candidate) {
        double[] before = shifts(baseline);
        double[] difference = shifts(candidate);
        Arrays.setAll(difference, i -> difference[i] - before[i]);
        return !sure(difference) ? null : "the builds settle differently: their shift between the last two thirds differs by "
                + Text.change(Math.expm1(SignedRank.hodgesLehmann(difference)));
    }

    private static boolean sure(double[] shifts) {
        return shifts.length > 0 && Math.abs(Math.expm1(SignedRank.hodgesLehmann(shifts))) > SHIFT
                && SignedRank.twoSided(shifts) < SHIFT_P;
    }

    private static double[] shifts(List<Fork> forks) {
        return forks.stream().mapToDouble(f -> Trend.lateShift(f.measured())).toArray();
    }

    /**
     * Whether forks of one build settle in one of two states: their values, sorted, have one gap that is wide against the scatter
     * on both sides of it. One line with both values; {@code null} if not.
     */
    static String bistable(String build, List<Fork> forks) {
        double[] sorted = forks.stream().mapToDouble(Fork::score).sorted().toArray();
        int n = sorted.length;
        if (n < 2 * FEWEST) {
            return null;
        }
        int cut = 1;
        for (int i = 2; i < n; i++) {
            if (Math.log(sorted[i] / sorted[i - 1]) > Math.log(sorted[cut] / sorted[cut - 1])) {
                cut = i;
            }
        }
        if (cut < FEWEST || n - cut < FEWEST) {
            return null;
        }
        double[] low = Arrays.stream(sorted, 0, cut).map(Math::log).toArray();
        double[] high = Arrays.stream(sorted, cut, n).map(Math::log).toArray();
        double gap = high[0] - low[low.length - 1];
        if (gap <= SHIFT || gap <= APART * Math.max(Quantiles.mad(low), Quantiles.mad(high))) {
            return null;
        }
        return String.format(Locale.ROOT, "two states: %d forks of the %s near %.4g ns, %d near %.4g ns", low.length, build,
                Math.exp(Quantiles.median(low)), high.length, Math.exp(Quantiles.median(high)));
    }

    /** All remarks on a cell that do not keep it from being judged. */
    static List<String> remarks(List<Fork> baseline, List<Fork> candidate) {
        List<String> remarks = new ArrayList<>();
        for (String remark : new String[] {unlike(baseline, candidate), bistable("baseline", baseline), bistable("candidate", candidate)}) {
            if (remark != null) {
                remarks.add(remark);
            }
        }
        return remarks;
    }
}
