package dev.faultpath.fault;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.IntervalNotifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A range answered in several pieces and committed as one, as {@code amdgpu} does with ranges above 2 GiB. The pieces share one
 * sequence, read before the first of them; when it moves, the walk goes back to the first piece with a fresh one.
 *
 * <p>Two ways to get that wrong are kept, see {@link Sequencing}. Not for several threads.
 */
public class PiecewiseFault {
    /** Where the sequence is read, and what follows when it moved (designs.md R17, R18, R19). */
    public enum Sequencing {
        /** Once before the first piece; back to it with a fresh one. The rule. */
        ONE_SEQUENCE,
        /**
         * Wrong: before every piece. Only the last is protected, as {@code amdgpu} had it until commit c08972f55594.
         */
        BROKEN_REREAD,
        /**
         * Wrong: once, and a piece that finds it moved is tried again against it. It can never match, so the loop spins under the mmap lock
         * until the timeout, as {@code amdgpu} had it until commit 342981fff328.
         */
        BROKEN_LOCAL_RETRY
    }

    private final AddressSpace mm;
    private final GpuSvm client;
    private final RangeFault engine;
    private final Sequencing sequencing;
    private final long pieceBytes;
    private final LongSupplier clock;
    private long walks;

    /**
     * @param pieceBytes bytes of a piece, a multiple of the page size
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public PiecewiseFault(AddressSpace mm, GpuSvm client, FaultShape shape, Sequencing sequencing, long pieceBytes, LongSupplier clock) {
        this.mm = mm;
        this.client = client;
        this.engine = new RangeFault(mm, shape);
        this.sequencing = sequencing;
        this.pieceBytes = pieceBytes;
        this.clock = clock;
    }

    /**
     * Answers {@code [start, end)} and maps all of it for the device, or nothing.
     *
     * @param flags default flags of the request
     * @return 0; {@link Errno#EAGAIN} after the timeout; {@link Errno#EINTR} if interrupted while waiting; else the engine's error
     * @throws IllegalArgumentException if no subscription contains the whole range
     */
    public int fault(long start, long end, long flags, long timeoutNanos) {
        long deadline = clock.getAsLong() + timeoutNanos;
        IntervalNotifier subscription = client.subscription(start, end);
        List<HmmRange> pieces = new ArrayList<>();
        for (long addr = start; addr < end; addr += pieceBytes) {
            HmmRange piece = SvmFault.request(client, addr, Math.min(end, addr + pieceBytes));
            piece.notifier = subscription;
            piece.defaultFlags = flags;
            pieces.add(piece);
        }
        int rc;
        do {
            try {
                rc = walk(pieces, deadline);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Errno.EINTR;
            }
            if (rc == 0) {
                rc = commit(pieces);
            }
        } while (rc == Errno.EBUSY && clock.getAsLong() - deadline < 0);
        return rc == Errno.EBUSY ? Errno.EAGAIN : rc;
    }

    private int walk(List<HmmRange> pieces, long deadline) throws InterruptedException {
        long seq = pieces.get(0).notifier.readBegin();
        for (int i = 0; i < pieces.size(); i++) {
            HmmRange piece = pieces.get(i);
            piece.notifierSeq = sequencing == Sequencing.BROKEN_REREAD ? piece.notifier.readBegin() : seq;
            mm.mmapLock().readLock();
            try {
                int rc;
                do {
                    walks++;
                    rc = engine.fault(piece);
                } while (rc == Errno.EBUSY && sequencing == Sequencing.BROKEN_LOCAL_RETRY && clock.getAsLong() - deadline < 0);
                if (rc != 0) {
                    return rc;
                }
            } finally {
                mm.mmapLock().readUnlock();
            }
            walked(i);
        }
        return 0;
    }

    /** For tests that place an event between two pieces. */
    void walked(int piece) {
    }

    private int commit(List<HmmRange> pieces) {
        HmmRange last = pieces.get(pieces.size() - 1);
        client.driverLock().lock();
        try {
            if (last.notifier.readRetry(last.notifierSeq)) {
                return Errno.EBUSY;
            }
            for (HmmRange piece : pieces) {
                client.table().commit(piece);
            }
            return 0;
        } finally {
            client.driverLock().unlock();
        }
    }

    /** Times that a piece was walked, since this was made. */
    public long walks() {
        return walks;
    }
}
