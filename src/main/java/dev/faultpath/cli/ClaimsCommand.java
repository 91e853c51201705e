package dev.faultpath.cli;

import dev.faultpath.InputException;
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
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faultpath claims}: judges the claims of the argument by results. */
@Command(name = "claims", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Judges the claims of the argument by results: a verdict for each, of the design and on HotSpot, what decides it,"
            + " and what it means for a patch.",
        footer = {"",
            "Each JDK is judged by itself. Results of the same code on the same machine are merged, their forks compared within one run"
                + " only; others are judged apart.",
            "Exit code: 0 whatever the verdicts; 2 for an input that cannot be used."})
final class ClaimsCommand extends PrintingCommand implements Callable<Integer> {
    /** Version of the JSON form; grows when a field changes its meaning. */
    static final String SCHEMA = "faultpath-claims/3";

    /** A name of a claim, not a path. */
    private static final String NAME = "[Cc]\\d{1,3}[ab]?";

    @Parameters(arity = "1..*", paramLabel = "RESULTS", description = "Results folders, or JSON files in them; and names of claims, such"
            + " as C3, to print all of these alone: the evidence by grade, and what would settle what is open.")
    private List<String> results;

    @Option(names = "--all", description = "Print all of every claim, then the published breakdown of a fault beside the model's.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON, schema " + SCHEMA + ", with the cells behind each figure.")
    private boolean json;

    @Override
    public Integer call() {
        List<String> names = results.stream().filter(r -> r.matches(NAME)).map(r -> r.toUpperCase(Locale.ROOT)).toList();
        List<ResultSet> sets = ResultSet.merge(results.stream().filter(r -> !r.matches(NAME)).map(r -> ResultFolder.read(Path.of(r)))
                .toList());
        List<Judged> judged = new ArrayList<>();
        PrintWriter out = out();
        for (ResultSet set : sets) {
            Evidence evidence = Evidence.of(set);
            if (json) {
                judged.add(new Judged(set.name(), Claims.judge(evidence), ExternalCheck.of(evidence)));
            } else {
                out.print(set == sets.get(0) ? "" : "\n");
                String name = sets.size() == 1 ? "" : set.name();
                List<ClaimVerdict> verdicts = Claims.judge(evidence);
                List<ClaimVerdict> chosen = names.isEmpty() ? verdicts : names.stream().distinct().flatMap(n -> of(n, verdicts)).toList();
                out.print(all || !names.isEmpty() ? ClaimsText.full(name, chosen, width()) : ClaimsText.brief(name, chosen, width()));
                out.print(all ? ClaimsText.of(ExternalCheck.of(evidence), width()) : "");
            }
        }
        if (!json && !all && names.isEmpty()) {
            out.print("\nEvidence, sources, what is open: faultpath claims C3 RESULTS, or --all.\n");
        }
        out.print(json ? Json.pretty(new Answer(SCHEMA, judged)) : "");
        return 0;
    }

    /** The claims of a name; C8 is both of its halves. */
    private static Stream<ClaimVerdict> of(String name, List<ClaimVerdict> verdicts) {
        List<ClaimVerdict> named = verdicts.stream().filter(v -> v.claim().toUpperCase(Locale.ROOT).replaceFirst(
                name.matches(".*[AB]") ? "$" : "[AB]$", "").equals(name)).toList();
        if (named.isEmpty()) {
            throw new InputException("no claim '" + name + "'; there are " + verdicts.stream().map(ClaimVerdict::claim)
                    .collect(Collectors.joining(", ")));
        }
        return named.stream();
    }

    /** The JSON. */
    private record Answer(String schema, List<Judged> judged) {
    }

    /** What one result says, in the JSON. */
    private record Judged(String results, List<ClaimVerdict> claims, ExternalCheck externalCheck) {
    }
}
