package dev.faultpath.guard.decision;

import dev.faultpath.stats.Proportion;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.SignedRank;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The pairs that one test sees. The noisiest are left out, without looking at their ratio and in the same way for both builds
 * ({@link Settings.LeaveOut}). If one build is the noisy one clearly more often, noise itself may be what changed: then the pairs that
 * were left out count too, and what is worse for a decision is taken. The mean is tested on all pairs, as what moves only the mean
 * makes a fork noisy.
 */
public final class Sample {
    /** A split of the left-out pairs that is less likely than this is no chance. */
    private static final double SPLIT = 0.01;

    private final double[] all;
    private final double[] used;
    private final double[] means;
    private final int droppedBaseline;
    private final int droppedCandidate;
    private final boolean byLevel;

    /** @param stage what the pairs, in order of time, were run for; {@link Stage#CONFIRM} if for both */
    public Sample(List<Observation> pairs, Settings settings, Stage stage) {
        int n = pairs.size();
        int kept = settings.kept(stage, n);
        byLevel = settings.leaveOut() == Settings.LeaveOut.LEVEL;
        double[] noise = byLevel ? distances(pairs, o -> (o.baseline() + o.candidate()) / 2)
                : pairs.stream().mapToDouble(Observation::noise).toArray();
        double[] baseline = distances(pairs, Observation::baseline);
        double[] candidate = distances(pairs, Observation::candidate);
        Integer[] byNoise = new Integer[n];
        Arrays.setAll(byNoise, i -> i);
        // Stable: of equally noisy pairs the earlier ones stay.
        Arrays.sort(byNoise, Comparator.comparingDouble(i -> noise[i]));
        int[] inTime = Arrays.stream(byNoise).limit(kept).mapToInt(i -> i).sorted().toArray();
        used = Arrays.stream(inTime).mapToDouble(i -> pairs.get(i).score()).toArray();
        all = pairs.stream().mapToDouble(Observation::score).toArray();
        means = pairs.stream().mapToDouble(Observation::mean).toArray();
        int candidates = 0;
        for (int i = kept; i < n; i++) {
            int left = byNoise[i];
            candidates += (byLevel ? candidate[left] > baseline[left] : pairs.get(left).candidateNoisy()) ? 1 : 0;
        }
        droppedCandidate = candidates;
        droppedBaseline = n - kept - candidates;
    }

    private static double[] distances(List<Observation> pairs, ToDoubleFunction<Observation> value) {
        double[] values = pairs.stream().mapToDouble(value).toArray();
        double median = Quantiles.median(values);
        return Arrays.stream(values).map(v -> Math.abs(v - median)).toArray();
    }

    /** Log ratios of the scores that were not left out, in order of time. */
    public double[] used() {
        return used;
    }

    /** Log ratios of the means of all pairs. */
    double[] means() {
        return means;
    }

    int pairs() {
        return all.length;
    }

    int droppedBaseline() {
        return droppedBaseline;
    }

    int droppedCandidate() {
        return droppedCandidate;
    }

    /** Whether one build's forks are the noisy ones clearly more often. */
    boolean lopsided() {
        return Proportion.signTest(droppedCandidate, droppedBaseline + droppedCandidate) < SPLIT;
    }

    /** One-sided p-value of scores that are slower by more than a log ratio. */
    double slower(double shift) {
        double p = SignedRank.greater(minus(used, shift));
        return lopsided() ? Math.max(p, SignedRank.greater(minus(all, shift))) : p;
    }

    /** The same of the means. */
    double slowerMean(double shift) {
        return SignedRank.greater(minus(means, shift));
    }

    /** One-sided p-value of scores that are faster. */
    double faster() {
        return SignedRank.greater(Arrays.stream(used).map(v -> -v).toArray());
    }

    /** Lower bound of the log ratio. */
    double lower(double level) {
        double bound = SignedRank.lowerBound(used, level);
        return lopsided() ? Math.min(bound, SignedRank.lowerBound(all, level)) : bound;
    }

    /**
     * Upper bound of the log ratio. If only some of the candidate's forks are slower, these move their pairs' level, which is no
     * chance: where more pairs were left out for the candidate's forks, a bound that excludes a slow-down must hold with them.
     */
    double upper(double level) {
        double bound = SignedRank.upperBound(used, level);
        return lopsided() || byLevel && droppedCandidate > droppedBaseline ? Math.max(bound, SignedRank.upperBound(all, level)) : bound;
    }

    private static double[] minus(double[] values, double shift) {
        return Arrays.stream(values).map(v -> v - shift).toArray();
    }
}
