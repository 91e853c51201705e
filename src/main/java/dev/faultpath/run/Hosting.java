package dev.faultpath.run;

import java.util.List;
import java.util.function.Function;

/**
 * How the processes that run JMH are started, and what their forks get besides {@link HostForkRunner#forkArgs}.
 *
 * @param classPath class path of the host and its forks: this program's own, or that of another build
 * @param processor number of the processor that host and forks are bound to; {@link #ANY} leaves it to the system
 * @param turns     port on this machine at which forks ask for their turns, see {@link Turns}; 0 if they run freely
 * @param forkArgs  further JVM arguments of a cell's forks
 */
public record Hosting(String classPath, int processor, int turns, Function<Cell, List<String>> forkArgs) {
    /** No binding to a processor. */
    public static final int ANY = -1;

    /** Forks of this very program, on any processor. */
    public static Hosting ofThisProgram() {
        return of(System.getProperty("java.class.path"));
    }

    /** Forks of another build, on any processor. */
    public static Hosting of(String classPath) {
        return new Hosting(classPath, ANY, 0, cell -> List.of());
    }

    /** The same, bound to a processor. */
    public Hosting on(int number) {
        return new Hosting(classPath, number, turns, forkArgs);
    }

    /** The same, with forks that wait for their turn before each iteration. */
    public Hosting inTurns(int port) {
        return new Hosting(classPath, processor, port, forkArgs);
    }

    /** The same, with further arguments for forks. */
    public Hosting with(Function<Cell, List<String>> args) {
        return new Hosting(classPath, processor, turns, args);
    }
}
