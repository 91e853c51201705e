package dev.faultpath.bench.state;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How often one operation asks, counted after the last measured iteration: the sum over iterations that JMH reports is the count of one
 * operation.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class FaultCounters {
    /** Ranges that are faulted, or whose check or stage is made. */
    public long requests;
    /** Calls of the callback, counted where it answers. */
    public long callbackCalls;

    @TearDown(Level.Trial)
    public void count(FaultState state) {
        long before = state.callbackCalls();
        requests = state.run().length;
        callbackCalls = state.callbackCalls() - before;
    }
}
