package dev.faultpath;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How text and shares are worded everywhere: the same in every locale. */
public final class Text {
    /** What controls how text is shown, directions of writing among them, but for ends of lines and tabs. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069&&[^\r\n\t\u0085]]");

    /** Folders from the root of a path on, but for what the system itself offers; their names have no blank. */
    private static final Pattern FOLDERS = Pattern.compile("(?<![\\w.)}\\]~])~?/(?!(?:proc|sys|dev)/)(?:[^\\s/:;,'\"()<>\\[\\]]+/)+");
    /** The user's name as a word; that of the superuser tells nothing. */
    private static final Pattern USER = Pattern.compile("(?<![\\w.-])" + Pattern.quote(System.getProperty("user.name", ""))
            + "(?![\\w-]|\\.\\w)");

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

    /** Some words in a row, "and" before the last. */
    public static String and(List<String> texts) {
        return texts.size() < 2 ? String.join("", texts)
                : String.join(", ", texts.subList(0, texts.size() - 1)) + " and " + texts.get(texts.size() - 1);
    }

    /** The text without what a terminal would take for a command: a sign in its place. */
    public static String plain(String text) {
        return CONTROL.matcher(text).replaceAll("\ufffd");
    }

    /** The plain text as part of a line: line breaks and tabs become blanks. */
    public static String inLine(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~') ? text : plain(text.replaceAll("\\s*\\R\\s*|\t", " "));
    }

    /** The plain text on one line, without blanks around it. */
    public static String oneLine(String text) {
        return inLine(text).strip();
    }

    /** The text without what tells whose machine it comes from: no path has its folders, and the user has no name. */
    public static String impersonal(String text) {
        String home = System.getProperty("user.home", "");
        String without = FOLDERS.matcher(home.length() > 1 ? text.replace(home, "~") : text).replaceAll("");
        String user = System.getProperty("user.name", "");
        return user.isBlank() || user.equals("root") ? without : USER.matcher(without).replaceAll("USER");
    }

    /**
     * Adds lines of at most so many columns, broken at blanks and after commas, but not within a number; only a single word that is longer
     * goes beyond.
     *
     * @param head begins the first line; the others are indented by its width
     */
    public static void wrap(StringBuilder out, String head, String text, int columns) {
        StringBuilder line = new StringBuilder(head);
        for (String word : text.split("(?<= )|(?<=,)(?! |\\d{3}\\b)")) {
            if (line.length() > head.length() && line.length() + word.stripTrailing().length() > columns) {
                out.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(" ".repeat(head.length()));
            }
            line.append(word);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    /** The parts of values that may hold several with commas between; empty ones are parts too. */
    public static List<String> parts(List<String> values) {
        return values.stream().flatMap(v -> Stream.of(v.split(",", -1))).toList();
    }

    /** The text on one line: the words in the first n characters, and a sign if some are missing. */
    public static String oneLine(String text, int n) {
        String line = oneLine(text);
        if (line.length() <= n) {
            return line;
        }
        int blank = line.lastIndexOf(' ', n);
        return line.substring(0, blank > n / 2 ? blank : n) + "…"; // a word that is long is cut itself
    }
}
