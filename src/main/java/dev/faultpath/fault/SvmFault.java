package dev.faultpath.fault;

import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Paging;

/**
 * The fault loop of a client that may use memory of its peers: read the sequence, walk, ask about other owners' pagemaps, take
 * the driver's lock, check, commit, or begin again. For one thread; each walker makes its own over the shared client and design.
 *
 * <p>The walk is the reference engine's; what it left unanswered because a device page has another owner is looked at again, and
 * the callback is asked once for each run of pages of one pagemap, never for a request without owner. A page that may not be used
 * stays unmapped, or is faulted to system memory where the request asks for a fault. The steps are those that drivers take around
 * {@code hmm_range_fault()}, put together by us.
 */
public class SvmFault {
    /** The kernel's {@code HMM_RANGE_DEFAULT_TIMEOUT}, in nanoseconds. */
    public static final long DEFAULT_TIMEOUT_NANOS = 1_000_000_000L;

    /** Where a request stands when {@link #at} is called; no lock is held there. */
    enum Step {
        /** The sequence is read and the read side is open. */
        BEGUN,
        /** Everything has been asked. */
        WALKED,
        /** What the design does before the commit is done. */
        PREPARED,
        /** The device entries are written; the read side is still open. */
        COMMITTED
    }

    private final AddressSpace mm;
    private final GpuSvm client;
    private final AccessRevalidation.Reader reader;
    private final RangeFault engine;
    private final HmmRange page = new HmmRange();
    private final PeerAnswers peers;
    private long commits;
    private long retries;
    private long blockedNanos;

    public SvmFault(AddressSpace mm, GpuSvm client, AccessRevalidation design, FaultShape shape) {
        this.mm = mm;
        this.client = client;
        this.reader = design.reader();
        this.engine = new RangeFault(mm, shape);
        this.peers = new PeerAnswers(mm, client.owner(), reader);
        page.pfns = new long[1];
    }

    /**
     * A snapshot request for {@code [start, end)} on behalf of the client, to be filled in further.
     *
     * @throws IllegalArgumentException if no subscription contains it
     */
    public static HmmRange request(GpuSvm client, long start, long end) {
        HmmRange range = new HmmRange();
        range.notifier = client.subscription(start, end);
        range.start = start;
        range.end = end;
        range.pfns = new long[range.pages()];
        range.devPrivateOwner = client.owner();
        return range;
    }

    /**
     * Answers a request and maps the answer for the device. The words are output; {@code defaultFlags} say what is asked, the mask is
     * taken for 0.
     *
     * @param timeoutNanos give up after this long; looked at between attempts only, as in the kernel
     * @return 0 when it was committed; {@link Errno#EBUSY} after the timeout; {@link Errno#EINTR} if interrupted while waiting;
     *     else the engine's error, and nothing was mapped
     * @throws IllegalStateException if the thread holds the driver's lock, which an invalidation would need
     */
    public int fault(HmmRange range, long timeoutNanos) {
        if (client.driverLock().isHeldByCurrentThread()) {
            throw new IllegalStateException("the driver's lock is held where the mmap lock is taken");
        }
        long begun = System.nanoTime();
        int rc = attempt(range);
        return rc != Errno.EBUSY ? rc : again(range, begun, timeoutNanos);
    }

    private int again(HmmRange range, long begun, long timeoutNanos) {
        long refused = System.nanoTime();
        long now = refused;
        int rc = Errno.EBUSY;
        retries++;
        while (rc == Errno.EBUSY && now - begun <= timeoutNanos) {
            rc = attempt(range);
            now = System.nanoTime();
            retries += rc == Errno.EBUSY ? 1 : 0;
        }
        blockedNanos += now - refused;
        return rc;
    }

    private int attempt(HmmRange range) {
        try {
            range.notifierSeq = range.notifier.readBegin();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Errno.EINTR;
        }
        reader.begin(range);
        try {
            at(Step.BEGUN);
            int rc = walk(range);
            if (rc != 0) {
                return rc;
            }
            at(Step.WALKED);
            if (!reader.prepare(range)) {
                return Errno.EBUSY;
            }
            at(Step.PREPARED);
            rc = reader.commit(range);
            if (rc < 0) {
                return rc;
            }
            commits++;
            at(Step.COMMITTED);
            return 0;
        } finally {
            // A revocation may wait for this, so it comes before any wait of the next attempt.
            reader.end();
        }
    }

    /** For tests that place an event between two steps. */
    void at(Step step) {
    }

    private int walk(HmmRange range) {
        long wanted = range.defaultFlags;
        long mask = range.pfnFlagsMask;
        mm.mmapLock().readLock();
        try {
            range.defaultFlags = 0;
            range.pfnFlagsMask = 0;
            int rc = engine.fault(range);
            if (rc != 0) {
                return rc;
            }
            if (range.devPrivateOwner != null) {
                peers.answer(range);
            }
            return (wanted & HmmPfn.REQ_FAULT) == 0 ? 0 : faultMissing(range, wanted);
        } finally {
            range.defaultFlags = wanted;
            range.pfnFlagsMask = mask;
            mm.mmapLock().readUnlock();
        }
    }

    /** Faults the pages that have no answer; another owner's device page comes to system memory by that. */
    private int faultMissing(HmmRange range, long wanted) {
        boolean moved = false;
        for (int i = 0; i < range.pages(); i++) {
            boolean valid = (range.pfns[i] & HmmPfn.VALID) != 0;
            boolean writable = (range.pfns[i] & HmmPfn.WRITE) != 0;
            if (valid && (writable || (wanted & HmmPfn.REQ_WRITE) == 0 || deviceMemory(range.pfns[i]))) {
                continue;
            }
            page.notifier = range.notifier;
            // A migration makes this attempt void, but the other faults are still due.
            page.notifierSeq = range.notifier.seq();
            page.start = range.start + ((long) i << Paging.PAGE_SHIFT);
            page.end = page.start + Paging.PAGE_SIZE;
            page.pfns[0] = range.pfns[i] & HmmPfn.STICKY;
            page.defaultFlags = wanted;
            page.devPrivateOwner = range.devPrivateOwner;
            int rc = engine.fault(page);
            if (rc != 0 && rc != Errno.EBUSY) {
                return rc;
            }
            moved |= rc != 0;
            range.pfns[i] = page.pfns[0];
        }
        return moved ? Errno.EBUSY : 0;
    }

    /** Row 12 of decision-table.md, and the same for a peer's page: a read-only device page is not faulted for a write. */
    private boolean deviceMemory(long word) {
        return mm.memory().memmap().pagemapId(HmmPfn.pfn(word)) >= 0;
    }

    public long commits() {
        return commits;
    }

    /** Runs of pages of a peer's pagemap that the walk was allowed to use. */
    public long granted() {
        return peers.granted();
    }

    /** Runs of pages of a peer's pagemap that the walk was not allowed to use. */
    public long denied() {
        return peers.denied();
    }

    /** Attempts that had to begin again, whatever the reason. */
    public long retries() {
        return retries;
    }

    /** Time from the first attempt of a request that had to begin again to the request's end, over all requests, nanoseconds. */
    public long blockedNanos() {
        return blockedNanos;
    }

    /** Answers that were remembered, as {@link AccessRevalidation.Reader#remembered}. */
    public long remembered() {
        return reader.remembered();
    }

    /** Stale grants avoided, as {@link AccessRevalidation.Reader#refused}. */
    public long refused() {
        return reader.refused();
    }
}
