package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Srcu;
import java.util.Arrays;
import java.util.Collection;

/**
 * {@code epoch} (designs.md R11): a request runs from its first question to its commit within a read-copy-update section and reads
 * the answers from a published table; a change publishes a table without the affected answers and waits for a grace period.
 *
 * <p>A request takes no reference and compares nothing. A change waits for every request in flight, whatever it uses. Walks may
 * sleep, so plain RCU would not do in the kernel; this is its sleepable form. Misses fill the table under the updaters' lock, so an
 * answer from before a change is never published after it. Events ({@link StaleEvent}): 2 and 5 to 8 by the grace period, 1 by the
 * notifier sequence, 3, 4 and 9 by identity.
 */
public final class EpochRevalidation extends ClientRevalidation {
    private final Srcu srcu = new Srcu();
    private volatile boolean[] granted = new boolean[0];

    public EpochRevalidation(GpuSvm client) {
        super(client, Means.GRACE_PERIOD);
    }

    @Override
    public Reader reader() {
        return new EpochReader();
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) throws InterruptedException {
        synchronized (this) {
            flip.run();
            boolean[] next = granted.clone();
            for (Pagemap pagemap : affected) {
                if (pagemap.id() < next.length) {
                    next[pagemap.id()] = false;
                }
            }
            granted = next;
        }
        // Not within the monitor: a request in flight may need it for a miss.
        srcu.synchronize();
    }

    private synchronized boolean ask(Pagemap pagemap) {
        if (!client.access().mayUse(pagemap)) {
            return false;
        }
        boolean[] next = Arrays.copyOf(granted, Math.max(granted.length, pagemap.id() + 1));
        next[pagemap.id()] = true;
        granted = next;
        return true;
    }

    private final class EpochReader extends RevalidatingReader {
        private int section;

        EpochReader() {
            super(EpochRevalidation.this.client);
        }

        @Override
        public void begin(HmmRange range) {
            section = srcu.readLock();
        }

        @Override
        public boolean mayUse(Pagemap pagemap) {
            boolean[] table = granted;
            return pagemap.id() < table.length && table[pagemap.id()] ? remember() : ask(pagemap);
        }

        @Override
        protected boolean fresh() {
            return true;
        }

        @Override
        public void end() {
            srcu.readUnlock(section);
        }
    }
}
