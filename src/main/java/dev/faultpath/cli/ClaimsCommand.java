package dev.faultpath.cli;

import dev.faultpath.claims.ClaimVerdict;
import dev.faultpath.claims.Claims;
import dev.faultpath.claims.Evidence;
import dev.faultpath.claims.ExternalCheck;
import dev.faultpath.report.ClaimsText;
import dev.faultpath.results.Json;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faultpath claims}: judges the claims of the argument by results. */
@Command(name = "claims", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Judges the claims of the argument by results: a verdict for each, of the design and on HotSpot, the evidence by"
            + " grade, what it means for a patch, and what would settle what is open. Then the published breakdown of a fault"
            + " beside the model's.",
        footer = {"",
            "Each JDK is judged by itself. Results of the same code on the same machine are merged, their forks compared within one run"
                + " only; others are judged apart.",
            "Exit code: 0 whatever the verdicts; 2 for an input that cannot be used."})
final class ClaimsCommand extends PrintingCommand implements Callable<Integer> {
    /** Version of the JSON form; grows when a field changes its meaning. */
    static final String SCHEMA = "faultpath-claims/2";

    @Parameters(arity = "1..*", paramLabel = "RESULTS", description = "Results folders, or JSON files in them.")
    private List<Path> results;

    @Option(names = "--json", description = "Print JSON, schema " + SCHEMA + ", with the cells behind each figure.")
    private boolean json;

    @Override
    public Integer call() {
        List<ResultSet> sets = ResultSet.merge(results.stream().map(ResultFolder::read).toList());
        List<Judged> judged = new ArrayList<>();
        PrintWriter out = out();
        for (ResultSet set : sets) {
            Evidence evidence = Evidence.of(set);
            if (json) {
                judged.add(new Judged(set.name(), Claims.judge(evidence), ExternalCheck.of(evidence)));
            } else {
                out.print(set == sets.get(0) ? "" : "\n");
                out.print(ClaimsText.of(sets.size() == 1 ? "" : set.name(), Claims.judge(evidence), ExternalCheck.of(evidence),
                        width()));
            }
        }
        out.print(json ? Json.pretty(new Answer(SCHEMA, judged)) : "");
        return 0;
    }

    /** The JSON. */
    private record Answer(String schema, List<Judged> judged) {
    }

    /** What one result says, in the JSON. */
    private record Judged(String results, List<ClaimVerdict> claims, ExternalCheck externalCheck) {
    }
}
