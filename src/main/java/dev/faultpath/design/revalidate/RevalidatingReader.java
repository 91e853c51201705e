package dev.faultpath.design.revalidate;

import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.PeerAccess;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the read sides share: the commit under the driver's lock with the check of the notifier sequence, which every driver
 * makes whatever it does about the answers.
 */
public abstract class RevalidatingReader implements AccessRevalidation.Reader {
    private final GpuSvm client;
    private long remembered;
    private long refused;

    protected RevalidatingReader(GpuSvm client) {
        this.client = client;
    }

    /** Under the driver's lock: whether the answers given since {@link #begin} may be relied on for the commit. */
    protected abstract boolean fresh();

    protected final GpuSvm client() {
        return client;
    }

    protected final PeerAccess access() {
        return client.access();
    }

    protected final boolean remember() {
        remembered++;
        return true;
    }

    /** Counts a commit that is refused; the value is what {@link #commit} returns. */
    protected final int refuse() {
        refused++;
        return Errno.EBUSY;
    }

    @Override
    public boolean prepare(HmmRange range) {
        return true;
    }

    @Override
    public int commit(HmmRange range) {
        ReentrantLock lock = client.driverLock();
        lock.lock();
        try {
            if (range.notifier.readRetry(range.notifierSeq)) {
                return Errno.EBUSY;
            }
            if (!fresh()) {
                return refuse();
            }
            return client.table().commit(range);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end() {
    }

    @Override
    public final long remembered() {
        return remembered;
    }

    @Override
    public final long refused() {
        return refused;
    }
}
