package dev.faultpath.forks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.faultpath.stats.Quantiles;

/**
 * How a fork is divided.
 *
 * @param warmup   iterations that are kept but not used
 * @param measured iterations that are used, at least 1
 * @param millis   length of each, milliseconds, at least 1; none of the three is above 100,000
 * @param counts   whether instructions are counted too, in one more iteration
 */
public record Shape(int warmup, int measured, int millis, @JsonInclude(Include.NON_DEFAULT) boolean counts) {
    /** What a fork takes beyond its iterations: start, heap, set-up, end. */
    private static final double OVERHEAD_SECONDS = 0.9;
    /** What counting may take beyond that, on a machine that is busy: it takes a few seconds on one that is not. */
    private static final double COUNTING_SECONDS = 60;
    private static final int FEWEST_OTHERS = 3;
    /** Most iterations, and most milliseconds of one: a hundred times what any preset has. */
    private static final int MOST = 100_000;

    /** Rejects what JMH could not run. */
    public Shape {
        if (warmup < 0 || measured < 1 || millis < 1 || Math.max(millis, Math.max(warmup, measured)) > MOST) {
            throw new IllegalArgumentException("a fork cannot have " + warmup + " + " + measured + " iterations of " + millis + " ms");
        }
    }

    /** A fork that counts no instructions. */
    public Shape(int warmup, int measured, int millis) {
        this(warmup, measured, millis, false);
    }

    /** The same, with instructions counted. */
    public Shape counting() {
        return new Shape(warmup, measured, millis, true);
    }

    /** The same, with twice as many used iterations. */
    public Shape longer() {
        return new Shape(warmup, 2 * measured, millis, counts);
    }

    /** All iterations that are timed. */
    public int total() {
        return warmup + measured;
    }

    /** Time in iterations, seconds; a fork takes longer by what its JVM needs to start and end. */
    public double seconds() {
        return (double) total() * millis / 1000;
    }

    /** Expected wall time of a fork before any was seen, seconds: a rule of thumb from a small virtual machine. */
    public double forkSeconds() {
        return seconds() + OVERHEAD_SECONDS;
    }

    /**
     * Expected wall time of the next fork or pair, seconds: the median of what those of its cell took, or of what all others took, or
     * a rule for as long as there are only a few.
     */
    public static double cost(double[] own, double[] others, double rule) {
        return own.length > 0 ? Quantiles.median(own) : others.length >= FEWEST_OTHERS ? Quantiles.median(others) : rule;
    }

    /** Wall time that a fork may take, seconds, by what its like took: generous, as set-up may be long, but never without end. */
    public double limit(double... own) {
        return (own.length > 0 ? Math.max(20, 10 * Quantiles.median(own)) : Math.max(60, 20 * seconds()))
                + (counts ? COUNTING_SECONDS : 0);
    }
}
