package dev.faultpath.machine;

import dev.faultpath.forks.SpeedExecutor;
import dev.faultpath.results.Fork;
import dev.faultpath.run.BlockJudge;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a benchmarker should know of a machine before believing it: each finding with a verdict and what to do about it. */
public final class EnvironmentCheck {
    private final Machine machine;
    private final Path root;

    /** Checks this machine. */
    public EnvironmentCheck() {
        this(new Machine(), Path.of("/"));
    }

    EnvironmentCheck(Machine machine, Path root) {
        this.machine = machine;
        this.root = root;
    }

    /** How good a finding is. */
    public enum Verdict {
        /** Nothing to do. */
        GOOD,
        /** Numbers are usable with care. */
        CAUTION,
        /** Numbers will mislead unless something is done. */
        BAD,
        /** Could not be found out. */
        UNKNOWN
    }

    /**
     * One finding.
     *
     * @param what    the thing looked at
     * @param found   what it is
     * @param verdict how good that is
     * @param advice  what to do; empty if nothing
     */
    public record Finding(String what, String found, Verdict verdict, String advice) {
    }

    /** What can be read without measuring. */
    public List<Finding> configuration() {
        List<Finding> f = new ArrayList<>();
        f.add(virtual());
        int cores = machine.cores();
        f.add(new Finding("processors", Integer.toString(cores), cores >= 4 ? Verdict.GOOD : cores >= 2 ? Verdict.CAUTION : Verdict.BAD,
                cores >= 4 ? "" : cores >= 2 ? "the JIT compiler shares them with the benchmark: give forks a longer warm-up, no contended benchmark"
                        + " with more than two threads" : "one processor: compiler and benchmark take turns; use another machine"));
        f.add(machine.governor().map(g -> new Finding("frequency governor", g, g.equals("performance") ? Verdict.GOOD : Verdict.CAUTION,
                g.equals("performance") ? "" : "cpupower frequency-set -g performance")).orElse(
                new Finding("frequency governor", "not visible", Verdict.UNKNOWN, "the host decides; interleaved forks cancel slow changes")));
        f.add(machine.boost().map(b -> new Finding("frequency boost", b, b.equals("off") ? Verdict.GOOD : Verdict.CAUTION,
                b.equals("off") ? "" : "times depend on temperature and neighbours; turn it off in /sys/devices/system/cpu/cpufreq/boost"))
                .orElse(new Finding("frequency boost", "not visible", Verdict.UNKNOWN, "")));
        f.add(machine.transparentHugePages().map(t -> new Finding("transparent huge pages", t,
                t.equals("always") ? Verdict.CAUTION : Verdict.GOOD, t.equals("always")
                        ? "whether a large table gets them is luck: set madvise" : "")).orElse(
                new Finding("transparent huge pages", "not visible", Verdict.UNKNOWN, "")));
        f.add(counters());
        f.add(memory());
        return f;
    }

    private Finding virtual() {
        Optional<String> v = machine.virtual();
        if (v.isEmpty()) {
            return new Finding("virtual", "unknown", Verdict.UNKNOWN, "");
        }
        return v.get().equals("none") ? new Finding("virtual", "no, bare metal", Verdict.GOOD, "")
                : new Finding("virtual", "yes, " + v.get(), Verdict.CAUTION,
                        "neighbours are invisible and steal may read 0: trust ratios of interleaved forks, not single times");
    }

    private Finding counters() {
        boolean events = Files.exists(root.resolve("sys/bus/event_source/devices/cpu"))
                || Files.exists(root.resolve("sys/bus/event_source/devices/cpu_core"))
                || Files.exists(root.resolve("sys/bus/event_source/devices/armv8_pmuv3_0"));
        if (!events) {
            return new Finding("hardware counters", "none", Verdict.CAUTION,
                    "perfnorm and perfasm will fail here: explain causes by ablation, -prof gc and PrintInlining");
        }
        String paranoid = read("proc/sys/kernel/perf_event_paranoid").orElse("?");
        boolean open = paranoid.matches("-?\\d+") && Integer.parseInt(paranoid) <= 1;
        return new Finding("hardware counters", "present, perf_event_paranoid " + paranoid, open ? Verdict.GOOD : Verdict.CAUTION,
                open ? "" : "sysctl kernel.perf_event_paranoid=1 to let -prof perfnorm read them");
    }

    private Finding memory() {
        long kb = read("proc/meminfo").map(t -> {
            var m = java.util.regex.Pattern.compile("MemAvailable:\\s+(\\d+) kB").matcher(t);
            return m.find() ? Long.parseLong(m.group(1)) : -1L;
        }).orElse(-1L);
        return kb < 0 ? new Finding("memory available", "unknown", Verdict.UNKNOWN, "")
                : new Finding("memory available", kb / 1024 + " MiB", kb > 4L << 20 ? Verdict.GOOD : kb > 2L << 20 ? Verdict.CAUTION : Verdict.BAD,
                        kb > 4L << 20 ? "" : "the largest cells need 4 GiB free; swapping ruins every number");
    }

    /** Cost and granularity of {@code System.nanoTime}, by calling it. */
    public Finding timer() {
        int calls = 200_000;
        long sink = 0;
        double[] rounds = new double[15];
        for (int r = 0; r < rounds.length; r++) {
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                sink += System.nanoTime();
            }
            rounds[r] = (System.nanoTime() - begin) / (double) calls;
        }
        double[] steps = new double[2000];
        for (int i = 0; i < steps.length; i++) {
            long from = System.nanoTime();
            long to = System.nanoTime();
            while (to == from) {
                to = System.nanoTime();
            }
            steps[i] = to - from;
        }
        double latency = Quantiles.of(rounds, 0.25);
        double step = Quantiles.median(steps);
        boolean good = latency < 100 && step < 200 && sink != 0;
        return new Finding("timer", String.format(Locale.ROOT, "%.0f ns a call, steps of %.0f ns", latency, step),
                good ? Verdict.GOOD : Verdict.CAUTION, good ? "" : "slow clock source: iterations shorter than 10 ms would be coarse");
    }

    /**
     * How steady the processor is: the piece of arithmetic that every fork times, for a while. A neighbour on the core's other hardware
     * thread shows here and nowhere else.
     *
     * @param seconds how long to look
     */
    public static Finding speed(double seconds) {
        List<Double> times = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            times.add((double) SpeedExecutor.time());
        } while (System.nanoTime() < end);
        double[] all = times.stream().mapToDouble(Double::doubleValue).toArray();
        double usual = Quantiles.of(all, 0.10);
        double slow = times.stream().filter(t -> t > usual * (1 + Fork.MOST_SLOW)).count() / (double) all.length;
        return new Finding("processor speed", String.format(Locale.ROOT, "%.0f %% of the time slower than its best by more than %.0f %%, up to"
                + " %.1f times", slow * 100, Fork.MOST_SLOW * 100, Quantiles.of(all, 0.99) / usual),
                slow < 0.05 ? Verdict.GOOD : slow < 0.5 ? Verdict.CAUTION : Verdict.BAD,
                slow < 0.05 ? "" : "a neighbour shares the core, or the clock changes: forks that are slow all along are run again");
    }

    /**
     * Steal and other programs' load over a while, doing nothing.
     *
     * @param seconds how long to look
     */
    public List<Finding> load(double seconds) throws InterruptedException {
        long self = ProcessHandle.current().pid();
        MachineLoad before = MachineLoad.now(self);
        Thread.sleep((long) (seconds * 1000));
        MachineLoad after = MachineLoad.now(self);
        double steal = MachineLoad.steal(before, after);
        double foreign = MachineLoad.foreign(before, after);
        List<Finding> f = new ArrayList<>();
        f.add(Double.isNaN(steal) ? new Finding("steal", "unknown", Verdict.UNKNOWN, "") : new Finding("steal",
                String.format(Locale.ROOT, "%.1f %% now, %.2f %% since boot", steal * 100, machine.stealSinceBoot() * 100),
                steal < 0.005 ? Verdict.GOOD : steal < BlockJudge.MOST_STEAL ? Verdict.CAUTION : Verdict.BAD,
                steal < 0.005 ? "" : "the host is busy: blocks with more than 2 % are run again"));
        f.add(Double.isNaN(foreign) ? new Finding("other programs", "unknown", Verdict.UNKNOWN, "") : new Finding("other programs",
                String.format(Locale.ROOT, "use %.1f %% of the machine", foreign * 100),
                foreign < 0.02 ? Verdict.GOOD : foreign < BlockJudge.MOST_FOREIGN ? Verdict.CAUTION : Verdict.BAD,
                foreign < 0.02 ? "" : "stop them: blocks with more than 10 % are run again"));
        return f;
    }

    /**
     * The noise floor: forks of one cell, each compared with the next, for a while.
     *
     * @param logRatios logarithms of A/A ratios
     */
    public static Finding noise(double[] logRatios) {
        if (logRatios.length < 3) {
            return new Finding("noise floor", logRatios.length + " A/A pairs", Verdict.UNKNOWN, "give it a minute");
        }
        double spread = Spread.aboutZero(logRatios);
        double robust = Spread.robust(logRatios);
        // Half-width of a 95 % interval from n pairs is about 2.2 spread / √n for the signed-rank method.
        long pairs = Math.max(6, (long) Math.ceil(Math.pow(2.2 * spread / 0.03, 2)));
        return new Finding("noise floor", String.format(Locale.ROOT, "two forks of one cell differ by %.1f %% (rms; %.1f %% robust, %d pairs)",
                spread * 100, robust * 100, logRatios.length), spread < 0.03 ? Verdict.GOOD : spread < 0.12 ? Verdict.CAUTION : Verdict.BAD,
                String.format(Locale.ROOT, "a ratio to ±3 %% takes about %d blocks here", pairs));
    }

    private Optional<String> read(String path) {
        try {
            return Optional.of(Files.readString(root.resolve(path)).trim());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
