package dev.faultpath.guard.decision;

import dev.faultpath.results.Fork;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.SignedRank;
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

    private final Settings settings;
    private final List<Double> scores = new ArrayList<>();
    private final List<Double> means = new ArrayList<>();
    private final List<Fork> baseline = new ArrayList<>();
    private final List<Fork> candidate = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private int numbered;
    private int repeats;
    private int looks;
    private double[] looked = {};
    private double[] lookedMeans = {};
    private double scoreP = 1;
    private double meanP = 1;
    private double upper = Double.POSITIVE_INFINITY;
    private double suspicion;
    private int suspectedAt = -1;

    Timing(Settings settings) {
        this.settings = settings;
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
            looked = array(scores);
            lookedMeans = array(means);
            if (look.share() > 0) {
                scoreP = Math.min(scoreP, SignedRank.greater(looked) / look.share());
                meanP = Math.min(meanP, SignedRank.greater(lookedMeans) / look.share());
            }
            if (look.unchangedShare() > 0) {
                upper = Math.min(upper, SignedRank.upperBound(looked, settings.alphaEquivalence() * look.unchangedShare()));
            }
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    int taken() {
        return scores.size();
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
        return looked;
    }

    double[] lookedMeans() {
        return lookedMeans;
    }

    /** One-sided p-value of "slower in the score or in the mean", looks and shares paid for; 1 before the first look. */
    double p() {
        double byScore = scoreP / (1 - settings.meanShare());
        return Math.min(1, settings.meanShare() == 0 ? byScore : Math.min(byScore, meanP / settings.meanShare()));
    }

    /** Whether it is slower at a level, and by enough to be called so. */
    boolean slower(double level) {
        return byScore(level) || byMean(level);
    }

    private boolean byScore(double level) {
        return scoreP / (1 - settings.meanShare()) <= level && SignedRank.hodgesLehmann(looked) >= Math.log1p(settings.floor());
    }

    /** Whether only the mean shows it; a score that is as much slower, only less surely so, is no slow-down of the mean alone. */
    boolean byMeanAlone(double level) {
        return byMean(level) && SignedRank.hodgesLehmann(looked) < Math.log1p(settings.floor());
    }

    private boolean byMean(double level) {
        return settings.meanShare() > 0 && meanP / settings.meanShare() <= level
                && SignedRank.hodgesLehmann(lookedMeans) >= Math.log1p(settings.floor());
    }

    /** Upper bound of the log ratio at the level of "unchanged"; infinite if there is none yet. */
    double upper() {
        return upper;
    }

    /** Whether a slow-down is surely below a share. */
    boolean below(double share) {
        return upper < Math.log1p(share);
    }

    /** One-sided p-value of scores that are faster. */
    double faster() {
        return SignedRank.greater(Arrays.stream(looked).map(v -> -v).toArray());
    }

    /**
     * How far all pairs so far speak for a slow-down that matters: by how many standard errors their estimate exceeds the floor. Steers
     * effort, decides nothing. Robust, as one fork in another form widens the standard error of a plain mean so much that it hides the
     * others; and a few pairs that happen to agree are no surer than equal forks are.
     */
    double suspicion() {
        if (suspectedAt != taken()) {
            suspectedAt = taken();
            suspicion = Math.max(beyondFloor(array(scores)), beyondFloor(array(means)));
        }
        return suspicion;
    }

    private double beyondFloor(double[] logRatios) {
        return (SignedRank.hodgesLehmann(logRatios) - Math.log1p(settings.floor())) * Math.sqrt(logRatios.length)
                / Math.max(Quantiles.mad(logRatios), LEAST_SPREAD);
    }

    /** Why times of its forks are not to be compared, one line; {@code null} if they are. */
    String unsettled() {
        String before = SteadyState.unsettled("baseline", baseline);
        return before != null ? before : SteadyState.unsettled("candidate", candidate);
    }
}
