package dev.faultpath.guard.decision;

import dev.faultpath.Text;
import dev.faultpath.results.Fork;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.SignedRank;
import dev.faultpath.stats.Trend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the pairs of one cell say so far. Its p-values only ever fall, as each look spends its own share of the level. */
final class Timing {
    /** Pairs that may be lost beyond a quarter of those taken. */
    private static final int FREE_LOSSES = 2;
    /** Pairs that may be measured again beyond as many as were taken. */
    private static final int FREE_REPEATS = 4;
    /** Smallest spread of log ratios that suspicion believes: about that of equal forks in turns. */
    private static final double LEAST_SPREAD = 0.005;
    /** A shift between the last two thirds of the used iterations that is too large … */
    private static final double SHIFT = 0.02;
    /** … and too sure. */
    private static final double SHIFT_P = 0.01;

    private final Settings settings;
    private final Value scores;
    private final Value means;
    private final List<Fork> baseline = new ArrayList<>();
    private final List<Fork> candidate = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private int numbered;
    private int repeats;
    private int looks;
    private double upper = Double.POSITIVE_INFINITY;

    /** Log ratios of one value of the forks, which has a share of the cell's level. */
    private final class Value {
        private final double share;
        private final List<Double> all = new ArrayList<>();
        private double[] looked = {};
        private double p = 1;
        private double beyondFloor;
        private int suspectedAt = -1;

        Value(double share) {
            this.share = share;
        }

        private double[] all() {
            return all.stream().mapToDouble(Double::doubleValue).toArray();
        }

        void look(double spent) {
            looked = all();
            p = spent * share > 0 ? Math.min(p, SignedRank.greater(looked) / (spent * share)) : p;
        }

        boolean slower(double level) {
            return p <= level && enough();
        }

        boolean enough() {
            return SignedRank.hodgesLehmann(looked) >= Math.log1p(settings.floor());
        }

        double beyondFloor() {
            if (suspectedAt != all.size()) {
                suspectedAt = all.size();
                double[] values = all();
                beyondFloor = (SignedRank.hodgesLehmann(values) - Math.log1p(settings.floor())) * Math.sqrt(values.length)
                        / Math.max(Quantiles.mad(values), LEAST_SPREAD);
            }
            return beyondFloor;
        }
    }

    Timing(Settings settings) {
        this.settings = settings;
        scores = new Value(1 - settings.meanShare());
        means = new Value(settings.meanShare());
    }

    /** Takes in a pair; looks if it is time. One whose forks met processors of different speed says nothing and is measured again. */
    void add(Pair pair) {
        numbered++;
        String lost = pair.lost();
        if (lost != null) {
            losses.add(lost);
        } else if (pair.baseline().unequalTo(pair.candidate()) && repeats < FREE_REPEATS + taken()) {
            repeats++;
        } else {
            baseline.add(pair.baseline());
            candidate.add(pair.candidate());
            add(pair.score(), pair.mean());
        }
    }

    /** Takes in log ratios. */
    void add(double score, double mean) {
        scores.all.add(score);
        means.all.add(mean);
        if (!looksOver() && toNextLook() == 0) {
            Settings.Look look = settings.looks().get(looks++);
            scores.look(look.share());
            means.look(look.share());
            if (look.unchangedShare() > 0) {
                upper = Math.min(upper, SignedRank.upperBound(scores.looked, settings.alphaEquivalence() * look.unchangedShare()));
            }
        }
    }

    int taken() {
        return scores.all.size();
    }

    /** Counts all pairs, lost ones included. */
    int numbered() {
        return numbered;
    }

    int repeats() {
        return repeats;
    }

    List<String> losses() {
        return losses;
    }

    /** Whether too many pairs were lost, so that the cell is given up. */
    boolean givenUp() {
        return losses.size() > FREE_LOSSES + taken() / 4;
    }

    boolean looksOver() {
        return looks == settings.looks().size();
    }

    /** Pairs that are missing to the next look. */
    int toNextLook() {
        return settings.looks().get(looks).pairs() - taken();
    }

    /** Whether there was a look yet. */
    boolean judged() {
        return looks > 0;
    }

    /** Scores' log ratios as they were looked at last. */
    double[] looked() {
        return scores.looked;
    }

    double[] lookedMeans() {
        return means.looked;
    }

    /** One-sided p-value of "slower in the score or in the mean", looks and shares paid for; 1 before the first look. */
    double p() {
        return Math.min(1, Math.min(scores.p, means.p));
    }

    /** Whether it is slower at a level, and by enough to be called so. */
    boolean slower(double level) {
        return scores.slower(level) || means.slower(level);
    }

    /** Whether only the mean shows it; a score that is as much slower, only less surely so, is no slow-down of the mean alone. */
    boolean byMeanAlone(double level) {
        return means.slower(level) && !scores.enough();
    }

    /** Whether a slow-down is surely below a share. */
    boolean below(double share) {
        return upper < Math.log1p(share);
    }

    /** Upper bound of the log ratio at the level of "unchanged"; infinite if there is none yet. */
    double upper() {
        return upper;
    }

    /** One-sided p-value of scores that are faster. */
    double faster() {
        return SignedRank.greater(Arrays.stream(scores.looked).map(v -> -v).toArray());
    }

    /**
     * How far all pairs so far speak for a slow-down that matters: by how many standard errors their estimate exceeds the floor. Steers
     * effort, decides nothing. Robust, as one fork in another form widens the standard error of a plain mean so much that it hides the
     * others; and a few pairs that happen to agree are no surer than equal forks are.
     */
    double suspicion() {
        return Math.max(scores.beyondFloor(), means.beyondFloor());
    }

    /** Why times of its forks are not to be compared, one line; {@code null} if they are. */
    String unsettled() {
        String before = unsettled("baseline", baseline);
        return before != null ? before : unsettled("candidate", candidate);
    }

    /** Why times of a build's forks are not to be compared, one line; {@code null} if they had settled as far as these forks can tell. */
    static String unsettled(String build, List<Fork> forks) {
        double[] shifts = forks.stream().mapToDouble(f -> Trend.lateShift(f.measured())).toArray();
        double shift = shifts.length == 0 ? 0 : Math.expm1(SignedRank.hodgesLehmann(shifts));
        if (Math.abs(shift) <= SHIFT || SignedRank.twoSided(shifts) >= SHIFT_P) {
            return null;
        }
        int used = forks.get(0).measured().length;
        int discarded = forks.get(0).warmup().length;
        return "warm-up: the last third of the " + build + "'s used iterations differs by " + Text.change(shift)
                + " from the middle one; discard " + (discarded + (used + 1) / 2) + " iterations instead of " + discarded;
    }
}
