package dev.faultpath.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.guard.CellVerdict.Outcome;
import dev.faultpath.guard.decision.Settings;
import java.util.List;

/**
 * All that a guard run says.
 *
 * @param run     what was compared and where: whatever is to stand in the report's head and its JSON, in this order
 * @param rules   the plan
 * @param seed    seed of all that is random
 * @param cells   one verdict a cell, in the order of the cells
 * @param stopped why the run ended before its plan did; {@code null} if it did not
 */
public record GuardResult(ObjectNode run, Settings rules, long seed, List<CellVerdict> cells, String stopped) {
    /** Nothing is slower by the margin. */
    public static final int EXIT_UNCHANGED = 0;
    /** At least one cell regressed. */
    public static final int EXIT_REGRESSED = 1;
    /** Nothing regressed, but not everything was decided. */
    public static final int EXIT_INCONCLUSIVE = 3;
    /** Something was not measured. */
    public static final int EXIT_NOT_MEASURED = 4;

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
     * The exit code: regressed before not measured before inconclusive before unchanged. A cell that one build does not have is none of
     * them; a run that could compare no cell at all measured nothing.
     */
    public int exitCode(Inconclusive inconclusive) {
        if (count(Outcome.REGRESSED) > 0) {
            return EXIT_REGRESSED;
        }
        if (count(Outcome.NOT_MEASURED) > 0 || count(Outcome.NOT_COMPARED) == cells.size()) {
            return EXIT_NOT_MEASURED;
        }
        return count(Outcome.INCONCLUSIVE) > 0 ? inconclusive.code : EXIT_UNCHANGED;
    }

    /** Number of cells with an outcome. */
    public long count(Outcome outcome) {
        return cells.stream().filter(c -> c.outcome() == outcome).count();
    }
}
