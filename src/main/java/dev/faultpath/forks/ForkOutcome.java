package dev.faultpath.forks;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * What came back from one fork.
 *
 * @param status     what became of it
 * @param reason     one line that says why it is not OK; {@code null} if it is
 * @param iterations ns per operation of all iterations, in order of time
 * @param bytesPerOp bytes allocated per operation of all iterations; empty if not counted
 * @param compileMillis time the JIT compilers worked in each iteration, milliseconds; empty if not counted
 * @param counters   what the benchmark itself counted in each iteration, by name; empty if it counts nothing
 * @param speed      what the {@link SpeedExecutor} timed before each iteration, nanoseconds; empty if not counted
 * @param vm         what JMH says of the JVM that ran it; {@code null} if nothing came back
 * @param seconds    wall time from request to answer
 * @param steal      share of the machine's time stolen by the hypervisor meanwhile, NaN if unknown
 * @param foreign    share of the machine's time used by other processes meanwhile, NaN if unknown
 */
public record ForkOutcome(Status status, String reason, double[] iterations, double[] bytesPerOp, double[] compileMillis,
                          SortedMap<String, double[]> counters, double[] speed, Vm vm, double seconds, double steal, double foreign) {
    /** What became of a fork. */
    public enum Status { OK, FAILED, TIMEOUT }

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

    /** A fork of which neither the compilers' work nor the processor's speed is known and whose benchmark counts nothing. */
    public ForkOutcome(Status status, String reason, double[] iterations, double[] bytesPerOp, Vm vm, double seconds, double steal, double foreign) {
        this(status, reason, iterations, bytesPerOp, new double[0], Collections.emptySortedMap(), new double[0], vm, seconds, steal, foreign);
    }

    /** The same, as one of several forks that lived at once: with its share of the time, and what the whole machine did. */
    ForkOutcome among(double share, double machineSteal, double machineForeign) {
        return new ForkOutcome(status, reason, iterations, bytesPerOp, compileMillis, counters, speed, vm, share, machineSteal, machineForeign);
    }

    /** A fork that did not end well. */
    public static ForkOutcome failed(Status status, String reason, double seconds, double steal, double foreign) {
        return new ForkOutcome(status, reason, new double[0], new double[0], null, seconds, steal, foreign);
    }
}
