package dev.faultpath.guard.decision;

import dev.faultpath.guard.GuardSet;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Json;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Forks and pairs made up for tests. Iterations are flat, so that nothing trends, and scatter by what is asked for. */
public final class GuardForks {
    public static final int MILLIS = 20;
    /** A plan for tests of the rules, so that they do not depend on how the plans in use are tuned. */
    public static final Settings PLAN = new Settings("normal", new Settings.Promise(0.03, 0.01, 0.01, 0.05, 0.1),
            new Settings.Screen(8, 0.10, 0.1, 0, 0.8, 1.0 / 3), new Settings.Confirm(List.of(new Settings.Look(10, 0.15),
            new Settings.Look(14, 0.20), new Settings.Look(20, 0.25), new Settings.Look(32, 0.40)), 1.0 / 3), Settings.LeaveOut.SCATTER);
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

    public static SortedMap<String, Double> counter(String name, double value) {
        return new TreeMap<>(java.util.Map.of(name, value));
    }

    public static Pair pair(Request request, Fork baseline, Fork candidate) {
        return new Pair(request.cell(), request.stage(), request.number(), request.candidateFirst(), baseline, candidate);
    }

    public static GuardCell compared(String label, int millis) {
        return new GuardCell(label, millis, GuardCell.Kind.COMPARED, null);
    }

    public static GuardCell ruler(String label, int millis) {
        return new GuardCell(label, millis, GuardCell.Kind.RULER, null);
    }

    public static GuardCell same(String label) {
        return new GuardCell(label, MILLIS, GuardCell.Kind.SAME, null);
    }

    public static GuardCell missing(String label, String reason) {
        return new GuardCell(label, MILLIS, GuardCell.Kind.MISSING, reason);
    }

    /** What is said of each cell that compares the builds. */
    public static List<CellVerdict> verdicts(Procedure procedure) {
        return procedure.result(Json.MAPPER.createObjectNode(), List.of()).cells();
    }

    /** Runs a procedure to its end with pairs from a function. */
    public static Procedure run(Procedure procedure, Answer answer) {
        for (List<Request> wanted = procedure.next(); !wanted.isEmpty(); wanted = procedure.next()) {
            for (Request request : wanted) {
                procedure.add(answer.pair(request));
            }
        }
        return procedure;
    }

    /** Pairs of equal quality whose ratio is given. */
    public static Answer ratios(LogRatio ratio) {
        return request -> {
            double d = ratio.of(request);
            return pair(request, fork(1000, 0.01), fork(1000 * Math.exp(d), 0.01));
        };
    }

    /** Answers a request. */
    public interface Answer {
        Pair pair(Request request);
    }

    /** Log ratio of the pair that answers a request. */
    public interface LogRatio {
        double of(Request request);
    }
}
