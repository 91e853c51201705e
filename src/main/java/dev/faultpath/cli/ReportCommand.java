package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.report.page.Report;
import dev.faultpath.results.ResultFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faultpath report}: makes the pages of one or more results. */
@Command(name = "report", sortOptions = false,
        description = "Makes a report of results: report.html, a page to read, with the full data in report-data/ beside it; and report.md"
            + " with charts/, and every fork in forks/, for a repository.",
        footer = {"",
            "Results of the same code on the same machine are merged; others stand beside each other and nothing is compared across them.",
            "The same results give the same bytes."})
final class ReportCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "RESULTS", description = "Results folders, or JSON files in them.")
    private List<Path> results;

    @Option(names = {"-o", "--out"}, paramLabel = "FOLDER",
            description = "Where the report goes. Default: into the results folder, if there is one only.")
    private Path out;

    @Override
    public Integer call() {
        if (out == null && (results.size() > 1 || !Files.isDirectory(results.get(0)))) {
            throw new InputException(results.size() > 1 ? "several results: say with -o where the report goes"
                    : results.get(0) + (Files.exists(results.get(0)) ? ": not a folder: say with -o where the report goes"
                            : ": no such file"));
        }
        Path folder = out != null ? out : results.get(0);
        List<ResultFolder> read = results.stream().map(ResultFolder::read).toList();
        Report.Made report = Report.made(read, ReachMatrices.shipped());
        ReportFiles.write(folder, report.files());
        out().println("report: " + folder.resolve(Report.HTML));
        report.answers().forEach((name, answer) -> out().print("\n" + name + ". " + answer.text(width())));
        return 0;
    }
}
