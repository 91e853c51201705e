package dev.faultpath.fault;

import dev.faultpath.design.walk.CallbackRadixWalk;
import dev.faultpath.design.walk.HmmWalk;
import dev.faultpath.design.walk.RangeWalk;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmRange;

/**
 * The range-fault engine: answers one request after another over one address space. A request allocates nothing. Not for
 * several threads; each takes its own.
 *
 * <p>After an internal restart every word before the restart point is output and every word from it on is input. The loop of
 * restarts has no bound of its own, as in the kernel.
 */
public final class RangeFault {
    private final AddressSpace mm;
    private final RangeWalk design;
    private final FaultShape shape;
    private final HmmWalk walk;
    private long retries;

    public RangeFault(AddressSpace mm, FaultShape shape) {
        this(mm, shape, new CallbackRadixWalk());
    }

    public RangeFault(AddressSpace mm, FaultShape shape, RangeWalk design) {
        this.mm = mm;
        this.shape = shape;
        this.design = design;
        this.walk = new HmmWalk(mm, shape == FaultShape.INSIDE_WALK);
    }

    /** Counters and position of the last request, over all its starts. */
    public HmmWalk lastWalk() {
        return walk;
    }

    /** How often {@link #faultUnlocked} had to start the last request over because the notifier sequence moved. */
    public long retries() {
        return retries;
    }

    /**
     * Answers one request: the kernel's {@code hmm_range_fault()}. The caller holds the mmap lock for reading and has read
     * {@link HmmRange#notifierSeq}; the answer is good only if the sequence still stands under the driver's lock.
     *
     * @return 0; {@link Errno#EBUSY} when the notifier sequence moved; {@link Errno#EINVAL} for an empty range;
     *     {@link Errno#EPERM} for a write to a read-only area; {@link Errno#EFAULT} when a page cannot
     *     be made accessible, in the recording shape {@link Errno#ENOMEM} if that is for want of memory
     */
    public int fault(HmmRange range) {
        walk.resetCounters();
        return fault(range, false);
    }

    /**
     * The same, but stops where the first CPU fault would be taken: for a caller that has a better answer to it.
     *
     * @return as {@link #fault}; {@link HmmWalk#NEED_FAULT} if one is needed
     * @throws IllegalStateException if CPU faults are taken inside the walk
     */
    int faultUntilNeeded(HmmRange range) {
        if (shape == FaultShape.INSIDE_WALK) {
            throw new IllegalStateException("a need is met inside the walk");
        }
        walk.resetCounters();
        return fault(range, false, false);
    }

    private int fault(HmmRange range, boolean mayDropLock) {
        return fault(range, mayDropLock, true);
    }

    private int fault(HmmRange range, boolean mayDropLock, boolean take) {
        walk.begin(range);
        int rc;
        do {
            if (range.notifier.checkRetry(range.notifierSeq)) {
                return Errno.EBUSY;
            }
            walk.countWalk();
            rc = design.walk(walk);
            if (rc == HmmWalk.NEED_FAULT && take) {
                rc = walk.takeRecorded(mayDropLock);
            }
        } while (rc == Errno.EBUSY);
        return rc;
    }

    /**
     * Answers one request whose caller does not hold the mmap lock, and starts over while the notifier sequence moves: the
     * kernel's {@code hmm_range_fault_unlocked_timeout()}. The request words are read again at every start, so with a mask
     * other than 0 the caller must not rely on words that an earlier start has answered.
     *
     * @param timeoutNanos give up after this long without progress; dropping the lock counts as progress; 0 for never
     * @return as {@link #fault}; {@link Errno#EBUSY} only after the timeout; {@link Errno#EINTR} if the thread is interrupted
     */
    public int faultUnlocked(HmmRange range, long timeoutNanos) {
        boolean mayDropLock = shape == FaultShape.RECORD_REWALK;
        long deadline = System.nanoTime() + timeoutNanos;
        retries = -1;
        walk.resetCounters();
        int rc;
        do {
            retries++;
            try {
                range.notifierSeq = range.notifier.readBegin();
                mm.mmapLock().readLockInterruptibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Errno.EINTR;
            }
            boolean locked = true;
            try {
                if (mm.exiting()) {
                    return Errno.EFAULT;
                }
                if (timeoutNanos != 0 && System.nanoTime() - deadline > 0) {
                    return Errno.EBUSY;
                }
                rc = fault(range, mayDropLock);
                locked = rc != Errno.EAGAIN;
            } finally {
                if (locked) {
                    mm.mmapLock().readUnlock();
                }
            }
            if (!locked) {
                if (Thread.currentThread().isInterrupted()) {
                    return Errno.EINTR;
                }
                deadline = System.nanoTime() + timeoutNanos;
                rc = Errno.EBUSY;
            }
        } while (rc == Errno.EBUSY);
        return rc;
    }
}
