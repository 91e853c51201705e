package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.layout.LayoutCapture;
import dev.faultpath.layout.LayoutWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Captures the memory layout of a process of this run, so that a benchmark can walk it under the name {@code live}. */
final class LiveLayout {
    /** Name of the file that forks look for. */
    static final String FILE = "live.layout";
    /** Most pages with an entry that are kept: 1 GiB, more than a small JVM has. */
    private static final long MAX_PAGES = 1L << 18;

    private LiveLayout() {
    }

    /**
     * Captures a process into a folder.
     *
     * @param pid    a live process that may be read
     * @param folder exists
     * @throws InputException if the process cannot be captured or the file cannot be written
     */
    static void capture(long pid, Path folder) {
        String text = LayoutWriter.write(LayoutCapture.capture(Path.of("/proc"), pid, MAX_PAGES));
        try {
            Files.writeString(folder.resolve(FILE), text);
        } catch (IOException e) {
            throw InputException.because(folder + ": the captured layout cannot be written", e);
        }
    }
}
