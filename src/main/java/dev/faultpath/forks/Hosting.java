package dev.faultpath.forks;

import java.util.List;
import java.util.function.Function;

/**
 * How the processes that run JMH are started, and what their forks get besides {@link HostForkRunner#forkArgs}.
 *
 * @param classPath class path of the host and its forks: this program's own, or that of another build
 * @param turns     port on this machine at which forks ask for their turns, see {@link Turns}; 0 if they run freely
 * @param forkArgs  further JVM arguments of a cell's forks
 */
public record Hosting(String classPath, int turns, Function<Cell, List<String>> forkArgs) {
    /** Forks of this very program. */
    public static Hosting ofThisProgram() {
        return of(System.getProperty("java.class.path"));
    }

    /** Forks of another build. */
    public static Hosting of(String classPath) {
        return new Hosting(classPath, 0, cell -> List.of());
    }

    /** The same, with forks that wait for their turn before each iteration. */
    public Hosting inTurns(int port) {
        return new Hosting(classPath, port, forkArgs);
    }

    /** The same, with further arguments for forks. */
    public Hosting with(Function<Cell, List<String>> args) {
        return new Hosting(classPath, turns, args);
    }
}
