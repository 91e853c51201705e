package dev.faultpath.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.claims.ClaimVerdict;
import dev.faultpath.claims.Claims;
import dev.faultpath.claims.Evidence;
import dev.faultpath.claims.ExternalCheck;
import dev.faultpath.claims.Figure;
import dev.faultpath.report.ClaimsText;
import dev.faultpath.results.Json;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faultpath claims}: judges the claims of the argument by results. */
@Command(name = "claims", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Judges the claims C1 to C8 by results: a verdict for each, what decides it, where it holds, and what would settle"
            + " what is open. Then the published breakdown of a fault beside the model's.",
        footer = {"",
            "Each JDK is judged by itself. Results of the same code on the same machine are merged, their forks compared within one run"
                + " only; others are judged apart.",
            "Exit code: 0 whatever the verdicts; 2 for an input that cannot be used."})
final class ClaimsCommand extends PrintingCommand implements Callable<Integer> {
    /** Version of the JSON form; grows when a field changes its meaning. */
    static final String SCHEMA = "faultpath-claims/1";

    @Parameters(arity = "1..*", paramLabel = "RESULTS", description = "Results folders, or JSON files of theirs.")
    private List<Path> results;

    @Option(names = "--json", description = "Print JSON, schema " + SCHEMA + ", with the cells behind each figure.")
    private boolean json;

    @Override
    public Integer call() {
        List<ResultSet> sets = ResultSet.merge(results.stream().map(ResultFolder::read).toList());
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("schema", SCHEMA);
        ArrayNode judged = root.putArray("judged");
        PrintWriter out = out();
        for (ResultSet set : sets) {
            Evidence evidence = Evidence.of(set);
            if (json) {
                judged.add(json(set.name(), Claims.judge(evidence), ExternalCheck.of(evidence)));
            } else {
                out.print(set == sets.get(0) ? "" : "\n");
                out.print(ClaimsText.of(sets.size() == 1 ? "" : set.name(), Claims.judge(evidence), ExternalCheck.of(evidence)));
            }
        }
        out.print(json ? Json.pretty(root) : "");
        return 0;
    }

    private static ObjectNode json(String name, List<ClaimVerdict> verdicts, ExternalCheck check) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("results", name);
        ArrayNode claims = root.putArray("claims");
        for (ClaimVerdict v : verdicts) {
            ObjectNode claim = claims.addObject().put("claim", v.claim()).put("said", v.said()).put("verdict", v.verdict().word())
                    .put("because", v.because());
            ArrayNode regions = claim.putArray("regions");
            v.regions().forEach(r -> regions.addObject().put("where", r.where()).put("holds", r.holds()).put("what", r.what()));
            strings(claim.putArray("open"), v.open());
            strings(claim.putArray("limits"), v.thresholds());
            ArrayNode figures = claim.putArray("figures");
            v.figures().forEach(f -> figures.add(json(f)));
        }
        ObjectNode external = root.putObject("externalCheck").put("source", check.source());
        ArrayNode stages = external.putArray("stages");
        for (ExternalCheck.Row row : check.rows()) {
            ObjectNode stage = stages.addObject().put("stage", row.stage());
            stage.set("published4k", Json.number(row.published4k()));
            stage.set("publishedHuge", Json.number(row.publishedHuge()));
            ArrayNode models = stage.putArray("model");
            row.models().forEach(m -> models.addObject().put("pages", m.pages()).set("share", json(m.share())));
            stage.put("reason", row.reason());
        }
        return root;
    }

    private static ObjectNode json(Figure f) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("label", f.label());
        node.set("value", Json.number(f.value()));
        node.set("low", Json.number(f.low()));
        node.set("high", Json.number(f.high()));
        node.put("unit", f.unit()).put("jdk", f.jdk());
        strings(node.putArray("cells"), f.cells());
        return node;
    }

    private static void strings(ArrayNode array, List<String> lines) {
        lines.forEach(array::add);
    }
}
