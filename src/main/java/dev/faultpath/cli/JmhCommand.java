package dev.faultpath.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** {@code faultpath jmh …}: hands everything to JMH's own command line, for profilers and tools that expect it. */
@Command(name = "jmh", description = "Hands all that follows to JMH's own command line (try: jmh -h, jmh -l).",
        mixinStandardHelpOptions = false)
final class JmhCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ARGUMENTS", description = "JMH's own options and patterns, unchanged.", arity = "0..*")
    private List<String> arguments = List.of();

    @Unmatched
    private List<String> rest = List.of();

    @Override
    public Integer call() throws IOException {
        // Reached only when picocli could take the arguments apart; Main hands the line over before that.
        return hand(arguments.toArray(new String[0]));
    }

    /**
     * Runs JMH's main in this JVM.
     *
     * @param arguments as typed behind {@code jmh}
     */
    static int hand(String[] arguments) throws IOException {
        org.openjdk.jmh.Main.main(arguments);
        return 0;
    }
}
