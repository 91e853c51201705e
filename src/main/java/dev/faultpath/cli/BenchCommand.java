package dev.faultpath.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.Text;
import dev.faultpath.c.CLibrary;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.ForkArchive;
import dev.faultpath.forks.ForkRunner;
import dev.faultpath.forks.GroupForkRunner;
import dev.faultpath.forks.HostForkRunner;
import dev.faultpath.forks.Hosting;
import dev.faultpath.forks.RunLock;
import dev.faultpath.forks.Shape;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutCapture;
import dev.faultpath.layout.LayoutWriter;
import dev.faultpath.layout.Layouts;
import dev.faultpath.machine.Jdk;
import dev.faultpath.machine.Lanes;
import dev.faultpath.machine.Machine;
import dev.faultpath.machine.MachineLoad;
import dev.faultpath.operations.OperationCounter;
import dev.faultpath.report.Answer;
import dev.faultpath.report.EventTime;
import dev.faultpath.report.GrowthTable;
import dev.faultpath.report.ResultTable;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.JmhCommandLine;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Question;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import dev.faultpath.run.BlockRunner;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Environment;
import dev.faultpath.run.Plan;
import dev.faultpath.run.Preset;
import dev.faultpath.run.Publication;
import dev.faultpath.run.RecordFile;
import dev.faultpath.run.RunLine;
import dev.faultpath.run.RunLog;
import dev.faultpath.run.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** {@code faultpath bench}: runs a preset, prints the table, leaves a results folder. */
@Command(name = "bench", aliases = "run", sortOptions = false,
        description = "Runs benchmarks, prints a table with ratios to the reference, and writes a results folder.")
final class BenchCommand extends PrintingCommand implements Callable<Integer> {
    /** Most pages with an entry that are kept of it: 1 GiB, more than a small JVM has. */
    private static final long LIVE_PAGES = 1L << 18;

    /** What says where things are and for how long, not what is run. */
    private static final Set<String> BESIDE_RESUME = Set.of("--resume", "--out", "--jdk", "--budget");

    @Mixin
    private CellOptions chosen;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the order of cells. Default: from the clock.")
    private Long seed;

    @Option(names = "--budget", paramLabel = "SECONDS",
            description = "Wall time for all forks together, with --resume those of before too. Default: the preset's, for each JDK.")
    private Double budget;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Where results folders go. Default: results/ of the project.")
    private Path out;

    @Option(names = "--dry-run", description = "Print the plan and the time it will take; run nothing.")
    private boolean dryRun;

    @Option(names = "--resume", paramLabel = "FILE", arity = "0..1", fallbackValue = "",
            description = "Continue an interrupted run: its file; the latest if none is given.")
    private String resume;

    @Override
    public Integer call() throws InterruptedException {
        leavesOut();
        SortedMap<String, Layout> given = chosen.hidePaths();
        checkSeconds("--budget", budget);
        if (resume != null) {
            requireAlone();
        }
        if (dryRun) {
            if (out != null) {
                Unfinished.checkWritable(out);
            }
            print(plan(chosen.selection(true)));
            return 0;
        }
        if (resume != null) {
            return resume();
        }
        Selection wanted = chosen.selection(true);
        List<Cell> cells = wanted.cells(Catalogue.ofClassPath());
        List<Jdk> under = Jdk.find(chosen.jdks());
        Unfinished unfinished = unfinished();
        Unfinished.checkWritable(results());
        Instant now = Instant.now();
        Path file = unfinished.file(now, "-" + chosen.preset());
        Path folder = kept(cells).isEmpty() ? null : unfinished.beside(file);
        try (RunLock lock = RunLock.take()) {
            unfinished.sweep();
            try (ForkArchive archive = new ForkArchive();
                    HostForkRunner forks = new HostForkRunner(under, hosting(wanted.preset().target(), folder, archive))) {
                given.keySet().retainAll(kept(cells));
                keep(given, folder);
                if (cells.stream().anyMatch(Cell::live) && !capture(forks, under.get(0), folder)) {
                    wanted = chosen.selection(false);
                }
                return start(wanted, forks, under, file, now);
            } finally {
                if (!Files.exists(file)) {
                    unfinished.discard(file);
                }
            }
        }
    }

    /** A run that goes on has its plan in its file: no option can change it. */
    private void requireAlone() {
        List<String> more = spec().commandLine().getParseResult().matchedOptions().stream().map(OptionSpec::longestName)
                .filter(name -> !BESIDE_RESUME.contains(name)).toList();
        if (!more.isEmpty()) {
            throw new InputException(Text.and(more) + " and --resume: a run that goes on has its plan in its file; give --resume"
                    + " without, or start a new run");
        }
    }

    /** Where figures are wanted, forks tell what their code was compiled to, and there are enough of them to be worth an archive. */
    private static Hosting hosting(double target, Path layouts, ForkArchive archive) {
        Hosting hosting = Hosting.ofThisProgram().withLayouts(layouts);
        return target > 0 ? hosting.withForms().withArchive(archive) : hosting;
    }

    private Path results() {
        return out != null ? out : Project.results();
    }

    /** The folder beside a run's file holds the layouts captured for it. */
    private Unfinished unfinished() {
        return new Unfinished(results(), "run", ".jsonl", ".layouts");
    }

    private int start(Selection selection, HostForkRunner forks, List<Jdk> under, Path path, Instant now) throws InterruptedException {
        Plan plan = plan(selection);
        Map<String, JsonNode> hellos = new TreeMap<>();
        for (Jdk jdk : under) {
            hellos.put(jdk.feature(), forks.describe(jdk.feature()));
        }
        Machine machine = new Machine();
        Environment.Revision revision = Environment.Revision.of(Project.home());
        if (revision.refusal() != null) {
            err().println("no commit is stored with the results: git says " + Text.oneLine(revision.refusal()));
        }
        ObjectNode environment = Environment.describe(machine, revision, hellos, plan, command(plan), now);
        err().println(header(plan, machine, hellos));
        try (RecordFile<RunLine> file = new RecordFile<>(path, RunLine.FORM, new RunLine.Start(plan, environment))) {
            return run(file, forks);
        }
    }

    private int resume() throws InterruptedException {
        Path path = unfinished().file(resume);
        try (RunLock lock = RunLock.take(); RecordFile<RunLine> file = new RecordFile<>(path, RunLine.FORM)) {
            RunLog log = RunLog.of(file);
            try {
                Publication.name(log.environment());
            } catch (InputException e) {
                throw new InputException(path + ": line 1: " + e.getMessage(), e);
            }
            Plan plan = log.plan();
            List<String> features = plan.cells().stream().map(Cell::jdk).distinct().toList();
            List<Jdk> under = Jdk.find(chosen.jdks().isEmpty() ? features : chosen.jdks());
            Path folder = kept(plan.cells()).isEmpty() ? null : unfinished().beside(path);
            for (String layout : kept(plan.cells())) {
                if (!Files.exists(folder.resolve(Layouts.fileOf(layout)))) {
                    throw new InputException(folder.resolve(Layouts.fileOf(layout))
                            + ": missing, and the run has cells that walk it; start a new run");
                }
            }
            try (ForkArchive archive = new ForkArchive();
                    HostForkRunner forks = new HostForkRunner(under, hosting(plan.target(), folder, archive))) {
                checkSame(log, path, forks, features);
                err().println("resuming " + plan.preset() + " run of " + log.environment().path("started").asText() + ": "
                        + log.results().stream().mapToInt(c -> c.forks().size()).sum() + " forks are done");
                file.append(new RunLine.Resumed(Environment.utc(Instant.now()), budget));
                return run(file, forks);
            }
        }
    }

    /** Forks of one run must come from one build and one JDK, or their ratios mean nothing. */
    private void checkSame(RunLog log, Path path, HostForkRunner forks, List<String> features) throws InterruptedException {
        JsonNode then = log.environment();
        for (String feature : features) {
            String was = then.path("jdks").path(feature).path("vmVersion").asText();
            String is = forks.describe(feature).path("vmVersion").asText();
            if (!was.equals(is)) {
                throw new InputException(path + ": began on JDK " + was + ", now there is " + is + "; start a new run");
            }
        }
        String machine = new Machine().machineClass();
        if (!then.path("machine").path("class").asText().equals(machine)) {
            throw new InputException(path + ": began on another machine (" + then.path("machine").path("class").asText() + ")");
        }
        String c = CLibrary.sourcesHash();
        if (!then.path("codeHash").asText().equals(Environment.currentCodeHash()) || !then.path("cHash").asText(c).equals(c)) {
            throw new InputException(path + ": the measured code has changed since the run began; start a new run");
        }
    }

    private int run(RecordFile<RunLine> file, HostForkRunner forks) throws InterruptedException {
        // Where no figures are wanted, one after the other is less to go wrong, and easier on a small machine's memory.
        ForkRunner together = RunLog.of(file).plan().target() > 0 ? new GroupForkRunner(forks, forks::inTurns, Lanes.ofThisMachine())
                : forks;
        ConsoleProgress progress = new ConsoleProgress(err(), ConsoleProgress.onTerminal());
        Path layouts = unfinished().beside(file.path());
        long begin = System.nanoTime();
        Interrupt interrupt = new Interrupt(together::close);
        try {
            RunLog log = new BlockRunner(together, seconds -> MachineLoad.during(seconds, ProcessHandle.current().pid()), file, progress,
                    interrupt::asked).run();
            progress.finish();
            out().print(fit(ResultTable.of(log.results(), width())));
            out().print(fit(GrowthTable.of(log.results())));
            out().print(fit(EventTime.text(log.results())));
            if (log.end().isEmpty()) {
                out().flush(); // the program ends once it is in order here
                return interrupted(file);
            }
            Path folder = Publication.write(log, log.environment(), operations(log, layouts), results(), layouts);
            out().println();
            out().println(summary(log, (System.nanoTime() - begin) / 1e9));
            out().println("results: " + Project.shown(folder));
            out().println();
            if (log.plan().target() > 0) { // else its times are no figures
                out().print(Answer.of(ResultSet.of(ResultFolder.read(folder))).text(width()));
                out().println();
            }
            out().println("next: scripts/faultpath report " + Project.shown(folder));
            file.close();
            Files.deleteIfExists(file.path());
            unfinished().discard(file.path());
            return log.plan().cells().stream().anyMatch(c -> log.result(c).counting().isEmpty()) ? 1 : 0;
        } catch (IOException e) {
            throw InputException.because(file.path() + ": cannot be removed", e);
        } catch (RuntimeException e) {
            if (interrupt.asked()) { // it ends processes under this thread's feet
                return interrupted(file);
            }
            throw e;
        } finally {
            interrupt.close();
            together.close();
        }
    }

    /** What the cells do, counted once the forks have ended; of a cell that cannot be counted one line says why. */
    private List<Operations> operations(RunLog log, Path layouts) throws IOException {
        if (Files.isDirectory(layouts)) {
            System.setProperty(Layouts.FOLDER_PROPERTY, layouts.toString());
        }
        Map<String, Operations> counted = new LinkedHashMap<>();
        try (OperationCounter counter = OperationCounter.ofThisProgram()) {
            Set<String> classes = log.results().stream().map(CellResult::benchmarkClass).collect(Collectors.toSet());
            Stream<Cell> measured = log.plan().cells().stream().filter(c -> !Question.inC(c.benchmarkClass()));
            for (Cell cell : Stream.concat(measured,
                    Selection.counted(log.plan().preset(), classes, Catalogue.ofClassPath()).stream()).toList()) {
                try {
                    String name = CellResult.label(cell.benchmark(), cell.params());
                    counted.computeIfAbsent(name, n -> counter.count(cell.benchmark(), cell.params()));
                } catch (RuntimeException | LinkageError e) { // a run's times are not lost for it
                    err().println("operations are not counted: " + Text.oneLine(String.valueOf(e.getMessage())));
                }
            }
        }
        return List.copyOf(counted.values());
    }

    private int interrupted(RecordFile<RunLine> file) {
        err().println("interrupted; next: scripts/bench --resume " + Project.shown(file.path()));
        return Main.EXIT_INTERRUPTED;
    }

    private String summary(RunLog log, double seconds) {
        List<CellResult> cells = log.results();
        long forks = cells.stream().mapToLong(c -> c.forks().size()).sum();
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%d cells, %d forks in %d %s, %s; %s", cells.size(), forks, log.judgements().size(),
                log.judgements().size() == 1 ? "block" : "blocks",
                ConsoleProgress.time(seconds), log.end().orElse("")));
        text.append(BusyNote.of(log));
        for (String failure : Publication.harnessFailures(log)) {
            text.append(String.format(Locale.ROOT, "%nthe harness is not fit here, trust no figure: %s", failure));
        }
        if (log.plan().target() > 0) {
            text.append(PrecisionNote.of(cells, log.plan().target()));
            text.append(CountNote.of(cells));
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

    private Plan plan(Selection selection) {
        Preset p = selection.preset();
        double seconds = budget != null ? budget : p.budgetSeconds() * selection.jdks().size();
        if (seed == null) {
            seed = System.currentTimeMillis() % 1_000_000;
        }
        return Plan.of(p, seed, p.shape(), seconds, selection.blocks(Catalogue.ofClassPath()));
    }

    private static String header(Plan plan, Machine machine, Map<String, JsonNode> jdks) {
        StringBuilder text = new StringBuilder();
        jdks.forEach((f, h) -> text.append(text.length() == 0 ? "" : ", ").append("JDK ").append(h.path("version").asText()));
        return String.format(Locale.ROOT, "%s on %s (%s), seed %d: %d cells, one block about %s, at most %s", plan.preset(), text,
                machine.machineClass(), plan.seed(), plan.cells().size(), ConsoleProgress.time(plan.blockSeconds()),
                ConsoleProgress.time(plan.estimateSeconds()));
    }

    private void print(Plan plan) {
        Shape shape = plan.shape();
        for (Cell cell : plan.cells()) {
            out().println(cell.question().map(Question::name).orElse("--") + " " + cell.label() + (cell.reference() ? " (reference)" : ""));
            out().println("   " + JmhCommandLine.of(cell.benchmark(), cell.params(), HostForkRunner.forkArgs(cell.heap()), shape.warmup(),
                    shape.measured(), shape.millis()));
        }
        out().printf(Locale.ROOT, "%d cells; a fork: %d + %d iterations of %d ms; one block about %s; %s%n", plan.cells().size(),
                plan.shape().warmup(), plan.shape().measured(), plan.shape().millis(), ConsoleProgress.time(plan.blockSeconds()),
                plan.target() > 0 ? String.format(Locale.ROOT, "until every ratio is known to ±%.0f %%, at most %s", plan.target() * 100,
                        ConsoleProgress.time(plan.estimateSeconds())) : "in all about " + ConsoleProgress.time(plan.estimateSeconds()));
    }

    /** The command that repeats the run, without what names a place on this machine. */
    private String command(Plan plan) {
        StringBuilder text = new StringBuilder("scripts/bench");
        text.append(chosen.text());
        if (budget != null) {
            text.append(String.format(Locale.ROOT, " --budget %.0f", budget));
        }
        return text.append(" --seed ").append(plan.seed()).toString();
    }

    /** Layouts that cells walk and that no other run has. */
    private static List<String> kept(List<Cell> cells) {
        return cells.stream().map(c -> c.params().getOrDefault("layout", "")).filter(Layouts::isKept).distinct().toList();
    }

    private static void keep(SortedMap<String, Layout> layouts, Path folder) {
        layouts.forEach((name, layout) -> Disk.write(folder.resolve(Layouts.fileOf(name)), LayoutWriter.write(layout)));
    }

    /** Captures the process that runs JMH: a live JVM that this run started itself and may therefore read. */
    private boolean capture(HostForkRunner forks, Jdk jdk, Path folder) throws InterruptedException {
        long pid = forks.start(jdk.feature());
        try {
            keep(new TreeMap<>(Map.of(Cell.LIVE, LayoutCapture.capture(Path.of("/proc"), pid, LIVE_PAGES, n -> { }))), folder);
            err().println("captured the layout of a live process: the JVM that starts the forks");
            return true;
        } catch (InputException e) {
            err().println("no live layout, its cells are left out: " + e.getMessage());
            return false;
        }
    }
}
