package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.guard.Comparison;
import dev.faultpath.guard.GuardJson;
import dev.faultpath.guard.GuardReport;
import dev.faultpath.guard.GuardResult;
import dev.faultpath.guard.Inconclusive;
import dev.faultpath.results.ResultFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code faultpath compare}: two stored runs, cell by cell. */
@Command(name = "compare", description = {"Compares two stored runs of the same machine, JDK and harness, cell by cell.",
        "Runs at different times can differ by a drift of the machine: for a verdict on a change of code use guard, which runs both"
                + " builds in turns."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no cell is slower by the margin", "1:a cell regressed", "2:bad usage or input, or runs that cannot be compared",
            "3:nothing regressed, but not every cell is decided", "4:a cell is not in both runs"})
final class CompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OLD", description = "Results folder, or one result file, of the old run.")
    private Path old;

    @Parameters(index = "1", paramLabel = "NEW", description = "The same of the new run.")
    private Path now;

    @Option(names = "--margin", paramLabel = "PERCENT", defaultValue = "3",
            description = "Slow-down that matters, per cent. Default: ${DEFAULT-VALUE}.")
    private double margin;

    @Option(names = "--inconclusive", paramLabel = "WHAT", defaultValue = "report",
            description = "What an undecided comparison means: report (exit code 3), pass (0), fail (1). Default: ${DEFAULT-VALUE}.")
    private Inconclusive inconclusive;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the answer as JSON.")
    private Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the answer as Markdown, for a pull request.")
    private Path markdown;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!(margin > 0 && margin < 100)) {
            throw new InputException("--margin must be above 0 and below 100 per cent, not " + margin);
        }
        GuardResult result = Comparison.of(ResultFolder.read(old), ResultFolder.read(now),
                Comparison.Rules.NORMAL.withMargin(margin / 100));
        if (json != null) {
            Results.write(json, GuardJson.of(result));
        }
        if (markdown != null) {
            Results.write(markdown, GuardReport.markdown(result));
        }
        spec.commandLine().getOut().print(GuardReport.text(result));
        spec.commandLine().getOut().flush();
        return result.exitCode(inconclusive);
    }
}
