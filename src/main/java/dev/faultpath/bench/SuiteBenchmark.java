package dev.faultpath.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How every benchmark is measured where JMH is called directly; the runner gives its own iterations, forks and heap. The JVM arguments
 * go to every fork: what is not pinned differs between machines and launchers. JMH inherits all of these annotations.
 *
 * <p>A nested state {@code Design} makes the design under measurement; no other one of its question is loaded in a fork. Comments name
 * designs as tables do: {@link dev.faultpath.design.Designs} says how a name leads to its class, and {@code src/main/docs/designs.md} has
 * a row for each.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 5, jvmArgs = {SuiteBenchmark.MIN_HEAP, SuiteBenchmark.MAX_HEAP, SuiteBenchmark.COLLECTOR, SuiteBenchmark.TOUCH,
        SuiteBenchmark.NO_ASSERTIONS})
public abstract class SuiteBenchmark {
    /** Smallest heap: the same as the largest, so that it never grows while measured. */
    static final String MIN_HEAP = "-Xms1g";
    static final String MAX_HEAP = "-Xmx1g";
    /** The collector that adds nothing to loops: no safepoint polls of its own, no store barrier on arrays of longs. */
    static final String COLLECTOR = "-XX:+UseSerialGC";
    /** Heap pages are there before the first measurement. */
    static final String TOUCH = "-XX:+AlwaysPreTouch";
    /**
     * For benchmarks of long operations, which the usual thresholds compile after thousands of them, seconds after the first: what an
     * operation calls once is compiled for good after some hundred.
     */
    static final String COMPILE_SOON = "-XX:CompileCommand=CompileThresholdScaling,dev.faultpath.*::*,0.02";
    /**
     * Where operations take half a millisecond and more: JMH's loop would be compiled while they are timed, and is not compiled at all.
     * Stands behind {@link #COMPILE_SOON}, which has that loop's class too.
     */
    static final String LOOP_LATE = "-XX:CompileCommand=CompileThresholdScaling,*::*_jmhStub,0.1";
    /** A launcher that runs with assertions must not hand them on. */
    static final String NO_ASSERTIONS = "-da";
}
