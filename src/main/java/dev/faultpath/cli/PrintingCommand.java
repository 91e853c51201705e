package dev.faultpath.cli;

import dev.faultpath.c.CLibrary;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that prints; {@link Main} flushes what is left when it has ended. */
abstract class PrintingCommand {
    @Spec
    private CommandSpec spec;

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

    /** Columns of the terminal that results go to, as the scripts tell; without end where they go elsewhere. */
    static int width() {
        return Integer.getInteger("faultpath.columns", Integer.MAX_VALUE);
    }

    /** Says in one line that cells of the C pair are left out, and why, where they are. */
    final void leavesOut() {
        CLibrary.missing().ifPresent(why -> {
            err().println("the C pair is left out: " + why);
            err().flush();
        });
    }

    /** Prints a line of results, the same on every platform and without blanks at its end. */
    final void line(String format, Object... args) {
        out().print(String.format(Locale.ROOT, format, args).stripTrailing() + "\n");
    }
}
