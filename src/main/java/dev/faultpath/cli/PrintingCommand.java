package dev.faultpath.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Where a command prints. {@link Main} flushes what is left when the command has ended. */
abstract class PrintingCommand {
    @Spec
    private CommandSpec spec;

    /** What picocli knows of the command. */
    final CommandSpec spec() {
        return spec;
    }

    /** For results. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** For progress and warnings. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints a line of results, the same on every platform and without blanks at its end. */
    final void line(String format, Object... args) {
        out().print(String.format(Locale.ROOT, format, args).stripTrailing() + "\n");
    }
}
