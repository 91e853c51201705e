package dev.faultpath.cli;

import dev.faultpath.results.Json;
import dev.faultpath.run.Machine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code faultpath environment}: prints what a run would store of this machine. */
@Command(name = "environment", description = "Prints as JSON what a run stores about this machine.")
final class EnvironmentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(Json.pretty(new Machine().describe()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
