package dev.faultpath.model;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sleepable read-copy-update, the kernel's {@code srcu_struct}: readers mark their sections in one of two banks of counters,
 * and {@link #synchronize} waits until every section that was open when it was called is closed. A reader may sleep within
 * its section, which plain RCU forbids.
 *
 * <p>A reader adds to one stripe, chosen by thread, and takes away from the same one, so no stripe is ever negative and the
 * stripes of a bank may be looked at one after the other.
 */
public final class Srcu {
    private static final int STRIPES = 8;
    /** Stripes stand 128 bytes apart: a line and its prefetched neighbour. */
    private static final int STRIDE = 128 / Integer.BYTES;

    private final AtomicIntegerArray counts = new AtomicIntegerArray((2 * STRIPES + 1) * STRIDE);
    private final ReentrantLock updater = new ReentrantLock();
    private volatile int bank;
    private volatile boolean waiting;

    /**
     * Opens a section. Sections of one thread may nest.
     *
     * @return what {@link #readUnlock} must be given, never negative
     */
    public int readLock() {
        int slot = slot(bank, (int) Thread.currentThread().getId() & STRIPES - 1);
        counts.getAndIncrement(slot);
        return slot;
    }

    /** Closes the section that {@link #readLock} opened. */
    public void readUnlock(int section) {
        counts.getAndDecrement(section);
        if (waiting) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /**
     * Waits until every section that was open at the call is closed; sections that open later do not delay it for ever. Within
     * a section it would wait for itself.
     *
     * @throws InterruptedException if interrupted while waiting: then nothing is known about the sections
     */
    public void synchronize() throws InterruptedException {
        updater.lockInterruptibly();
        try {
            int current = bank;
            // A reader that chose the other bank before it was last switched may have marked itself there since.
            awaitEmpty(1 - current);
            bank = 1 - current;
            awaitEmpty(current);
        } finally {
            updater.unlock();
        }
    }

    private synchronized void awaitEmpty(int which) throws InterruptedException {
        waiting = true;
        try {
            while (!empty(which)) {
                wait();
            }
        } finally {
            waiting = false;
        }
    }

    private boolean empty(int which) {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            if (counts.get(slot(which, stripe)) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int which, int stripe) {
        return (1 + which * STRIPES + stripe) * STRIDE;
    }
}
