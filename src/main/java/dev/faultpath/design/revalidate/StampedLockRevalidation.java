package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.Collection;
import java.util.concurrent.locks.StampedLock;

/**
 * {@code stamped-lock} (designs.md R14): the rights are guarded by a lock that readers take optimistically. A request asks under a
 * stamp, and the driver validates the stamp under its own lock; a change takes the lock for writing. Answers are kept while
 * their stamp is valid. The kernel's nearest is a {@code seqlock_t}.
 *
 * <p>Events ({@link StaleEvent}): 2 and 5 to 8 by the stamp, which is a sequence, 1 by the notifier's, 3, 4 and 9 by identity. It is not
 * enough to validate without the driver's lock: a change and its zap could come between that and the commit.
 */
public final class StampedLockRevalidation extends ClientRevalidation {
    private final StampedLock lock = new StampedLock();

    public StampedLockRevalidation(GpuSvm client) {
        super(client, Means.SEQUENCE);
    }

    @Override
    public Reader reader() {
        return new StampedReader(client, lock);
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) throws InterruptedException {
        long stamp = lock.writeLockInterruptibly();
        try {
            flip.run();
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private static final class StampedReader extends RememberingReader {
        private final StampedLock lock;
        private long stamp;

        StampedReader(GpuSvm client, StampedLock lock) {
            super(client);
            this.lock = lock;
        }

        @Override
        public void begin(HmmRange range) {
            if (!lock.validate(stamp)) {
                granted.clear();
                stamp = lock.tryOptimisticRead();
                if (stamp == 0) {
                    // A change is being made; it holds the lock for a moment only.
                    stamp = lock.tryConvertToOptimisticRead(lock.readLock());
                }
            }
        }

        @Override
        protected boolean fresh() {
            return lock.validate(stamp);
        }
    }
}
