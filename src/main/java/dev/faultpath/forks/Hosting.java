package dev.faultpath.forks;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * How the processes that run JMH are started, and what their forks get besides {@link HostForkRunner#forkArgs}.
 *
 * @param classPath class path of the host and its forks: this program's own, or that of another build
 * @param host      main class of the host, by the name that this build knows it by
 * @param turns     port on this machine at which forks ask for their turns, see {@link Turns}; 0 if they run freely
 * @param forkArgs  further JVM arguments of a cell's forks
 * @param forms     whether every fork tells what its code was compiled to, not only those that count
 * @param archive   what its forks load their classes from; {@code null} if from the class path alone
 */
public record Hosting(String classPath, String host, int turns, Function<Cell, List<String>> forkArgs, boolean forms,
                      ForkArchive archive) {
    /** The host's names in builds that can still be run, this build's first. */
    static final List<String> HOSTS = List.of(ForkHost.class.getName(), "dev.faultpath.run.ForkHost");

    /** Argument that makes up for a shorter name. */
    static final String FILL = "-Dfaultpath.fill=";
    /** Where forks look for a captured layout. */
    static final String LAYOUTS_PROPERTY = "faultpath.layouts";

    /** Forks of this program. */
    public static Hosting ofThisProgram() {
        return new Hosting(System.getProperty("java.class.path"), ForkHost.class.getName(), 0, cell -> List.of(), false, null);
    }

    /** Forks of another build. Refuses a jar as {@link #hostIn} does. */
    public static Hosting of(Path jar) {
        return new Hosting(jar.toString(), hostIn(jar, jar.toString()), 0, cell -> List.of(), false, null);
    }

    /**
     * The main class of a build's host.
     *
     * @param what what the build is called in messages
     * @throws InputException if the jar cannot be read or has no host
     */
    public static String hostIn(Path jar, String what) {
        try (ZipFile zip = Disk.zip(jar)) {
            return HOSTS.stream().filter(name -> zip.getEntry(name.replace('.', '/') + ".class") != null).findFirst()
                    .orElseThrow(() -> new InputException(what + ": no faultpath jar, or one from before forks had a host (no "
                            + ForkHost.class.getSimpleName() + " in it)"));
        } catch (IOException e) {
            throw InputException.because(what + ": no jar that can be read", e);
        }
    }

    /**
     * What makes JMH run forks in the {@link SpeedExecutor}, which stands beside the host in every build that has both. Of the same
     * length for all builds: the length of a command line moves the stack, which alone can make one of two equal builds slower.
     */
    List<String> executorArgs() {
        String beside = host.substring(0, host.lastIndexOf('.') + 1);
        return List.of("-Djmh.executor=CUSTOM", "-Djmh.executor.class=" + beside + SpeedExecutor.class.getSimpleName(),
                FILL + "-".repeat(Math.max(0, HOSTS.get(0).length() - host.length())));
    }

    /** The same, with forks that wait for their turn before each iteration. */
    public Hosting inTurns(int port) {
        return new Hosting(classPath, host, port, forkArgs, forms, archive);
    }

    /** The same, with forks that find layouts captured in this run in a folder; {@code null} if there are none. */
    public Hosting withLayouts(Path folder) {
        return folder == null ? this : with(cell -> List.of("-D" + LAYOUTS_PROPERTY + "=" + folder));
    }

    /** The same, with forks that tell what their code was compiled to. */
    public Hosting withForms() {
        return new Hosting(classPath, host, turns, forkArgs, true, archive);
    }

    /** The same, with forks that load their classes from an archive of this build, which the caller closes. */
    public Hosting withArchive(ForkArchive of) {
        return new Hosting(classPath, host, turns, forkArgs, forms, of);
    }

    /** The same, with forks that count telling where the instructions are. */
    public Hosting withWhere() {
        return with(cell -> Stream.concat(forkArgs.apply(cell).stream(), Stream.of("-D" + FormProfiler.WHERE_PROPERTY + "=true")).toList());
    }

    /** The same, with other further arguments for forks. */
    public Hosting with(Function<Cell, List<String>> args) {
        return new Hosting(classPath, host, turns, args, forms, archive);
    }
}
