package dev.faultpath.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code faultpath completion}: what a shell needs to complete commands and options. */
@Command(name = "completion",
        description = "Prints a script by which bash and zsh complete commands and options: source <(scripts/faultpath completion).")
final class CompletionCommand extends PrintingCommand implements Runnable {
    @Override
    public void run() {
        out().print(AutoComplete.bash("faultpath", spec().root().commandLine()));
    }
}
