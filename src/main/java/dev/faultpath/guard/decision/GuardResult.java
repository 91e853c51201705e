package dev.faultpath.guard.decision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * All that a guard run says.
 *
 * @param run      what was compared and where: whatever is to stand in the report's head and its JSON, in this order
 * @param rules    the plan
 * @param seed     seed of everything that is random in the decision and its figures
 * @param cells    one verdict a cell, in the order of the cells
 * @param rulers   verdicts of equal code against itself
 * @param voids    why nothing that was measured counts, one line each; empty if it does
 * @param stopped  why the run ended before its plan did; {@code null} if it did not
 */
public record GuardResult(ObjectNode run, Settings rules, long seed, List<CellVerdict> cells, List<CellVerdict> rulers,
                          List<String> voids, String stopped) {
    /** Nothing is slower by the margin. */
    public static final int EXIT_UNCHANGED = 0;
    /** At least one cell regressed. */
    public static final int EXIT_REGRESSED = 1;
    /** Nothing regressed, but not everything was decided. */
    public static final int EXIT_INCONCLUSIVE = 3;
    /** Something was not measured, or the machine does not let anything be said. */
    public static final int EXIT_VOID = 4;

    /** What an undecided run is to mean to the caller. */
    public enum Inconclusive {
        /** It has an exit code of its own. */
        REPORT(EXIT_INCONCLUSIVE),
        /** It passes. */
        PASS(EXIT_UNCHANGED),
        /** It fails like a regression. */
        FAIL(EXIT_REGRESSED);

        private final int code;

        Inconclusive(int code) {
            this.code = code;
        }
    }

    /**
     * The exit code: void before regressed before not measured before inconclusive before unchanged. A run without any cell says
     * nothing, so it is void.
     */
    public int exitCode(Inconclusive inconclusive) {
        if (!voids.isEmpty() || cells.isEmpty()) {
            return EXIT_VOID;
        }
        if (count(CellVerdict.Outcome.REGRESSED) > 0) {
            return EXIT_REGRESSED;
        }
        if (count(CellVerdict.Outcome.NOT_MEASURED) > 0) {
            return EXIT_VOID;
        }
        return count(CellVerdict.Outcome.INCONCLUSIVE) > 0 ? inconclusive.code : EXIT_UNCHANGED;
    }

    /** Number of cells with an outcome. */
    public long count(CellVerdict.Outcome outcome) {
        return cells.stream().filter(c -> c.outcome() == outcome).count();
    }
}
