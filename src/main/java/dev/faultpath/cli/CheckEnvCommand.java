package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.exact.Stepping;
import dev.faultpath.exact.Unable;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.HostForkRunner;
import dev.faultpath.forks.Hosting;
import dev.faultpath.forks.RunLock;
import dev.faultpath.forks.Shape;
import dev.faultpath.machine.EnvironmentCheck;
import dev.faultpath.machine.EnvironmentCheck.Finding;
import dev.faultpath.machine.Jdk;
import dev.faultpath.machine.Machine;
import dev.faultpath.results.Fork;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Preset;
import dev.faultpath.run.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code faultpath check-env}: looks at the machine before anyone believes its numbers. */
@Command(name = "check-env", sortOptions = false,
        description = "Says what to know about this machine before believing its numbers, and what to do about it.")
final class CheckEnvCommand extends PrintingCommand implements Callable<Integer> {
    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60",
            description = "How long to measure the noise floor by forks of one cell against each other; 0 skips it. Default: 60.")
    private double seconds;

    @Option(names = "--jdk", paramLabel = "JDK", description = "JDK for that: a version or a folder. Default: the one this runs on.")
    private String jdk;

    @Override
    public Integer call() throws InterruptedException {
        if (!(seconds >= 0 && seconds < 1e7)) {
            throw new InputException("--seconds " + seconds + ": expected 0 or more");
        }
        List<Jdk> under = Jdk.find(jdk == null ? List.of() : List.of(jdk));
        EnvironmentCheck check = new EnvironmentCheck();
        Machine machine = new Machine();
        out().println(machine.machineClass() + ": " + (machine.cpuModel() == null ? "unknown processor" : machine.cpuModel()));
        List<Finding> all = new ArrayList<>(check.configuration());
        all.forEach(this::print);
        List<Finding> measured = new ArrayList<>();
        measured.add(check.timer());
        measured.add(EnvironmentCheck.speed(3));
        measured.addAll(check.load(2));
        measured.add(stepping());
        measured.forEach(this::print);
        all.addAll(measured);
        if (seconds > 0) {
            Finding noise = noise(under);
            print(noise);
            all.add(noise);
        }
        long bad = all.stream().filter(f -> f.verdict() == EnvironmentCheck.Verdict.BAD).count();
        long caution = all.stream().filter(f -> f.verdict() == EnvironmentCheck.Verdict.CAUTION).count();
        out().printf(Locale.ROOT, "%d bad, %d to know about%n", bad, caution);
        return 0;
    }

    private static Finding stepping() {
        try {
            return new Finding("instruction counts", String.format(Locale.ROOT, "%,.0f steps a second", Stepping.perSecond()),
                    EnvironmentCheck.Verdict.GOOD, "");
        } catch (Unable e) {
            return new Finding("instruction counts", "none: " + e.getMessage(), EnvironmentCheck.Verdict.CAUTION,
                    "all else works; in a container, allow ptrace (--cap-add=SYS_PTRACE)");
        }
    }

    private Finding noise(List<Jdk> jdks) throws InterruptedException {
        Preset smoke = Preset.of("smoke");
        List<Cell> cells = new Selection(smoke, Set.of(), Set.of(), new TreeMap<>(), List.of(jdks.get(0).feature()), false)
                .cells(Catalogue.ofClassPath());
        Cell cell = cells.stream().filter(Cell::reference).findFirst().orElse(cells.get(0));
        Shape shape = Preset.of("quick").shape();
        List<Double> values = new ArrayList<>();
        try (RunLock lock = RunLock.take(); HostForkRunner forks = new HostForkRunner(jdks, Hosting.ofThisProgram())) {
            long begin = System.nanoTime();
            while ((System.nanoTime() - begin) / 1e9 < seconds) {
                ForkOutcome outcome = forks.run(cell, shape, shape.limit());
                if (outcome.status() != Fork.Status.OK) {
                    return new Finding("noise floor", cell.label() + ": " + outcome.reason(), EnvironmentCheck.Verdict.BAD, "");
                }
                values.add(Math.log(outcome.fork(0, shape).score()));
            }
        }
        double[] ratios = new double[values.size() / 2];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = values.get(2 * i + 1) - values.get(2 * i);
        }
        return EnvironmentCheck.noise(ratios);
    }

    private void print(Finding f) {
        wrapped(String.format(Locale.ROOT, "  %-8s %-24s ", f.verdict().name().toLowerCase(Locale.ROOT), f.what()),
                f.found() + (f.advice().isEmpty() ? "" : "; " + f.advice()));
        out().flush();
    }
}
