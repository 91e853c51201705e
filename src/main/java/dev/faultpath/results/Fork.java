package dev.faultpath.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.DoubleStream;

/**
 * One fork: a JVM that was started, ran one cell and ended, with all its iterations.
 *
 * @param block      number of the block it ran in, from 1; forks of one block ran next to each other; 0 where whoever keeps it knows
 * @param status     what became of it
 * @param reason     why it is not {@link Status#OK}, one line; {@code null} if it is
 * @param warmup     ns per operation of the iterations before the used ones, in order of time
 * @param measured   ns per operation of the used iterations, in order of time; {@code null} only in a file that keeps them elsewhere
 * @param score      the fork's value by the estimator of the run, ns per operation; NaN unless OK or VOID
 * @param mean       mean of the used iterations, ns per operation; NaN likewise
 * @param bytesPerOp bytes allocated per operation, median over the used iterations; {@code null} if not counted
 * @param seconds    wall time from request to answer
 * @param steal      share of the machine's time stolen by the hypervisor meanwhile, 0 to 1; {@code null} if unknown
 * @param foreign    share of the machine's time used by processes that are not this run's, 0 to 1; {@code null} if unknown
 * @param flags      what makes the fork suspicious, such as {@code trend}; empty if nothing
 * @param counters   what the benchmark itself counted, by name: sums over the used iterations; empty if it counts nothing
 * @param speedNanos what a fixed piece of arithmetic took between the used iterations, nanoseconds, by the estimator of the run: the
 *                   same in every fork unless the processor was slower; {@code null} if not timed
 * @param form       what its code was compiled to; {@code null} if not told
 * @param vm         the JVM that ran it; {@code null} if nothing came back, or whoever keeps it says
 */
@JsonPropertyOrder({"block", "status", "reason", "score", "mean", "bytesPerOp", "seconds", "steal", "foreign", "speedNanos", "flags",
    "counters", "form", "warmup", "measured", "vm"})
public record Fork(@JsonInclude(Include.NON_DEFAULT) int block, Status status, @JsonInclude(Include.NON_NULL) String reason,
                   double[] warmup, @JsonInclude(Include.NON_NULL) double[] measured, @JsonInclude double score, @JsonInclude double mean,
                   @JsonInclude Double bytesPerOp, double seconds, @JsonInclude Double steal, @JsonInclude Double foreign,
                   List<String> flags,
                   @JsonInclude(Include.NON_EMPTY) @JsonSerialize(contentUsing = Json.Count.class) SortedMap<String, Double> counters,
                   @JsonInclude(Include.NON_NULL) Double speedNanos, @JsonInclude(Include.NON_NULL) CompiledForm form,
                   @JsonInclude(Include.NON_NULL) Vm vm) {
    /** Flag: the used iterations still move. */
    public static final String TREND = "trend";

    /** Flag: the JIT compilers still worked while it was measured. */
    public static final String COMPILED = "compiled";

    /**
     * By how much a fork's processor may be slower than another fork's, as a share: more than a clock drifts, less than a stranger on
     * the core's other hardware thread costs.
     */
    public static final double MOST_SLOW = 0.12;

    /** Flag: its processor was slower than usual by more than {@link #MOST_SLOW}, and it does not count. */
    public static final String SLOW = "slow";

    /** Flag: it counts although the machine was busy or its processor slow, as nothing better came; no verdict rests on it. */
    public static final String NOISY = "noisy";

    /** How a fork ended. */
    public enum Status {
        /** Ran to its end in a good block: counts. */
        OK,
        /** Ran to its end, but in a block that was judged void or on a processor slower than usual: kept, does not count. */
        VOID,
        /** Ended with an error, crashed, or returned nothing. */
        FAILED,
        /** Did not return within its limit. */
        TIMEOUT
    }

    /**
     * The JVM that ran a fork, as JMH reports it.
     *
     * @param jmhVersion version of JMH
     * @param jdkVersion full version of the JDK
     * @param vmName     name of the VM
     * @param vmVersion  version of the VM
     * @param jvmArgs    arguments, paths and private properties left out
     */
    public record Vm(String jmhVersion, String jdkVersion, String vmName, String vmVersion, List<String> jvmArgs) {
    }

    /** A benchmark that counts nothing has no counters. */
    public Fork {
        counters = counters == null ? Collections.emptySortedMap() : counters;
    }

    /** A fork of which neither code nor JVM is told. */
    public Fork(int block, Status status, String reason, double[] warmup, double[] measured, double score, double mean, Double bytesPerOp,
                double seconds, Double steal, Double foreign, List<String> flags, SortedMap<String, Double> counters, Double speedNanos) {
        this(block, status, reason, warmup, measured, score, mean, bytesPerOp, seconds, steal, foreign, flags, counters, speedNanos,
                null, null);
    }

    /** Whether another fork's processor was slower, or faster, than this one's by more than {@link #MOST_SLOW}. */
    public boolean unequalTo(Fork other) {
        return speedNanos != null && other.speedNanos != null
                && Math.abs(Math.log(speedNanos / other.speedNanos)) > Math.log1p(MOST_SLOW);
    }

    public boolean counts() {
        return status == Status.OK;
    }

    /** The same fork, with its time and what the machine did; {@code null} for a share that is unknown. */
    public Fork meanwhile(double time, Double stolen, Double others) {
        return new Fork(block, status, reason, warmup, measured, score, mean, bytesPerOp, time, stolen, others, flags, counters, speedNanos,
                form, vm);
    }

    public Fork inBlock(int number) {
        return copy(number, status, reason, measured, flags, vm);
    }

    /** The same fork, judged void as its processor was slow. */
    public Fork slow(String why) {
        List<String> more = new ArrayList<>(flags);
        more.add(SLOW);
        return notCounting(why, List.copyOf(more));
    }

    /** The same fork, which counts all the same if it ran to its end. */
    public Fork noisy() {
        List<String> more = new ArrayList<>(flags);
        more.remove(SLOW);
        more.add(NOISY);
        return status != Status.OK && status != Status.VOID || flags.contains(NOISY) ? this
                : copy(block, Status.OK, null, measured, List.copyOf(more), vm);
    }

    /** The same fork, judged void. */
    public Fork voided(String why) {
        return notCounting(why, flags);
    }

    /** The same fork, of another form. */
    public Fork of(CompiledForm other) {
        return new Fork(block, status, reason, warmup, measured, score, mean, bytesPerOp, seconds, steal, foreign, flags, counters,
                speedNanos, other, vm);
    }

    /** The same fork as a result file keeps it, which says itself which JVM ran it. */
    Fork stored(double[] iterations) {
        return copy(block, status, reason, iterations, flags, null);
    }

    /**
     * This fork, if it has all that stands for itself. No time is 0 or less: a clock that stood still measured nothing, and such a fork
     * is kept as one that failed.
     */
    public Fork whole() {
        if (measured == null) {
            throw new IllegalArgumentException("a fork without its iterations");
        }
        if (DoubleStream.concat(Arrays.stream(warmup), Arrays.stream(measured)).anyMatch(time -> !(time > 0))) {
            throw new IllegalArgumentException("an iteration without its time, or one that is not above 0");
        }
        time(seconds);
        share("steal", steal);
        share("foreign", foreign);
        if (speedNanos != null && !(speedNanos > 0)) {
            throw new IllegalArgumentException("speedNanos is above 0");
        }
        if (counters.values().stream().anyMatch(count -> !(count >= 0))) {
            throw new IllegalArgumentException("counters are 0 or more");
        }
        if ((status == Status.OK || status == Status.VOID) && !(measured.length > 0 && score > 0 && mean > 0)) {
            throw new IllegalArgumentException("a fork that ran to its end has iterations, and a score and a mean above 0");
        }
        return this;
    }

    /** Refuses what is no time that something took, seconds. */
    public static void time(double seconds) {
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("seconds are 0 or more");
        }
    }

    /** Refuses what is no share of the machine's time; {@code null} or NaN if unknown. */
    public static void share(String name, Double value) {
        if (value != null && (value < 0 || value > 1)) {
            throw new IllegalArgumentException(name + " is a share, from 0 to 1");
        }
    }

    private Fork notCounting(String why, List<String> newFlags) {
        return status == Status.OK ? copy(block, Status.VOID, why, measured, newFlags, vm) : this;
    }

    private Fork copy(int number, Status became, String why, double[] used, List<String> seen, Vm by) {
        return new Fork(number, became, why, warmup, used, score, mean, bytesPerOp, seconds, steal, foreign, seen, counters, speedNanos,
                form, by);
    }
}
