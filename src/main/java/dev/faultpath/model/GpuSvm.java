package dev.faultpath.model;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One device's view of one address space, the kernel's {@code drm_gpusvm}: the driver's lock, the device page table under
 * it, the interval subscriptions, and what the device may use of its peers' memory.
 *
 * <p>Lock order: mmap lock → driver's lock. Invalidation callbacks run under whatever the invalidator holds and take the
 * driver's lock; so a holder of the driver's lock must not take the mmap lock, call the range-fault engine, or wait for a
 * callback, a walker or a revocation.
 */
public final class GpuSvm implements IntervalNotifier.Ops {
    private final NotifierSubscriptions notifiers;
    private final Owner owner;
    private final PeerAccess access;
    private final int busAddress;
    private final ReentrantLock driverLock = new ReentrantLock();
    private final DevicePageTable table = new DevicePageTable();
    private volatile boolean bars;
    private final List<IntervalNotifier> subscriptions = new CopyOnWriteArrayList<>();

    /**
     * A view with an empty table and no subscription.
     *
     * @param notifiers the address space's subscriptions
     * @param owner whose device memory it takes without asking; null for nobody's
     * @param access what it may use of others
     */
    public GpuSvm(NotifierSubscriptions notifiers, Owner owner, PeerAccess access) {
        this(notifiers, owner, access, 0);
    }

    /**
     * The same of a device at a stated bus address.
     *
     * @param busAddress from 0 up; another client may have it after this one is gone
     */
    public GpuSvm(NotifierSubscriptions notifiers, Owner owner, PeerAccess access, int busAddress) {
        this.notifiers = notifiers;
        this.owner = owner;
        this.access = access;
        this.busAddress = busAddress;
    }

    public Owner owner() {
        return owner;
    }

    public PeerAccess access() {
        return access;
    }

    /** Where its device is on the bus. */
    public int busAddress() {
        return busAddress;
    }

    /** The mmap lock of the address space. */
    public MmapLock mmapLock() {
        return notifiers.mmapLock();
    }

    /** The driver's lock, the kernel's {@code notifier_lock}. */
    public ReentrantLock driverLock() {
        return driverLock;
    }

    /** The device page table; only under {@link #driverLock}. */
    public DevicePageTable table() {
        return table;
    }

    /** The subscriptions, in the order in which they were made. */
    public List<IntervalNotifier> subscriptions() {
        return subscriptions;
    }

    /**
     * Subscribes to {@code [start, end)}.
     *
     * @throws IllegalArgumentException if the interval is empty
     */
    public IntervalNotifier subscribe(long start, long end) {
        IntervalNotifier subscription = notifiers.insert(start, end, this);
        subscriptions.add(subscription);
        return subscription;
    }

    /**
     * The subscription that contains {@code [start, end)}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public IntervalNotifier subscription(long start, long end) {
        for (IntervalNotifier subscription : subscriptions) {
            if (subscription.start() <= start && end - 1 <= subscription.last()) {
                return subscription;
            }
        }
        throw new IllegalArgumentException("no subscription contains 0x" + Long.toHexString(start) + "-0x" + Long.toHexString(end));
    }

    /**
     * Unlike {@code lib/test_hmm.c} it reacts to its own migrations too: nothing here keeps a fault in flight apart from a
     * migration, so a skipped event would let the fault commit pages that were migrated away.
     */
    @Override
    public boolean invalidate(IntervalNotifier subscription, InvalidationEvent event, long seq) {
        if (event.blockable()) {
            driverLock.lock();
        } else if (!driverLock.tryLock()) {
            return false;
        }
        try {
            subscription.setSeq(seq);
            table.zap(Math.max(event.start(), subscription.start()), Math.min(event.end(), subscription.last() + 1));
            return true;
        } finally {
            driverLock.unlock();
        }
    }

    /**
     * Makes a change within an invalidation of everything that it subscribed to: every walk that began before starts over, and
     * nothing stays mapped. Takes the driver's lock.
     */
    public void invalidateAll(Runnable change) {
        int started = 0;
        try {
            for (IntervalNotifier subscription : subscriptions) {
                started++;
                notifiers.start(InvalidationEvent.of(subscription.start(), subscription.last() + 1, InvalidationEvent.Kind.CLEAR));
            }
            change.run();
        } finally {
            for (; started > 0; started--) {
                notifiers.end();
            }
        }
    }

    /** Clears every entry that maps memory of a pagemap; takes the driver's lock. Returns the number of entries. */
    public int zap(Pagemap pagemap) {
        driverLock.lock();
        try {
            return table.zapPfns(pagemap.firstPfn(), pagemap.lastPfn());
        } finally {
            driverLock.unlock();
        }
    }

    /**
     * The device behind a pagemap is going: no commit maps it from now on, until {@link #unbar}. For memory that no answer can be
     * withdrawn of: the client's own, for which nobody answers, and that of a provider whose answers last as long as it. Takes the
     * driver's lock.
     */
    public void bar(Pagemap pagemap) {
        driverLock.lock();
        try {
            table.bar(pagemap);
            bars = true;
        } finally {
            driverLock.unlock();
        }
    }

    /** Whether a page is of a pagemap that {@link #bar} was called for; takes the driver's lock if there is any such pagemap. */
    public boolean bars(long pfn) {
        if (!bars) {
            return false;
        }
        driverLock.lock();
        try {
            return table.barred(pfn);
        } finally {
            driverLock.unlock();
        }
    }

    /** The pagemap is gone, and another may stand where it stood; takes the driver's lock. */
    public void unbar(Pagemap pagemap) {
        driverLock.lock();
        try {
            table.unbar(pagemap);
        } finally {
            driverLock.unlock();
        }
    }

    /** Entries that map memory of a pagemap for the device; takes the driver's lock. */
    public int mapped(Pagemap pagemap) {
        driverLock.lock();
        try {
            return table.countPfns(pagemap.firstPfn(), pagemap.lastPfn());
        } finally {
            driverLock.unlock();
        }
    }
}
