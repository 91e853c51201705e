package dev.faultpath.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.guard.CellVerdict.Outcome;
import dev.faultpath.guard.GuardResult.Inconclusive;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.results.Json;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * An answer for machines. Keys and their order are fixed, cells are sorted by label, what has no number is null; ratios are
 * candidate / baseline. {@code schema} rises when a key changes its meaning.
 */
public final class GuardJson {
    /** Version of the keys. */
    public static final int SCHEMA = 3;

    private GuardJson() {
    }

    /** The keys. */
    private record Answer(int schema, String method, int exitCode, ObjectNode run, Settings rules, long seed, String stopped,
                          Map<Outcome, Long> counts, List<CellVerdict> cells) {
    }

    /** The answer as JSON text with a line feed at its end. */
    public static String of(GuardResult result) {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, result.count(outcome));
        }
        return Json.pretty(new Answer(SCHEMA, "guard", result.exitCode(Inconclusive.REPORT), result.run(), result.rules(), result.seed(),
                result.stopped(), counts, result.cells().stream().sorted(Comparator.comparing(CellVerdict::cell)).toList()));
    }
}
