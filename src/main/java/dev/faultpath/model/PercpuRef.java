package dev.faultpath.model;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A reference count like the kernel's {@code percpu_ref}: get and put touch one stripe each, chosen by thread; {@link #kill}
 * makes later {@link #tryget} calls fail, and {@link #awaitZero} waits for those that succeeded.
 */
public final class PercpuRef {
    private static final int STRIPES = 8;
    /** Stripes stand 128 bytes apart: a line and its prefetched neighbour. */
    private static final int STRIDE = 128 / Integer.BYTES;

    private final AtomicIntegerArray stripes = new AtomicIntegerArray((STRIPES + 1) * STRIDE);
    private volatile boolean dying;

    /** Takes a reference unless the count was killed. */
    public boolean tryget() {
        return tryget(1);
    }

    public boolean tryget(int n) {
        int stripe = stripe();
        stripes.getAndAdd(stripe, n);
        if (dying) {
            // The killer may already have summed without this one, so it must not be used.
            give(stripe, n);
            return false;
        }
        return true;
    }

    public void put() {
        put(1);
    }

    public void put(int n) {
        give(stripe(), n);
    }

    private void give(int stripe, int n) {
        stripes.getAndAdd(stripe, -n);
        if (dying) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Makes every later {@link #tryget} fail. Idempotent. */
    public void kill() {
        dying = true;
    }

    public boolean dying() {
        return dying;
    }

    /** References held now; exact only while nobody gets or puts. */
    public int count() {
        int sum = 0;
        for (int i = 1; i <= STRIPES; i++) {
            sum += stripes.get(i * STRIDE);
        }
        return sum;
    }

    /**
     * Waits until every reference is given back.
     *
     * @throws IllegalStateException if the count is still live
     * @throws InterruptedException if the thread is interrupted; the count stays killed
     */
    public synchronized void awaitZero() throws InterruptedException {
        if (!dying) {
            throw new IllegalStateException("awaitZero on a live reference count");
        }
        while (count() != 0) {
            wait();
        }
    }

    private static int stripe() {
        return (1 + ((int) Thread.currentThread().getId() & STRIPES - 1)) * STRIDE;
    }
}
