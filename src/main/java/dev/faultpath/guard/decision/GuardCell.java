package dev.faultpath.guard.decision;

/**
 * One thing that a guard run compares between two builds.
 *
 * @param label  its name; no two cells of a run have the same
 * @param millis length of an iteration, milliseconds, above 0; 0 for a cell that is not run
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
        MISSING
    }

    /** A cell that compares the two builds. */
    public static GuardCell compared(String label, int millis) {
        return new GuardCell(label, millis, Kind.COMPARED, null);
    }

    /** A cell whose both arms are equal code. */
    public static GuardCell ruler(String label, int millis) {
        return new GuardCell(label, millis, Kind.RULER, null);
    }

    /** A cell that is made of the same bytes in both builds. */
    public static GuardCell same(String label) {
        return new GuardCell(label, 0, Kind.SAME, null);
    }

    /** A cell that cannot be run. */
    public static GuardCell missing(String label, String reason) {
        return new GuardCell(label, 0, Kind.MISSING, reason);
    }

    /** Whether pairs of it are run. */
    public boolean run() {
        return kind == Kind.COMPARED || kind == Kind.RULER;
    }
}
