package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.model.InvalidationEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The properties of the kernel's interval notifier, one by one. */
class NotifierSubscriptionsTest {
    private static final long A = 0x10000;
    private static final long B = 0x20000;
    private static final long C = 0x30000;

    private final NotifierSubscriptions subs = new NotifierSubscriptions();
    private final PhysicalMemory memory = new PhysicalMemory();
    private final Owner own = memory.newOwner("own");
    private final TestDriver driver = new TestDriver(own);

    private int start(long from, long end) {
        return subs.start(InvalidationEvent.of(from, end, Kind.CLEAR));
    }

    private static long readBegin(IntervalNotifier subscription) {
        try {
            return subscription.readBegin();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("the sequence starts at 2 and is odd exactly while a matching invalidation runs")
    void oddWhileRunning() {
        assertThat(subs.seq()).isEqualTo(2);
        subs.insert(A, B, driver);
        assertThat(subs.seq()).isEqualTo(2);
        assertThat(start(A, B)).isZero();
        assertThat(subs.seq()).isEqualTo(3);
        subs.end();
        assertThat(subs.seq()).isEqualTo(4);
        start(B, C);
        assertThat(subs.seq()).as("nothing matches").isEqualTo(4);
        subs.end();
        assertThat(subs.seq()).isEqualTo(4);
        assertThat(driver.events).hasSize(1);
    }

    @Test
    @DisplayName("a new subscription has an odd sequence that equals no shared one, so its reader does not wait")
    void newSubscription() {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        assertThat(subscription.seq()).isEqualTo(1);
        assertThat(readBegin(subscription)).isEqualTo(1);
        start(A, B);
        subs.end();
        IntervalNotifier later = subs.insert(A, B, driver);
        assertThat(later.seq()).isEqualTo(3);
        assertThat(subscription.start()).isEqualTo(A);
        assertThat(subscription.last()).isEqualTo(B - 1);
    }

    @Test
    @DisplayName("matching is exact to the byte at both ends")
    void edges() {
        subs.insert(A, B, driver);
        long[][] ranges = {{0, A}, {B, C}, {0, A + 1}, {B - 1, C}, {A + 1, A + 2}, {0, C}};
        int[] seen = {0, 0, 1, 2, 3, 4};
        for (int i = 0; i < ranges.length; i++) {
            start(ranges[i][0], ranges[i][1]);
            subs.end();
            assertThat(driver.events).as("after event %d", i).hasSize(seen[i]);
        }
    }

    @Test
    @DisplayName("the callback runs with the odd sequence, which the subscription then has")
    void callbackSequence() {
        List<Long> seen = new ArrayList<>();
        IntervalNotifier subscription = subs.insert(A, B, (self, event, seq) -> {
            seen.add(seq);
            assertThat(seq).isEqualTo(subs.seq());
            assertThat(self.seq()).as("before it is set").isNotEqualTo(seq);
            self.setSeq(seq);
            return true;
        });
        for (int i = 0; i < 3; i++) {
            long seq = readBegin(subscription);
            assertThat(subscription.readRetry(seq)).isFalse();
            assertThat(subscription.checkRetry(seq)).isFalse();
            start(A, B);
            assertThat(subscription.seq()).isEqualTo(subs.seq());
            assertThat(subscription.readRetry(seq)).isTrue();
            assertThat(subscription.checkRetry(seq)).isTrue();
            subs.end();
            assertThat(subscription.seq()).isNotEqualTo(subs.seq()).isOdd();
            assertThat(subscription.readRetry(seq)).isTrue();
        }
        assertThat(seen).containsExactly(3L, 5L, 7L);
    }

    @Test
    @DisplayName("one sequence for the whole interval: a change anywhere in it makes every reader retry")
    void falseRetry() {
        IntervalNotifier wide = subs.insert(0, Paging.TASK_SIZE, driver);
        IntervalNotifier narrow = subs.insert(A, B, driver);
        long wideSeq = readBegin(wide);
        long narrowSeq = readBegin(narrow);
        start(C, C + 1);
        subs.end();
        assertThat(wide.readRetry(wideSeq)).isTrue();
        assertThat(narrow.readRetry(narrowSeq)).isFalse();
    }

    @Test
    @DisplayName("a batch of overlapping invalidations advances the sequence by 2, one after another by 2 each")
    void batches() {
        subs.insert(A, B, driver);
        start(A, B);
        start(A, A + 1);
        subs.end();
        start(B, C);
        start(A, B);
        for (int left = 3; left > 0; left--) {
            assertThat(subs.seq()).isEqualTo(3);
            subs.end();
        }
        assertThat(subs.seq()).isEqualTo(4);
        for (int i = 0; i < 3; i++) {
            start(A, B);
            subs.end();
        }
        assertThat(subs.seq()).isEqualTo(10);
        assertThat(driver.events).hasSize(6);
    }

    @Test
    @DisplayName("an unmatched invalidation that starts the batch does not make it odd, a matching one that joins does")
    void joined() {
        subs.insert(A, B, driver);
        start(B, C);
        assertThat(subs.seq()).isEven();
        start(A, B);
        assertThat(subs.seq()).isOdd();
        subs.end();
        assertThat(subs.seq()).as("it stays odd to the end of the batch").isOdd();
        subs.end();
        assertThat(subs.seq()).isEqualTo(4);
    }

    @Test
    @DisplayName("a reader waits while its interval is invalidated and is woken at the end")
    void readerWaits() throws ExecutionException {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        start(A, B);
        Threads<Long> reader = Threads.start(subscription::readBegin).awaitWaiting();
        subs.end();
        assertThat(reader.result()).isEqualTo(3);
        assertThat(subscription.readRetry(3)).isFalse();
    }

    @Test
    @DisplayName("a reader of another interval does not wait, though the shared sequence is odd")
    void otherReader() {
        subs.insert(A, B, driver);
        IntervalNotifier other = subs.insert(B, C, driver);
        start(A, B);
        assertThat(subs.seq()).isOdd();
        assertThat(readBegin(other)).isEqualTo(1);
        subs.end();
    }

    @Test
    @DisplayName("starvation: a stream of overlapping invalidations keeps the reader waiting for as long as it lasts")
    void starvation() throws ExecutionException {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        start(A, B);
        Threads<Long> reader = Threads.start(subscription::readBegin).awaitWaiting();
        for (int i = 0; i < 1000; i++) {
            start(A, B);
            subs.end();
            assertThat(subs.seq()).isEqualTo(3);
            assertThat(reader.waiting()).isTrue();
        }
        subs.end();
        assertThat(reader.result()).isEqualTo(3);
        assertThat(driver.events).hasSize(1001);
    }

    @Test
    @DisplayName("a reader that is interrupted while it waits says so")
    void interruptedReader() {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        start(A, B);
        Threads<Long> reader = Threads.start(subscription::readBegin).awaitWaiting();
        reader.interrupt();
        assertThatThrownBy(reader::result).hasCauseInstanceOf(InterruptedException.class);
        subs.end();
    }

    @Test
    @DisplayName("an insert during a matching invalidation is deferred to its end, and its reader waits until then")
    void deferredInsert() throws ExecutionException {
        subs.insert(A, B, driver);
        start(A, B);
        TestDriver second = new TestDriver(own);
        IntervalNotifier late = subs.insert(A, B, second);
        assertThat(late.seq()).isEqualTo(subs.seq());
        assertThat(subs.subscribed()).isEqualTo(1);
        start(A, B);
        assertThat(second.events).as("it is not there yet").isEmpty();
        Threads<Long> reader = Threads.start(late::readBegin).awaitWaiting();
        subs.end();
        assertThat(reader.waiting()).isTrue();
        subs.end();
        assertThat(reader.result()).isEqualTo(3);
        assertThat(subs.subscribed()).isEqualTo(2);
        start(A, B);
        subs.end();
        assertThat(second.events).hasSize(1);
        assertThat(late.readRetry(3)).isTrue();
    }

    @Test
    @DisplayName("an insert during an invalidation that matched nobody is immediate, and makes the sequence odd for the reader")
    void insertDuringUnmatched() throws ExecutionException {
        start(A, B);
        IntervalNotifier subscription = subs.insert(A, B, driver);
        assertThat(subs.subscribed()).isEqualTo(1);
        assertThat(subs.seq()).isEqualTo(3);
        assertThat(subscription.seq()).isEqualTo(3);
        Threads<Long> reader = Threads.start(subscription::readBegin).awaitWaiting();
        subs.end();
        assertThat(reader.result()).isEqualTo(3);
        assertThat(subs.seq()).isEqualTo(4);
    }

    @Test
    @DisplayName("a removal is immediate when nothing runs, and final")
    void remove() throws InterruptedException {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        subs.remove(subscription);
        assertThat(subs.subscribed()).isZero();
        start(A, B);
        subs.end();
        assertThat(driver.events).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> subs.remove(subscription));
    }

    @Test
    @DisplayName("a removal of a deferred insert is immediate")
    void removeDeferred() throws InterruptedException {
        subs.insert(A, B, driver);
        start(A, B);
        TestDriver second = new TestDriver(own);
        subs.remove(subs.insert(A, B, second));
        subs.end();
        start(A, B);
        subs.end();
        assertThat(second.events).isEmpty();
        assertThat(subs.subscribed()).isEqualTo(1);
    }

    @Test
    @DisplayName("a removal during a matching invalidation waits for its end; until then the callback may run, afterwards never")
    void deferredRemove() throws ExecutionException {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        start(A, B);
        Threads<Boolean> remover = Threads.start(() -> {
            subs.remove(subscription);
            return true;
        }).awaitWaiting();
        assertThatIllegalArgumentException().as("only once").isThrownBy(() -> subs.remove(subscription));
        start(A, B);
        assertThat(driver.events).as("it is still called").hasSize(2);
        subs.end();
        assertThat(remover.waiting()).isTrue();
        subs.end();
        assertThat(remover.result()).isTrue();
        start(A, B);
        subs.end();
        assertThat(driver.events).hasSize(2);
        assertThat(subs.subscribed()).isZero();
    }

    @Test
    @DisplayName("a removal that is interrupted is carried out all the same")
    void interruptedRemove() {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        start(A, B);
        Threads<Boolean> remover = Threads.start(() -> {
            subs.remove(subscription);
            return true;
        }).awaitWaiting();
        remover.interrupt();
        assertThatThrownBy(remover::result).hasCauseInstanceOf(InterruptedException.class);
        subs.end();
        assertThat(subs.subscribed()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("an event of the driver's own making, if it is a migration or exclusive access, leaves the sequence alone")
    void selfInflicted(Kind kind) {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        long seq = readBegin(subscription);
        boolean migration = kind == Kind.MIGRATE || kind == Kind.EXCLUSIVE;
        assertThat(subs.start(new InvalidationEvent(A, B, kind, own, true))).isZero();
        subs.end();
        assertThat(driver.skipped).hasSize(migration ? 1 : 0);
        assertThat(subscription.readRetry(seq)).isEqualTo(!migration);
        assertThat(subs.seq()).as("the shared sequence advances all the same").isEqualTo(4);
        assertThat(readBegin(subscription)).as("and the next reader does not wait").isEqualTo(migration ? 1 : 3);

        long next = readBegin(subscription);
        subs.start(new InvalidationEvent(A, B, kind, memory.newOwner("other"), true));
        subs.end();
        assertThat(subscription.readRetry(next)).as("the same from somebody else").isTrue();
    }

    @Test
    @DisplayName("trap: a fault that walked before the driver's own migration is not refused; only the driver can serialise the two")
    void ownMigrationTrap() {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        long seq = readBegin(subscription);
        // Here the fault reads system pfns; then the driver migrates these pages to its own memory.
        subs.start(new InvalidationEvent(A, B, Kind.MIGRATE, own, true));
        subs.end();
        driver.lock.lock();
        try {
            assertThat(subscription.readRetry(seq)).isFalse();
        } finally {
            driver.lock.unlock();
        }
    }

    @Test
    @DisplayName("an invalidation that may not block gets -EAGAIN while the driver's lock is held, and still has to be ended")
    void notBlockable() throws ExecutionException {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        long seq = readBegin(subscription);
        InvalidationEvent reaper = new InvalidationEvent(A, B, Kind.CLEAR, null, false);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Threads<Boolean> holder = Threads.start(() -> {
            driver.lock.lock();
            try {
                held.countDown();
                done.await();
            } finally {
                driver.lock.unlock();
            }
            return true;
        });
        Threads.start(() -> {
            held.await();
            return true;
        }).result();

        assertThat(subs.start(reaper)).isEqualTo(Errno.EAGAIN);
        subs.end();
        assertThat(driver.events).isEmpty();
        assertThat(subscription.readRetry(seq)).as("the driver did nothing, so nothing may change").isFalse();
        assertThat(subs.seq()).isEqualTo(4);

        done.countDown();
        assertThat(holder.result()).isTrue();
        assertThat(subs.start(reaper)).isZero();
        subs.end();
        assertThat(driver.events).containsExactly(reaper);
        assertThat(subscription.readRetry(seq)).isTrue();
    }

    @Test
    @DisplayName("a driver may not refuse an invalidation that can block; the batch can still be ended")
    void refused() {
        subs.insert(A, B, (self, event, seq) -> false);
        assertThatIllegalStateException().isThrownBy(() -> start(A, B));
        subs.end();
        assertThat(subs.seq()).isEqualTo(4);
    }

    @Test
    @DisplayName("an end without a start is an error")
    void endWithoutStart() {
        assertThatIllegalStateException().isThrownBy(subs::end);
        subs.insert(A, B, driver);
        start(A, B);
        subs.end();
        assertThatIllegalStateException().isThrownBy(subs::end);
        assertThat(subs.seq()).isEqualTo(4);
    }

    @Test
    @DisplayName("an empty interval can not be subscribed")
    void emptyInterval() {
        assertThatIllegalArgumentException().isThrownBy(() -> subs.insert(A, A, driver));
        assertThatIllegalArgumentException().isThrownBy(() -> subs.insert(B, A, driver));
        assertThatIllegalArgumentException().isThrownBy(() -> subs.insert(-1, A, driver));
    }

    @Test
    @DisplayName("the zap of an invalidation reaches the device table")
    void zap() {
        IntervalNotifier subscription = subs.insert(A, B, driver);
        HmmRange range = new HmmRange();
        range.notifier = subscription;
        range.start = A;
        range.end = A + 2 * Paging.PAGE_SIZE;
        range.pfns = new long[] {HmmPfn.VALID | 5000, HmmPfn.VALID | 6000};
        driver.table.commit(range);
        start(A + Paging.PAGE_SIZE, C);
        subs.end();
        assertThat(driver.table.pfnAt(A)).isEqualTo(5000);
        assertThat(driver.table.pfnAt(A + Paging.PAGE_SIZE)).isEqualTo(-1);
    }

    /**
     * Two callers in the loop of a driver's fault against one invalidator: what is committed under the driver's lock is what is true.
     */
    @Test
    @DisplayName("threads: a commit that the check lets pass is current, and one that became stale is zapped")
    void commitsAreCurrent() throws ExecutionException {
        int invalidations = 3000;
        AtomicLong truth = new AtomicLong(1);
        long[] committed = new long[1];
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger wrong = new AtomicInteger();
        IntervalNotifier subscription = subs.insert(A, B, (self, event, seq) -> {
            driver.lock.lock();
            try {
                self.setSeq(seq);
                committed[0] = 0;
            } finally {
                driver.lock.unlock();
            }
            return true;
        });
        List<Threads<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            callers.add(Threads.start(() -> {
                int commits = 0;
                boolean last;
                do {
                    last = done.get();
                    long seq = subscription.readBegin();
                    long value = truth.get();
                    driver.lock.lock();
                    try {
                        if (!subscription.readRetry(seq)) {
                            commits++;
                            committed[0] = value;
                            wrong.addAndGet(value == truth.get() ? 0 : 1);
                        }
                    } finally {
                        driver.lock.unlock();
                    }
                } while (!last);
                return commits;
            }));
        }
        for (int i = 0; i < invalidations; i++) {
            start(A, B);
            wrong.addAndGet(committedUnderLock(committed) == 0 ? 0 : 1);
            truth.incrementAndGet();
            subs.end();
        }
        done.set(true);
        for (Threads<Integer> caller : callers) {
            assertThat(caller.result()).as("the last round meets no invalidation").isPositive();
        }
        assertThat(wrong).hasValue(0);
        assertThat(committed[0]).isEqualTo(invalidations + 1);
        assertThat(subs.seq()).isEqualTo(2 + 2L * invalidations);
    }

    private long committedUnderLock(long[] committed) {
        driver.lock.lock();
        try {
            return committed[0];
        } finally {
            driver.lock.unlock();
        }
    }
}
