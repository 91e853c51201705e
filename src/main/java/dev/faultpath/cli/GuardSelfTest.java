package dev.faultpath.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.PairRunner;
import dev.faultpath.forks.RunLock;
import dev.faultpath.guard.GuardLine;
import dev.faultpath.guard.GuardLog;
import dev.faultpath.guard.GuardPlan;
import dev.faultpath.guard.GuardRun;
import dev.faultpath.guard.GuardSet;
import dev.faultpath.guard.builds.Build;
import dev.faultpath.guard.builds.Builds;
import dev.faultpath.guard.builds.PlantedDelay;
import dev.faultpath.guard.decision.GuardCell;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.guard.selftest.Calibration;
import dev.faultpath.guard.selftest.SelfTest;
import dev.faultpath.machine.Jdk;
import dev.faultpath.machine.Machine;
import dev.faultpath.results.Json;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Environment;
import dev.faultpath.run.RecordFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * {@code guard --self-test}: guard runs of one build against itself, and with a delay planted in one cell after the other. Each
 * run leaves its file, so that an interrupted test can continue and the counts can be made again.
 */
final class GuardSelfTest {
    private static final int CALIBRATION_PAIRS = 8;
    /** Pairs at the wanted size, where the delay is small beside the noise. */
    private static final int LAST_CALIBRATION_PAIRS = 32;
    private static final int FEWEST_CALIBRATION_PAIRS = 5;
    private static final long FIRST_TOKENS = 1000;
    /** A few milliseconds. */
    private static final long MOST_TOKENS = 1_000_000;

    private final PrintWriter out;
    private final PrintWriter err;
    private final Map<String, Calibration> calibrations = new HashMap<>();
    private Interrupt interrupt;

    /** Where a delay is planted, and how many tokens it is. */
    private record Planting(Cell cell, long tokens) {
    }

    /**
     * What to test.
     *
     * @param what     jar, revision or present tree
     * @param set      cells
     * @param settings what is promised
     * @param runs     runs of each kind
     * @param percents sizes of planted delays, per cent; 0 for none
     * @param budget   wall time after which no further run is started, seconds; {@code null} for none
     * @param seed     seed of the first run
     * @param jdk      the JDK under test
     * @param patterns which cells of the set; none for all
     */
    record Request(String what, GuardSet set, Settings settings, int runs, List<Double> percents, Double budget, long seed,
                    Jdk jdk, List<String> patterns) {
    }

    GuardSelfTest(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the test; returns the exit code. */
    int run(Request request) throws InterruptedException {
        Path folder = Project.results().resolve("studies").resolve(Environment.utc(Instant.now()).substring(0, 10)
                + "-guard-" + request.set.name() + "-" + new Machine().machineClass());
        Path jars = Unfinished.folder(Project.results()).resolve(folder.getFileName() + ".jars").toAbsolutePath();
        interrupt = new Interrupt(Thread.currentThread()::interrupt);
        try (RunLock lock = RunLock.take(); Builds builds = new Builds(Project.home(), jars)) {
            Build build = builds.make(request.what, "equal");
            builds.close();
            Path planted = Builds.jar(jars, "planted");
            PlantedDelay.plant(build.jar(), planted);
            try (GuardHosts equal = new GuardHosts(request.set.jvmArgs(), build.jar(), build.jar(), request.jdk);
                    GuardHosts slowed = new GuardHosts(request.set.jvmArgs(), planted, planted, request.jdk)) {
                runs(request, build, folder, equal, slowed);
            }
        } catch (InterruptedException | RuntimeException e) {
            if (!interrupt.asked()) {
                throw e;
            }
        } finally {
            Disk.delete(jars);
            if (interrupt.asked()) {
                err.println("interrupted; the same command, given today, continues");
            }
            interrupt.close();
        }
        if (interrupt.asked()) {
            return Main.EXIT_INTERRUPTED;
        }
        SelfTest.Counts counts = SelfTest.count(folder);
        Disk.write(folder.resolve(SelfTest.SUMMARY), Json.pretty(counts));
        out.print(SelfTest.text(counts));
        out.println("data: " + Project.shown(folder));
        return 0;
    }

    private void runs(Request request, Build build, Path folder, GuardHosts equal, GuardHosts slowed) throws InterruptedException {
        long begin = System.nanoTime();
        List<Cell> cells = request.set.cells(Catalogue.of(build.jar()), request.jdk.feature(), request.patterns);
        // Another cell is slower in each run, in seeded order: runs of a few hours are to meet easy and hard ones alike.
        List<Cell> slower = new ArrayList<>(cells);
        Collections.shuffle(slower, new Random(request.seed));
        for (int run = 1; run <= request.runs; run++) {
            for (double percent : request.percents) {
                double elapsed = (System.nanoTime() - begin) / 1e9;
                if (interrupt.asked() || request.budget != null && elapsed > request.budget) {
                    return;
                }
                run(request, build, cells, folder, percent == 0 ? equal : slowed, percent, run, slower);
            }
        }
    }

    private void run(Request request, Build build, List<Cell> cells, Path folder, GuardHosts hosts, double percent, int run,
            List<Cell> slower) throws InterruptedException {
        String kind = percent == 0 ? "equal" : String.format(Locale.ROOT, "planted-%04.1f", percent);
        Path path = folder.resolve(String.format(Locale.ROOT, "%s-%03d%s", kind, run, SelfTest.FILE));
        if (Files.exists(path)) {
            GuardLog before = GuardLog.read(path);
            if (before.ended()) {
                return;
            }
            try (RecordFile<GuardLine> file = new RecordFile<>(path, GuardLine.FORM)) {
                // What it began with, whatever seed or cells were asked for now.
                JsonNode planted = before.run().path(SelfTest.PLANTED);
                Cell begun = percent == 0 ? cells.get(0) : before.plan().entries().stream()
                        .filter(e -> e.label().equals(planted.path("cell").asText())).findFirst()
                        .orElseThrow(() -> new InputException(path + ": no cell of the run is the one it was planted in")).cell();
                go(file, hosts, begun, planted.path("tokens").asLong());
            }
            return;
        }
        List<GuardPlan.Entry> entries = new ArrayList<>(GuardPlan.entries(cells, build, build, true));
        request.set.rulerCells(Catalogue.of(build.jar()), request.jdk.feature())
                .forEach(c -> entries.add(new GuardPlan.Entry(c, GuardCell.Kind.RULER, null)));
        GuardPlan plan = new GuardPlan(request.set.name(), request.seed + run, request.set.shape(), request.set.jvmArgs(),
                request.set.budgetSeconds(), request.settings, entries);
        ObjectNode head = hosts.head(plan, build, build, Instant.now());
        Planting planting = percent == 0 ? new Planting(cells.get(0), 0)
                : plant(hosts, SelfTest.inTurn(slower, folder, percent), percent, request);
        if (percent > 0) {
            head.set(SelfTest.PLANTED, SelfTest.planted(planting.cell.label(), percent, planting.tokens));
        }
        try (RecordFile<GuardLine> file = new RecordFile<>(path, GuardLine.FORM, new GuardLine.Start(plan, head))) {
            err.println(String.format(Locale.ROOT, "run %d of %d, %s", run, request.runs, percent == 0 ? "build against itself"
                    : String.format(Locale.ROOT, "%.4g %% planted in %s", percent, planting.cell.label())));
            go(file, hosts, planting.cell, planting.tokens);
        }
    }

    private void go(RecordFile<GuardLine> file, GuardHosts hosts, Cell slower, long tokens) throws InterruptedException {
        hosts.candidateArgument(slower, tokens == 0 ? null : PlantedDelay.argument(tokens));
        GuardProgress progress = new GuardProgress(err, ConsoleProgress.onTerminal());
        try {
            new GuardRun(hosts.pairs(), file, progress, interrupt::asked).run();
        } finally {
            progress.finish();
            hosts.candidateArgument(slower, null);
        }
    }

    /**
     * Chooses the cell of a run. Cells whose operation is so short that the delay would be a few tokens are passed over, by the price
     * of a token or once it is corrected: a token more or less would be a quarter of it.
     *
     * @param cells in the order in which it is their turn
     */
    private Planting plant(GuardHosts hosts, List<Cell> cells, double percent, Request request) throws InterruptedException {
        for (Cell cell : cells) {
            Calibration slope = slope(hosts, cell, request);
            long tokens = slope.tokens(percent / 100);
            if (tokens >= Calibration.FEWEST_TOKENS) {
                tokens = slope.corrected(percent / 100, calibrate(hosts, cell, request, tokens, LAST_CALIBRATION_PAIRS));
            }
            if (tokens >= Calibration.FEWEST_TOKENS) {
                return new Planting(cell, tokens);
            }
            err.println(String.format(Locale.ROOT,
                    "%s: passed over, its operation is too short for a delay of %.4g %%: %d tokens, at least %d are needed", cell.label(),
                    percent, tokens, Calibration.FEWEST_TOKENS));
        }
        throw new InputException(String.format(Locale.ROOT, "--inject %.4g: the operations of all cells are too short for such a delay",
                percent));
    }

    /** What a token costs, measured on a delay about as long as the operation itself: it is large beside the noise. */
    private Calibration slope(GuardHosts hosts, Cell cell, Request request) throws InterruptedException {
        Calibration c = calibrations.get(cell.label());
        if (c == null) {
            c = calibrate(hosts, cell, request, FIRST_TOKENS, CALIBRATION_PAIRS);
            // A rough slope that is lost in the noise says only that the operation is long.
            long wanted = c.slower() > 0 ? Math.min(MOST_TOKENS, Math.max(1, c.tokens(1))) : MOST_TOKENS;
            if (wanted > 2 * FIRST_TOKENS) {
                c = calibrate(hosts, cell, request, wanted, CALIBRATION_PAIRS);
            }
            if (!(c.slower() > 0)) {
                throw new InputException(cell.label() + ": a planted delay cannot be calibrated here: the machine is too noisy");
            }
            calibrations.put(cell.label(), c);
        }
        return c;
    }

    private Calibration calibrate(GuardHosts hosts, Cell cell, Request request, long tokens, int pairs)
            throws InterruptedException {
        List<PairRunner.Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            wanted.add(new PairRunner.Wanted(cell, false, i % 2 == 1));
        }
        hosts.candidateArgument(cell, PlantedDelay.argument(tokens));
        List<PairRunner.Outcomes> outcomes;
        try {
            outcomes = hosts.pairs().run(wanted, request.set.shape(), request.set.shape().limit());
        } finally {
            hosts.candidateArgument(cell, null);
        }
        List<double[]> whole = outcomes.stream()
                .map(o -> new double[] {o.baseline().fork(0, request.set.shape()).score(),
                    o.candidate().fork(0, request.set.shape()).score()})
                .filter(v -> v[0] > 0 && v[1] > 0).toList();
        if (whole.size() < FEWEST_CALIBRATION_PAIRS) {
            throw new InputException(cell.label() + ": a planted delay cannot be calibrated here: " + (outcomes.size() - whole.size())
                    + " of " + outcomes.size() + " pairs failed");
        }
        return Calibration.of(tokens, whole);
    }
}
