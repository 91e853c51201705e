package dev.faultpath.cli;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.guard.selftest.SelfTest;
import dev.faultpath.report.page.Report;
import dev.faultpath.report.page.ResultsIndex;
import dev.faultpath.results.Published;
import dev.faultpath.results.ResultFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code faultpath index}: regenerates everything that is made from published results. */
@Command(name = "index", sortOptions = false,
        description = "Regenerates everything that is made from the published results: the reports in their folders, results/README.md,"
            + " and the verdicts in the project's README.md.",
        footer = {"",
            "A report is made where there is one already, and for the run that the README shows.",
            "Run it after a publication, and after a change of anything that reports are made by."})
final class IndexCommand extends PrintingCommand implements Callable<Integer> {
    private static final String README = "README.md";
    private static final String RESULTS = "results";

    @Option(names = "--project", paramLabel = "FOLDER", description = "Folder with README.md and results/. Default: the project's.")
    private Path project;

    @Override
    public Integer call() {
        Path home = project != null ? project : Project.home();
        Map<String, SortedMap<String, String>> reports = new LinkedHashMap<>();
        SortedMap<String, String> files = generate(home, reports);
        reports.forEach((folder, report) -> ReportFiles.write(home.resolve(RESULTS).resolve(folder), report));
        Disk.write(home.toAbsolutePath(), files);
        reports.keySet().forEach(folder -> out().println("report: " + RESULTS + "/" + folder));
        files.keySet().forEach(file -> out().println("made: " + file));
        return 0;
    }

    /** All that is generated, by path relative to the project, reports included. */
    static SortedMap<String, String> all(Path home) {
        Map<String, SortedMap<String, String>> reports = new LinkedHashMap<>();
        SortedMap<String, String> files = new TreeMap<>(generate(home, reports));
        reports.forEach((folder, report) -> report.forEach((file, text) -> files.put(RESULTS + "/" + folder + "/" + file, text)));
        return files;
    }

    private static SortedMap<String, String> generate(Path home, Map<String, SortedMap<String, String>> reports) {
        Path results = home.resolve(RESULTS);
        Published published = Published.read(results);
        Set<String> reported = new TreeSet<>();
        for (ResultFolder folder : published.folders()) {
            if (published.shown().filter(folder::equals).isPresent()
                    || Files.exists(results.resolve(folder.name()).resolve(Report.MARKDOWN))) {
                reported.add(folder.name());
                reports.put(folder.name(), Report.of(List.of(folder), ReachMatrices.shipped()));
            }
        }
        SortedMap<String, String> files = new TreeMap<>();
        try {
            files.put(README, ResultsIndex.frontPage(Files.readString(home.resolve(README)), published, RESULTS));
            files.put(RESULTS + "/" + ResultsIndex.FILE, ResultsIndex.of(published, reported, others(results)));
        } catch (IOException e) {
            throw InputException.because(home.resolve(README) + ": cannot be read", e);
        }
        return files;
    }

    /** Files below the folder of all results that belong to no run. */
    private static List<String> others(Path results) throws IOException {
        try (Stream<Path> all = Files.walk(results)) {
            return all.filter(Files::isRegularFile).map(results::relativize)
                    .filter(f -> f.getNameCount() > 1 && !f.toString().startsWith(".")
                            && !Files.exists(results.resolve(f.getName(0)).resolve(ResultFolder.ENVIRONMENT)))
                    // The runs of a self-test are many; its summary stands for them.
                    .filter(f -> f.endsWith(SelfTest.SUMMARY) || !Files.exists(results.resolve(f).resolveSibling(SelfTest.SUMMARY)))
                    .map(f -> f.toString().replace('\\', '/')).sorted().toList();
        }
    }
}
