package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple3;
import net.jqwik.api.constraints.Size;

/** The notifier against a plain description of it, over any sequence of inserts, removals, invalidations and readers. */
class NotifierSubscriptionsPropertyTest {
    private static final long UNIT = 0x1000;
    private static final int PLACES = 12;

    enum Step {
        INSERT, REMOVE, START, START_OWN, END, READ
    }

    /** A subscription and what must be true of it. */
    private static final class Sub {
        final long from;
        final long end;
        IntervalNotifier notifier;
        /** Whether it is matched against invalidations now. */
        boolean active;
        /** Whether a reader has to wait. */
        boolean busy;
        /** What the last reader got, and whether it has to retry. */
        long token = -1;
        boolean stale;
        int called;

        Sub(long from, long end) {
            this.from = from;
            this.end = end;
        }
    }

    @Provide
    Arbitrary<Tuple3<Step, Integer, Integer>> steps() {
        Arbitrary<Step> step = Arbitraries.frequency(Tuple.of(3, Step.INSERT), Tuple.of(1, Step.REMOVE), Tuple.of(3, Step.START),
                Tuple.of(1, Step.START_OWN), Tuple.of(4, Step.END), Tuple.of(3, Step.READ));
        return Combinators.combine(step, Arbitraries.integers().between(0, PLACES - 1),
                Arbitraries.integers().between(1, 4)).as(Tuple::of);
    }

    @Property(tries = 1000)
    void behavesAsDescribed(@ForAll @Size(max = 60) List<@From("steps") Tuple3<Step, Integer, Integer>> steps)
            throws InterruptedException {
        Owner own = new PhysicalMemory().newOwner("own");
        NotifierSubscriptions notifiers = new NotifierSubscriptions();
        List<Sub> subs = new ArrayList<>();
        int running = 0;
        boolean odd = false;
        long batches = 0;
        for (Tuple3<Step, Integer, Integer> step : steps) {
            long from = step.get2() * UNIT;
            long end = from + step.get3() * UNIT;
            Sub picked = subs.isEmpty() ? null : subs.get(step.get2() % subs.size());
            switch (step.get1()) {
                case INSERT -> {
                    Sub sub = new Sub(from, end);
                    sub.notifier = notifiers.insert(from, end, (self, event, seq) -> {
                        sub.called++;
                        if (event.owner() != own) {
                            self.setSeq(seq);
                        }
                        return true;
                    });
                    sub.active = running == 0 || !odd;
                    sub.busy = running > 0;
                    odd |= running > 0;
                    subs.add(sub);
                }
                case REMOVE -> {
                    // While one runs, the removal of an active one would wait.
                    if (picked != null && (!odd || !picked.active)) {
                        notifiers.remove(picked.notifier);
                        subs.remove(picked);
                    }
                }
                case START, START_OWN -> {
                    boolean self = step.get1() == Step.START_OWN;
                    Set<Sub> hit = new HashSet<>();
                    for (Sub sub : subs) {
                        if (sub.active && sub.from < end && from < sub.end) {
                            hit.add(sub);
                            sub.called--;
                            sub.busy |= !self;
                            sub.stale |= !self;
                        }
                    }
                    odd |= !hit.isEmpty();
                    running++;
                    InvalidationEvent.Kind kind = InvalidationEvent.Kind.MIGRATE;
                    assertThat(notifiers.start(new InvalidationEvent(from, end, kind, self ? own : null, true))).isZero();
                }
                case END -> {
                    if (running > 0) {
                        notifiers.end();
                        if (--running == 0) {
                            batches += odd ? 1 : 0;
                            odd = false;
                            subs.forEach(sub -> {
                                sub.active = true;
                                sub.busy = false;
                            });
                        }
                    }
                }
                case READ -> {
                    if (picked != null && !picked.busy) {
                        assertThat(picked.notifier.seq()).as("else the reader would wait").isNotEqualTo(notifiers.seq());
                        picked.token = picked.notifier.readBegin();
                        picked.stale = false;
                    }
                }
                default -> throw new AssertionError(step);
            }
            assertThat(notifiers.seq()).isEqualTo(2 + 2 * batches + (odd ? 1 : 0));
            assertThat(notifiers.subscribed()).isEqualTo((int) subs.stream().filter(sub -> sub.active).count());
            for (Sub sub : subs) {
                assertThat(sub.called).as("each match is one call").isZero();
                assertThat(sub.notifier.seq()).isOdd();
                assertThat(sub.notifier.seq() == notifiers.seq()).as("equal only while its invalidation runs").isEqualTo(sub.busy);
                if (sub.token >= 0) {
                    assertThat(sub.notifier.readRetry(sub.token)).isEqualTo(sub.stale);
                    assertThat(sub.notifier.checkRetry(sub.token)).isEqualTo(sub.stale);
                }
            }
        }
    }
}
