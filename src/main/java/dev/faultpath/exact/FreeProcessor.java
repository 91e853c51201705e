package dev.faultpath.exact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A processor on which no other process of this user steps. Each binds itself and what it steps to one processor, so that of two that
 * were on the same one both would go half as fast, and another would idle.
 */
final class FreeProcessor implements AutoCloseable {
    private final int number;
    private final FileChannel held;

    private FreeProcessor(int number, FileChannel held) {
        this.number = number;
        this.held = held;
    }

    /**
     * Takes one.
     *
     * @param here    number of the processor that is taken if it is free, or if none is
     * @param allowed those there are to choose from, a bit each
     * @param folder  where processes of all users meet; one that cannot be written to makes all processors free
     */
    static FreeProcessor take(int here, long[] allowed, Path folder) {
        for (int i = 0; i < allowed.length * Long.SIZE; i++) {
            int number = (here + i) % (allowed.length * Long.SIZE);
            if ((allowed[number / Long.SIZE] >> number & 1) != 0) {
                Path file = folder.resolve("faultpath-steps-" + System.getProperty("user.name") + "-" + number + ".lock");
                try {
                    FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS);
                    if (locked(channel)) {
                        return new FreeProcessor(number, channel);
                    }
                    channel.close();
                } catch (IOException e) {
                    break; // slower, but as right
                }
            }
        }
        return new FreeProcessor(here, null);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // in this very process
        }
    }

    int number() {
        return number;
    }

    /** Lets others take it. */
    @Override
    public void close() {
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                // It goes with the process.
            }
        }
    }
}
