package dev.faultpath.machine;

import dev.faultpath.Text;
import dev.faultpath.results.Fork;
import dev.faultpath.stats.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.commons.math3.stat.StatUtils;

/** What to know of a machine before believing its numbers: findings, each with a verdict and what to do about it. */
public final class EnvironmentCheck {
    private final Machine machine;

    /** Checks this machine. */
    public EnvironmentCheck() {
        this(new Machine());
    }

    EnvironmentCheck(Machine machine) {
        this.machine = machine;
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
        UNKNOWN;

        /** The verdict on a value that should be small. */
        private static Verdict of(double value, double caution, double bad) {
            return value < caution ? GOOD : value < bad ? CAUTION : BAD;
        }
    }

    /** What was looked at, what it is, how good that is, and what to do; empty if nothing. */
    public record Finding(String what, String found, Verdict verdict, String advice) {
        /** With advice that is only given if the verdict is not good. */
        private static Finding of(String what, String found, Verdict verdict, String advice) {
            return new Finding(what, found, verdict, verdict == Verdict.GOOD ? "" : advice);
        }
    }

    /** What can be read without measuring. */
    public List<Finding> configuration() {
        int cores = machine.cores();
        return List.of(virtual(),
                Finding.of("processors", Integer.toString(cores), cores >= 4 ? Verdict.GOOD : cores >= 2 ? Verdict.CAUTION : Verdict.BAD,
                        cores >= 2 ? "the JIT compiler shares them with the benchmark: give forks a longer warm-up, no contended benchmark"
                                + " with more than two threads" : "one processor: compiler and benchmark take turns; use another machine"),
                setting("frequency governor", machine.governor(), "performance"::equals, "cpupower frequency-set -g performance",
                        "the host decides; interleaved forks cancel slow changes"),
                setting("frequency boost", machine.boost(), "off"::equals,
                        "times depend on temperature and neighbours; turn it off in /sys/devices/system/cpu/cpufreq/boost", ""),
                setting("transparent huge pages", machine.transparentHugePages(), t -> !t.equals("always"),
                        "whether a large table gets them is luck: set madvise", ""),
                counters(), memory());
    }

    private static Finding setting(String what, Optional<String> is, Predicate<String> good, String advice, String ifUnseen) {
        return is.map(value -> Finding.of(what, value, good.test(value) ? Verdict.GOOD : Verdict.CAUTION, advice))
                .orElse(new Finding(what, "not visible", Verdict.UNKNOWN, ifUnseen));
    }

    private Finding virtual() {
        return machine.virtual().map(v -> v.equals("none") ? new Finding("virtual", "no, bare metal", Verdict.GOOD, "")
                : new Finding("virtual", "yes, " + v, Verdict.CAUTION,
                        "neighbours are invisible and steal may read 0: trust ratios of interleaved forks, not single times"))
                .orElse(new Finding("virtual", "unknown", Verdict.UNKNOWN, ""));
    }

    private Finding counters() {
        if (List.of("cpu", "cpu_core", "armv8_pmuv3_0").stream().noneMatch(d -> machine.exists("sys/bus/event_source/devices/" + d))) {
            return new Finding("hardware counters", "none", Verdict.CAUTION,
                    "perfnorm and perfasm will fail here: explain causes by ablation, -prof gc and PrintInlining");
        }
        String paranoid = machine.text("proc/sys/kernel/perf_event_paranoid").orElse("?");
        boolean open = paranoid.matches("-?\\d+") && Integer.parseInt(paranoid) <= 1;
        return Finding.of("hardware counters", "present, perf_event_paranoid " + paranoid, open ? Verdict.GOOD : Verdict.CAUTION,
                "sysctl kernel.perf_event_paranoid=1 to let -prof perfnorm read them");
    }

    private Finding memory() {
        return machine.memoryMiB("MemAvailable").map(m -> Finding.of("memory available", m + " MiB", m > 4096 ? Verdict.GOOD
                        : m > 2048 ? Verdict.CAUTION : Verdict.BAD, "the largest cells need 4 GiB free; swapping ruins every number"))
                .orElse(new Finding("memory available", "unknown", Verdict.UNKNOWN, ""));
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
        return Finding.of("timer", String.format(Locale.ROOT, "%.0f ns a call, steps of %.0f ns", latency, step),
                latency < 100 && step < 200 && sink != 0 ? Verdict.GOOD : Verdict.CAUTION,
                "slow clock source: iterations shorter than 10 ms would be coarse");
    }

    /** How steady the processor is for some seconds: the piece of arithmetic that every fork times, again and again. */
    public static Finding speed(double seconds) {
        List<Long> times = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            times.add(ProcessorSpeed.nanos());
        } while (System.nanoTime() < end);
        double[] all = times.stream().mapToDouble(Long::doubleValue).toArray();
        double usual = Quantiles.of(all, 0.10);
        double slow = times.stream().filter(t -> t > usual * (1 + Fork.MOST_SLOW)).count() / (double) all.length;
        return Finding.of("processor speed", String.format(Locale.ROOT,
                "%.0f %% of the time slower than its best by more than %.0f %%, up to %.1f times", slow * 100, Fork.MOST_SLOW * 100,
                Quantiles.of(all, 0.99) / usual), Verdict.of(slow, 0.05, 0.5),
                "a neighbour shares the core, or the clock changes: forks that are slow all along are run again");
    }

    /** Steal and other programs' load over some seconds, doing nothing. */
    public List<Finding> load(double seconds) throws InterruptedException {
        MachineLoad.Shares others = MachineLoad.during(seconds, ProcessHandle.current().pid());
        double steal = others.steal();
        double foreign = others.foreign();
        return List.of(Double.isNaN(steal) ? new Finding("steal", "unknown", Verdict.UNKNOWN, "") : Finding.of("steal",
                        String.format(Locale.ROOT, "%.1f %% now, %.2f %% since boot", steal * 100, machine.stealSinceBoot() * 100),
                        Verdict.of(steal, 0.005, MachineLoad.MOST_STEAL), "the host is busy: blocks with more than 2 % are run again"),
                Double.isNaN(foreign) ? new Finding("other programs", "unknown", Verdict.UNKNOWN, "") : Finding.of("other programs",
                        "use " + Text.percent(foreign) + " of the machine",
                        Verdict.of(foreign, 0.02, MachineLoad.MOST_FOREIGN), "stop them: blocks with more than 10 % are run again"));
    }

    /** The noise floor, by logarithms of the ratios of one cell's forks, each to the next. */
    public static Finding noise(double[] logRatios) {
        if (logRatios.length < 3) {
            return new Finding("noise floor", logRatios.length + " A/A pairs", Verdict.UNKNOWN, "give it a minute");
        }
        double spread = Math.sqrt(StatUtils.sumSq(logRatios) / logRatios.length);
        // Half-width of a 95 % interval from n pairs is about 2.2 spread / √n for the signed-rank method.
        long pairs = Math.max(6, (long) Math.ceil(Math.pow(2.2 * spread / 0.03, 2)));
        return new Finding("noise floor", "two forks of one cell differ by " + Text.percent(spread) + " (rms; "
                + Text.percent(Quantiles.deviation(logRatios, 0)) + " robust, " + logRatios.length + " pairs)",
                Verdict.of(spread, 0.03, 0.12), "a ratio to ±3 % takes about " + pairs + " blocks here");
    }
}
