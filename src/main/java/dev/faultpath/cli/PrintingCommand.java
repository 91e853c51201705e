package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.Text;
import dev.faultpath.c.CLibrary;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that prints; {@link Main} flushes what is left when it has ended. */
abstract class PrintingCommand {
    private static final int WIDEST = 120;

    @Spec
    private CommandSpec spec;

    /** Refuses a time to measure for that is none, or that ends never; {@code null} if none was given. */
    static void checkSeconds(String option, Double seconds) {
        if (seconds != null && !(seconds > 0 && seconds < 1e7)) {
            throw new InputException(option + " " + seconds + ": expected seconds, more than 0 and less than 10000000");
        }
    }

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

    /** Columns of text: those of the terminal, but no more than {@value #WIDEST}. */
    static int textWidth() {
        return Math.min(WIDEST, width());
    }

    /** Says in one line that cells of the C pair are left out, and why, where they are. */
    final void leavesOut() {
        CLibrary.missing().ifPresent(why -> {
            err().println("the C pair is left out: " + why);
            err().flush();
        });
    }

    /** The text; what is wider than the terminal goes on in a line below, as far from the edge. */
    static String fit(String text) {
        StringBuilder out = new StringBuilder();
        text.lines().forEach(line -> {
            String told = line.stripLeading();
            Text.wrap(out, line.substring(0, line.length() - told.length()), told, width());
        });
        return out.toString();
    }

    /** Prints lines of results that are no wider than the terminal, nor than {@value #WIDEST} columns; all but the first are indented. */
    final void wrapped(String head, String text) {
        StringBuilder lines = new StringBuilder();
        Text.wrap(lines, head, text, textWidth());
        out().print(lines);
    }

    /** Prints a line of results, the same on every platform and without blanks at its end. */
    final void line(String format, Object... args) {
        out().print(fit(String.format(Locale.ROOT, format, args).stripTrailing() + "\n"));
    }
}
