package dev.faultpath;

import java.util.List;
import java.util.Optional;

/** The first line in which two texts differ: what a test says instead of both of them. */
public final class FirstDifference {
    private FirstDifference() {
    }

    /**
     * Compares line by line.
     *
     * @param have  what {@code there} is called in the answer, such as {@code kept}
     * @param there the text that is there already
     * @param now   the text that was made now
     * @return the line in words; empty if the texts are the same
     */
    public static Optional<String> of(String have, String there, String now) {
        List<String> left = there.lines().toList();
        List<String> right = now.lines().toList();
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String before = i < left.size() ? left.get(i) : "(end)";
            String after = i < right.size() ? right.get(i) : "(end)";
            if (!before.equals(after)) {
                return Optional.of("line " + (i + 1) + " differs\n    " + have + ": " + before + "\n    made now: " + after);
            }
        }
        return there.equals(now) ? Optional.empty() : Optional.of("the line ends differ");
    }
}
