package dev.faultpath.results;

import java.util.List;
import java.util.SortedMap;

/** The command that runs one cell under JMH's own runner, as a run's forks do. It takes no turns with others and pairs nothing. */
public final class JmhCommandLine {
    private JmhCommandLine() {
    }

    /**
     * The command, for a shell.
     *
     * @param benchmark qualified class name, a dot, and the method
     * @param params    parameter values by name
     * @param jvmArgs   arguments of the fork
     * @param warmup    iterations that are not used
     * @param measured  iterations that are
     * @param millis    length of each, milliseconds
     */
    public static String of(String benchmark, SortedMap<String, String> params, List<String> jvmArgs, int warmup, int measured,
                            int millis) {
        StringBuilder text = new StringBuilder("scripts/faultpath jmh '^").append(benchmark.replace(".", "\\.")).append("$'");
        params.forEach((name, value) -> text.append(" -p ").append(name).append('=').append(value));
        return text.append(" -f 1 -wi ").append(warmup).append(" -i ").append(measured).append(" -w ").append(millis).append("ms -r ")
                .append(millis).append("ms -prof gc -jvmArgs '").append(String.join(" ", jvmArgs)).append('\'').toString();
    }

    /** That of a cell that was run. */
    public static String of(CellResult cell) {
        return of(cell.benchmark(), cell.params(), cell.jvmArgs(), cell.warmup(), cell.measured(), cell.iterationMillis());
    }
}
