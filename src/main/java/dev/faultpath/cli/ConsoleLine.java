package dev.faultpath.cli;

import java.io.PrintWriter;

/** A line of progress that renews itself, and plain lines between. */
class ConsoleLine {
    private static final int WIDEST = 118;

    private final PrintWriter err;
    private final boolean terminal;
    private int width;

    /** Writes to {@code err}; a line can be renewed on a terminal only. */
    ConsoleLine(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    boolean terminal() {
        return terminal;
    }

    /** Ends the renewed line, so that other output starts on its own. */
    void finish() {
        if (width > 0) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
            width = 0;
        }
    }

    /** A line that stays. */
    void print(String text) {
        finish();
        err.println(text);
        err.flush();
    }

    /** A line in the place of the last renewed one. */
    void renew(String text) {
        String cut = text.length() > WIDEST ? text.substring(0, WIDEST) : text;
        err.print("\r" + cut + " ".repeat(Math.max(0, width - cut.length())));
        err.flush();
        width = cut.length();
    }
}
