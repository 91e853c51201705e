package dev.faultpath.forks;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** JMH's own lock, held for a whole run: no second run, and no plain JMH, measures at the same time on this machine. */
public final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock; an InputException says that another run holds it, or that its file cannot be opened. */
    public static RunLock take() {
        return take(Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock"));
    }

    static RunLock take(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return new RunLock(channel);
                }
            } catch (OverlappingFileLockException e) {
                // Taken in this very process.
            }
            channel.close();
            throw new InputException("another benchmark run is going on on this machine (it holds JMH's lock " + file
                    + "); two at once would disturb each other");
        } catch (IOException e) {
            throw InputException.because(file + ": JMH's lock cannot be taken", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process.
        }
    }
}
