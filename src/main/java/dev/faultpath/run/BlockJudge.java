package dev.faultpath.run;

import dev.faultpath.Text;
import dev.faultpath.forks.Cell;
import dev.faultpath.machine.MachineLoad;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Question;
import dev.faultpath.stats.Quantiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says whether a block may count: by what the hypervisor took, by what other programs used, and by whether the harness's own controls
 * stayed where they were; and whether a fork may: by the speed of its processor. Nothing here depends on which design wins.
 */
public final class BlockJudge {
    /** Forks that are needed to know what is usual. */
    static final int SPEEDS = 8;
    /** How far the controls' typical value may lie from its usual one, as a logarithm, whatever their scatter … */
    static final double CONTROL_SHIFT = 0.15;
    /** … and in robust standard deviations of the other blocks. */
    static final double CONTROL_DEVIATIONS = 5;
    /** Other blocks that are needed before the controls can tell. */
    static final int CONTROL_BLOCKS = 5;

    /** Whether a cell is one of those that watch every block: the controls of the harness question. */
    static boolean watches(Cell cell) {
        return cell.control() && cell.question().filter(q -> q == Question.Q0).isPresent();
    }

    /** A fork of which the processor was slow. */
    record Slow(Cell cell, int block, String reason) {
    }

    /**
     * The forks that count so far and should not, as their processor was slower than usual by more than {@link Fork#MOST_SLOW}. Usual is
     * the first quartile of all forks of the same JDK: slower ones only ever come from without, and a machine that is slow for good is
     * its own measure.
     */
    List<Slow> slow(RunLog log) {
        List<Slow> slow = new ArrayList<>();
        if (log.plan().target() <= 0) {
            return slow;
        }
        Map<String, Double> usual = new HashMap<>();
        for (String jdk : log.plan().cells().stream().map(Cell::jdk).distinct().toList()) {
            double[] speeds = log.plan().cells().stream().filter(c -> c.jdk().equals(jdk)).flatMap(c -> log.forks(c).stream())
                    .filter(f -> f.speedNanos() != null).mapToDouble(Fork::speedNanos).toArray();
            usual.put(jdk, speeds.length < SPEEDS ? Double.POSITIVE_INFINITY : Quantiles.of(speeds, 0.25));
        }
        for (Cell cell : log.plan().cells()) {
            for (Fork fork : log.forks(cell)) {
                double slower = fork.speedNanos() == null ? 0 : fork.speedNanos() / usual.get(cell.jdk());
                if (fork.counts() && slower > 1 + Fork.MOST_SLOW) {
                    slow.add(new Slow(cell, fork.block(), String.format(Locale.ROOT, "the processor was %.2f times slower than usual",
                            slower)));
                }
            }
        }
        return slow;
    }

    /** Judges the block that just ended. */
    RunLine.Judgement judge(RunLog log) {
        int block = log.block();
        if (log.plan().target() <= 0) {
            return new RunLine.Judgement(block, "good", null); // no figures are wanted: nothing to protect
        }
        List<String> seen = new ArrayList<>();
        List<Fork> forks = log.plan().cells().stream().flatMap(c -> log.forks(c).stream()).filter(f -> f.block() == block).toList();
        double steal = weighted(forks, Fork::steal);
        if (steal > MachineLoad.MOST_STEAL) {
            seen.add(Text.percent(steal) + " of the machine's time was stolen by the hypervisor");
        }
        double foreign = weighted(forks, Fork::foreign);
        if (foreign > MachineLoad.MOST_FOREIGN) {
            seen.add("other programs used " + Text.percent(foreign) + " of the machine");
        }
        double shift = controlShift(log, block);
        if (!Double.isNaN(shift)) {
            seen.add("the controls moved by " + Text.percent(Math.abs(Math.expm1(shift))));
        }
        if (seen.isEmpty()) {
            return new RunLine.Judgement(block, "good", null);
        }
        return new RunLine.Judgement(block, mayVoid(log) ? "void" : "noisy", String.join("; ", seen));
    }

    /** Whether one more block may be void. A machine that is always restless would never end a run: then its blocks count, and say so. */
    private static boolean mayVoid(RunLog log) {
        long voided = log.judgements().stream().filter(j -> j.status().equals("void")).count();
        long counted = log.judgements().size() - voided;
        return voided < Math.max(2, (counted + 3) / 4);
    }

    /**
     * A block that was good when it ended and is void by what the controls did since, as the first blocks of a run have nothing to be
     * held against; empty if there is none.
     */
    Optional<RunLine.Judgement> again(RunLog log) {
        if (log.plan().target() <= 0 || !mayVoid(log)) {
            return Optional.empty();
        }
        for (RunLine.Judgement judgement : log.judgements()) {
            double shift = judgement.status().equals("good") ? controlShift(log, judgement.block()) : Double.NaN;
            if (!Double.isNaN(shift)) {
                return Optional.of(new RunLine.Judgement(judgement.block(), "void",
                        "the controls lay " + Text.percent(Math.abs(Math.expm1(shift))) + " from those of the other blocks"));
            }
        }
        return Optional.empty();
    }

    /** Shift of the controls in this block if it is too large, else NaN. */
    private static double controlShift(RunLog log, int block) {
        List<Double> shifts = new ArrayList<>();
        List<Double> scatter = new ArrayList<>();
        for (Cell cell : log.plan().cells()) {
            if (!watches(cell)) {
                continue;
            }
            List<Fork> now = log.forks(cell).stream().filter(f -> f.counts() && f.block() == block).toList();
            double[] others = log.forks(cell).stream().filter(f -> f.counts() && f.block() != block)
                    .mapToDouble(f -> Math.log(f.score())).toArray();
            if (others.length >= CONTROL_BLOCKS && now.size() == 1) {
                shifts.add(Math.log(now.get(0).score()) - Quantiles.median(others));
                scatter.add(Quantiles.mad(others));
            }
        }
        if (shifts.isEmpty()) {
            return Double.NaN;
        }
        // The median over the controls: one of them may fall into another state by itself, a slow machine moves all.
        double shift = Quantiles.median(shifts.stream().mapToDouble(Double::doubleValue).toArray());
        double usual = Quantiles.median(scatter.stream().mapToDouble(Double::doubleValue).toArray());
        return Math.abs(shift) > Math.max(CONTROL_SHIFT, CONTROL_DEVIATIONS * usual) ? shift : Double.NaN;
    }

    private static double weighted(List<Fork> forks, Function<Fork, Double> value) {
        double sum = 0;
        double weight = 0;
        for (Fork fork : forks) {
            Double v = value.apply(fork);
            if (v != null && !v.isNaN()) {
                sum += v * fork.seconds();
                weight += fork.seconds();
            }
        }
        return weight == 0 ? 0 : sum / weight;
    }
}
