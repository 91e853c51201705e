package dev.faultpath.design.revalidate;

import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code optimistic-rollback} (designs.md R13): commits first, checks afterwards, and rolls back if need be. The entries are written so
 * that the device does not see them; the callback is asked again with no driver's lock held; then they are shown, or zapped.
 *
 * <p>The hidden entries say what is about to be used: a zap that comes after them removes them, so they are never shown; a change
 * whose zap came before them has changed the truth that is asked after them. Unlike in {@code recheck-under-lock} no invalidation
 * waits for the callback, at the price of a second lock section and a second pass over the entries. Requests of one client commit
 * one at a time, as hidden entries must not be taken for another's. Events ({@link StaleEvent}): 2 and 5 to 8 by asking again, 1 by
 * the notifier sequence and then by the zap, 3, 4 and 9 by identity.
 */
public final class OptimisticRollbackRevalidation extends ClientRevalidation {
    private final ReentrantLock oneAtATime = new ReentrantLock();

    public OptimisticRollbackRevalidation(GpuSvm client) {
        super(client, Means.RECHECK);
    }

    @Override
    public Reader reader() {
        return new RollbackReader(client, oneAtATime);
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        flip.run();
    }

    private static final class RollbackReader extends AskingAgainReader {
        private final ReentrantLock oneAtATime;
        private int written;

        RollbackReader(GpuSvm client, ReentrantLock oneAtATime) {
            super(client);
            this.oneAtATime = oneAtATime;
        }

        @Override
        public boolean prepare(HmmRange range) {
            oneAtATime.lock();
            ReentrantLock lock = client().driverLock();
            lock.lock();
            try {
                if (range.notifier.readRetry(range.notifierSeq)) {
                    return false;
                }
                written = client().table().commitTentatively(range);
            } finally {
                lock.unlock();
            }
            // No lock is held but the one among requests.
            if (!fresh()) {
                rollBack(range);
                refuse();
                return false;
            }
            return true;
        }

        @Override
        public int commit(HmmRange range) {
            ReentrantLock lock = client().driverLock();
            lock.lock();
            try {
                if (client().table().confirm(range.start, range.end) == written) {
                    return written;
                }
                client().table().zap(range.start, range.end);
                return Errno.EBUSY;
            } finally {
                lock.unlock();
            }
        }

        private void rollBack(HmmRange range) {
            ReentrantLock lock = client().driverLock();
            lock.lock();
            try {
                client().table().zap(range.start, range.end);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void end() {
            if (oneAtATime.isHeldByCurrentThread()) {
                oneAtATime.unlock();
            }
        }
    }
}
