package dev.faultpath.guard.decision;

/**
 * One thing that a guard run compares between two builds.
 *
 * @param label  its name; no two cells of a run have the same
 * @param millis length of an iteration, milliseconds
 * @param kind   what it is there for
 * @param reason why it cannot be measured, one line; {@code null} unless {@link Kind#MISSING}
 */
public record GuardCell(String label, int millis, Kind kind, String reason) {
    /** What a cell is there for. */
    public enum Kind {
        /** Compares the two builds. */
        COMPARED,
        /** Compares equal code with itself: if it seems to differ, the machine does not let anything be said. */
        RULER,
        /** Is made of the same bytes in both builds: unchanged without being run. */
        SAME,
        /** Cannot be run: one build does not have it, or its benchmark differs. */
        MISSING;

        /** Whether pairs of it are run. */
        public boolean run() {
            return this == COMPARED || this == RULER;
        }
    }
}
