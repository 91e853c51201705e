package dev.faultpath.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The driver's side of a subscription, as the kernel's users write it: an event of its own making is skipped; for any other
 * it takes its lock, sets the sequence and zaps its entries.
 */
public final class TestDriver implements IntervalNotifier.Ops {
    /** The driver lock, around commits and in the callback. */
    public final ReentrantLock lock = new ReentrantLock();
    /** The device's table. */
    public final DevicePageTable table = new DevicePageTable();
    /** Events that it reacted to. */
    public final List<InvalidationEvent> events = new ArrayList<>();
    /** Events that it took for its own. */
    public final List<InvalidationEvent> skipped = new ArrayList<>();
    private final Owner owner;

    /** @param owner whose MIGRATE and EXCLUSIVE events are the driver's own; null for nobody's */
    public TestDriver(Owner owner) {
        this.owner = owner;
    }

    @Override
    public boolean invalidate(IntervalNotifier subscription, InvalidationEvent event, long seq) {
        boolean ofItsKind = event.kind() == InvalidationEvent.Kind.MIGRATE || event.kind() == InvalidationEvent.Kind.EXCLUSIVE;
        if (ofItsKind && owner != null && event.owner() == owner) {
            skipped.add(event);
            return true;
        }
        if (event.blockable()) {
            lock.lock();
        } else if (!lock.tryLock()) {
            return false;
        }
        try {
            subscription.setSeq(seq);
            events.add(event);
            long start = Math.max(event.start(), subscription.start());
            long end = Math.min(event.end(), subscription.last() + 1);
            table.zap(start & -Paging.PAGE_SIZE, end);
            return true;
        } finally {
            lock.unlock();
        }
    }
}
