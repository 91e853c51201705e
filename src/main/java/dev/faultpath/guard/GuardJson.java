package dev.faultpath.guard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.guard.CellVerdict.Evidence;
import dev.faultpath.guard.CellVerdict.Gate;
import dev.faultpath.guard.CellVerdict.Outcome;
import dev.faultpath.results.Json;
import dev.faultpath.stats.Interval;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * An answer for machines. Keys and their order are fixed, cells are sorted by label, what has no number is null; ratios are
 * candidate / baseline. {@code schema} rises when a key changes its meaning.
 */
public final class GuardJson {
    /** Version of the keys. */
    public static final int SCHEMA = 1;

    private GuardJson() {
    }

    /** The answer as JSON text with a line feed at its end. */
    public static String of(GuardResult result) {
        ObjectNode root = Json.MAPPER.createObjectNode().put("schema", SCHEMA).put("method", "guard")
                .put("exitCode", result.exitCode(Inconclusive.REPORT));
        root.set("run", result.run());
        root.set("rules", result.rules());
        root.put("seed", result.seed());
        root.put("stopped", result.stopped());
        ArrayNode voids = root.putArray("voids");
        result.voids().forEach(voids::add);
        ObjectNode counts = root.putObject("counts");
        for (Outcome outcome : Outcome.values()) {
            counts.put(lower(outcome), result.count(outcome));
        }
        cells(root.putArray("cells"), result.cells());
        cells(root.putArray("rulers"), result.rulers());
        return Json.pretty(root);
    }

    private static void cells(ArrayNode array, List<CellVerdict> cells) {
        cells.stream().sorted(Comparator.comparing(CellVerdict::cell)).forEach(c -> {
            ObjectNode node = array.addObject().put("cell", c.cell()).put("outcome", lower(c.outcome())).put("strong", c.strong())
                    .put("reason", c.reason());
            if (c.outcome() == Outcome.INCONCLUSIVE && c.pairsNeeded() > 0) {
                node.put("pairsNeeded", c.pairsNeeded());
            } else {
                node.putNull("pairsNeeded");
            }
            node.set("evidence", c.evidence() == null ? null : evidence(c.evidence()));
            ArrayNode gates = node.putArray("gates");
            for (Gate gate : c.gates()) {
                ObjectNode g = gates.addObject().put("name", gate.name()).put("change", lower(gate.change()));
                g.set("baseline", Json.number(gate.baseline()));
                g.set("candidate", Json.number(gate.candidate()));
            }
            ArrayNode notes = node.putArray("notes");
            c.notes().forEach(notes::add);
        });
    }

    private static ObjectNode evidence(Evidence e) {
        ObjectNode node = Json.MAPPER.createObjectNode().put("stage", e.stage() == null ? null : lower(e.stage()));
        interval(node, "ratio", e.ratio());
        node.set("lower", Json.number(e.lower() == 0 ? Double.NaN : e.lower()));
        node.set("upper", Json.number(e.upper()));
        node.set("p", Json.number(e.p()));
        node.set("adjustedP", Json.number(e.adjustedP()));
        node.set("improvedQ", Json.number(e.improvedQ()));
        interval(node, "meanRatio", e.meanRatio());
        node.put("byMean", e.byMean()).put("pairs", e.pairs()).put("used", e.used()).put("droppedBaseline", e.droppedBaseline())
                .put("droppedCandidate", e.droppedCandidate()).put("lost", e.lost());
        node.set("smallest", Json.number(e.smallest()));
        node.set("smallestLevel", Json.number(e.smallestLevel()));
        return node;
    }

    private static void interval(ObjectNode node, String name, Interval interval) {
        ObjectNode i = node.putObject(name);
        i.set("estimate", Json.number(interval.estimate()));
        i.set("low", Json.number(interval.low()));
        i.set("high", Json.number(interval.high()));
        i.put("method", lower(interval.method()));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
