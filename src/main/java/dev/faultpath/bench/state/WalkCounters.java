package dev.faultpath.bench.state;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What one walk of a design reads, counted on a second model after the last measured iteration: the counting is not in the
 * measured code, and the sum over iterations that JMH reports is the count of one walk.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class WalkCounters {
    /** Page-table entries that one walk reads, of all levels. */
    public long entryReads;

    @TearDown(Level.Trial)
    public void count(WalkState state) {
        entryReads = CountingPageTable.readsOfWalk(state, state.measured);
    }
}
