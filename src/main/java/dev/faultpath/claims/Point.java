package dev.faultpath.claims;

import java.util.ArrayList;
import java.util.List;

/**
 * One place where a claim is looked at.
 *
 * @param grade   the kind of evidence that it rests on, which says of which half of the claim it speaks
 * @param area    the region it belongs to; regions are made of areas
 * @param detail  what tells it from others of its area; may be empty
 * @param jdk     feature version; empty if it does not depend on one
 * @param outcome whether the claim holds there
 * @param text    what was found, with a figure
 * @param strain  how far it is on the way from a clear yes to a clear no; compared within one claim only
 * @param figures the figures behind it
 * @param open    what would decide it if it is open
 * @param times   the comparison of times that it rests on; {@code null} of another grade, or where nothing was measured
 * @param inC     whether it is of the C pair, whose instructions and times speak of the design
 */
record Point(Grade grade, String area, String detail, String jdk, Outcome outcome, String text, double strain, List<Figure> figures,
             List<String> open, Comparison times, boolean inC) {
    /** Behind the label of a figure of other compiled forms than those of most forks, with a number from two on. */
    private static final String OTHER_FORMS = ", compiled forms ";

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

    /** Nothing is decided by evidence that is not there, or by times that the harness cannot tell apart. */
    Point {
        if (outcome != Outcome.OPEN && figures.stream().noneMatch(f -> f.grade() == grade)) {
            throw new IllegalArgumentException(area + " is decided without a figure of grade " + grade);
        }
        if (outcome != Outcome.OPEN && grade == Grade.E4 && (times == null || !times.unfit().isEmpty())) {
            throw new IllegalArgumentException(area + " is decided by times that decide nothing: "
                    + (times == null ? "of no comparison" : times.unfit()));
        }
    }

    /** One that rests on a grade other than times. */
    static Point of(Grade grade, String area, String detail, String jdk, Outcome outcome, String text, double strain, List<Figure> figures,
                    String... open) {
        return new Point(grade, area, detail, jdk, outcome, text, strain, List.copyOf(figures), List.of(open), null,
                false);
    }

    /** A point that nothing was found at. */
    static Point missing(Grade grade, String area, String detail, String jdk, List<String> wanted) {
        return new Point(grade, area, detail, jdk, Outcome.OPEN, grade.ofDesign() ? "not counted" : "not measured", 0, List.of(), wanted,
                null, false);
    }

    /** The same, of the C pair, whatever JDK calls it. */
    Point ofC() {
        return new Point(grade, area, detail, "", outcome, text, strain, figures, open, times, true);
    }

    /** The same, of the compiled form that most forks have, where the others say the same. */
    Point alsoInForms(List<Point> others) {
        List<Figure> all = new ArrayList<>(figures);
        for (int i = 0; i < others.size(); i++) {
            String suffix = OTHER_FORMS + (i + 2);
            others.get(i).figures.stream().filter(f -> f.grade() == grade && !figures.contains(f)
                    && !f.label().endsWith(Comparison.SHOWN_ONLY)).forEach(f -> all.add(f.labelled(f.label() + suffix)));
        }
        return new Point(grade, area, detail, jdk, outcome, text + ", and likewise in each of " + (others.size() + 1)
                + " pairs of compiled forms", strain, List.copyOf(all), open, times, inC);
    }

    /** Whether it speaks of the design, and not of what HotSpot made of it. */
    boolean ofDesign() {
        return inC || grade.ofDesign();
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
