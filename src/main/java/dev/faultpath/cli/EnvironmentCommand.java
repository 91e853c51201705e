package dev.faultpath.cli;

import dev.faultpath.machine.Machine;
import dev.faultpath.results.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code faultpath environment}: prints what a run would store of this machine. */
@Command(name = "environment", description = "Prints as JSON what a run stores about this machine.")
final class EnvironmentCommand extends PrintingCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        out().print(Json.pretty(new Machine().describe()));
        return 0;
    }
}
