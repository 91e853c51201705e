package dev.faultpath.cli;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.RunLock;
import dev.faultpath.guard.GuardLine;
import dev.faultpath.guard.GuardLog;
import dev.faultpath.guard.GuardPlan;
import dev.faultpath.guard.GuardReport;
import dev.faultpath.guard.GuardResult;
import dev.faultpath.guard.GuardResult.Inconclusive;
import dev.faultpath.guard.GuardRun;
import dev.faultpath.guard.GuardSet;
import dev.faultpath.guard.builds.Builds;
import dev.faultpath.guard.builds.Builds.Build;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.machine.Jdk;
import dev.faultpath.machine.Machine;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Environment;
import dev.faultpath.run.RecordFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code faultpath guard}: whether one build is slower than another: counted first, then timed where counts differ. */
@Command(name = "guard", sortOptions = false, exitCodeOnExecutionException = 2,
        description = "Compares two builds: counts what each cell does, times the cells that differ, and says which regressed.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every cell is unchanged within the margin, or improved", "1:at least one cell regressed",
            "2:bad usage or input, or a program error", "3:nothing regressed, but not everything was decided (see --inconclusive)",
            "4:something was not measured", "130:interrupted; continue with --resume"})
final class GuardCommand extends PrintingCommand implements Callable<Integer> {
    @ArgGroup(exclusive = true, multiplicity = "1")
    private What what;

    /** What is asked for. */
    static final class What {
        @Option(names = "--baseline", paramLabel = "JAR|REV",
                description = "The old build: a jar, or a git revision that is built in a folder of its own.")
        private String baseline;

        @Option(names = "--resume", paramLabel = "FILE", arity = "0..1", fallbackValue = "",
                description = "Continue an interrupted run: its file; the latest if none is given.")
        private String resume;

        @Option(names = "--analyse", paramLabel = "FILE",
                description = "Report on a kept run, without measuring.")
        private Path analyse;
    }

    @Option(names = "--candidate", paramLabel = "JAR|REV", defaultValue = Builds.PRESENT,
            description = "The new build; ${DEFAULT-VALUE} is the present tree with all its changes. Default: ${DEFAULT-VALUE}.")
    private String candidate;

    @ArgGroup(exclusive = true)
    private Which which = new Which();

    /** Which cells. */
    static final class Which {
        @Option(names = "--fast", description = "One cell of each question: slow-downs of 10 %% in a few minutes.")
        private boolean fast;

        @Option(names = "--all", description = "Every cell of the published tables; takes hours.")
        private boolean all;
    }

    @Option(names = "--cells", paramLabel = "PATTERN", arity = "1..*",
            description = "Only cells whose name contains this; * stands for anything. If the set has none, --all is searched.")
    private List<String> cells = List.of();

    @Option(names = "--exact", description = "Decide by counts alone, without a clock: for machines whose time means nothing.")
    private boolean exact;

    @Option(names = "--margin", paramLabel = "PERCENT",
            description = "Slow-downs below this do not matter. Default: 3, with --fast 10; with --exact 2, of whatever is counted.")
    private Double margin;

    @Option(names = "--budget", paramLabel = "SECONDS",
            description = "Wall time of all pairs together, without the builds. Default: the set's.")
    private Double budget;

    @Option(names = "--measure-equal", description = "Count and time all cells, even if both builds run the same bytes for them.")
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

    @Option(names = "--keep", description = "Keep the file of all counts and pairs, for --analyse.")
    private boolean keep;

    /** The folder beside a run's file holds its jars. */
    private final Unfinished unfinished = new Unfinished(Project.results(), "guard run", ".guard", ".jars");

    @Override
    public Integer call() throws InterruptedException {
        check();
        if (what.analyse != null) {
            return tell(GuardLog.read(what.analyse).result());
        }
        Unfinished.checkWritable(Project.results());
        try (RunLock lock = RunLock.take()) {
            return what.resume != null ? resume(unfinished.file(what.resume)) : start();
        }
    }

    /** Rejects what could only fail after minutes of measuring. */
    private void check() {
        checkSeconds("--budget", budget);
        Stream.of(what.resume, what.baseline, candidate).filter(Objects::nonNull)
                .forEach(name -> Objects.requireNonNull(Path.of(name))); // which throws where no file can be called so
        if (margin != null && !(margin > 0 && margin < 100)) {
            throw new InputException("--margin " + margin + ": expected per cent, more than 0 and less than 100");
        }
        if (what.baseline != null && candidate.equals(Builds.PRESENT)) { // of which the scripts have built this program
            set().cells(Catalogue.ofClassPath(), under().feature(), cells);
        }
        for (Path file : Stream.of(json, markdown).filter(Objects::nonNull).toList()) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                throw new InputException(file + ": cannot be written there: no such folder");
            }
            Disk.requireWritable(file);
        }
    }

    private int start() throws InterruptedException {
        unfinished.sweep();
        Instant now = Instant.now();
        Path file = unfinished.file(now, "");
        Path jars = unfinished.beside(file);
        Builds builds = new Builds(Project.home(), jars);
        Interrupt interrupt = new Interrupt(builds::close);
        try {
            Jdk under = under();
            builds.require(what.baseline);
            Build fresh = builds.make(candidate, "candidate");
            List<Cell> chosen = set().cells(Catalogue.of(fresh.jar()), under.feature(), cells);
            Build old = builds.make(what.baseline, "baseline");
            builds.close();
            GuardPlan plan = plan(old, fresh, chosen);
            try (GuardHosts hosts = new GuardHosts(plan, jars, under);
                    RecordFile<GuardLine> guard = new RecordFile<>(file, GuardLine.FORM,
                            new GuardLine.Start(plan, hosts.head(plan, old, fresh, now)))) {
                err().println(header(plan));
                return run(guard, hosts);
            }
        } catch (InterruptedException | RuntimeException e) {
            if (interrupt.asked()) {
                return Main.EXIT_INTERRUPTED;
            }
            throw e;
        } finally {
            builds.close();
            if (!Files.exists(file)) {
                unfinished.discard(file);
            }
            interrupt.close();
        }
    }

    private int resume(Path path) throws InterruptedException {
        try (RecordFile<GuardLine> guard = new RecordFile<>(path, GuardLine.FORM)) {
            GuardLog log = GuardLog.of(guard);
            GuardPlan plan = log.plan();
            for (String name : List.of("baseline", "candidate")) {
                Path jar = Builds.jar(unfinished.beside(path), name);
                if (!GuardHosts.hash(jar).equals(log.run().path(name).path("jar").asText())) {
                    throw new InputException(jar + ": not the jar that the run began with; start a new run");
                }
            }
            if (!log.run().path("machine").asText().equals(new Machine().machineClass())) {
                throw new InputException(path + ": began on another machine (" + log.run().path("machine").asText() + ")");
            }
            Jdk under = Jdk.find(List.of(jdk == null ? plan.entries().get(0).cell().jdk() : jdk)).get(0);
            try (GuardHosts hosts = new GuardHosts(plan, unfinished.beside(path), under)) {
                if (!log.run().path("jdk").asText().equals(hosts.jdk())) {
                    throw new InputException(path + ": began on JDK " + log.run().path("jdk").asText() + ", now there is " + hosts.jdk()
                            + "; start a new run");
                }
                err().println("resuming the guard run of " + log.run().path("started").asText() + ": "
                        + log.counted() + " cells are counted, " + log.pairs().size() + " pairs are done");
                guard.append(new GuardLine.Resumed(Environment.utc(Instant.now())));
                return run(guard, hosts);
            }
        }
    }

    private int run(RecordFile<GuardLine> guard, GuardHosts hosts) throws InterruptedException {
        PrintWriter err = err();
        GuardProgress progress = new GuardProgress(err, ConsoleProgress.onTerminal());
        Interrupt interrupt = new Interrupt(hosts::close);
        try {
            GuardLog log = new GuardRun(hosts::counter, hosts.pairs(), guard, progress, interrupt::asked).run();
            progress.finish();
            if (!log.ended()) {
                return interrupted(guard.path());
            }
            int code = tell(log.result());
            guard.close();
            if (keep) {
                err.println("pairs: " + Project.shown(guard.path()));
            } else {
                Files.deleteIfExists(guard.path());
            }
            unfinished.discard(guard.path());
            return code;
        } catch (IOException e) {
            throw InputException.because(guard.path() + ": cannot be removed", e);
        } catch (InterruptedException | RuntimeException e) {
            if (interrupt.asked()) { // it ends processes under this thread's feet
                return interrupted(guard.path());
            }
            throw e;
        } finally {
            interrupt.close();
        }
    }

    private int interrupted(Path file) {
        err().println("interrupted; go on with guard --resume " + Project.shown(file));
        return Main.EXIT_INTERRUPTED;
    }

    private GuardSet set() {
        return GuardSet.of(which.fast ? GuardSet.FAST : which.all ? GuardSet.ALL : GuardSet.USUAL);
    }

    private Settings settings() {
        Settings settings = set().settings();
        return exact ? settings.exact(margin == null ? settings.exactMargin() : margin / 100)
                : margin == null ? settings : settings.withMargin(margin / 100);
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

    private GuardPlan plan(Build old, Build now, List<Cell> chosen) {
        GuardSet set = set();
        return new GuardPlan(set.name(), seed(), set.shape(), set.jvmArgs(), budget != null ? budget : set.budgetSeconds(), measureEqual,
                settings(), GuardPlan.entries(chosen, old, now, measureEqual));
    }

    private static String header(GuardPlan plan) {
        long same = plan.count(GuardPlan.Kind.SAME);
        long missing = plan.count(GuardPlan.Kind.MISSING);
        return String.format(Locale.ROOT, "guard, seed %d: %d cells to count%s%s%s", plan.seed(), plan.count(GuardPlan.Kind.COMPARED),
                same > 0 ? ", " + same + " made of the same byte code" : "", missing > 0 ? ", " + missing + " that cannot be compared" : "",
                plan.settings().exactOnly() ? ""
                : ", then what differs is timed for at most " + ConsoleProgress.time(plan.budgetSeconds()));
    }

    private int tell(GuardResult result) {
        out().print(fit(GuardReport.text(result, textWidth())));
        if (json != null) {
            Disk.write(json, result.json());
        }
        if (markdown != null) {
            Disk.write(markdown, GuardReport.markdown(result));
        }
        return result.exitCode(inconclusive);
    }
}
