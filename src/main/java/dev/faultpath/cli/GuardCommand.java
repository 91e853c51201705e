package dev.faultpath.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.guard.Build;
import dev.faultpath.guard.Builds;
import dev.faultpath.guard.GuardCell;
import dev.faultpath.guard.GuardFile;
import dev.faultpath.guard.GuardJson;
import dev.faultpath.guard.GuardLine;
import dev.faultpath.guard.GuardLog;
import dev.faultpath.guard.GuardPlan;
import dev.faultpath.guard.GuardReport;
import dev.faultpath.guard.GuardResult;
import dev.faultpath.guard.GuardRun;
import dev.faultpath.guard.GuardSet;
import dev.faultpath.guard.Inconclusive;
import dev.faultpath.guard.SelfTest;
import dev.faultpath.guard.Settings;
import dev.faultpath.results.Json;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Cell;
import dev.faultpath.run.Environment;
import dev.faultpath.run.Jdk;
import dev.faultpath.run.Machine;
import dev.faultpath.run.RunLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code faultpath guard}: whether one build is slower than another, decided by pairs of forks run in turns on this machine. */
@Command(name = "guard", sortOptions = false, exitCodeOnExecutionException = 2,
        description = "Compares two builds fork by fork on this machine and says for each cell whether it regressed.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every cell is unchanged within the margin, or improved", "1:at least one cell regressed", "2:bad usage or input, or a program error",
            "3:nothing regressed, but not everything was decided (see --inconclusive)", "4:something was not measured, or the machine does not let"
            + " anything be said", "130:interrupted; go on with --resume"})
final class GuardCommand implements Callable<Integer> {
    private static final String RUN_FILE = ".guard";

    @ArgGroup(exclusive = true, multiplicity = "1")
    private What what;

    /** What is asked for. */
    static final class What {
        @Option(names = "--baseline", paramLabel = "JAR|REV", description = "The old build: a jar, or a git revision that is built in a folder of its own.")
        private String baseline;

        @Option(names = "--resume", paramLabel = "FILE", arity = "0..1", fallbackValue = "",
                description = "Go on with an interrupted run: its file, or none for the latest.")
        private String resume;

        @Option(names = "--analyse", paramLabel = "FILE", description = "Say again what a kept run, or the folder of a self-test, says, without measuring.")
        private Path analyse;

        @Option(names = "--self-test", description = "Measure how often the guard is wrong: runs of a build against itself, and with a"
                + " planted delay. Writes a folder of results/studies.")
        private boolean selfTest;
    }

    @Option(names = "--candidate", paramLabel = "JAR|REV", defaultValue = Builds.PRESENT,
            description = "The new build; ${DEFAULT-VALUE} is the present tree with all its changes. Default: ${DEFAULT-VALUE}.")
    private String candidate;

    @ArgGroup(exclusive = true)
    private Which which = new Which();

    /** Which cells. */
    static final class Which {
        @Option(names = "--fast", description = "One cell of each question: slow-downs of 10 %% in about four minutes.")
        private boolean fast;

        @Option(names = "--all", description = "Every cell of the published tables; takes hours.")
        private boolean all;
    }

    @Option(names = "--cells", paramLabel = "PATTERN", arity = "1..*",
            description = "Only cells whose name contains this; * stands for anything. Looks among --all, if no cell of the set fits.")
    private List<String> cells = List.of();

    @Option(names = "--margin", paramLabel = "PERCENT", description = "Slow-downs below this do not matter. Default: 3, with --fast 10.")
    private Double margin;

    @Option(names = "--budget", paramLabel = "SECONDS", description = "Wall time of all pairs together; builds come on top. Default: the set's.")
    private Double budget;

    @Option(names = "--rulers", paramLabel = "N", defaultValue = "0",
            description = "Run so many of the cells, chosen at random, also as baseline against itself. Default: ${DEFAULT-VALUE}.")
    private int rulers;

    @Option(names = "--measure-equal", description = "Measure cells even if both builds run the same bytes for them.")
    private boolean measureEqual;

    @Option(names = "--inconclusive", paramLabel = "WHAT", defaultValue = "report",
            description = "What an undecided run means: report (exit code 3), pass (0), fail (1). Default: ${DEFAULT-VALUE}.")
    private Inconclusive inconclusive;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all that is random. Default: from the clock.")
    private Long seed;

    @Option(names = "--jdk", paramLabel = "JDK", description = "JDK under test: a version or a folder. Default: the one this runs on.")
    private String jdk;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the answer as JSON.")
    private Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the answer as Markdown, for a pull request.")
    private Path markdown;

    @Option(names = "--keep", description = "Keep the file of all pairs, for --analyse.")
    private boolean keep;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "20", description = "For --self-test: runs of each kind. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--inject", paramLabel = "PERCENT", split = ",", defaultValue = "0,3,10",
            description = "For --self-test: sizes of the planted delays; 0 is the build against itself. Default: ${DEFAULT-VALUE}.")
    private List<Double> inject;

    @Spec
    private CommandSpec spec;

    private final AtomicBoolean cancelled = new AtomicBoolean();

    @Override
    public Integer call() throws InterruptedException {
        check();
        if (what.analyse != null) {
            if (Files.isDirectory(what.analyse)) {
                spec.commandLine().getOut().print(SelfTest.text(SelfTest.count(what.analyse)));
                spec.commandLine().getOut().flush();
                return 0;
            }
            return tell(GuardFile.read(what.analyse).result());
        }
        BenchCommand.checkWritable(BenchCommand.home().resolve("results"));
        if (what.selfTest) {
            return selfTest();
        }
        Path unfinished = BenchCommand.home().resolve("results").resolve(BenchCommand.UNFINISHED);
        try (RunLock lock = RunLock.take()) {
            return what.resume != null ? resume(what.resume.isEmpty() ? latest(unfinished) : Path.of(what.resume)) : start(unfinished);
        }
    }

    /** Rejects what could only fail after minutes of measuring. */
    private void check() {
        if (budget != null && !(budget > 0 && budget < 1e7)) {
            throw new InputException("--budget " + budget + ": expected seconds, more than 0");
        }
        if (margin != null && !(margin > 0 && margin < 100)) {
            throw new InputException("--margin " + margin + ": expected per cent, more than 0 and less than 100");
        }
        if (rulers < 0 || runs < 1) {
            throw new InputException(rulers < 0 ? "--rulers " + rulers + ": expected 0 or more" : "--runs " + runs + ": expected 1 or more");
        }
        for (double percent : inject) {
            if (!(percent >= 0 && percent < 100)) {
                throw new InputException("--inject " + percent + ": expected per cent, 0 or more and less than 100");
            }
        }
        for (Path file : new Path[] {json, markdown}) {
            Path folder = file == null ? null : file.toAbsolutePath().getParent();
            if (folder != null && (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder))) {
                throw new InputException(file + ": cannot be written there");
            }
        }
    }

    private int start(Path unfinished) throws InterruptedException {
        Instant now = Instant.now();
        Path file = unfinished.resolve(Environment.utc(now).replaceAll("[-:]", "") + RUN_FILE);
        PrintWriter err = spec.commandLine().getErr();
        boolean begun = false;
        Builds builds = new Builds(BenchCommand.home(), jars(file));
        Thread hook = hook(() -> {
            builds.close();
            if (!Files.exists(file)) {
                BenchCommand.delete(jars(file));
            }
        });
        try {
            Jdk under = under();
            Build old = builds.make(what.baseline, "baseline");
            Build fresh = builds.make(candidate, "candidate");
            builds.close();
            GuardPlan plan = plan(old, fresh, under);
            try (GuardHosts hosts = new GuardHosts(plan, jars(file), under)) {
                ObjectNode run = run(plan, old, fresh, hosts, now);
                try (GuardFile guard = GuardFile.create(file, plan, run)) {
                    begun = true;
                    err.println(header(plan));
                    return run(guard, hosts);
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            if (cancelled.get()) {
                return Main.EXIT_INTERRUPTED;
            }
            throw e;
        } finally {
            builds.close();
            BenchCommand.removeHook(hook);
            if (!begun) {
                BenchCommand.delete(jars(file));
            }
        }
    }

    private int resume(Path path) throws InterruptedException {
        try (GuardFile guard = GuardFile.resume(path)) {
            GuardPlan plan = guard.plan();
            for (String name : List.of("baseline", "candidate")) {
                Path jar = Builds.jar(jars(path), name);
                if (!GuardHosts.hash(jar).equals(guard.run().path(name).path("jar").asText())) {
                    throw new InputException(jar + ": not the jar that the run began with; start a new run");
                }
            }
            if (!guard.run().path("machine").asText().equals(new Machine().machineClass())) {
                throw new InputException(path + ": began on another machine (" + guard.run().path("machine").asText() + ")");
            }
            Jdk under = Jdk.find(List.of(jdk == null ? plan.entries().get(0).cell().jdk() : jdk)).get(0);
            try (GuardHosts hosts = new GuardHosts(plan, jars(path), under)) {
                if (!guard.run().path("jdk").asText().equals(hosts.jdk())) {
                    throw new InputException(path + ": began on JDK " + guard.run().path("jdk").asText() + ", now there is " + hosts.jdk()
                            + "; start a new run");
                }
                spec.commandLine().getErr().println("resuming the guard run of " + guard.run().path("started").asText() + ": "
                        + GuardFile.read(path).pairs().size() + " pairs are done");
                guard.append(new GuardLine.Resumed(Environment.utc(Instant.now())));
                return run(guard, hosts);
            }
        }
    }

    private int run(GuardFile guard, GuardHosts hosts) throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        GuardProgress progress = new GuardProgress(err, ConsoleProgress.onTerminal());
        CountDownLatch finished = new CountDownLatch(1);
        Thread hook = hook(() -> {
            hosts.close();
            try {
                finished.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            GuardLog log = new GuardRun(hosts.pairs(), guard, progress, cancelled::get).run();
            progress.finish();
            if (!log.ended()) {
                return interrupted(guard.path());
            }
            int code = tell(log.result());
            guard.close();
            if (keep) {
                err.println("pairs: " + BenchCommand.shown(guard.path()));
            } else {
                Files.deleteIfExists(guard.path());
            }
            BenchCommand.delete(jars(guard.path()));
            return code;
        } catch (IOException e) {
            throw new InputException(guard.path() + ": cannot be removed: " + e.getMessage(), e);
        } catch (InterruptedException | RuntimeException e) {
            if (cancelled.get()) { // the hook ends processes under this thread's feet
                return interrupted(guard.path());
            }
            throw e;
        } finally {
            finished.countDown();
            BenchCommand.removeHook(hook);
        }
    }

    private int interrupted(Path file) {
        spec.commandLine().getErr().println("interrupted; go on with guard --resume " + BenchCommand.shown(file));
        return Main.EXIT_INTERRUPTED;
    }

    /** Something to do when the program is asked to stop. */
    private Thread hook(Runnable end) {
        Thread hook = new Thread(() -> {
            cancelled.set(true);
            end.run();
        }, "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private int selfTest() throws InterruptedException {
        return new GuardSelfTest(spec.commandLine().getOut(), spec.commandLine().getErr(), cancelled).run(new GuardSelfTest.Request(
                candidate, set(), settings(), runs, inject, budget, seed(), under(), cells));
    }

    private GuardSet set() {
        return GuardSet.of(which.fast ? GuardSet.FAST : which.all ? GuardSet.ALL : GuardSet.USUAL);
    }

    private Settings settings() {
        Settings settings = which.fast ? Settings.FAST : Settings.NORMAL;
        return margin == null ? settings : settings.withMargin(margin / 100);
    }

    private Jdk under() {
        return Jdk.find(jdk == null ? List.of() : List.of(jdk)).get(0);
    }

    private long seed() {
        if (seed == null) {
            seed = System.currentTimeMillis() % 1_000_000;
        }
        return seed;
    }

    private GuardPlan plan(Build old, Build now, Jdk under) {
        GuardSet set = set();
        Catalogue catalogue = Catalogue.of(now.jar());
        List<Cell> chosen = chosen(set, catalogue, under.feature(), cells);
        List<GuardPlan.Entry> entries = new ArrayList<>(GuardPlan.entries(chosen, old, now, measureEqual));
        List<Cell> controls = new ArrayList<>();
        if (rulers > 0 || entries.stream().anyMatch(e -> e.kind() == GuardCell.Kind.COMPARED)) {
            controls.addAll(set.rulerCells(Catalogue.of(old.jar()), under.feature()));
        }
        List<Cell> sample = new ArrayList<>(entries.stream().filter(e -> e.kind() != GuardCell.Kind.MISSING).map(GuardPlan.Entry::cell).toList());
        Collections.shuffle(sample, new Random(seed()));
        sample.stream().filter(c -> !controls.contains(c)).limit(rulers).forEach(controls::add);
        controls.forEach(c -> entries.add(new GuardPlan.Entry(c, GuardCell.Kind.RULER, null, null)));
        return new GuardPlan(set.name(), seed(), set.shape(), set.jvmArgs(), budget != null ? budget : set.budgetSeconds(), settings(), entries);
    }

    /** The cells of a set, or those of all that fit patterns. */
    static List<Cell> chosen(GuardSet set, Catalogue catalogue, String jdk, List<String> patterns) {
        List<Cell> own = set.cells(catalogue, jdk);
        if (patterns.isEmpty()) {
            return own;
        }
        Map<String, Cell> chosen = new LinkedHashMap<>();
        for (String pattern : patterns) {
            List<Cell> fitting = GuardSet.matching(own, pattern);
            if (fitting.isEmpty()) {
                fitting = GuardSet.matching(GuardSet.of(GuardSet.ALL).cells(catalogue, jdk), pattern);
            }
            if (fitting.isEmpty()) {
                throw new InputException("--cells " + pattern + ": no cell fits; names are like " + own.get(0).label());
            }
            fitting.forEach(c -> chosen.put(c.label(), c));
        }
        return List.copyOf(chosen.values());
    }

    /** What stands at the head of a report. */
    static ObjectNode run(GuardPlan plan, Build old, Build now, GuardHosts hosts, Instant started) throws InterruptedException {
        ObjectNode run = Json.MAPPER.createObjectNode();
        run.putObject("baseline").put("build", old.source()).put("commit", old.commit()).put("jar", GuardHosts.hash(old.jar()));
        run.putObject("candidate").put("build", now.source()).put("commit", now.commit()).put("jar", GuardHosts.hash(now.jar()));
        run.put("machine", new Machine().machineClass()).put("jdk", hosts.jdk())
                .put("cells", plan.set()).put("fork", plan.forks())
                .put("started", Environment.utc(started));
        return run;
    }

    private static String header(GuardPlan plan) {
        long run = plan.entries().stream().filter(e -> e.kind() == GuardCell.Kind.COMPARED).count();
        long same = plan.entries().stream().filter(e -> e.kind() == GuardCell.Kind.SAME).count();
        long missing = plan.entries().stream().filter(e -> e.kind() == GuardCell.Kind.MISSING).count();
        return String.format(Locale.ROOT, "guard, seed %d: %d cells to compare%s%s, %d pairs at first, at most %s", plan.seed(), run,
                same > 0 ? ", " + same + " made of the same bytes" : "", missing > 0 ? ", " + missing + " that cannot be measured" : "",
                plan.firstPairs(), ConsoleProgress.time(run == 0 ? 0 : plan.budgetSeconds()));
    }

    private int tell(GuardResult result) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(GuardReport.text(result));
        out.flush();
        if (json != null) {
            Results.write(json, GuardJson.of(result));
        }
        if (markdown != null) {
            Results.write(markdown, GuardReport.markdown(result));
        }
        return result.exitCode(inconclusive);
    }

    /** Folder of the jars of a run: kept as long as its file, so that a resumed run compares the same ones. */
    private static Path jars(Path file) {
        return file.resolveSibling(file.getFileName().toString().replace(RUN_FILE, ".jars")).toAbsolutePath();
    }

    private static Path latest(Path unfinished) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(unfinished, "*" + RUN_FILE)) {
            all.forEach(files::add);
        } catch (IOException e) {
            throw new InputException(unfinished + ": no interrupted guard run is kept there", e);
        }
        return files.stream().max(Comparator.naturalOrder())
                .orElseThrow(() -> new InputException(unfinished + ": no interrupted guard run is kept there"));
    }
}
