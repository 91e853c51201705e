package dev.faultpath.cli;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.ForkArchive;
import dev.faultpath.forks.GroupForkRunner;
import dev.faultpath.forks.HostForkRunner;
import dev.faultpath.forks.Hosting;
import dev.faultpath.forks.RunLock;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutCapture;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.Topologies;
import dev.faultpath.layout.Topology;
import dev.faultpath.machine.Jdk;
import dev.faultpath.machine.Lanes;
import dev.faultpath.machine.MachineLoad;
import dev.faultpath.operations.OperationCounter;
import dev.faultpath.results.ArisingRow;
import dev.faultpath.results.Json;
import dev.faultpath.results.Published;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import dev.faultpath.run.ArisingRuns;
import dev.faultpath.run.BlockRunner;
import dev.faultpath.run.OwnerSchemes;
import dev.faultpath.run.Plan;
import dev.faultpath.run.Preset;
import dev.faultpath.run.RecordFile;
import dev.faultpath.run.RunLine;
import dev.faultpath.run.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code faultpath advise}: the designs that are possible in one case, what they cost there, and which of them to take. */
@Command(name = "advise", sortOptions = false,
        description = "Says which designs are possible on your machine, what each costs there, which one to take and what would change"
            + " that. Operations are counted at once; instructions and times are those of a published run, in the condition that is"
            + " nearest to yours, or measured now.",
        footer = {"",
            "A layout without device memory is taken as pulled by the devices in chunks of 2 MiB that go round, as gpusvm tries first.",
            "Linked is what the nearest kind of connection links that occurs: faultpath topology shows it."})
final class AdviseCommand extends PrintingCommand implements Callable<Integer> {
    private static final String TOPOLOGY = "h100-nvswitch-8";
    private static final String LAYOUT = "captured-jvm";
    /** As many devices pull a layout as are in any published row of the runs that arise. */
    private static final int MOST_DEVICES = 8;
    /** Pages of a process that are looked at: 1 GiB. */
    private static final long MOST_PAGES = 1L << 18;
    private static final int MOST_RATE = 1_000_000;

    /** What a fault does with the answer. */
    enum Follows { UPDATE, MIGRATION }

    @Option(names = "--topology", paramLabel = "FILE|NAME", defaultValue = TOPOLOGY, description = "Who is linked: what a GPU tool prints,"
            + " a list of links, or a name. Default: ${DEFAULT-VALUE}.")
    private String topology;

    @Option(names = "--layout", paramLabel = "FILE|PID|NAME", defaultValue = LAYOUT, description = "The memory that is faulted: a layout"
            + " file, a process that runs here, or a name. Default: ${DEFAULT-VALUE}.")
    private String layout;

    @Option(names = "--revocations", paramLabel = "RATE", defaultValue = "0", description = "Rights that are withdrawn while memory is"
            + " mapped, for a million pages of requests. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--follows", paramLabel = "WHAT", defaultValue = "update", description = "What follows the check: update of the"
            + " device's page table, or migration. Default: ${DEFAULT-VALUE}.")
    private Follows follows;

    @Option(names = "--results", paramLabel = "FOLDER", description = "The run whose instructions and times are shown. Default: the"
            + " current publication.")
    private Path results;

    @Option(names = "--measure", paramLabel = "SECONDS", arity = "0..1", fallbackValue = "240", description = "Measure now, in your very"
            + " condition, for so long; ${FALLBACK-VALUE} if no time is given. No results are kept.")
    private Double measure;

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkSeconds("--measure", measure);
        if (measure != null && results != null) {
            throw new InputException("--results shows a run of before, and --measure takes a new one: give one of them");
        }
        if (!(rate >= 0 && rate <= MOST_RATE)) {
            throw new InputException("--revocations " + rate + ": 0 to " + MOST_RATE);
        }
        Topology links = Topologies.named(topology);
        if (links.size() < 2) {
            throw new InputException(topology + ": one device; there is nothing to decide");
        }
        Layout laid = laid();
        boolean placed = !laid.devices().isEmpty();
        int devices = Math.min(links.size(), MOST_DEVICES);
        ArisingRow usual = placed ? ArisingRuns.asItLies(layout, laid) : ArisingRuns.goingRound(layout, laid, devices, 512);
        if (usual.comparisons() == 0) {
            throw new InputException(layout + ": no memory of another device, and none that one could pull");
        }
        ArisingRow worst = placed ? usual : ArisingRuns.goingRound(layout, laid, devices, 1);
        Optional<ResultSet> known = results != null ? Optional.of(ResultSet.of(ResultFolder.read(results)))
                : measure == null && Files.isDirectory(Project.results()) ? Published.read(Project.results()).shown() : Optional.empty();
        try (OperationCounter counter = OperationCounter.ofThisProgram()) {
            Advice advice = new Advice(links, OwnerSchemes.of(topology, false, links), usual, worst, rate, follows, counter);
            known.ifPresent(set -> advice.beside(set.name(), set.cells()));
            if (measure != null) {
                RunLog log = measured(advice.cells(Jdk.current().feature()));
                if (log.end().isEmpty()) {
                    return Main.EXIT_INTERRUPTED;
                }
                advice.beside(log.results());
            }
            out().print(advice.text(width(), spec().commandLine().getParseResult()::hasMatchedOption));
        }
        return 0;
    }

    /** Times cells as a run does whose results are kept. */
    private RunLog measured(List<Cell> cells) throws InterruptedException {
        Preset quick = Preset.of("quick");
        Plan plan = new Plan(quick.name(), System.currentTimeMillis() % 1_000_000, quick.shape(), measure, quick.target(),
                quick.minBlocks(), quick.maxBlocks(), cells);
        Path temp = Disk.temporaryFolder("faultpath-advise");
        try (RunLock lock = RunLock.take(); ForkArchive archive = new ForkArchive();
                HostForkRunner forks = new HostForkRunner(List.of(Jdk.current()),
                        Hosting.ofThisProgram().withForms().withArchive(archive));
                GroupForkRunner together = new GroupForkRunner(forks, forks::inTurns, Lanes.ofThisMachine());
                RecordFile<RunLine> file = new RecordFile<>(temp.resolve("run"), RunLine.FORM,
                        new RunLine.Start(plan, Json.MAPPER.createObjectNode()));
                Interrupt interrupt = new Interrupt(together::close)) {
            ConsoleProgress progress = new ConsoleProgress(err(), ConsoleProgress.onTerminal());
            RunLog log = new BlockRunner(together, seconds -> MachineLoad.during(seconds, ProcessHandle.current().pid()), file, progress,
                    interrupt::asked).run();
            progress.finish();
            return log;
        } finally {
            Disk.delete(temp);
        }
    }

    private Layout laid() {
        boolean process = layout.matches("\\d{1,10}") && !Files.exists(Path.of(layout));
        return process ? LayoutCapture.capture(Path.of("/proc"), Long.parseLong(layout), MOST_PAGES, pages -> { }) : Layouts.named(layout);
    }
}
