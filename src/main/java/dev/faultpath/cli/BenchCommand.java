package dev.faultpath.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.report.EventTime;
import dev.faultpath.report.GrowthTable;
import dev.faultpath.report.ResultTable;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Question;
import dev.faultpath.run.BlockRunner;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Cell;
import dev.faultpath.run.Environment;
import dev.faultpath.run.ForkRunner;
import dev.faultpath.run.GroupForkRunner;
import dev.faultpath.run.HostForkRunner;
import dev.faultpath.run.Jdk;
import dev.faultpath.run.Machine;
import dev.faultpath.run.Plan;
import dev.faultpath.run.Preset;
import dev.faultpath.run.Publication;
import dev.faultpath.run.RunFile;
import dev.faultpath.run.RunLine;
import dev.faultpath.run.RunLock;
import dev.faultpath.run.RunLog;
import dev.faultpath.run.Selection;
import dev.faultpath.run.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code faultpath bench}: runs a preset, prints the table, leaves a results folder. */
@Command(name = "bench", aliases = "run", sortOptions = false,
        description = "Runs benchmarks, prints a table with ratios to the reference, and writes a results folder.")
final class BenchCommand implements Callable<Integer> {
    /** System property that scripts set to the project's folder. */
    static final String HOME_PROPERTY = "faultpath.home";
    /** Folder below the results in which unfinished runs are kept. */
    static final String UNFINISHED = ".unfinished";
    private static final String RUN_FILE = ".jsonl";

    @Option(names = "--preset", paramLabel = "NAME", defaultValue = "quick",
            description = "smoke (that it works), quick (5 minutes, the default), standard (30 minutes), publish (55 minutes a JDK).")
    private String preset;

    @Option(names = "--question", paramLabel = "Q", description = "Only this question: Q3 or owner; repeatable.")
    private List<String> questions = List.of();

    @Option(names = "--design", paramLabel = "NAME", split = ",",
            description = "Only this design, and the reference it is compared with; repeatable.")
    private List<String> designs = List.of();

    @Option(names = "--param", paramLabel = "K=V[,V]",
            description = "Values of a parameter instead of the preset's; repeatable.")
    private List<String> params = List.of();

    @Option(names = "--jdk", paramLabel = "JDK", split = ",",
            description = "JDKs under test: versions (17,25) or folders. Default: the one this runs on.")
    private List<String> jdks = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the order of cells. Default: from the clock.")
    private Long seed;

    @Option(names = "--budget", paramLabel = "SECONDS", description = "Wall time for all forks together. Default: the preset's, for each JDK.")
    private Double budget;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Where results folders go. Default: results/ of the project.")
    private Path out;

    @Option(names = "--dry-run", description = "Print the plan and the time it will take; run nothing.")
    private boolean dryRun;

    @Option(names = "--resume", paramLabel = "FILE", arity = "0..1", fallbackValue = "",
            description = "Go on with an interrupted run: its file, or none for the latest.")
    private String resume;

    @Spec
    private CommandSpec spec;

    private final AtomicBoolean cancelled = new AtomicBoolean();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter stdout = spec.commandLine().getOut();
        PrintWriter stderr = spec.commandLine().getErr();
        Path results = out != null ? out : home().resolve("results");
        if (dryRun) {
            Selection selection = selection(true);
            print(plan(selection), stdout);
            return 0;
        }
        if (resume != null) {
            return resume(results, stdout, stderr);
        }
        Selection wanted = selection(true);
        List<Cell> cells = wanted.cells(Catalogue.ofClassPath());
        List<Jdk> under = Jdk.find(jdks);
        checkWritable(results);
        Instant now = Instant.now();
        Path file = results.resolve(UNFINISHED).resolve(Environment.utc(now).replaceAll("[-:]", "") + "-" + preset + RUN_FILE);
        try (RunLock lock = RunLock.take()) {
            Path folder = cells.stream().anyMatch(BenchCommand::live) ? layouts(file) : null;
            try (HostForkRunner forks = new HostForkRunner(under, folder)) {
                if (folder != null && !capture(forks, under.get(0), folder, stderr)) {
                    wanted = selection(false);
                }
                return start(wanted, forks, under, results, file, now, stdout, stderr);
            } finally {
                if (!Files.exists(file)) {
                    delete(folder);
                }
            }
        }
    }

    /** Folder of the layouts captured for a run: kept as long as its file, so that a resumed run walks the same ones. */
    private static Path layouts(Path file) {
        return file.resolveSibling(file.getFileName().toString().replace(RUN_FILE, ".layouts")).toAbsolutePath();
    }

    private int start(Selection selection, HostForkRunner forks, List<Jdk> under, Path results, Path path, Instant now,
                      PrintWriter stdout, PrintWriter stderr) throws InterruptedException {
        Plan plan = plan(selection);
        Map<String, JsonNode> hellos = new TreeMap<>();
        for (Jdk jdk : under) {
            hellos.put(jdk.feature(), forks.describe(jdk.feature()));
        }
        Machine machine = new Machine();
        ObjectNode environment = Environment.describe(machine, Environment.Revision.of(home()), hellos, plan, command(plan), now);
        stderr.println(header(plan, machine, hellos));
        try (RunFile file = RunFile.create(path, plan, environment)) {
            return run(file, forks, results, stdout, stderr);
        }
    }

    private int resume(Path results, PrintWriter stdout, PrintWriter stderr) throws InterruptedException {
        Path path = resume.isEmpty() ? latest(results.resolve(UNFINISHED)) : Path.of(resume);
        try (RunLock lock = RunLock.take(); RunFile file = RunFile.resume(path)) {
            Plan plan = file.plan();
            List<String> features = plan.cells().stream().map(Cell::jdk).distinct().toList();
            List<Jdk> under = Jdk.find(jdks.isEmpty() ? features : jdks);
            Path folder = plan.cells().stream().anyMatch(BenchCommand::live) ? layouts(path) : null;
            if (folder != null && !Files.exists(folder.resolve(LiveLayout.FILE))) {
                throw new InputException(folder.resolve(LiveLayout.FILE) + ": missing, and the run has cells that walk it; start a new run");
            }
            try (HostForkRunner forks = new HostForkRunner(under, folder)) {
                checkSame(file, forks, features);
                stderr.println("resuming " + plan.preset() + " run of " + file.environment().path("started").asText() + ": "
                        + file.log().results().stream().mapToInt(c -> c.forks().size()).sum() + " forks are done");
                file.append(new RunLine.Resumed(Environment.utc(Instant.now())));
                return run(file, forks, results, stdout, stderr);
            }
        }
    }

    /** Forks of one run must come from one build and one JDK, or their ratios mean nothing. */
    private void checkSame(RunFile file, HostForkRunner forks, List<String> features) throws InterruptedException {
        JsonNode then = file.environment();
        for (String feature : features) {
            String was = then.path("jdks").path(feature).path("vmVersion").asText();
            String is = forks.describe(feature).path("vmVersion").asText();
            if (!was.equals(is)) {
                throw new InputException(file.path() + ": began on JDK " + was + ", now there is " + is + "; start a new run");
            }
        }
        String machine = new Machine().machineClass();
        if (!then.path("machine").path("class").asText().equals(machine)) {
            throw new InputException(file.path() + ": began on another machine (" + then.path("machine").path("class").asText() + ")");
        }
        if (!then.path("codeHash").asText().equals(Environment.currentCodeHash())) {
            throw new InputException(file.path() + ": the measured code has changed since the run began; start a new run");
        }
    }

    private int run(RunFile file, HostForkRunner forks, Path results, PrintWriter stdout, PrintWriter stderr) throws InterruptedException {
        // Where no figures are wanted, one after the other is less to go wrong, and easier on a small machine's memory.
        ForkRunner together = file.plan().target() > 0 ? new GroupForkRunner(forks, forks::inTurns) : forks;
        ConsoleProgress progress = new ConsoleProgress(stderr, ConsoleProgress.onTerminal());
        CountDownLatch finished = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            cancelled.set(true);
            together.close();
            try {
                finished.await(10, TimeUnit.SECONDS); // lets the table of what is there be printed
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        long begin = System.nanoTime();
        try {
            RunLog log = new BlockRunner(together, file, progress, cancelled::get).run();
            progress.finish();
            stdout.print(ResultTable.of(log.results()));
            stdout.print(GrowthTable.of(log.results()));
            stdout.print(EventTime.text(log.results()));
            if (log.end().isEmpty()) {
                stdout.flush();
                stderr.println("interrupted; go on with --resume " + shown(file.path()));
                return Main.EXIT_INTERRUPTED;
            }
            Path folder = Publication.write(log, file.environment(), results, layouts(file.path()));
            stdout.println();
            stdout.println(summary(log, (System.nanoTime() - begin) / 1e9));
            stdout.println("results: " + shown(folder));
            stdout.flush();
            file.close();
            Files.deleteIfExists(file.path());
            delete(layouts(file.path()));
            return log.plan().cells().stream().anyMatch(c -> log.result(c).counting().isEmpty()) ? 1 : 0;
        } catch (IOException e) {
            throw new InputException(file.path() + ": cannot be removed: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            if (cancelled.get()) { // the hook ends processes under this thread's feet
                stderr.println("interrupted; go on with --resume " + shown(file.path()));
                return Main.EXIT_INTERRUPTED;
            }
            throw e;
        } finally {
            finished.countDown();
            removeHook(hook);
            together.close();
        }
    }

    static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already.
        }
    }

    private String summary(RunLog log, double seconds) {
        List<CellResult> cells = log.results();
        long forks = cells.stream().mapToLong(c -> c.forks().size()).sum();
        long bad = log.judgements().stream().filter(j -> !j.status().equals("good")).count();
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%d cells, %d forks in %d blocks, %s; %s", cells.size(), forks, log.judgements().size(),
                ConsoleProgress.time(seconds), log.end().orElse("")));
        if (bad > 0) {
            text.append(String.format(Locale.ROOT, "%nthe machine was not quiet in %d of %d blocks: %s", bad, log.judgements().size(),
                    log.judgements().stream().filter(j -> !j.status().equals("good")).findFirst().map(RunLine.Judgement::reason)
                            .orElse("")));
        }
        long slow = cells.stream().flatMap(c -> c.forks().stream()).filter(f -> f.flags().contains(Fork.SLOW)).count();
        if (slow > 0) {
            text.append(String.format(Locale.ROOT, "%n%d forks do not count, as their processor was slow meanwhile", slow));
        }
        for (String failure : Publication.harnessFailures(log)) {
            text.append(String.format(Locale.ROOT, "%nthe harness is not fit here, believe nothing: %s", failure));
        }
        if (log.plan().target() > 0) {
            text.append(PrecisionNote.of(cells, log.plan().target()));
        }
        long idle = log.plan().cells().stream().filter(c -> log.forks(c).isEmpty()).count();
        if (idle > 0) {
            text.append(String.format(Locale.ROOT, "%n%d of %d cells were not run at all: give more time with --budget", idle,
                    log.plan().cells().size()));
        }
        long failed = cells.stream().filter(c -> c.forks().stream().anyMatch(f -> f.status() == Fork.Status.FAILED
                || f.status() == Fork.Status.TIMEOUT)).count();
        if (failed > 0) {
            text.append(String.format(Locale.ROOT, "%n%d cells had forks that failed (see the table)", failed));
        }
        return text.toString();
    }

    private Selection selection(boolean live) {
        Set<Question> wanted = EnumSet.noneOf(Question.class);
        questions.forEach(q -> wanted.add(Question.parse(q)));
        TreeMap<String, List<String>> values = new TreeMap<>();
        for (String text : params) {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new InputException("--param " + text + ": expected NAME=VALUE or NAME=VALUE,VALUE");
            }
            values.computeIfAbsent(text.substring(0, equals), k -> new ArrayList<>())
                    .addAll(List.of(text.substring(equals + 1).split(",")));
        }
        return new Selection(Preset.of(preset), wanted, new LinkedHashSet<>(designs), values,
                Jdk.find(jdks).stream().map(Jdk::feature).toList(), live);
    }

    private Plan plan(Selection selection) {
        if (budget != null && !(budget > 0 && budget < 1e7)) {
            throw new InputException("--budget " + budget + ": expected seconds, more than 0");
        }
        Preset p = selection.preset();
        double seconds = budget != null ? budget : p.budgetSeconds() * selection.jdks().size();
        if (seed == null) {
            seed = System.currentTimeMillis() % 1_000_000;
        }
        Shape shape = p.shape();
        return new Plan(p.name(), seed, shape, seconds, p.target(), p.minBlocks(), p.maxBlocks(), selection.cells(Catalogue.ofClassPath()));
    }

    private static String header(Plan plan, Machine machine, Map<String, JsonNode> jdks) {
        StringBuilder text = new StringBuilder();
        jdks.forEach((f, h) -> text.append(text.length() == 0 ? "" : ", ").append("JDK ").append(h.path("version").asText()));
        return String.format(Locale.ROOT, "%s on %s (%s), seed %d: %d cells, one block about %s, at most %s", plan.preset(), text,
                machine.machineClass(), plan.seed(), plan.cells().size(), ConsoleProgress.time(plan.blockSeconds()),
                ConsoleProgress.time(plan.estimateSeconds()));
    }

    private static void print(Plan plan, PrintWriter out) {
        for (Cell cell : plan.cells()) {
            out.println(cell.question().map(Question::id).orElse("--") + " " + cell.label() + (cell.reference() ? " (reference)" : ""));
        }
        out.printf(Locale.ROOT, "%d cells; a fork: %d + %d iterations of %d ms; one block about %s; %s%n", plan.cells().size(),
                plan.shape().warmup(), plan.shape().measured(), plan.shape().millis(), ConsoleProgress.time(plan.blockSeconds()),
                plan.target() > 0 ? String.format(Locale.ROOT, "until every ratio is known to ±%.0f %%, at most %s", plan.target() * 100,
                        ConsoleProgress.time(plan.estimateSeconds())) : "in all about " + ConsoleProgress.time(plan.estimateSeconds()));
        out.flush();
    }

    /** The command that repeats the run, without what names a place on this machine. */
    private String command(Plan plan) {
        StringBuilder text = new StringBuilder("scripts/bench --preset " + plan.preset());
        questions.forEach(q -> text.append(" --question ").append(q));
        designs.forEach(d -> text.append(" --design ").append(d));
        params.forEach(p -> text.append(" --param ").append(p));
        if (!jdks.isEmpty()) {
            text.append(" --jdk ").append(String.join(",", Jdk.find(jdks).stream().map(Jdk::feature).toList()));
        }
        if (budget != null) {
            text.append(String.format(Locale.ROOT, " --budget %.0f", budget));
        }
        return text.append(" --seed ").append(plan.seed()).toString();
    }

    private static boolean live(Cell cell) {
        return Cell.LIVE.equals(cell.params().get("layout"));
    }

    /** Captures the process that runs JMH: a live JVM that this run started itself and may therefore read. */
    private static boolean capture(HostForkRunner forks, Jdk jdk, Path folder, PrintWriter stderr) throws InterruptedException {
        long pid = forks.start(jdk.feature());
        try {
            Files.createDirectories(folder);
            LiveLayout.capture(pid, folder);
            stderr.println("captured the layout of a live process: the JVM that starts the forks");
            return true;
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be made: " + e.getMessage(), e);
        } catch (InputException e) {
            stderr.println("no live layout, its cells are left out: " + e.getMessage());
            return false;
        }
    }

    static Path home() {
        String home = System.getProperty(HOME_PROPERTY);
        return home == null || home.isEmpty() ? Path.of("") : Path.of(home);
    }

    /** The path as a user may type it again: relative to where he is, if it is below. */
    static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
    }

    static void checkWritable(Path results) {
        try {
            Path unfinished = Files.createDirectories(results.resolve(UNFINISHED));
            Files.delete(Files.createTempFile(unfinished, "check", null));
        } catch (IOException e) {
            throw new InputException(results + ": results cannot be written there: "
                    + (e instanceof java.nio.file.FileSystemException f && f.getReason() != null ? f.getReason() : e.getClass().getSimpleName()), e);
        }
    }

    static void delete(Path folder) {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        } catch (IOException | UncheckedIOException e) {
            // What stays behind is ignored by git and by the next run.
        }
    }

    private static Path latest(Path unfinished) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(unfinished, "*.jsonl")) {
            all.forEach(files::add);
        } catch (IOException e) {
            throw new InputException(unfinished + ": no interrupted run is kept there", e);
        }
        return files.stream().max(Comparator.naturalOrder())
                .orElseThrow(() -> new InputException(unfinished + ": no interrupted run is kept there"));
    }
}
