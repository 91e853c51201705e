package dev.faultpath.model;

import java.util.ArrayList;
import java.util.List;

/**
 * All interval subscriptions of one address space, with the sequence that they share. The sequence starts at 2; odd means
 * that an invalidation which some subscription matches is running. It advances once for each batch of overlapping invalidations.
 *
 * <p>Rules from {@code mm/mmu_notifier.c}: a subscription's own sequence is odd from the start, so it equals the shared one
 * only while the very invalidation that set it is running; inserting and removing wait for the end of a running one.
 */
public final class NotifierSubscriptions {
    private final List<IntervalNotifier> active = new ArrayList<>();
    private final List<IntervalNotifier> deferredInserts = new ArrayList<>();
    private final List<IntervalNotifier> deferredRemovals = new ArrayList<>();
    private final MmapLock mmapLock = new MmapLock();
    private long invalidateSeq = 2;
    private int activeInvalidateRanges;

    /** The mmap lock of the address space that these belong to. */
    public MmapLock mmapLock() {
        return mmapLock;
    }

    /**
     * Subscribes to {@code [start, end)}.
     *
     * @throws IllegalArgumentException if the interval is empty
     */
    public synchronized IntervalNotifier insert(long start, long end, IntervalNotifier.Ops ops) {
        if (start < 0 || start >= end) {
            throw new IllegalArgumentException("empty interval 0x" + Long.toHexString(start) + "-0x" + Long.toHexString(end));
        }
        IntervalNotifier subscription = new IntervalNotifier(this, start, end, ops);
        if (activeInvalidateRanges == 0) {
            subscription.setSeq(invalidateSeq - 1);
            active.add(subscription);
        } else {
            if (invalidating()) {
                deferredInserts.add(subscription);
            } else {
                invalidateSeq |= 1;
                active.add(subscription);
            }
            subscription.setSeq(invalidateSeq);
        }
        return subscription;
    }

    /**
     * Ends a subscription. Once this returns, its callback does not run any more.
     *
     * @throws IllegalArgumentException if it is not subscribed
     * @throws InterruptedException if interrupted while waiting for a running invalidation; the removal is carried out all the same
     */
    public synchronized void remove(IntervalNotifier subscription) throws InterruptedException {
        if (deferredInserts.remove(subscription)) {
            return;
        }
        if (!active.contains(subscription) || deferredRemovals.contains(subscription)) {
            throw new IllegalArgumentException("the interval is not subscribed");
        }
        if (!invalidating()) {
            active.remove(subscription);
            return;
        }
        deferredRemovals.add(subscription);
        long seq = invalidateSeq;
        while (invalidateSeq == seq) {
            wait();
        }
    }

    /** Whether an invalidation that matches a subscription is running. */
    private boolean invalidating() {
        return (invalidateSeq & 1) != 0;
    }

    public synchronized long seq() {
        return invalidateSeq;
    }

    /** Subscriptions that an invalidation would be matched against. */
    public synchronized int subscribed() {
        return active.size();
    }

    /**
     * Announces a change of a range and lets every matching subscription react. Must be followed by {@link #end}, also when it fails.
     *
     * @return 0, or {@link Errno#EAGAIN} if the event is not blockable and a driver could not react
     */
    public int start(InvalidationEvent event) {
        List<IntervalNotifier> hit = List.of();
        long seq;
        synchronized (this) {
            activeInvalidateRanges++;
            for (IntervalNotifier subscription : active) {
                if (subscription.intersects(event.start(), event.end())) {
                    if (hit.isEmpty()) {
                        hit = new ArrayList<>();
                    }
                    hit.add(subscription);
                }
            }
            if (!hit.isEmpty()) {
                invalidateSeq |= 1;
            }
            seq = invalidateSeq;
        }
        int rc = 0;
        for (IntervalNotifier subscription : hit) {
            if (!subscription.ops().invalidate(subscription, event, seq)) {
                if (event.blockable()) {
                    throw new IllegalStateException("a driver refused a blockable invalidation");
                }
                rc = Errno.EAGAIN;
            }
        }
        return rc;
    }

    public synchronized void end() {
        if (activeInvalidateRanges == 0) {
            throw new IllegalStateException("end of an invalidation that did not start");
        }
        if (--activeInvalidateRanges > 0 || !invalidating()) {
            return;
        }
        invalidateSeq++;
        active.addAll(deferredInserts);
        deferredInserts.clear();
        active.removeAll(deferredRemovals);
        deferredRemovals.clear();
        notifyAll();
    }

    synchronized long readBegin(IntervalNotifier subscription) throws InterruptedException {
        long seq = subscription.seq();
        while (seq == invalidateSeq) {
            wait();
        }
        return seq;
    }
}
