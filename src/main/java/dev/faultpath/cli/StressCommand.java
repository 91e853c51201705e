package dev.faultpath.cli;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.Text;
import dev.faultpath.machine.Jdk;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.StressOutcome;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jcstress.infra.runners.TestList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code faultpath stress}: runs the jcstress tests that are in the jar, in JVMs of their own, and says which guarantees held. jcstress
 * itself runs in a child process, as it writes into the folder that it is started in.
 */
@Command(name = "stress",
        description = "Runs the concurrency stress tests: no design but the broken ones may show a stale grant, and those must.")
final class StressCommand extends PrintingCommand implements Callable<Integer> {
    private static final Pattern PROGRESS =
            Pattern.compile("\\(Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs\\)");
    private static final String LOG = "jcstress.log";
    /** Characters that are kept of what jcstress said last. */
    private static final int LONGEST_REASON = 200;

    /** What a run takes its time for. */
    enum Depth {
        /** One JVM a test, compiled as the JVM likes. */
        QUICK(10, 2.4, "-af", "none", "-sc", "false", "-f", "1", "-iters", "1", "-time", "200", "-pth", "false",
                "-jvmArgs", "-Xmx512m -XX:+UseSerialGC"),
        /** All that jcstress varies: compilers by actor, randomised compilation, placement on cores. */
        THOROUGH(0, 0, "-m", "default");

        private final double baseSeconds;
        private final double runSeconds;
        private final List<String> options;

        /** Times on two idle cores: what jcstress takes to look at the machine, and a run of a test; 0 if nobody can say. */
        Depth(double baseSeconds, double runSeconds, String... options) {
            this.baseSeconds = baseSeconds;
            this.runSeconds = runSeconds;
            this.options = List.of(options);
        }

        private String estimate(long tests, Jdk jdk) {
            // jcstress runs a test with and without biased locking on a JVM that has it.
            long runs = Integer.parseInt(jdk.feature()) < 18 ? 2 * tests : tests;
            return runSeconds == 0 ? "hours, see the number of runs"
                    : "about " + ConsoleProgress.time(baseSeconds + runs * runSeconds) + " on two idle cores";
        }
    }

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "New or empty folder for the HTML report (index.html), jcstress's results and its log; with several JDKs, a"
                    + " folder in it for each.")
    private Path out;

    @Option(names = "--tests", paramLabel = "REGEX", defaultValue = ".*",
            description = "Only tests whose name matches, for example Revocation or BrokenCache. Default: all.")
    private String tests;

    @Option(names = "--depth", paramLabel = "DEPTH", defaultValue = "QUICK",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}, one to three minutes on two cores that are idle.")
    private Depth depth;

    @Option(names = "--jdk", paramLabel = "JDK[,JDK...]",
            description = "JDKs to run on, one after the other: versions (17,25) or folders. Default: the one this runs on.")
    private List<String> jdks = List.of();

    @Option(names = "--save", paramLabel = "FILE", description = "Write the outcome there as JSON; one JDK only.")
    private Path save;

    @Option(names = "--results", paramLabel = "FOLDER",
            description = "Write the outcome into this results folder, as stress-jdkNN.json, where the claims are computed from it.")
    private Path results;

    /** What jcstress said last. */
    private String said = "";

    /**
     * Runs the tests on each JDK and prints a row for each.
     *
     * @return 0 if all are as they must be, else 1
     * @throws InputException if a folder or file is in use or missing, no test matches, or there is no such JDK
     */
    @Override
    public Integer call() throws IOException, InterruptedException {
        long matching = requireTests();
        List<Jdk> under = Jdk.find(Text.parts(jdks));
        if (save != null && under.size() > 1) {
            throw new InputException("--save takes the outcome of one JDK; use --results, or run the JDKs one by one");
        }
        for (Jdk jdk : under) {
            files(jdk).forEach(StressCommand::requireFree);
        }
        if (results != null && !Files.exists(results.resolve(ResultFolder.ENVIRONMENT))) {
            throw new InputException(results + ": no folder of results: it has no " + ResultFolder.ENVIRONMENT);
        }
        prepareFolder();
        boolean passed = true;
        for (Jdk jdk : under) {
            Path folder = under.size() == 1 ? out : Files.createDirectory(out.resolve("jdk" + jdk.feature()));
            passed &= run(jdk, folder, matching);
        }
        return passed ? 0 : 1;
    }

    /** Those that take the outcome on a JDK. */
    private List<Path> files(Jdk jdk) {
        return Stream.of(save, results == null ? null : results.resolve(new StressOutcome(jdk.feature(), List.of()).fileName()))
                .filter(Objects::nonNull).toList();
    }

    private static void requireFree(Path file) {
        if (Files.exists(file)) {
            throw new InputException(file + " is there already; what was published does not change");
        }
        if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new InputException(file + ": there is no folder " + file.toAbsolutePath().getParent().getFileName());
        }
        Disk.requireWritable(file);
    }

    private boolean run(Jdk jdk, Path folder, long matching) throws IOException, InterruptedException {
        PrintWriter progress = err();
        progress.println(matching + (matching == 1 ? " test" : " tests") + " on JDK " + jdk.feature() + ", "
                + depth.estimate(matching, jdk));
        progress.println("jcstress looks at the machine first; its output goes to " + LOG);
        long begun = System.nanoTime();
        int ended = run(jdk, folder);
        Path written = resultFile(folder);
        if (written == null) {
            throw new InputException("jcstress ended with code " + ended + " on JDK " + jdk.feature() + " and without results: "
                    + (said.isEmpty() ? "it said nothing" : Text.oneLine(said, LONGEST_REASON)) + "; see " + folder.resolve(LOG));
        }
        StressSummary summary = StressSummary.read(written);
        for (Path file : files(jdk)) {
            Disk.write(file, summary.outcome(jdk.feature()).write());
        }
        PrintWriter printer = out();
        printer.print(summary.text());
        printer.println("JDK " + jdk.feature() + ", " + ConsoleProgress.time((System.nanoTime() - begun) / 1e9) + " in all");
        printer.println("report: " + folder.resolve("index.html"));
        return summary.passed();
    }

    private long requireTests() {
        try {
            Pattern pattern = Pattern.compile(tests);
            long matching = TestList.tests().stream().filter(name -> pattern.matcher(name).find()).count();
            if (matching == 0) {
                throw new InputException("no stress test matches '" + tests + "'");
            }
            return matching;
        } catch (PatternSyntaxException e) {
            throw new InputException("'" + tests + "' is no regular expression: " + e.getDescription(), e);
        }
    }

    private void prepareFolder() throws IOException {
        if (Files.exists(out)) {
            if (!Files.isDirectory(out)) {
                throw new InputException(out + " is not a folder");
            }
            try (Stream<Path> inside = Files.list(out)) {
                if (inside.findAny().isPresent()) {
                    throw new InputException(out + " is not empty; give a new folder");
                }
            }
        }
        try {
            Disk.tryOut(out);
            Files.createDirectories(out);
        } catch (IOException e) {
            throw InputException.because(out + ": cannot be written", e);
        }
    }

    private int run(Jdk jdk, Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jdk.java().toString(),
                "-cp", absolute(System.getProperty("java.class.path")), "org.openjdk.jcstress.Main", "-t", tests, "-r", "."));
        command.addAll(depth.options);
        Process process;
        try {
            process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw InputException.because(jdk.java() + ": cannot be started", e);
        }
        try (Interrupt interrupt = new Interrupt(() -> stop(process))) { // with what jcstress started
            follow(process, folder);
            return process.waitFor();
        } finally {
            stop(process);
        }
    }

    /** Writes down all that jcstress prints and passes its progress on. */
    private void follow(Process process, Path folder) throws IOException {
        PrintWriter progress = err();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter log = new PrintWriter(Files.newBufferedWriter(folder.resolve(LOG)))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.println(line);
                said = line.matches("\\S.*") ? line : said; // no blank line, and none of a trace's places
                Matcher at = PROGRESS.matcher(line);
                if (at.find()) {
                    int done = Stream.of(2, 3, 4, 5).mapToInt(group -> Integer.parseInt(at.group(group))).sum();
                    progress.println(done + " of " + at.group(1) + " runs");
                }
            }
        }
    }

    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The class path for a process that starts in another folder. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator)).map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path resultFile(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(p -> p.getFileName().toString().matches("jcstress-results-.*\\.bin\\.gz")).findFirst().orElse(null);
        }
    }
}
