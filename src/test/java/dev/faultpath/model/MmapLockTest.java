package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The reader/writer lock of an address space. */
class MmapLockTest {
    private final MmapLock lock = new AddressSpace(new PhysicalMemory()).mmapLock();

    @Test
    @DisplayName("readers share it, a writer waits for all of them")
    void readersAndWriter() throws ExecutionException, InterruptedException {
        assertThat(lock.held()).isFalse();
        lock.readLock();
        lock.readLockInterruptibly();
        assertThat(lock.held()).isTrue();
        Threads<Boolean> writer = Threads.start(() -> {
            lock.writeLock();
            lock.writeUnlock();
            return true;
        }).awaitWaiting();
        lock.readUnlock();
        assertThat(lock.held()).isTrue();
        lock.readUnlock();
        assertThat(writer.result()).isTrue();
        assertThat(lock.held()).isFalse();
    }

    @Test
    @DisplayName("a reader waits for the writer")
    void writerExcludes() throws ExecutionException {
        lock.writeLock();
        assertThat(lock.held()).isTrue();
        Threads<Boolean> reader = Threads.start(() -> {
            lock.readLock();
            lock.readUnlock();
            return true;
        }).awaitWaiting();
        lock.writeUnlock();
        assertThat(reader.result()).isTrue();
    }

    @Test
    @DisplayName("a reader that is killed while it waits does not hold it")
    void killable() {
        lock.writeLock();
        Threads<Boolean> reader = Threads.start(() -> {
            lock.readLockInterruptibly();
            return true;
        }).awaitWaiting();
        reader.interrupt();
        assertThatThrownBy(reader::result).hasCauseInstanceOf(InterruptedException.class);
        lock.writeUnlock();
        assertThat(lock.held()).isFalse();
    }

    @Test
    @DisplayName("what is not held can not be given back")
    void notHeld() {
        assertThatThrownBy(lock::readUnlock).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(lock::writeUnlock).isInstanceOf(IllegalMonitorStateException.class);
        lock.readLock();
        assertThatThrownBy(lock::writeUnlock).isInstanceOf(IllegalMonitorStateException.class);
        lock.readUnlock();
        lock.writeLock();
        assertThatThrownBy(lock::readUnlock).isInstanceOf(IllegalMonitorStateException.class);
        lock.writeUnlock();
    }
}
