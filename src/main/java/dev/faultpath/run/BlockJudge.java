package dev.faultpath.run;

import dev.faultpath.Text;
import dev.faultpath.forks.Cell;
import dev.faultpath.machine.MachineLoad;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Question;
import dev.faultpath.stats.Quantiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Says whether a block may count: by what the hypervisor took, by what other programs used, and by whether the harness's own controls
 * stayed where they were; and whether a fork may: by the speed of its processor. Nothing here depends on which design wins.
 */
public final class BlockJudge {
    /** Share of the budget that a run waits at most for other programs to end. */
    static final double WAITING = 0.1;
    /** Share of the budget that may bring nothing: waiting, and forks that are void. What is disturbed after that counts. */
    static final double PATIENCE = 0.25;
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
        Map<String, Double> usual = usual(log);
        for (Cell cell : log.plan().cells()) {
            for (Fork fork : log.forks(cell)) {
                double slower = fork.speedNanos() == null ? 0 : fork.speedNanos() / usual.get(cell.jdk());
                if (fork.counts() && !fork.flags().contains(Fork.NOISY) && slower > 1 + Fork.MOST_SLOW) {
                    slow.add(new Slow(cell, fork.block(), String.format(Locale.ROOT, "the processor was %.2f times slower than usual",
                            slower)));
                }
            }
        }
        return slow;
    }

    private static Map<String, Double> usual(RunLog log) {
        Map<String, Double> usual = new HashMap<>();
        for (String jdk : log.plan().cells().stream().map(Cell::jdk).distinct().toList()) {
            double[] speeds = log.plan().cells().stream().filter(c -> c.jdk().equals(jdk)).flatMap(c -> log.forks(c).stream())
                    .filter(f -> f.speedNanos() != null).mapToDouble(Fork::speedNanos).toArray();
            usual.put(jdk, speeds.length < SPEEDS ? Double.POSITIVE_INFINITY : Quantiles.of(speeds, 0.25));
        }
        return usual;
    }

    /** Whether what is disturbed may be run again. Not for ever, and not once the run has waited for the others in vain. */
    static boolean patient(RunLog log) {
        return log.paused() < WAITING * log.plan().budgetSeconds() && log.vain() < PATIENCE * log.plan().budgetSeconds();
    }

    /**
     * The void forks of a cell that are to count, as fewer than wanted do: the least disturbed ones, by load and by the processor's speed
     * of all that took turns. No value of a design is looked at.
     *
     * @param reference what the cell is compared with; {@code null} if nothing
     * @param company   all that take turns with it
     * @param wanted    blocks in which both should count
     */
    static List<RunLine.Noisy> toCount(RunLog log, Cell cell, Cell reference, List<Cell> company, int wanted) {
        double usual = usual(log).get(cell.jdk());
        List<Attempt> attempts = new ArrayList<>();
        int good = 0;
        for (int b = 1; b <= log.block(); b++) {
            int block = b;
            List<Fork> own = inBlock(log, cell, block);
            List<Fork> others = reference == null ? own : inBlock(log, reference, block);
            if (own.stream().anyMatch(Fork::counts) && others.stream().anyMatch(Fork::counts)) {
                good++;
                continue;
            }
            for (int i = 0; i < own.size(); i++) {
                if (mayCount(own, i)) {
                    int number = i;
                    attempts.add(new Attempt(block, i, i < others.size() && mayCount(others, i),
                            company.stream().flatMap(c -> inBlock(log, c, block).stream().skip(number).limit(1))
                                    .mapToDouble(f -> disturbance(f, usual)).max().orElse(0)));
                }
            }
        }
        // Without its reference beside it, a fork helps only where the cell has nothing else.
        attempts.sort(Comparator.comparing((Attempt a) -> !a.paired).thenComparingDouble(Attempt::disturbance));
        List<RunLine.Noisy> lines = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        for (Attempt a : attempts) {
            boolean first = good + taken.size() == 0 && log.forks(cell).stream().noneMatch(Fork::counts);
            if (good + taken.size() < wanted && (a.paired || first) && taken.add(a.block)) {
                for (Cell one : a.paired && reference != null && reference != cell ? List.of(cell, reference) : List.of(cell)) {
                    if (!inBlock(log, one, a.block).get(a.number).counts()) {
                        lines.add(new RunLine.Noisy(a.block, one.label(), a.number));
                    }
                }
            }
        }
        return lines;
    }

    /** A fork by its place among its cell's forks of the block, and whether that of its reference in the same place may count too. */
    private record Attempt(int block, int number, boolean paired, double disturbance) {
    }

    private static List<Fork> inBlock(RunLog log, Cell cell, int block) {
        return log.forks(cell).stream().filter(f -> f.block() == block).toList();
    }

    /** Whether a fork of one block counts or may: it ran to its end, and no other of the block counts, as one does at most. */
    private static boolean mayCount(List<Fork> ofBlock, int number) {
        Fork fork = ofBlock.get(number);
        return fork.counts() || fork.status() == Fork.Status.VOID && ofBlock.stream().noneMatch(Fork::counts);
    }

    /** How far a fork lies beyond what is allowed: 1 at the limit. */
    private static double disturbance(Fork fork, double usual) {
        double slow = fork.speedNanos() == null ? 0 : (fork.speedNanos() / usual - 1) / Fork.MOST_SLOW;
        return Math.max(slow, Math.max(share(fork.foreign()) / MachineLoad.MOST_FOREIGN, share(fork.steal()) / MachineLoad.MOST_STEAL));
    }

    private static double share(Double value) {
        return value == null || value.isNaN() ? 0 : value;
    }

    /** What keeps the machine busy, in words, if it is more than is allowed; NaN is nothing that is known. */
    static List<String> busy(double steal, double foreign) {
        List<String> seen = new ArrayList<>();
        if (steal > MachineLoad.MOST_STEAL) {
            seen.add(Text.percent(steal) + " of the machine's time was stolen by the hypervisor");
        }
        if (foreign > MachineLoad.MOST_FOREIGN) {
            seen.add("other programs used " + Text.percent(foreign) + " of the machine");
        }
        return seen;
    }

    /** Judges the block that just ended. */
    RunLine.Judgement judge(RunLog log) {
        int block = log.block();
        if (log.plan().target() <= 0) {
            return new RunLine.Judgement(block, "good", null); // no figures are wanted: nothing to protect
        }
        List<Fork> forks = log.plan().cells().stream().flatMap(c -> log.forks(c).stream()).filter(f -> f.block() == block).toList();
        List<String> seen = busy(weighted(forks, Fork::steal), weighted(forks, Fork::foreign));
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
        return patient(log) && voided < Math.max(2, (counted + 3) / 4);
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
