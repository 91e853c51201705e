package dev.faultpath.forks;

import dev.faultpath.Disk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Class-data archives of a build, one for each JDK, that forks load their classes from: most of what a fork does before it measures is to
 * read, verify and link the same classes again. A first fork that nobody times leaves the archive when it ends; where a JDK makes none, as
 * of a class path with folders, forks load their classes as ever. Nothing that is compiled comes from it, so the code that is timed is the
 * same. It lives as long as the run.
 */
public final class ForkArchive implements AutoCloseable {
    /** How an argument begins that has forks use an archive; what follows is a place on this machine. */
    static final String USED = "-XX:SharedArchiveFile=";
    private static final String MADE = "-XX:ArchiveClassesAtExit=";
    /** Keeps the JVM from saying on its output why it does without. */
    private static final String SILENT = "-Xlog:disable";
    /** Length of a path: the length of a command line moves the stack, which alone can make one of two equal builds slower. */
    private static final int LENGTH = 120;

    private final Path folder = Disk.temporaryFolder("faultpath");
    private final Map<String, List<String>> args = new HashMap<>();

    /** Runs a fork with further arguments, for what it leaves. */
    interface Trainer {
        void run(List<String> args) throws InterruptedException;
    }

    /** Arguments that forks of a JDK get; the first call makes its archive. Forks of other threads wait for it. */
    synchronized List<String> args(String jdk, Trainer trainer) throws InterruptedException {
        if (!args.containsKey(jdk)) {
            String name = folder.resolve(jdk).toString();
            Path archive = Path.of(name + "-".repeat(Math.max(1, LENGTH - name.length())) + ".jsa");
            trainer.run(List.of(MADE + archive, SILENT));
            args.put(jdk, Files.exists(archive) ? List.of(USED + archive, SILENT) : List.of());
        }
        return args.get(jdk);
    }

    @Override
    public void close() {
        Disk.delete(folder);
    }
}
