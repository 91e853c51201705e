package dev.faultpath.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code faultpath jmh …}: hands everything to JMH's own command line, for profilers and tools that expect it. {@link Main} does so
 * before picocli sees the arguments; this class is there for the help text.
 */
@Command(name = "jmh", description = "Hands all that follows to JMH's own command line (try: jmh -h, jmh -l).")
final class JmhCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ARGUMENTS", description = "JMH's own options and patterns, unchanged.", arity = "0..*")
    private String[] arguments = {};

    @Override
    public Integer call() {
        return hand(System.out, arguments);
    }

    /** Runs JMH's main in this JVM and returns 0. JMH ends the JVM itself, with exit code 1, if a run fails. */
    static int hand(PrintStream out, String[] arguments) {
        System.setOut(out);
        try {
            org.openjdk.jmh.Main.main(arguments);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return 0;
    }
}
