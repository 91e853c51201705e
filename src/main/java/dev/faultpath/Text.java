package dev.faultpath;

import java.util.Locale;

/** How text and shares are worded everywhere: the same in every locale. */
public final class Text {
    private Text() {
    }

    /** A share in percent, with one digit behind the point. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** A change in percent, with its sign unless it rounds to nothing. */
    public static String change(double share) {
        String text = String.format(Locale.ROOT, "%+.1f %%", share * 100);
        return text.substring(1).equals("0.0 %") ? text.substring(1) : text;
    }

    /** The text on one line: line breaks become blanks. */
    public static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ").trim();
    }

    /** The text on one line: the first n characters, and a sign if some are missing. */
    public static String oneLine(String text, int n) {
        String line = oneLine(text);
        return line.length() > n ? line.substring(0, n) + "…" : line;
    }
}
