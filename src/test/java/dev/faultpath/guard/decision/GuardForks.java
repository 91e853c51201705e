package dev.faultpath.guard.decision;

import dev.faultpath.guard.GuardSet;
import dev.faultpath.guard.decision.Procedure.Request;
import dev.faultpath.results.Fork;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Forks and pairs made up for tests. Iterations are flat, so that nothing trends, and scatter by what is asked for. */
public final class GuardForks {
    public static final int MILLIS = 20;
    /** A plan for tests of the rules, so that they do not depend on how the plans in use are tuned. */
    public static final Settings PLAN = new Settings("normal", false, 0.02, 0.03, 0.03, 0.01, 0.01, 0.05, 0.1, List.of(
            new Settings.Look(8, 0, 0.4), new Settings.Look(14, 0.3, 0.2), new Settings.Look(20, 0.3, 0.2),
            new Settings.Look(32, 0.4, 0.2)));
    /** The usual plan. */
    public static final Settings NORMAL = GuardSet.of(GuardSet.USUAL).settings();
    /** The short plan. */
    public static final Settings FAST = GuardSet.of(GuardSet.FAST).settings();
    private static final int ITERATIONS = 12;

    private GuardForks() {
    }

    /** A fork with a score, flat iterations that scatter by a share of it, and no counts. */
    public static Fork fork(double score, double scatter) {
        return fork(score, score, scatter, 0.0, new TreeMap<>());
    }

    public static Fork fork(double score, double mean, double scatter, Double bytes, SortedMap<String, Double> counters) {
        double[] measured = new double[ITERATIONS];
        Arrays.setAll(measured, i -> score * (1 + scatter * (i % 2)));
        return fork(measured, score, mean, bytes, counters);
    }

    public static Fork fork(double[] measured, double score, double mean, Double bytes, SortedMap<String, Double> counters) {
        return new Fork(1, Fork.Status.OK, null, new double[] {score, score}, measured, score, mean, bytes, 1, null, null, List.of(),
                counters, null);
    }

    /** The same fork on a processor that took so long for the fixed piece of arithmetic. */
    public static Fork timed(Fork fork, double speedNanos) {
        return new Fork(fork.block(), fork.status(), fork.reason(), fork.warmup(), fork.measured(), fork.score(), fork.mean(),
                fork.bytesPerOp(),
                fork.seconds(), fork.steal(), fork.foreign(), fork.flags(), fork.counters(), speedNanos);
    }

    public static Fork failed(String reason) {
        return new Fork(1, Fork.Status.FAILED, reason, new double[0], new double[0], Double.NaN, Double.NaN, null, 1, null, null, List.of(),
                null, null);
    }

    public static Pair pair(Request request, int number, Fork baseline, Fork candidate) {
        return new Pair(request.cell(), number, request.candidateFirst(), baseline, candidate);
    }

    /** Runs a procedure to its end with pairs from a function. */
    public static Procedure run(Procedure procedure, Answer answer) {
        Map<String, Integer> numbers = new TreeMap<>();
        for (List<Request> wanted = procedure.next(1); !wanted.isEmpty(); wanted = procedure.next(1)) {
            Request request = wanted.get(0);
            procedure.add(answer.pair(request, numbers.merge(request.cell(), 1, Integer::sum)));
        }
        return procedure;
    }

    /** Pairs of equal quality whose ratio is given. */
    public static Answer ratios(LogRatio ratio) {
        return (request, number) -> pair(request, number, fork(1000, 0.01), fork(1000 * Math.exp(ratio.of(request.cell(), number)), 0.01));
    }

    /** Answers a request; {@code number} counts the cell's pairs from 1. */
    public interface Answer {
        Pair pair(Request request, int number);
    }

    /** Log ratio of a cell's pair with a number. */
    public interface LogRatio {
        double of(String cell, int number);
    }

    /** Small noise that is symmetric over each two pairs and never twice the same. */
    public static double tiny(int number) {
        return (number % 2 == 0 ? 1 : -1) * (0.001 + 0.00001 * Math.floorDiv(number + 1, 2)) + (number % 2 == 0 ? 1e-7 : 0);
    }
}
