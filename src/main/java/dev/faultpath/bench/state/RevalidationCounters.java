package dev.faultpath.bench.state;

import dev.faultpath.fault.SvmFault;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the walker's requests of the measured iterations came to; JMH sums over them. Ratios are made in the report. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class RevalidationCounters {
    public long commits;
    /** Runs of pages that a walk was allowed to use, those of attempts that began again included. */
    public long grants;
    /** Runs of pages that a walk was not allowed to use. */
    public long denials;
    /** Of the grants: taken from memory instead of the callback. */
    public long rememberedGrants;
    /** Attempts that began again, for whatever reason. */
    public long retries;
    /** Of these: because an answer no longer held. */
    public long staleHitsAvoided;
    /** Time in which requests that had to begin again waited for their answer, from the first refusal on, nanoseconds. */
    public long walkerBlockedNanos;

    private final long[] before = new long[7];

    /** Remembers where the walker's counts stand. */
    @Setup(Level.Iteration)
    public void start(RevalidationDesign design) {
        System.arraycopy(counts(design.walker()), 0, before, 0, before.length);
    }

    @TearDown(Level.Iteration)
    public void stop(RevalidationDesign design) {
        long[] now = counts(design.walker());
        commits = now[0] - before[0];
        grants = now[1] - before[1];
        denials = now[2] - before[2];
        rememberedGrants = now[3] - before[3];
        retries = now[4] - before[4];
        staleHitsAvoided = now[5] - before[5];
        walkerBlockedNanos = now[6] - before[6];
    }

    private static long[] counts(SvmFault walker) {
        return new long[] {walker.commits(), walker.granted(), walker.denied(), walker.remembered(), walker.retries(), walker.refused(),
                walker.blockedNanos()};
    }
}
