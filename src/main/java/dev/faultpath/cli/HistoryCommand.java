package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.history.History;
import dev.faultpath.history.HistoryReport;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.stats.ChangePoints;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faultpath history}: how each cell went over the published folders, and where it changed for good. */
@Command(name = "history", sortOptions = false,
        description = "Follows each cell over the published results, by class of machine and JDK, and marks where its ratio to the"
            + " reference, or its time, changed for good, with the commits between.",
        footer = {"",
            "A change is called when ranks on both sides differ by more than they do in one of a hundred unchanged series; that takes "
                + ChangePoints.SHORTEST + " folders,",
            "several of them after the change. An outlier is no change.",
            "Exit code: 0, also with changes; 2 if a folder cannot be used."})
final class HistoryCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "RESULTS-ROOT", description = "Folder of published results. Default:"
            + " results of the project.")
    private Path root;

    @Option(names = "--machine", paramLabel = "CLASS", description = "Only this class of machine.")
    private String machine;

    @Option(names = "--all", description = "List every cell, also where there are too few folders to see a change.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON, schema " + HistoryReport.SCHEMA + ".")
    private boolean json;

    @Override
    public Integer call() {
        Path from = root != null ? root : Project.results();
        List<History> found = History.of(ResultFolder.under(from));
        List<History> shown = found.stream().filter(h -> machine == null || h.machine().equals(machine)).toList();
        if (shown.isEmpty()) {
            throw new InputException(found.isEmpty() ? from + ": no results folder in it" : "no results of machine class '" + machine
                    + "'; there are " + found.stream().map(History::machine).distinct().collect(Collectors.joining(", ")));
        }
        out().print(json ? HistoryReport.json(shown) : fit(HistoryReport.text(shown, all)));
        return 0;
    }
}
