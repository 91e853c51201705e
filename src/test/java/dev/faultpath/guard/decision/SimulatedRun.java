package dev.faultpath.guard.decision;

import dev.faultpath.guard.decision.Procedure.Request;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Guard runs on simulated forks: the procedure itself, asked and answered as the runner does it, without a clock. */
final class SimulatedRun {
    private final SimulatedNoise noise;
    private final SimulatedNoise.State state = new SimulatedNoise.State();
    private final Random random;
    private final double slowdown;
    private final Set<String> slower;

    /**
     * @param noise    how forks scatter
     * @param slowdown log ratio by which the candidate's forks are slower
     * @param slower   in which cells
     * @param seed     of everything
     */
    SimulatedRun(SimulatedNoise noise, double slowdown, Set<String> slower, long seed) {
        this.noise = noise;
        this.slowdown = slowdown;
        this.slower = slower;
        random = new Random(seed * 0x9E3779B97F4A7C15L + noise.ordinal());
    }

    static List<String> cells(int count) {
        return IntStream.range(0, count).mapToObj(i -> "cell " + i).toList();
    }

    /** A pair's log ratios. */
    record Drawn(double score, double mean) {
    }

    /** The next pair of a cell: two forks in the order that was asked for. */
    Drawn pair(String cell, boolean candidateFirst) {
        double first = noise.fork(random, state);
        double second = noise.fork(random, state);
        double ratio = (candidateFirst ? first - second : second - first) + (slower.contains(cell) ? slowdown : 0);
        // The means share the scores' noise and have some of their own.
        return new Drawn(ratio, ratio + 0.01 * (-Math.log(1 - random.nextDouble()) + Math.log(1 - random.nextDouble())));
    }

    /** Runs a plan to its end. */
    Procedure run(Settings settings, int cells, long seed) {
        Procedure procedure = new Procedure(settings, cells(cells), seed);
        for (List<Request> wanted = procedure.next(4); !wanted.isEmpty(); wanted = procedure.next(4)) {
            for (Request r : wanted) {
                Drawn pair = pair(r.cell(), r.candidateFirst());
                procedure.add(r.cell(), pair.score(), pair.mean());
            }
        }
        return procedure;
    }

    /** Labels of the cells of which the clock says a thing. */
    static List<String> said(Procedure procedure, Timed.Says what) {
        return procedure.result().entrySet().stream().filter(e -> e.getValue().says() == what).map(Map.Entry::getKey).toList();
    }
}
