package dev.faultpath.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A line of progress that renews itself, lines above it that do too, and plain lines between. */
class ConsoleLine {
    private static final int WIDEST = 118;

    private final PrintWriter err;
    private final int[] screen;
    private int width;
    private List<String> area = List.of();

    /** Writes to {@code err}; a line can be renewed on a terminal only. */
    ConsoleLine(PrintWriter err, boolean terminal) {
        this(err, terminal ? screen() : null);
    }

    /** @param screen rows and columns of the terminal, 0 if unknown; {@code null} if there is none */
    ConsoleLine(PrintWriter err, int[] screen) {
        this.err = err;
        this.screen = screen;
    }

    boolean terminal() {
        return screen != null;
    }

    /** Rows and columns of this program's terminal, asked of {@code stty}, which is everywhere; 0 if it does not tell. */
    private static int[] screen() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim().split(" ");
            return new int[] {Integer.parseInt(size[0]), Integer.parseInt(size[1])};
        } catch (IOException | RuntimeException e) {
            return new int[2];
        }
    }

    /** Ends what is renewed, so that other output starts on its own. */
    void finish() {
        erase();
        area = List.of();
    }

    private void erase() {
        if (width > 0) {
            err.print("\r" + " ".repeat(width) + "\r");
            width = 0;
        }
        if (!area.isEmpty()) {
            err.print("\033[" + area.size() + "A\033[J");
        }
        err.flush();
    }

    /** A line that stays. */
    void print(String text) {
        erase();
        err.println(text);
        draw();
    }

    private void draw() {
        area.forEach(err::println);
        err.flush();
    }

    /** A line in the place of the last renewed one. */
    void renew(String text) {
        String cut = text.length() > WIDEST ? text.substring(0, WIDEST) : text;
        err.print("\r" + cut + " ".repeat(Math.max(0, width - cut.length())));
        err.flush();
        width = cut.length();
    }

    /** Lines in the place of the last such, above the renewed one; false, and nothing is done, where the screen has no room for them. */
    boolean area(List<String> lines) {
        if (screen == null || lines.size() + 2 > screen[0]) {
            return false;
        }
        erase();
        area = lines.stream().map(l -> l.length() < screen[1] ? l : l.substring(0, screen[1] - 1)).toList();
        draw();
        return true;
    }
}
