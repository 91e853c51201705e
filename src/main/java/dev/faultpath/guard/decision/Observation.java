package dev.faultpath.guard.decision;

import dev.faultpath.stats.Quantiles;

/**
 * What the decision takes from a pair.
 *
 * @param baseline       logarithm of the baseline fork's score
 * @param candidate      the same of the candidate's fork
 * @param mean           log ratio candidate / baseline of the forks' means
 * @param noise          how far the iterations of the noisier fork scatter, its 75th percentile divided by its 25th, times what its
 *                       processor took for a fixed piece of arithmetic: a fork that is slow all along does not scatter
 * @param candidateNoisy whether the candidate's fork is the noisier one
 * @param pair           the pair itself; {@code null} in simulations
 */
public record Observation(double baseline, double candidate, double mean, double noise, boolean candidateNoisy, Pair pair) {
    /** Takes the figures from a pair that has a ratio. */
    public static Observation of(Pair pair) {
        boolean timed = pair.baseline().speedNanos() != null && pair.candidate().speedNanos() != null; // older builds do not time it
        double baseline = scatter(pair.baseline().measured()) * (timed ? pair.baseline().speedNanos() : 1);
        double candidate = scatter(pair.candidate().measured()) * (timed ? pair.candidate().speedNanos() : 1);
        return new Observation(Math.log(pair.baseline().score()), Math.log(pair.candidate().score()),
                Math.log(pair.candidate().mean() / pair.baseline().mean()), Math.max(baseline, candidate), candidate > baseline, pair);
    }

    private static double scatter(double[] iterations) {
        return Quantiles.of(iterations, 0.75) / Quantiles.of(iterations, 0.25);
    }

    /** Log ratio candidate / baseline of the forks' scores. */
    double score() {
        return candidate - baseline;
    }

    /** The same pair with a candidate that is slower by a log ratio. */
    public Observation slowed(double shift) {
        return new Observation(baseline, candidate + shift, mean + shift, noise, candidateNoisy, null);
    }
}
