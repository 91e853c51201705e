package dev.faultpath.machine;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Keeps a process, and what it starts from then on, on some processors. */
public final class Affinity {
    private Affinity() {
    }

    /** The one call of Linux that it takes; loaded when it is first needed. */
    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        /** Returns -1 if it failed. */
        static native int sched_setaffinity(int thread, long size, byte[] mask);
    }

    /**
     * Pins all threads of a process; threads and processes inherit it. Best effort: where the machine does not let us, the process runs
     * where the scheduler puts it.
     *
     * @param cpus numbers of processors; if there are none, nothing is done
     * @return whether it is pinned
     */
    public static boolean pin(long pid, List<Integer> cpus) {
        if (cpus.isEmpty()) {
            return false;
        }
        byte[] mask = new byte[(cpus.stream().mapToInt(c -> c).max().orElse(0) / Long.SIZE + 1) * Long.BYTES];
        cpus.forEach(c -> mask[c / 8] |= (byte) (1 << c % 8));
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.mapToInt(t -> Integer.parseInt(t.getFileName().toString()))
                    .map(t -> Calls.sched_setaffinity(t, mask.length, mask)).allMatch(answer -> answer == 0);
        } catch (IOException | RuntimeException | LinkageError e) {
            return false;
        }
    }
}
