package dev.faultpath.guard.decision;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One thing that a guard run compares between two builds.
 *
 * @param label  its name; no two cells of a run have the same
 * @param millis length of an iteration, milliseconds, above 0; 0 for a cell that is not run
 * @param kind   what it is there for
 * @param reason why it cannot be measured, one line; {@code null} unless {@link Kind#MISSING}
 * @param usual  for a ruler, the usual spread of its log ratios on this class of machine (their median absolute deviation
 *               times 1.4826); NaN if unknown
 */
public record GuardCell(String label, int millis, Kind kind, String reason, double usual) {
    /** What a cell is there for. */
    public enum Kind {
        /** Compares the two builds. */
        @JsonProperty("COMPARED")
        COMPARED,
        /** Compares equal code with itself: if it seems to differ, the machine does not let anything be said. */
        @JsonProperty("RULER")
        RULER,
        /** Is made of the same bytes in both builds: unchanged without being run. */
        @JsonProperty("SAME")
        SAME,
        /** Cannot be run: one build does not have it, or its benchmark differs. */
        @JsonProperty("MISSING")
        MISSING
    }

    /** A cell that compares the two builds. */
    public static GuardCell compared(String label, int millis) {
        return new GuardCell(label, millis, Kind.COMPARED, null, Double.NaN);
    }

    /** A cell whose both arms are equal code. */
    public static GuardCell ruler(String label, int millis, double usual) {
        return new GuardCell(label, millis, Kind.RULER, null, usual);
    }

    /** A cell that is made of the same bytes in both builds. */
    public static GuardCell same(String label) {
        return new GuardCell(label, 0, Kind.SAME, null, Double.NaN);
    }

    /** A cell that cannot be run. */
    public static GuardCell missing(String label, String reason) {
        return new GuardCell(label, 0, Kind.MISSING, reason, Double.NaN);
    }

    /** Whether pairs of it are run. */
    public boolean run() {
        return kind == Kind.COMPARED || kind == Kind.RULER;
    }
}
