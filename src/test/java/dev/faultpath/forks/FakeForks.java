package dev.faultpath.forks;

import dev.faultpath.machine.MachineLoad;
import dev.faultpath.results.Fork;
import dev.faultpath.run.BlockRunner;
import dev.faultpath.run.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Forks that take no time: times are drawn from a seeded noise around a value for each design. */
public final class FakeForks implements ForkRunner {
    public static final Fork.Vm VM = new Fork.Vm("1.37", "17.0.1", "Test VM", "17+1", List.of("-Xmx128m"));

    /** A machine that nobody else uses. */
    public static final BlockRunner.Look QUIET = seconds -> new MachineLoad.Shares(0, 0);

    public final List<String> ran = new ArrayList<>();
    public final Random random;
    public double noise = 0.01;
    public double seconds = 1;
    /** Overrides the outcome of a cell's nth fork (from 0); null leaves it as it is. */
    public BiFunction<Cell, Integer, ForkOutcome> special = (cell, n) -> null;

    public FakeForks(long seed) {
        random = new Random(seed);
    }

    @Override
    public ForkOutcome run(Cell cell, Shape shape, double limitSeconds) {
        int n = (int) ran.stream().filter(cell.label()::equals).count();
        ran.add(cell.label());
        ForkOutcome other = special.apply(cell, n);
        return other != null ? other : good(cell, shape, 1);
    }

    public ForkOutcome good(Cell cell, Shape shape, double factor) {
        double level = (100 + Math.abs(cell.design().hashCode() % 50)) * Math.exp(noise * random.nextGaussian()) * factor;
        double[] iterations = new double[shape.total()];
        Arrays.setAll(iterations, i -> level * (i < shape.warmup() ? 3 : 1 + 0.001 * random.nextDouble()));
        return ok(iterations).meanwhile(seconds, 0, 0);
    }

    /** A good fork with these times. */
    public static ForkOutcome ok(double[] iterations) {
        return new ForkOutcome(Fork.Status.OK, null, iterations, new double[iterations.length], false, Collections.emptySortedMap(),
                new double[0], null, VM, 1, 0, 0);
    }

    /** A good fork of which the processor's speed is known. */
    public ForkOutcome timed(Cell cell, double factor, double nanos) {
        ForkOutcome good = good(cell, new Shape(4, 12, 5), factor);
        double[] speed = new double[good.iterations().length];
        Arrays.fill(speed, nanos);
        return new ForkOutcome(good.status(), null, good.iterations(), good.bytesPerOp(), good.recompiled(), good.counters(), speed,
                null, good.vm(), seconds, 0, 0);
    }

    public static ForkOutcome failed(String reason) {
        return ForkOutcome.failed(Fork.Status.FAILED, reason).meanwhile(0.5, 0, 0);
    }

    @Override
    public void close() {
        // Nothing runs.
    }

    /** A cell of the owner comparison. */
    public static Cell cell(String method, int pages) {
        return new Cell("dev.faultpath.bench.OwnerComparisonBenchmark." + method, new TreeMap<>(Map.of("pages", Integer.toString(pages))),
                "17", "128m");
    }

    /** A control of the harness question. */
    public static Cell control(String method) {
        return new Cell("dev.faultpath.bench.HarnessBaselineBenchmark." + method, new TreeMap<>(), "17", "128m");
    }

    /** The reference, two other designs and a control of the class, at two sizes. */
    public static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (int pages : new int[] {16, 512}) {
            for (String method : List.of("ownerPointer", "ownerId", "deviceBitmask", "baselineWordFill")) {
                cells.add(cell(method, pages));
            }
        }
        return cells;
    }

    public static Plan plan(List<Cell> cells, double budget, double target, int min, int max) {
        return new Plan("test", 7, new Shape(4, 12, 5), budget, target, min, max, cells);
    }
}
