package dev.faultpath.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.FakeForks;
import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.PairRunner;
import dev.faultpath.forks.Shape;
import dev.faultpath.guard.decision.Pair;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.guard.exact.CellCounter;
import dev.faultpath.guard.exact.Counts;
import dev.faultpath.results.Fork;
import dev.faultpath.run.RecordFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Pairs that take no time. The noise of a pair depends on the cell and on how many pairs it had, not on what ran before, so that
 * an interrupted run can be compared with one that was not.
 */
public final class FakePairs implements PairRunner {
    static final Shape SHAPE = new Shape(2, 9, 5);

    public final List<String> ran = new ArrayList<>();
    /** How many pairs were run at once, each time. */
    final List<Integer> parts = new ArrayList<>();
    int atOnce = 1;
    public final Map<String, Double> slower = new HashMap<>();
    public final Map<String, Integer> counts = new HashMap<>();
    Predicate<Cell> fails = cell -> false;
    double seconds = 1;
    /** Whether the two forks of each pair meet processors of different speed. */
    boolean restless;

    @Override
    public int atOnce() {
        return atOnce;
    }

    @Override
    public List<Outcomes> run(List<Wanted> pairs, Shape shape, double limitSeconds) {
        parts.add(pairs.size());
        return pairs.stream().map(p -> run(p, shape)).toList();
    }

    private Outcomes run(Wanted pair, Shape shape) {
        Cell cell = pair.cell();
        String name = cell.label();
        int n = counts.merge(name, 1, Integer::sum);
        ran.add(name + (pair.candidateFirst() ? " BA" : " AB"));
        Random random = new Random(31L * name.hashCode() + n);
        double factor = 1 + slower.getOrDefault(cell.method(), 0.0);
        return new Outcomes(fork(shape, random, 1, 100), fails.test(cell) ? ForkOutcome.failed(Fork.Status.FAILED, "java.lang.Error: no")
                .meanwhile(1, 0, 0)
                : fork(shape, random, factor, restless ? 200 : 100), seconds);
    }

    private static ForkOutcome fork(Shape shape, Random random, double factor, double speedNanos) {
        double level = 100 * factor * Math.exp(0.005 * random.nextGaussian());
        double[] iterations = new double[shape.total()];
        Arrays.setAll(iterations, i -> level * (1 + 0.002 * random.nextDouble()));
        double[] speed = new double[shape.total()];
        Arrays.fill(speed, speedNanos);
        ForkOutcome ok = FakeForks.ok(iterations);
        return new ForkOutcome(ok.status(), null, iterations, ok.bytesPerOp(), false, ok.counters(), speed, ok.form(), ok.vm(), 0.5, 0, 0);
    }

    /** Goes on where a run that was read back stopped. */
    FakePairs after(List<Pair> pairs) {
        pairs.forEach(p -> counts.merge(p.cell(), 1, Integer::sum));
        return this;
    }

    @Override
    public void close() {
        // Nothing runs.
    }

    /** Starts the file of a run. */
    public static RecordFile<GuardLine> file(Path path, GuardPlan plan, ObjectNode head) {
        return new RecordFile<>(path, GuardLine.FORM, new GuardLine.Start(plan, head));
    }

    public static Cell cell(String method) {
        return new Cell("dev.faultpath.bench.RangeWalkBenchmark." + method, new TreeMap<>(Map.of("pages", "512")), "17", "128m");
    }

    /** Four cells that are compared, and one of the same bytes. */
    public static GuardPlan plan(double budget, Settings settings, String... jvmArgs) {
        List<GuardPlan.Entry> entries = new ArrayList<>();
        for (String method : List.of("callbackRadix", "inlinedRadix", "extents", "hashed")) {
            entries.add(new GuardPlan.Entry(cell(method), GuardPlan.Kind.COMPARED, List.of("Helper.same"), null));
        }
        entries.add(new GuardPlan.Entry(cell("iterator"), GuardPlan.Kind.SAME, List.of(), null));
        return new GuardPlan("test", 11, SHAPE, List.of(jvmArgs), budget, false, settings, entries);
    }

    /** Counts of a build. */
    public static Counts counts(double instructions, double branches, Double bytes) {
        return new Counts(Map.of("branches", branches), List.of(instructions), false, Map.of("Walk.walk", instructions), bytes, 1, 1,
                "code", null, null);
    }

    /** Counts that differ in cells of some methods, and cannot be taken in others. */
    public static final class FakeCounter implements CellCounter {
        final Set<String> differ = new TreeSet<>();
        final Set<String> fail = new TreeSet<>();
        final List<String> counted = new ArrayList<>();

        public FakeCounter differ(String... methods) {
            differ.addAll(List.of(methods));
            return this;
        }

        @Override
        public Both count(Cell cell) {
            counted.add(cell.method());
            Counts before = fail.contains(cell.method()) ? new Counts(Map.of("branches", 10.0), List.of(), false, Map.of(), null, 0, 1,
                    "code", "runs 2 threads, and only one can be stepped", null) : counts(1000, 10, 0.0);
            return new Both(before, differ.contains(cell.method()) ? counts(1050, 12, 0.0) : before);
        }

        @Override
        public void close() {
            // Nothing runs.
        }
    }
}
