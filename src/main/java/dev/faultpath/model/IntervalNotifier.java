package dev.faultpath.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One subscription to the invalidations of an interval of an address space: the kernel's {@code mmu_interval_notifier}. It
 * holds one sequence for the whole interval.
 */
public final class IntervalNotifier {
    /** What a driver does when a part of the interval is about to change. */
    @FunctionalInterface
    public interface Ops {
        /**
         * Called between the start and the end of the invalidation. The driver takes its lock, calls
         * {@link IntervalNotifier#setSeq}, and zaps its own entries. It may skip both for an event of its own making.
         *
         * @return false only if the event is not blockable and the driver's lock was not free
         */
        boolean invalidate(IntervalNotifier subscription, InvalidationEvent event, long seq);
    }

    private static final VarHandle SEQ;

    static {
        try {
            SEQ = MethodHandles.lookup().findVarHandle(IntervalNotifier.class, "invalidateSeq", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NotifierSubscriptions subscriptions;
    private final long start;
    private final long last;
    private final Ops ops;
    @SuppressWarnings("unused")
    private volatile long invalidateSeq;

    IntervalNotifier(NotifierSubscriptions subscriptions, long start, long end, Ops ops) {
        this.subscriptions = subscriptions;
        this.start = start;
        this.last = end - 1;
        this.ops = ops;
    }

    /** First byte of the interval. */
    public long start() {
        return start;
    }

    /** Last byte of the interval. */
    public long last() {
        return last;
    }

    Ops ops() {
        return ops;
    }

    /** The sequence that the driver last set. */
    public long seq() {
        return (long) SEQ.getAcquire(this);
    }

    /** Called from {@link Ops#invalidate} under the driver's lock. */
    public void setSeq(long seq) {
        SEQ.setRelease(this, seq);
    }

    /**
     * Opens a read side: waits until no invalidation of this interval is running, and returns the sequence.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public long readBegin() throws InterruptedException {
        return subscriptions.readBegin(this);
    }

    /** Under the driver's lock: whether what was read since {@code seq} must be thrown away. */
    public boolean readRetry(long seq) {
        return seq() != seq;
    }

    /** Without a lock: true is reliable, false is a hint. */
    public boolean checkRetry(long seq) {
        return (long) SEQ.getOpaque(this) != seq;
    }

    boolean intersects(long from, long end) {
        return start < end && from <= last;
    }
}
