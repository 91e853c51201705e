package dev.faultpath.run;

/**
 * How a fork is divided.
 *
 * @param warmup   iterations that are kept but not used
 * @param measured iterations that are used, at least 1
 * @param millis   length of each, milliseconds, at least 1
 */
public record Shape(int warmup, int measured, int millis) {
    /** What a fork takes beyond its iterations: start, heap, set-up, end. */
    private static final double OVERHEAD_SECONDS = 0.9;

    /** Rejects what JMH could not run. */
    public Shape {
        if (warmup < 0 || measured < 1 || millis < 1) {
            throw new IllegalArgumentException("a fork needs iterations: " + warmup + " + " + measured + " of " + millis + " ms");
        }
    }

    /** All iterations. */
    public int total() {
        return warmup + measured;
    }

    /** Time in iterations, seconds; a fork takes longer by what its JVM needs to start and end. */
    public double seconds() {
        return total() * millis / 1000.0;
    }

    /** Expected wall time of a fork before any was seen, seconds: a rule of thumb from a small virtual machine. */
    public double forkSeconds() {
        return seconds() + OVERHEAD_SECONDS;
    }
}
