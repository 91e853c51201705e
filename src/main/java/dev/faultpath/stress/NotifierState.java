package dev.faultpath.stress;

import dev.faultpath.model.IntervalNotifier;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.NotifierSubscriptions;
import dev.faultpath.model.Paging;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.Outcome;

/** Two pages, what the device has of them, and a subscription to both: the state on which the tests of the notifier run. */
class NotifierState {
    /** Outcomes: whether the walker committed; what the device has of the first page. */
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker must begin again, and the device has nothing.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and its entry was zapped.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The walker began after the move and found the page where it is.")
    @Outcome(id = "1, 2", expect = Expect.FORBIDDEN, desc = "The device has the page where it was before the move.")
    abstract static class Right extends NotifierState {
    }

    /** The same of a way that is wrong, which must show it. */
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker must begin again, and the device has nothing.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and its entry was zapped.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The walker began after the move and found the page where it is.")
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE_INTERESTING, desc = "The device has the page where it was before the move.")
    abstract static class Broken extends NotifierState {
    }

    private static final int OLD = 1;
    private static final int MOVED = 2;

    private final NotifierSubscriptions notifiers = new NotifierSubscriptions();
    private final ReentrantLock driverLock = new ReentrantLock();
    private final IntervalNotifier subscription = notifiers.insert(0, 2 * Paging.PAGE_SIZE, this::invalidate);
    private volatile int firstPte = OLD;
    private volatile int secondPte = OLD;
    private int first;
    @SuppressWarnings("UnusedVariable") // what the device has of the second page; no outcome asks
    private int second;

    private boolean invalidate(IntervalNotifier notifier, InvalidationEvent event, long seq) {
        driverLock.lock();
        try {
            notifier.setSeq(seq);
            first = 0;
            return true;
        } finally {
            driverLock.unlock();
        }
    }

    final long begin() {
        try {
            return subscription.readBegin();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Walks the first page, and what follows it in its piece. */
    final int walkFirst() {
        return firstPte + Walk.pages();
    }

    /** Walks the second page, and what follows it. */
    final int walkSecond() {
        return secondPte + Walk.pages();
    }

    /** A walk as it should be: one sequence before it, compared under the driver's lock after it; 1 if it was committed. */
    final int walk() {
        long seq = begin();
        int pfn0 = walkFirst();
        return commit(seq, pfn0, walkSecond());
    }

    /** Commits under the driver's lock if the sequence still stands there; 1 if it did. */
    final int commit(long seq, int pfn0, int pfn1) {
        driverLock.lock();
        try {
            return subscription.readRetry(seq) ? 0 : commitUnchecked(pfn0, pfn1);
        } finally {
            driverLock.unlock();
        }
    }

    /** Commits under the driver's lock without a look at the sequence there; 1. */
    final int commitUnchecked(int pfn0, int pfn1) {
        driverLock.lock();
        try {
            first = pfn0;
            second = pfn1;
            return 1;
        } finally {
            driverLock.unlock();
        }
    }

    /** A look at the sequence without the lock, which is a hint when it says that all is well. */
    final boolean hint(long seq) {
        return !subscription.checkRetry(seq);
    }

    final void moveFirst() {
        notifiers.start(InvalidationEvent.of(0, Paging.PAGE_SIZE, InvalidationEvent.Kind.MIGRATE));
        try {
            firstPte = MOVED;
        } finally {
            notifiers.end();
        }
    }

    /** 0 if the device has nothing of the first page, 1 if it has it where it is, 2 if it has it where it was. */
    final int device() {
        driverLock.lock();
        try {
            return first == 0 ? 0 : first == firstPte ? 1 : 2;
        } finally {
            driverLock.unlock();
        }
    }
}
