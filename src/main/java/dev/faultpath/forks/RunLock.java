package dev.faultpath.forks;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

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
            boolean own = !Files.exists(file, LinkOption.NOFOLLOW_LINKS) || Files.isWritable(file);
            FileChannel channel = open(file, own);
            try {
                // Of a file that another user left, and that can only be read: a lock that at least excludes theirs.
                if (channel.tryLock(0, Long.MAX_VALUE, !own) != null) {
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

    private static FileChannel open(Path file, boolean toWrite) throws IOException {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isRegularFile()) {
                throw new FileSystemException(file.toString(), null, "what is there is no file"); // to open a pipe may take for ever
            }
            // Never with CREATE: systems refuse it for another user's file in a folder that all share.
            return FileChannel.open(file, toWrite ? StandardOpenOption.WRITE : StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            FileChannel made = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-")); // or other users were shut out
            return made;
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
