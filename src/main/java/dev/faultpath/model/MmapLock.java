package dev.faultpath.model;

import java.util.concurrent.locks.StampedLock;

/** The reader/writer lock of an address space. Not reentrant, as the kernel's; taking it allocates nothing. */
public final class MmapLock {
    private final StampedLock lock = new StampedLock();

    MmapLock() {
    }

    public void readLock() {
        lock.readLock();
    }

    /**
     * Takes the lock for reading unless the thread is interrupted: the counterpart of a killable lock.
     *
     * @throws InterruptedException if it is
     */
    public void readLockInterruptibly() throws InterruptedException {
        lock.readLockInterruptibly();
    }

    public void readUnlock() {
        if (!lock.tryUnlockRead()) {
            throw new IllegalMonitorStateException("the mmap lock is not held for reading");
        }
    }

    public void writeLock() {
        lock.writeLock();
    }

    public void writeUnlock() {
        if (!lock.tryUnlockWrite()) {
            throw new IllegalMonitorStateException("the mmap lock is not held for writing");
        }
    }

    /** Whether anybody holds it, for the assertion that a walk makes. */
    public boolean held() {
        return lock.isReadLocked() || lock.isWriteLocked();
    }
}
