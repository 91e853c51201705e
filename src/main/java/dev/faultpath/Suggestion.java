package dev.faultpath;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody may have meant who mistyped a name. */
public final class Suggestion {
    private Suggestion() {
    }

    /**
     * The nearest name by edit distance, or else the first that begins so, as the end of a message,
     * such as {@code "; did you mean 'bench'?"}; empty if none is near.
     *
     * @param wrong what was typed
     * @param names those there are
     */
    public static String of(String wrong, Collection<String> names) {
        String typed = wrong.toLowerCase(Locale.ROOT);
        int far = Math.max(1, Math.min(3, typed.replaceFirst("^-+", "").length() / 2));
        return names.stream().distinct().sorted().min(Comparator.comparingInt(n -> distance(typed, n.toLowerCase(Locale.ROOT))))
                .filter(n -> distance(typed, n.toLowerCase(Locale.ROOT)) <= far)
                .or(() -> names.stream().filter(n -> typed.length() > 1 && n.toLowerCase(Locale.ROOT).startsWith(typed)).sorted()
                        .findFirst())
                .map(n -> "; did you mean '" + n + "'?").orElse("");
    }

    /** Letters to put in, leave out or change, two that changed places counting as one (Damerau's restricted distance). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + same, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
