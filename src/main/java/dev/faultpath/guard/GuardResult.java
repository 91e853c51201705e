package dev.faultpath.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.guard.CellVerdict.Outcome;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.results.Json;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

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
    /** Version of the keys of {@link #json}; rises when one changes its meaning. */
    public static final int SCHEMA = 3;
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

    /** The answer for machines: the keys, and their order. */
    private record Answer(int schema, String method, int exitCode, ObjectNode run, Settings rules, long seed, String stopped,
                          Map<Outcome, Long> counts, List<CellVerdict> cells) {
    }

    /**
     * The answer as JSON text with a line feed at its end. Keys and their order are fixed, cells are sorted by label, what has no number is
     * null; ratios are candidate / baseline.
     */
    public String json() {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        EnumSet.allOf(Outcome.class).forEach(outcome -> counts.put(outcome, count(outcome)));
        return Json.pretty(new Answer(SCHEMA, "guard", exitCode(Inconclusive.REPORT), run, rules, seed, stopped, counts,
                cells.stream().sorted(Comparator.comparing(CellVerdict::cell)).toList()));
    }

    /** Number of cells with an outcome. */
    public long count(Outcome outcome) {
        return cells.stream().filter(c -> c.outcome() == outcome).count();
    }
}
