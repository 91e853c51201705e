package dev.faultpath.cli;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.report.page.Report;
import dev.faultpath.report.page.ResultsIndex;
import dev.faultpath.results.Published;
import dev.faultpath.results.ResultFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code faultpath index}: regenerates everything that is made from published results. */
@Command(name = "index", sortOptions = false,
        description = "Regenerates everything that is made from the published results: the report of the run that the project's README.md"
            + " shows, the verdicts there, and results/README.md.",
        footer = {"",
            "Reports in the folders of other runs are removed: faultpath report FOLDER makes them when they are wanted. So is report.html",
            "with its data, which no repository shows.",
            "Run it after a publication, and after any change to how reports are made."})
final class IndexCommand extends PrintingCommand implements Callable<Integer> {
    private static final String README = "README.md";
    private static final String RESULTS = "results";

    @Option(names = "--project", paramLabel = "FOLDER", description = "Folder with README.md and results/. Default: the project's.")
    private Path project;

    @Override
    public Integer call() {
        Path home = project != null ? project : Project.home();
        Generated generated = generate(home);
        generated.reports.forEach((folder, report) -> ReportFiles.write(home.resolve(RESULTS).resolve(folder), report));
        Disk.write(home.toAbsolutePath(), generated.files);
        generated.reports.forEach((folder, report) -> {
            if (!report.isEmpty()) {
                out().println("report: " + RESULTS + "/" + folder);
            }
        });
        generated.files.keySet().forEach(file -> out().println("made: " + file));
        return 0;
    }

    /**
     * What is generated.
     *
     * @param reports by folder, the files of the report that is kept in it; none but for one
     * @param files   all else, by path relative to the project
     */
    record Generated(SortedMap<String, SortedMap<String, String>> reports, SortedMap<String, String> files) {
    }

    static Generated generate(Path home) {
        Path results = home.resolve(RESULTS);
        Published published = Published.read(results);
        SortedMap<String, SortedMap<String, String>> reports = new TreeMap<>();
        published.folders().forEach(f -> reports.put(f.name(), new TreeMap<>()));
        published.shown().ifPresent(set -> {
            SortedMap<String, String> report = Report.of(set.folders(), ReachMatrices.shipped());
            report.keySet().removeIf(file -> file.equals(Report.HTML) || file.startsWith(Report.DATA + "/"));
            reports.put(set.newest().name(), report);
        });
        SortedMap<String, String> files = new TreeMap<>();
        try {
            files.put(README, ResultsIndex.frontPage(Disk.text(home.resolve(README)), published, RESULTS));
            files.put(RESULTS + "/" + ResultsIndex.FILE, ResultsIndex.of(published, others(results)));
        } catch (IOException e) {
            throw InputException.because(home.resolve(README) + ": cannot be read", e);
        }
        return new Generated(reports, files);
    }

    /** Files below the folder of all results that belong to no run, but for the index itself. */
    private static List<String> others(Path results) throws IOException {
        try (Stream<Path> all = Files.walk(results)) {
            return all.filter(Files::isRegularFile).map(results::relativize)
                    .filter(f -> !f.toString().equals(ResultsIndex.FILE) && !f.toString().startsWith("."))
                    .filter(f -> !Files.exists(results.resolve(f.getName(0)).resolve(ResultFolder.ENVIRONMENT)))
                    .map(f -> f.toString().replace('\\', '/')).sorted().toList();
        }
    }
}
