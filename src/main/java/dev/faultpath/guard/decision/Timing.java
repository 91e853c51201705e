package dev.faultpath.guard.decision;

import dev.faultpath.Text;
import dev.faultpath.results.Fork;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.Ratios;
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
    /** False share among the cells that are called faster. */
    private static final double FASTER_SHARE = 0.05;

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
        private double[] all = {};
        private double[] looked = {};
        private double p = 1;
        private double beyondFloor = Double.NaN;

        Value(double share) {
            this.share = share;
        }

        void add(double ratio) {
            all = Arrays.copyOf(all, all.length + 1);
            all[all.length - 1] = ratio;
            beyondFloor = Double.NaN;
        }

        void look(double spent) {
            looked = all;
            p = spent * share > 0 ? Math.min(p, SignedRank.greater(looked) / (spent * share)) : p;
        }

        boolean slower(double level) {
            return p <= level && enough();
        }

        boolean enough() {
            return SignedRank.hodgesLehmann(looked) >= Math.log1p(settings.floor());
        }

        double beyondFloor() {
            if (Double.isNaN(beyondFloor)) {
                beyondFloor = (SignedRank.hodgesLehmann(all) - Math.log1p(settings.floor())) * Math.sqrt(all.length)
                        / Math.max(Quantiles.mad(all), LEAST_SPREAD);
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
        scores.add(score);
        means.add(mean);
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
        return scores.all.length;
    }

    /** Counts all pairs, lost ones included. */
    int numbered() {
        return numbered;
    }

    int repeats() {
        return repeats;
    }

    /** Whether too many pairs were lost, so that the cell is given up. */
    private boolean givenUp() {
        return losses.size() > FREE_LOSSES + taken() / 4;
    }

    private boolean looksOver() {
        return looks == settings.looks().size();
    }

    /** Whether it is neither decided, its level being what Holm gives it, nor through with its looks. */
    boolean open(double level) {
        return !looksOver() && !givenUp() && !below(settings.aim()) && !(judged() && slower(level));
    }

    /** Pairs that are missing to the next look. */
    int toNextLook() {
        return settings.looks().get(looks).pairs() - taken();
    }

    /** Whether there was a look yet. */
    boolean judged() {
        return looks > 0;
    }

    /** One-sided p-value of "slower in the score or in the mean", looks and shares paid for; 1 before the first look. */
    double p() {
        return Math.min(1, Math.min(scores.p, means.p));
    }

    private boolean slower(double level) {
        return scores.slower(level) || means.slower(level);
    }

    /** Whether a slow-down is surely below a share. */
    boolean below(double share) {
        return upper < Math.log1p(share);
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

    /**
     * What the clock says.
     *
     * @param level    that Holm gives to the cell
     * @param adjusted its p-value of "slower", adjusted by Holm
     * @param faster   its p-value of "faster", adjusted by Benjamini–Hochberg
     */
    Timed timed(double level, double adjusted, double faster) {
        if (!judged() || givenUp()) {
            return new Timed(givenUp() ? Timed.Says.NOTHING : Timed.Says.UNDECIDED,
                    givenUp() ? "too many forks failed; " + losses.get(losses.size() - 1)
                            : "only " + taken() + " of the first " + settings.looks().get(0).pairs() + " pairs",
                    null, null, Double.POSITIVE_INFINITY, 1, taken(), losses.size(), repeats);
        }
        // A score that is as much slower, only less surely so, is no slow-down of the mean alone.
        boolean byMean = means.slower(level) && !scores.enough();
        Interval ratio = Ratios.centre(scores.looked, Ratios.LEVEL);
        String why = unsettled("baseline", baseline);
        why = why != null ? why : unsettled("candidate", candidate);
        Timed.Says says = why != null ? Timed.Says.NOTHING : slower(level) ? Timed.Says.SLOWER
                : !below(settings.margin()) ? Timed.Says.UNDECIDED
                : faster <= FASTER_SHARE && ratio.estimate() <= -Math.log1p(settings.floor()) ? Timed.Says.FASTER : Timed.Says.UNCHANGED;
        return new Timed(says, why == null && byMean ? "slower in the mean, not in the score: few iterations are much slower" : why,
                (byMean ? Ratios.centre(means.looked, Ratios.LEVEL) : ratio).exp(), byMean ? "mean" : "score", Math.exp(upper), adjusted,
                scores.looked.length, losses.size(), repeats);
    }

    /** Why times of a build's forks are not to be compared, one line; {@code null} if they had settled as far as these forks can tell. */
    static String unsettled(String build, List<Fork> forks) {
        double shift = Trend.commonShift(forks.stream().map(Fork::measured).toList());
        if (shift == 0) {
            return null;
        }
        int used = forks.get(0).measured().length;
        int discarded = forks.get(0).warmup().length;
        return "warm-up: the last third of the " + build + "'s used iterations differs by " + Text.change(Math.expm1(shift))
                + " from the middle one; discard " + (discarded + (used + 1) / 2) + " iterations instead of " + discarded;
    }
}
