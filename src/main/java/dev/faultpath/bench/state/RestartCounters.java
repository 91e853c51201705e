package dev.faultpath.bench.state;

import dev.faultpath.design.walk.HmmWalk;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Walks and CPU faults of the last request, read after the last measured iteration: the sum over iterations that JMH reports
 * is the count of one request.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class RestartCounters {
    /** Walks from the first to the one that answered everything. */
    public long walks;
    /** CPU faults taken, whether or not there was something to fill. */
    public long cpuFaults;

    @TearDown(Level.Trial)
    public void read(RestartState state) {
        HmmWalk last = state.measured.lastWalk();
        walks = last.walks();
        cpuFaults = last.cpuFaults();
    }
}
