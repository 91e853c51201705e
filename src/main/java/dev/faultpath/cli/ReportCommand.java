package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.report.page.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code faultpath report}: makes the pages of one or more results. */
@Command(name = "report", sortOptions = false,
        description = "Makes a report of results: report.md with charts and every fork for reading in a repository, and report.html, one page"
            + " that needs nothing else.",
        footer = {"",
            "Results of the same code on the same machine are merged; others stand beside each other and nothing is compared across them.",
            "The same results give the same bytes."})
final class ReportCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "RESULTS", description = "Results folders, or JSON files of theirs.")
    private List<Path> results;

    @Option(names = {"-o", "--out"}, paramLabel = "FOLDER",
            description = "Where the report goes. Default: into the results folder, if there is one only.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (out == null && (results.size() > 1 || !Files.isDirectory(results.get(0)))) {
            throw new InputException(results.size() > 1 ? "several results: say with -o where the report goes"
                    : results.get(0) + (Files.exists(results.get(0)) ? ": not a folder: say with -o where the report goes" : ": no such file"));
        }
        Path folder = out != null ? out : results.get(0);
        write(folder, Report.of(Results.read(results), ReachMatrices.shipped()));
        spec.commandLine().getOut().println("report: " + folder.resolve(Report.HTML));
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Writes a report's files, and takes away those of an earlier report that it does not have; without any, the report as a whole. */
    static void write(Path folder, SortedMap<String, String> files) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new InputException(folder + ": not a folder");
        }
        Results.write(folder, files);
        Set<String> charts = files.keySet().stream().filter(f -> f.startsWith(Report.CHARTS + "/"))
                .map(f -> f.substring(Report.CHARTS.length() + 1)).collect(Collectors.toSet());
        Results.prune(folder.resolve(Report.CHARTS), charts, Report.MARKER.strip());
        Results.prune(folder, files.keySet(), Report.MARKER.strip());
    }
}
