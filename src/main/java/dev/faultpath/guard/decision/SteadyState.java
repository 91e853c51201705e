package dev.faultpath.guard.decision;

import dev.faultpath.Text;
import dev.faultpath.results.Fork;
import dev.faultpath.stats.SignedRank;
import dev.faultpath.stats.Trend;
import java.util.List;

/** Whether forks had settled when they were measured. */
final class SteadyState {
    /** A shift between the last two thirds of the used iterations that is too large … */
    private static final double SHIFT = 0.02;
    /** … and too sure. */
    private static final double SHIFT_P = 0.01;

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

    private static boolean sure(double[] shifts) {
        return shifts.length > 0 && Math.abs(Math.expm1(SignedRank.hodgesLehmann(shifts))) > SHIFT
                && SignedRank.twoSided(shifts) < SHIFT_P;
    }

    private static double[] shifts(List<Fork> forks) {
        return forks.stream().mapToDouble(f -> Trend.lateShift(f.measured())).toArray();
    }
}
