package dev.faultpath.cli;

import dev.faultpath.InputException;
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
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jcstress.infra.runners.TestList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code faultpath stress}: runs the jcstress tests that are in the jar, in JVMs of their own, and says which guarantees held. jcstress
 * itself runs in a child process, as it writes into the folder that it is started in.
 */
@Command(name = "stress", description = "Runs the concurrency stress tests: no design but the broken ones may show a stale grant, and those must.")
final class StressCommand implements Callable<Integer> {
    private static final Pattern PROGRESS = Pattern.compile("\\(Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs\\)");
    private static final String LOG = "jcstress.log";

    /** How thorough a run is. */
    enum Depth {
        /** One JVM a test, compiled as the JVM likes. */
        QUICK("-af", "none", "-sc", "false", "-f", "1", "-iters", "1", "-time", "400", "-jvmArgs", "-Xmx512m -XX:+UseSerialGC"),
        /** All that jcstress varies: compilers by actor, randomised compilation, placement on cores. */
        THOROUGH("-m", "default");

        private final List<String> options;

        Depth(String... options) {
            this.options = List.of(options);
        }
    }

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "New or empty folder for the HTML report (index.html), jcstress's results and its log.")
    private Path out;

    @Option(names = "--tests", paramLabel = "REGEX", defaultValue = ".*",
            description = "Only tests whose name matches, for example Revocation or BrokenCache. Default: all.")
    private String tests;

    @Option(names = "--depth", paramLabel = "DEPTH", defaultValue = "QUICK",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}, under two minutes on two cores that are idle.")
    private Depth depth;

    @Spec
    private CommandSpec spec;

    /**
     * Runs the tests and prints a row for each.
     *
     * @return 0 if all are as they must be, else 1
     * @throws InputException if the folder is in use, or no test matches
     */
    @Override
    public Integer call() throws IOException, InterruptedException {
        requireTests();
        prepareFolder();
        int ended = run();
        Path results = resultFile();
        if (results == null) {
            throw new IllegalStateException("jcstress ended with code " + ended + " and without results; see " + LOG + " in the folder given");
        }
        StressSummary summary = StressSummary.read(results);
        PrintWriter printer = spec.commandLine().getOut();
        printer.print(summary.text());
        printer.println("report: " + out.resolve("index.html"));
        printer.flush();
        return summary.passed() ? 0 : 1;
    }

    private void requireTests() {
        try {
            Pattern pattern = Pattern.compile(tests);
            if (TestList.tests().stream().noneMatch(name -> pattern.matcher(name).find())) {
                throw new InputException("no stress test matches '" + tests + "'");
            }
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
        Files.createDirectories(out);
    }

    private int run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", absolute(System.getProperty("java.class.path")), "org.openjdk.jcstress.Main", "-t", tests, "-r", "."));
        command.addAll(depth.options);
        Process process = new ProcessBuilder(command).directory(out.toFile()).redirectErrorStream(true).start();
        // Ends what jcstress started as well when the user ends us.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
        try {
            follow(process);
            return process.waitFor();
        } finally {
            stop(process);
        }
    }

    /** Writes down all that jcstress prints and passes its progress on. */
    private void follow(Process process) throws IOException {
        PrintWriter progress = spec.commandLine().getErr();
        progress.println("jcstress looks at the machine first; its output goes to " + LOG);
        progress.flush();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter log = new PrintWriter(Files.newBufferedWriter(out.resolve(LOG)))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.println(line);
                Matcher at = PROGRESS.matcher(line);
                if (at.find()) {
                    int done = Stream.of(2, 3, 4, 5).mapToInt(group -> Integer.parseInt(at.group(group))).sum();
                    progress.println(done + " of " + at.group(1) + " runs");
                    progress.flush();
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

    private Path resultFile() throws IOException {
        try (Stream<Path> inside = Files.list(out)) {
            return inside.filter(p -> p.getFileName().toString().matches("jcstress-results-.*\\.bin\\.gz")).findFirst().orElse(null);
        }
    }
}
