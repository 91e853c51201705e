package dev.faultpath.claims;

import java.util.List;

/**
 * One place where a claim is looked at on one JDK.
 *
 * @param area    the region it belongs to; regions are made of areas
 * @param detail  what tells it from others of its area; may be empty
 * @param jdk     feature version; empty if it does not depend on one
 * @param outcome whether the claim holds there
 * @param text    what was found, with a figure
 * @param strain  how far it is on the way from a clear yes to a clear no; compared within one claim only
 * @param figures the figures behind it
 * @param open    what would decide it if it is open
 */
record Point(String area, String detail, String jdk, Outcome outcome, String text, double strain, List<Figure> figures,
             List<String> open) {
    /** Whether the claim holds at a point. */
    enum Outcome {
        HOLDS("holds"), FAILS("does not hold"), OPEN("undecided");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** A point that nothing was measured at. */
    static Point missing(String area, String detail, String jdk, List<String> cells) {
        return new Point(area, detail, jdk, Outcome.OPEN, "not measured", 0, List.of(), cells);
    }

    /** Whether nothing at all is known there. */
    boolean missing() {
        return outcome == Outcome.OPEN && figures.isEmpty();
    }

    /** Where it is, for a sentence. */
    String where() {
        return area + (detail.isEmpty() ? "" : ", " + detail) + (jdk.isEmpty() ? "" : " on JDK " + jdk);
    }

    /** Where it is and what was found. */
    String sentence() {
        return where() + ": " + text;
    }
}
